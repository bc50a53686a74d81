//! Who is dropped leaves nothing behind, and is never taken for somebody else.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::task::{Context, Waker};

use exercises::ch07_executor::deregister::{Reactor, Registration};
use lab::probe::CountingWaker;

use super::wakers::{when_cloned, when_dropped, when_woken};

/// A registration at which this waker waits.
fn waiting(reactor: &Reactor, waker: &Waker) -> Registration {
    let registration = reactor.register();
    registration.wait(&Context::from_waker(waker));
    registration
}

#[test]
fn who_waits_is_woken_once() {
    check!(|| {
        let (reactor, one, other) = (Reactor::default(), CountingWaker::new(), CountingWaker::new());
        let first = waiting(&reactor, one.waker());
        let _second = waiting(&reactor, other.waker());
        let waits = reactor.waiting();
        assert!(waits == 2, "two sockets are waited for, and the table holds {waits} wakers");
        reactor.told(&[first.key()]);
        assert!(
            one.wakes() == 1,
            "its socket was ready, and it was woken {} times instead of once",
            one.wakes()
        );
        assert!(
            other.wakes() == 0,
            "another one's socket was ready, and it was woken: each waits under the key of its own registration"
        );
        reactor.told(&[first.key()]);
        assert!(
            one.wakes() == 1,
            "two events came, and it had waited once: woken {} times. Who is woken asks the socket, and waits again if it must",
            one.wakes()
        );
        first.wait(&Context::from_waker(one.waker()));
        reactor.told(&[first.key()]);
        assert!(one.wakes() == 2, "it has waited again, the socket was ready again, and nobody woke it");
    });
}

#[test]
fn the_newest_waker_is_woken() {
    check!(|| {
        let (reactor, first, last) = (Reactor::default(), CountingWaker::new(), CountingWaker::new());
        let registration = waiting(&reactor, first.waker());
        registration.wait(&Context::from_waker(last.waker()));
        reactor.told(&[registration.key()]);
        assert!(
            last.wakes() == 1,
            "the socket moved from one task to another, which waits now; when it was ready the first was woken {} times, the last {} \
             times",
            first.wakes(),
            last.wakes()
        );
    });
}

#[test]
fn dropped_it_leaves_no_waker() {
    check!(|| {
        let (reactor, waker) = (Reactor::default(), CountingWaker::new());
        let registrations: Vec<_> = (0..3).map(|_| waiting(&reactor, waker.waker())).collect();
        drop(reactor.register()); // nobody waits there: nothing to forget
        drop(registrations);
        let (waits, alive) = (reactor.waiting(), waker.clones_alive());
        assert!(
            waits == 0 && alive == 0,
            "three registrations were dropped while they waited; {waits} entries and {alive} wakers are left in the table. A server \
             with a thousand clients an hour would grow for ever (invariant I6)"
        );
    });
}

#[test]
fn an_event_that_comes_too_late_finds_nobody() {
    check!(|| {
        let (reactor, gone, newer) = (Reactor::default(), CountingWaker::new(), CountingWaker::new());
        let mut seen = HashSet::new();
        for _ in 0..3 {
            let old = waiting(&reactor, gone.waker());
            let key = old.key();
            assert!(seen.insert(key), "key {key} was given a second time (invariant I2)");
            drop(old);
            let new = waiting(&reactor, newer.waker());
            reactor.told(&[key]);
            assert!(
                newer.wakes() == 0,
                "the poller told of key {key}, then that socket was dropped, and a new one registered as key {}: the late event \
                 continued the new one's task. A key is never used twice (invariant I2)",
                new.key()
            );
            seen.insert(new.key());
        }
        assert!(gone.wakes() == 0, "a registration was dropped, and an event that came later woke its task");
    });
}

#[test]
fn many_at_once_have_keys_of_their_own() {
    check!(|| {
        let (reactor, waker) = (Reactor::default(), CountingWaker::new());
        let mut all: Vec<_> = (0..10).map(|_| waiting(&reactor, waker.waker())).collect();
        // Some in the middle go; those that come after them must not run into those that stayed.
        all.drain(2..5);
        all.extend((0..5).map(|_| waiting(&reactor, waker.waker())));
        let keys: HashSet<usize> = all.iter().map(Registration::key).collect();
        assert!(
            keys.len() == all.len() && reactor.waiting() == all.len(),
            "of 10 registrations 3 were dropped, 5 came: 12 live ones have {} different keys, and the table {} entries",
            keys.len(),
            reactor.waiting()
        );
        reactor.told(&keys.into_iter().collect::<Vec<_>>());
        assert!(
            waker.wakes() == 12,
            "12 sockets were ready in one batch, and {} wakers woken",
            waker.wakes()
        );
    });
}

