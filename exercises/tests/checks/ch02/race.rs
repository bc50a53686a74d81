//! One seat, one buyer, and nobody waits for another's payment.

use std::cell::Cell;
use std::panic::resume_unwind;
use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

use exercises::ch02_threads::race::Show;

#[test]
fn a_seat_that_is_being_paid_for_is_taken() {
    check!(|| {
        crate::support::if_stuck(|| {
            "Ada was paying for seat 7 when Bob asked for it, and he was told nothing: is the lock held while Ada pays?".into()
        });
        let show = Show::default();
        let bob_paid = Cell::new(false);
        let bob = Cell::new(false);
        let ada = show.book(7, "Ada", || {
            // In the middle of Ada's payment.
            bob.set(show.book(7, "Bob", || {
                bob_paid.set(true);
                true
            }));
            true
        });
        assert!(
            !bob_paid.get(),
            "Ada was paying for seat 7 when Bob asked for it, and Bob paid too: what Ada saw (\"free\") was still true for him. \
             Look and take in one step, then let pay"
        );
        assert!(!bob.get(), "Bob has not paid, and was told that seat 7 is his");
        assert!(ada, "Ada came first and paid, and was told that seat 7 is not hers");
        let holder = show.holder(7);
        assert!(holder.as_deref() == Some("Ada"), "Ada paid for seat 7; whose it is now: {holder:?}");
    });
}

#[test]
fn others_book_other_seats_meanwhile() {
    check!(|| {
        crate::support::if_stuck(|| {
            "Ada is paying for seat 7, and Bob cannot book seat 8 until she has finished: the lock is held while she pays".into()
        });
        let show = Show::default();
        let booked = show.book(7, "Ada", || {
            thread::scope(|scope| scope.spawn(|| show.book(8, "Bob", || true)).join())
                .unwrap_or_else(|panic| resume_unwind(panic))
        });
        assert!(booked, "Bob wanted seat 8, which was free, and was told that it is taken");
        assert!(show.holder(8).as_deref() == Some("Bob"), "Bob paid for seat 8, and it is not his");
    });
}

#[test]
fn a_seat_that_nobody_paid_for_is_free_again() {
    check!(|| {
        let show = Show::default();
        let booked = show.book(7, "Ada", || false);
        assert!(!booked, "Ada's payment failed, and she was told that seat 7 is hers");
        let holder = show.holder(7);
        assert!(
            holder.is_none(),
            "Ada's payment failed, and seat 7 is kept for {holder:?}: nobody can buy it any more"
        );
        assert!(
            show.book(7, "Bob", || true),
            "Ada's payment failed, so seat 7 is free, and Bob was told that it is taken"
        );
    });
}

#[test]
fn a_taken_seat_costs_nothing() {
    check!(|| {
        let show = Show::default();
        show.book(7, "Ada", || true);
        let again = show
            .book(7, "Bob", || panic!("seat 7 was Ada's already, and Bob had to pay before he was told so"));
        assert!(!again, "seat 7 was Ada's already, and Bob was told that it is his");
        assert!(show.holder(7).as_deref() == Some("Ada"), "Ada has paid for seat 7, and now it is not hers");
    });
}

#[test]
fn four_threads_want_every_seat() {
    check!(|| {
        const SEATS: u32 = 200;
        let show = Show::default();
        let paid: Vec<AtomicU32> = (0..SEATS).map(|_| AtomicU32::new(0)).collect();
        let (line, told) = (Barrier::new(4), AtomicU32::new(0));
        thread::scope(|scope| {
            for name in ["Ada", "Bob", "Cleo", "Dan"] {
                let (show, paid, line, told) = (&show, &paid, &line, &told);
                scope.spawn(move || {
                    for seat in 0..SEATS {
                        line.wait();
                        let pay = || {
                            paid[seat as usize].fetch_add(1, SeqCst);
                            true
                        };
                        told.fetch_add(show.book(seat, name, pay).into(), SeqCst);
                    }
                });
            }
        });
        let twice = paid.iter().filter(|paid| paid.load(SeqCst) > 1).count();
        assert!(
            twice == 0,
            "four threads wanted each of {SEATS} seats, and {twice} seats were paid for more than once: between your look and your \
             booking the lock is given back, and others come in"
        );
        let told = told.load(SeqCst);
        assert!(
            told == SEATS,
            "four threads wanted each of {SEATS} seats, and {told} times somebody was told \"yours\""
        );
    });
}
