//! The newest waker, and only that one, and none under the lock.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use exercises::ch06_waker::stale_waker::{Letter, Postman, letter};
use lab::probe::CountingWaker;

use super::spy::{at_clone, at_drop, at_ease, spy, wakes};
use super::words::times;

#[test]
fn it_wakes_the_task_that_has_the_letter_now() {
    check!(|| {
        let (postman, letter) = letter();
        let (old, new) = (CountingWaker::new(), CountingWaker::new());
        let mut letter = pin!(letter);
        let _ = old.poll(letter.as_mut());
        let _ = new.poll(letter.as_mut());
        postman.deliver(7);
        assert!(
            new.wakes() == 1,
            "polled by one task, then by another, then the letter came: the task that polled last was woken {}, the one \
             before it {}. It waits for ever: keep the newest waker",
            times(new.wakes()),
            times(old.wakes())
        );
        assert!(
            old.wakes() == 0,
            "the letter came, and the task that does not have it any more was woken too: it is asked for nothing"
        );
        let poll = new.poll(letter.as_mut());
        assert!(poll == Poll::Ready(7), "the letter 7 has come, and yours said {poll:?}");
    });
}

#[test]
fn the_stale_waker_is_dropped_and_not_woken() {
    check!(|| {
        let (_postman, letter) = letter();
        let (old, new) = (CountingWaker::new(), CountingWaker::new());
        let mut letter = pin!(letter);
        let _ = old.poll(letter.as_mut());
        let _ = new.poll(letter.as_mut());
        assert!(
            old.clones_alive() == 0,
            "the future went to another task, and the old task's waker is still kept: a task that is long over is kept alive"
        );
        assert!(
            old.wakes() == 0,
            "when the newest waker came, the one before it was woken: nothing has happened, its task is asked for nothing. Drop \
             it"
        );
        assert!(
            new.clones_alive() == 1,
            "the future was polled and says `Pending`, and of the newest waker {} clones are kept: one is needed, and enough",
            new.clones_alive()
        );
    });
}

#[test]
fn polled_a_thousand_times_it_keeps_one_waker() {
    check!(|| {
        let (postman, letter) = letter();
        let probe = CountingWaker::new();
        let mut letter = pin!(letter);
        for polls in 1..=1000 {
            let _ = probe.poll(letter.as_mut());
            assert!(
                probe.clones_alive() == 1,
                "polled {polls} times by the same task, it keeps {} wakers: one, always",
                probe.clones_alive()
            );
        }
        assert!(
            probe.wakes() == 0,
            "polled a thousand times, nothing has come, and the task was woken {}",
            times(probe.wakes())
        );
        postman.deliver(7);
        assert!(probe.wakes() == 1, "the letter came, and the task was woken {} times", probe.wakes());
        let _ = probe.poll(letter.as_mut());
        assert!(probe.clones_alive() == 0, "the letter was taken, and its waker is still kept");
    });
}

#[test]
fn dropped_it_takes_its_waker_along() {
    check!(|| {
        let (postman, letter) = letter();
        let probe = CountingWaker::new();
        let mut letter = Box::new(letter);
        let _ = probe.poll(Pin::new(&mut *letter));
        drop(letter);
        assert!(
            probe.clones_alive() == 0,
            "the future was dropped, the postman is still on the way, and the future's waker hangs in the mailbox: it keeps alive \
             what it points to, and would wake a task that waits no more"
        );
        postman.deliver(7);
        assert!(
            probe.wakes() == 0,
            "the future is gone, and when the letter came its task was woken all the same"
        );
    });
}

/// When it is dropped, it goes to the mailbox it was left in.
struct ComesBack(Mutex<Option<Postman>>);

impl Wake for ComesBack {
    fn wake(self: Arc<Self>) {}
}

impl Drop for ComesBack {
    fn drop(&mut self) {
        let postman = self.0.lock().unwrap().take();
        if let Some(postman) = postman {
            postman.deliver(7);
        }
    }
}

/// A letter that was polled with a waker whose drop comes back to it. The mailbox has the last one.
fn with_one_that_comes_back() -> Letter {
    let (postman, mut letter) = letter();
    let waker = Waker::from(Arc::new(ComesBack(Mutex::new(Some(postman)))));
    let _ = Pin::new(&mut letter).poll(&mut Context::from_waker(&waker));
    letter
}