#[test]
fn a_wake_may_come_back_to_the_table() {
    check!(|| {
        let reactor = Reactor::default();
        let found = Rc::new(RefCell::new(Vec::new()));
        let kept = Rc::new(Cell::new(Some(reactor.register())));
        let waker = when_woken({
            let (reactor, found, kept) = (reactor.clone(), Rc::clone(&found), Rc::clone(&kept));
            move || {
                // What a task does when it is woken: looks, registers, drops.
                let came_back = catch_unwind(AssertUnwindSafe(|| {
                    drop((reactor.register(), kept.take()));
                    reactor.waiting()
                }));
                found.borrow_mut().push(came_back.ok());
            }
        });
        let registrations = [waiting(&reactor, &waker), waiting(&reactor, &waker)];
        reactor.told(&[registrations[0].key(), registrations[1].key()]);
        let found = found.take();
        assert!(
            found.iter().all(Option::is_some),
            "a waker was woken while the table was borrowed; what it ran came back to the table, and its `RefCell` panicked \
             (invariant I5). A borrow in the head of a `for` or an `if let` lasts to the closing brace; a block of its own ends it"
        );
        let found: Vec<usize> = found.into_iter().flatten().collect();
        assert!(
            found == [0, 0],
            "two sockets were ready in one batch, and the table shall be empty before the first waker is woken. It was woken {} times; \
             each time so many entries still stood there: {}. Take the whole batch out, then wake (invariant I1)",
            found.len(),
            found.iter().map(ToString::to_string).collect::<Vec<_>>().join(", then ")
        );
    });
}

/// Whether `act` drops a waker that comes back to the table, and what happened then.
fn dropping_a_waker(reactor: &Reactor, act: impl FnOnce(Registration)) -> Option<bool> {
    let came_back = Rc::new(Cell::new(None));
    let waker = when_dropped({
        let (reactor, came_back) = (reactor.clone(), Rc::clone(&came_back));
        move || {
            let looked = catch_unwind(AssertUnwindSafe(|| drop(reactor.register())));
            came_back.set(Some(looked.is_ok()));
        }
    });
    let registration = waiting(reactor, &waker);
    drop(waker); // the table has the last one
    act(registration);
    came_back.get()
}

#[test]
fn a_wakers_drop_may_come_back_to_the_table() {
    check!(|| {
        let reactor = Reactor::default();
        let came_back = dropping_a_waker(&reactor, drop);
        assert!(
            came_back != Some(false),
            "a registration was dropped, and the waker that waited there was dropped while the table was still borrowed. It was the \
             last of its task, whose drop came back to the table: its `RefCell` panicked (invariant I5). Take the waker out \
             in a `let` with a name, then the borrow ends first (`let _` does not keep it)"
        );
        assert!(
            came_back.is_some(),
            "a registration was dropped, and the waker that waited there is still alive"
        );

        let other = CountingWaker::new();
        let mut kept = None;
        let came_back = dropping_a_waker(&reactor, |registration| {
            registration.wait(&Context::from_waker(other.waker()));
            kept = Some(registration);
        });
        assert!(
            came_back != Some(false),
            "a waker took the place of another, and that one was dropped while the table was still borrowed; its drop came back to \
             the table, and its `RefCell` panicked (invariant I5). Keep the old one in a `let` with a name, to the next line \
             (`let _` does not keep it)"
        );
        assert!(
            came_back.is_some(),
            "a waker took the place of another in the table, and that one is still alive"
        );
    });
}

#[test]
fn a_wakers_clone_may_come_back_to_the_table() {
    check!(|| {
        let reactor = Reactor::default();
        let came_back = Rc::new(Cell::new(None));
        let waker = when_cloned({
            let (reactor, came_back) = (reactor.clone(), Rc::clone(&came_back));
            move || {
                let looked = catch_unwind(AssertUnwindSafe(|| drop(reactor.register())));
                came_back.set(Some(looked.is_ok()));
            }
        });
        let _registration = waiting(&reactor, &waker);
        assert!(
            came_back.get() != Some(false),
            "a waker was cloned while the table was borrowed; its clone came back to the table, and its `RefCell` panicked \
             (invariant I5). In `table.borrow_mut().insert(key, waker.clone())` the borrow comes first, then the clone: clone in \
             the line before"
        );
        assert!(
            came_back.get().is_some(),
            "somebody waits, and their waker was not cloned: whom will you wake?"
        );
    });
}
