//! The thread of the tasks stays free.

use std::panic::catch_unwind;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::Kept;
use ch08_runtime::{JoinError, block_on, spawn, yield_now};
use exercises::ch08_runtime::off_thread::look_up;

/// The heartbeat's turns.
static TURNS: AtomicUsize = AtomicUsize::new(0);
/// Calls that have begun.
static BEGUN: AtomicUsize = AtomicUsize::new(0);
/// Calls that are over.
static OVER: AtomicUsize = AtomicUsize::new(0);

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

/// Blocks the thread until there are so many, or too much time has passed: the time in which this process only waited for a
/// core does not count. Gives back how many there are.
fn block_until(count: &AtomicUsize, many: usize) -> usize {
    let (start, mut kept) = (Instant::now(), Kept::default());
    let before = kept.waiting();
    let mut late = || start.elapsed() > Duration::from_millis(600) + kept.waiting().saturating_sub(before);
    while count.load(SeqCst) < many && !late() {
        thread::sleep(Duration::from_millis(1));
    }
    count.load(SeqCst)
}

#[test]
fn the_other_tasks_go_on() {
    check!(|| {
        let seen = block_on(async {
            let _heart = spawn(async {
                loop {
                    TURNS.fetch_add(1, SeqCst);
                    yield_now().await;
                }
            });
            // The call is over when the heart has beaten 50 times: or after a while, if it does not.
            look_up(names(&["one"]), |_| block_until(&TURNS, 50)).await
        });
        let seen = seen.unwrap_or_default()[0];
        assert!(
            seen >= 50,
            "while the library blocked, another task of this thread had {seen} turns: the call blocks the thread of \
             all tasks. An `async` around it changes nothing, it runs where it is polled; and to wait for a thread with `join` blocks too"
        );
    });
}

#[test]
fn the_calls_do_not_wait_for_each_other() {
    check!(|| {
        let begun = block_on(look_up(names(&["a", "b", "c", "d"]), |_| {
            BEGUN.fetch_add(1, SeqCst);
            block_until(&BEGUN, 4)
        }));
        let begun = begun.unwrap_or_default();
        assert!(
            begun.first() == Some(&4),
            "the first call waited a while for the other three to begin, and so many had begun by then, call by call: \
             {begun:?}. Who awaits a call before beginning the next overlaps nothing"
        );
    });
}

#[test]
fn the_answers_stand_in_the_order_of_the_names() {
    check!(|| {
        // The first call is over last.
        let got = block_on(look_up(names(&["4444", "333", "22", "1"]), |name| {
            block_until(&OVER, name.len() - 1);
            // The order is asked for, not that they overlap: alone, a call would wait in vain.
            OVER.fetch_add(1, SeqCst);
            name.len()
        }));
        assert!(
            got == Ok(vec![4, 3, 2, 1]),
            "the names have 4, 3, 2 and 1 letters, the last was found first, and you gave back {got:?}"
        );
    });
}

#[test]
fn a_call_that_panics_is_an_error() {
    check!(|| {
        let both = catch_unwind(|| {
            block_on(async {
                let got = look_up(names(&["fine", "broken", "fine"]), |name| {
                    assert!(name != "broken", "no such name");
                    name.len()
                })
                .await;
                (got, look_up(names(&["fine"]), str::len).await)
            })
        });
        assert!(
            both.is_ok(),
            "one of three calls panicked, and its panic went through `look_up` to the thread of all tasks: on another thread it \
             is caught, and comes back as an error"
        );
        let (got, again) = both.unwrap();
        assert!(
            matches!(&got, Err(JoinError::Panicked(said)) if said.contains("no such name")),
            "one of three calls panicked with \"no such name\", and you gave back {got:?}"
        );
        assert!(again == Ok(vec![4]), "after a call that panicked, the next gave {again:?}");
    });
}

#[test]
fn without_names_there_is_no_answer() {
    check!(|| {
        crate::support::if_stuck(|| "There was no name to look up, and you wait for an answer".into());
        let got = block_on(look_up(Vec::new(), str::len));
        assert!(got == Ok(Vec::new()), "there was no name, and you gave back {got:?}");
    });
}
