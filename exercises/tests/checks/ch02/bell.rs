//! Every letter reaches one taker, nobody sleeps for ever, nobody spins.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{A_WHILE, Others, what_the_others_do};
use exercises::ch02_threads::bell::Mailbox;

/// Starts threads that take letters until there are no more, and say how many they took.
fn takers(
    how_many: usize,
    mailbox: &Arc<Mailbox<u64>>,
    take: impl Fn(&Mailbox<u64>) -> u64 + Clone + Send + 'static,
) -> Vec<thread::JoinHandle<u64>> {
    let start = |_| {
        let (mailbox, take) = (Arc::clone(mailbox), take.clone());
        thread::spawn(move || take(&mailbox))
    };
    (0..how_many).map(start).collect()
}

/// What they took together. A panic of one is passed on.
fn total(takers: Vec<thread::JoinHandle<u64>>) -> u64 {
    takers.into_iter().map(|taker| taker.join().unwrap_or_else(|panic| resume_unwind(panic))).sum()
}

#[test]
fn first_in_first_out() {
    check!(|| {
        crate::support::if_stuck(|| {
            "One thread put three letters in and takes them out: why should it wait?".into()
        });
        let mailbox = Mailbox::new();
        for letter in ["first", "second", "third"] {
            assert!(mailbox.put(letter).is_ok(), "the mailbox is open, and the {letter} letter came back");
        }
        for letter in ["first", "second", "third"] {
            let got = mailbox.take();
            assert!(got == Some(letter), "the {letter} letter was to come, and {got:?} came");
        }
    });
}

#[test]
fn who_waits_sleeps_until_the_bell_rings() {
    check!(|| {
        crate::support::if_stuck(|| {
            "A thread waited for a letter, the letter was put in, and the thread did not wake: who rings?"
                .into()
        });
        let mailbox = Arc::new(Mailbox::new());
        let sleeper = takers(1, &mailbox, |mailbox| mailbox.take().unwrap_or(0));
        let seen = what_the_others_do(A_WHILE);
        assert!(
            seen == Others::Sleep,
            "the mailbox was empty, and who waited for a letter did not sleep: it looks again and again"
        );
        let _ = mailbox.put(77);
        let got = total(sleeper);
        assert!(
            got == 77,
            "letter 77 was put in, and {got} came out (0: `take` said that the mailbox is closed)"
        );
    });
}

#[test]
fn every_letter_wakes_somebody() {
    check!(|| {
        let up = Arc::new(AtomicU64::new(0));
        let seen = Arc::clone(&up);
        crate::support::if_stuck(move || {
            format!(
                "3 threads sleep, 3 letters come at once, again and again: {} wake-ups were seen, then somebody slept on while a \
                 letter lay in the box. Ring for each letter, not only for the first in an empty box",
                seen.load(SeqCst)
            )
        });
        for _ in 0..30 {
            let mailbox = Arc::new(Mailbox::new());
            let up = Arc::clone(&up);
            let sleepers = takers(3, &mailbox, move |mailbox| {
                let got = mailbox.take().is_some();
                up.fetch_add(1, SeqCst);
                got.into()
            });
            thread::sleep(Duration::from_millis(3)); // so that they do sleep, mostly; it decides nothing
            for letter in 0..3 {
                let _ = mailbox.put(letter);
            }
            let got = total(sleepers);
            assert!(got == 3, "3 letters for 3 threads, and only {got} threads were given one");
        }
    });
}

#[test]
fn who_wakes_looks_again() {
    check!(|| {
        const LETTERS: u64 = 10_000;
        let mailbox = Arc::new(Mailbox::new());
        let taken = Arc::new(AtomicU64::new(0));
        let (seen, counted, closed) =
            (Arc::clone(&taken), Arc::clone(&taken), Arc::new(AtomicBool::new(false)));
        crate::support::if_stuck(move || match seen.load(SeqCst) {
            LETTERS => "All letters were taken, the mailbox was closed, and somebody slept on".into(),
            taken => format!("{taken} letters were taken, of {LETTERS} at most, then nobody woke any more"),
        });
        let told = Arc::clone(&closed);
        let takers = takers(3, &mailbox, move |mailbox| {
            let mut mine = 0;
            while mailbox.take().is_some() {
                mine += 1;
                counted.fetch_add(1, SeqCst);
            }
            assert!(
                told.load(SeqCst),
                "`take` said that the mailbox is closed, and it was open: whoever wakes must look again, because \
                 another may have taken the letter that the bell rang for"
            );
            mine
        });
        let start = Instant::now();
        // To give way costs nothing where nobody else wants the core, and a long wait on a busy machine: fewer are enough there.
        let all = (1..=LETTERS).find(|&letter| {
            let _ = mailbox.put(letter);
            if letter % 3 == 0 {
                thread::yield_now();
            }
            letter == LETTERS || (letter >= 200 && start.elapsed() > Duration::from_millis(700))
        });
        let all = all.unwrap_or(LETTERS);
        closed.store(true, SeqCst);
        mailbox.close();
        let got = total(takers);
        assert!(got == all, "{all} letters were put in, and {got} were taken, with three threads taking");
    });
}

#[test]
fn the_end_wakes_everybody() {
    check!(|| {
        let gone = Arc::new(AtomicU64::new(0));
        let seen = Arc::clone(&gone);
        crate::support::if_stuck(move || {
            format!(
                "3 threads slept when the mailbox was closed, and {} of them woke: all have to be told",
                seen.load(SeqCst)
            )
        });
        let mailbox = Arc::new(Mailbox::new());
        let counted = Arc::clone(&gone);
        let sleepers = takers(3, &mailbox, move |mailbox| {
            let got = mailbox.take();
            assert!(got.is_none(), "the mailbox was closed and empty, and a letter came out: {got:?}");
            counted.fetch_add(1, SeqCst);
            0
        });
        thread::sleep(Duration::from_millis(50)); // so that they do sleep, mostly; it decides nothing
        mailbox.close();
        total(sleepers);
    });
}

#[test]
fn what_is_inside_at_the_end_is_still_taken() {
    check!(|| {
        crate::support::if_stuck(|| "The mailbox is closed, and `take` still waits".into());
        let mailbox = Mailbox::new();
        let _ = mailbox.put("early");
        mailbox.close();
        let late = mailbox.put("late");
        assert!(
            late == Err("late"),
            "the mailbox was closed, and a letter that came too late was not given back: {late:?}"
        );
        let got = mailbox.take();
        assert!(
            got == Some("early"),
            "a letter was put in before the mailbox was closed, and `take` gave {got:?}: it is lost"
        );
        let got = mailbox.take();
        assert!(got.is_none(), "the mailbox is closed and empty, and `take` gave {got:?}");
        let again = mailbox.take();
        assert!(again.is_none(), "asked once more after the end, `take` gave {again:?}");
    });
}