#[test]
fn poll_drops_no_waker_while_the_mailbox_is_locked() {
    check!(|| {
        crate::support::if_stuck(|| {
            "The stale waker held the postman, so its drop delivers the letter, and locks the mailbox for that. But your `poll` \
             drops it while it holds that lock (invariant I5): take the stale waker out, give the lock back, then drop it"
                .into()
        });
        let mut letter = with_one_that_comes_back();
        let probe = CountingWaker::new();
        let _ = probe.poll(Pin::new(&mut letter));
        let poll = probe.poll(Pin::new(&mut letter));
        assert!(
            poll == Poll::Ready(7),
            "the drop of the stale waker delivered the letter, and at the next poll yours said {poll:?}"
        );
        assert!(
            probe.wakes() == 1,
            "the drop of the stale waker delivered the letter, and the task that waits was woken {}: leave the newest waker \
             first",
            times(probe.wakes())
        );
    });
}

#[test]
fn drop_drops_no_waker_while_the_mailbox_is_locked() {
    check!(|| {
        crate::support::if_stuck(|| {
            "The waker that was left held the postman, so its drop delivers the letter, and locks the mailbox for that. But your \
             `Letter::drop` drops it while it holds that lock (invariant I5). A guard without a name lives until the `;`: write \
             `let waker = lock(…).waker.take();`, and drop the waker in the next line"
                .into()
        });
        drop(with_one_that_comes_back());
    });
}

#[test]
fn poll_clones_no_waker_while_the_mailbox_is_locked() {
    check!(|| {
        crate::support::if_stuck(|| {
            "The clone of this waker delivers the letter, and locks the mailbox for that. But your `poll` clones it while it holds \
             that lock (invariant I5): clone first, then lock"
                .into()
        });
        // However many clones a poll makes: one of them delivers.
        for number in 1..=3 {
            let (postman, mut letter) = letter();
            let waker = spy();
            let before = wakes();
            let delivered = Rc::new(Cell::new(false));
            let seen = Rc::clone(&delivered);
            at_clone(number, move || {
                seen.set(true);
                postman.deliver(7);
            });
            let poll = Pin::new(&mut letter).poll(&mut Context::from_waker(&waker));
            assert!(
                !delivered.get() || poll == Poll::Ready(7) || wakes() > before,
                "the clone of the waker delivered the letter, your `poll` said {poll:?}, and nobody was woken: the letter came \
                 between the look and the waker that is left. To look and to leave the waker is one step, under one lock"
            );
            at_ease();
        }
    });
}

#[test]
fn with_the_letter_in_hand_it_drops_no_waker_under_the_lock() {
    check!(|| {
        let (postman, mut letter) = letter();
        postman.deliver(7);
        let waker = spy();
        // A lock that is held while somebody panics remembers it.
        at_drop(|| panic!("the drop of a waker panics, as the check wants it"));
        let mut context = Context::from_waker(&waker);
        let _ = catch_unwind(AssertUnwindSafe(|| Pin::new(&mut letter).poll(&mut context)));
        at_ease();
        assert!(
            !format!("{letter:?}").contains("poisoned: true"),
            "the letter was there, and on its way out your `poll` dropped its clone of the waker while it held the lock: it panicked, \
             and the mailbox is poisoned (invariant I5). What is declared last is dropped first: make the clone before \
             the guard"
        );
    });
}

#[test]
fn a_thousand_letters_from_another_thread_all_arrive() {
    check!(|| {
        let (postmen, letters): (Vec<_>, Vec<_>) = (0..1000).map(|_| letter()).unzip();
        let probe = CountingWaker::new();
        let (send, arrived) = std::sync::mpsc::channel();
        let courier = thread::spawn(move || {
            for (number, postman) in (0..).zip(postmen) {
                postman.deliver(number);
                let _ = send.send(());
            }
        });
        for (number, mut letter) in (0..).zip(letters) {
            let before = probe.wakes();
            let mut poll = probe.poll(Pin::new(&mut letter));
            let pending = poll.is_pending();
            arrived.recv().unwrap();
            if pending {
                assert!(
                    probe.wakes() == before + 1,
                    "letter {number} came after a poll that said `Pending`, and the task was woken {}",
                    times(probe.wakes() - before)
                );
                poll = probe.poll(Pin::new(&mut letter));
            }
            assert!(poll == Poll::Ready(number), "letter {number} has come, and yours said {poll:?}");
        }
        courier.join().unwrap();
    });
}
