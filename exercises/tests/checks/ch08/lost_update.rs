//! No ticket is sold twice, none is lost.

use std::cell::Cell;
use std::task::Poll;

use exercises::ch08_runtime::lost_update::sell;
use lab::probe::CountingWaker;

use super::puppet::{done, puppet};

#[test]
fn two_sales_at_a_time_both_count() {
    check!(|| {
        let (waker, tickets) = (CountingWaker::new(), Cell::new(5));
        let ((ada, ada_pays), (bob, bob_pays)) = (puppet(), puppet());
        let mut sales = [Box::pin(sell(&tickets, ada)), Box::pin(sell(&tickets, bob))];
        for sale in &mut sales {
            assert!(waker.poll(sale.as_mut()).is_pending(), "nobody has paid yet, and a sale is over");
        }
        ada_pays.pull(true);
        bob_pays.pull(true);
        for sale in &mut sales {
            let got = waker.poll(sale.as_mut());
            assert!(
                got == Poll::Ready(true),
                "there were 5 tickets, both buyers have paid, and a sale gave {got:?}"
            );
        }
        assert!(
            tickets.get() != 5,
            "there were 5 tickets, 2 were sold, and 5 are for sale again: what is sold must not be given back"
        );
        assert!(
            tickets.get() == 3,
            "there were 5 tickets, 2 were sold, and {} are for sale. The number was read before the await and written after it: \
             what was sold in between is forgotten",
            tickets.get()
        );
    });
}

#[test]
fn the_last_ticket_is_paid_for_once() {
    check!(|| {
        let (waker, tickets) = (CountingWaker::new(), Cell::new(1));
        let ((ada, ada_pays), (bob, bob_pays)) = (puppet(), done(true));
        let mut to_ada = Box::pin(sell(&tickets, ada));
        let _ = waker.poll(to_ada.as_mut());
        let to_bob = waker.poll(Box::pin(sell(&tickets, bob)).as_mut());
        assert!(
            bob_pays.polls() == 0 && to_bob != Poll::Ready(true),
            "there was one ticket. Ada is about to pay for it, Bob came and has paid too: the ticket was looked at before the \
             await, and must be taken there"
        );
        ada_pays.pull(true);
        let got = waker.poll(to_ada.as_mut());
        assert!(got == Poll::Ready(true), "Ada came first and has paid, and her sale gave {got:?}");
        assert!(tickets.get() == 0, "the only ticket is sold, and {} are for sale", tickets.get());
    });
}

#[test]
fn who_takes_long_keeps_nobody_waiting() {
    check!(|| {
        let (waker, tickets) = (CountingWaker::new(), Cell::new(2));
        let ((ada, _ada_pays), (bob, _)) = (puppet(), done(true));
        let mut to_ada = Box::pin(sell(&tickets, ada));
        let _ = waker.poll(to_ada.as_mut());
        let to_bob = waker.poll(Box::pin(sell(&tickets, bob)).as_mut());
        assert!(
            to_bob == Poll::Ready(true),
            "there were two tickets. Ada takes long to pay, Bob has the money in his hand, and his sale gave {to_bob:?}"
        );
    });
}

#[test]
fn a_refused_sale_gives_the_ticket_back() {
    check!(|| {
        let (waker, tickets) = (CountingWaker::new(), Cell::new(1));
        let got = waker.poll(Box::pin(sell(&tickets, done(false).0)).as_mut());
        assert!(got == Poll::Ready(false), "the money was refused, and the sale gave {got:?}");
        assert!(
            tickets.get() == 1,
            "the money was refused, and {} of 1 ticket is for sale: it was taken and not given back",
            tickets.get()
        );
    });
}

#[test]
fn a_refused_sale_gives_one_ticket_back() {
    check!(|| {
        let (waker, tickets) = (CountingWaker::new(), Cell::new(3));
        let (ada, ada_pays) = puppet();
        let mut to_ada = Box::pin(sell(&tickets, ada));
        let _ = waker.poll(to_ada.as_mut());
        let to_bob = waker.poll(Box::pin(sell(&tickets, done(true).0)).as_mut());
        assert!(
            to_bob == Poll::Ready(true),
            "there were three tickets, Bob has paid, and his sale gave {to_bob:?}"
        );
        ada_pays.pull(false);
        let _ = waker.poll(to_ada.as_mut());
        assert!(
            tickets.get() == 2,
            "there were three tickets, Bob bought one while Ada searched her money, and she had none: {} are for sale. Give one \
             back to those that are there now; the number from before the await is old",
            tickets.get()
        );
    });
}

#[test]
fn a_buyer_who_goes_away_gives_the_ticket_back() {
    check!(|| {
        let (waker, tickets) = (CountingWaker::new(), Cell::new(1));
        let mut to_ada = Box::pin(sell(&tickets, puppet().0));
        let _ = waker.poll(to_ada.as_mut());
        drop(to_ada);
        assert!(
            tickets.get() == 1,
            "Ada went away before she paid: her future was dropped at its await, and no line after it ever runs. {} of 1 ticket \
             is for sale; only a `Drop` could have given it back",
            tickets.get()
        );
        let to_bob = waker.poll(Box::pin(sell(&tickets, done(true).0)).as_mut());
        assert!(
            to_bob == Poll::Ready(true),
            "Ada went away, Bob wants her ticket, and his sale gave {to_bob:?}"
        );
        assert!(
            tickets.get() == 0,
            "the only ticket is sold, and {} is for sale: what is sold must not be given back",
            tickets.get()
        );
    });
}

#[test]
fn sold_out_is_sold_out() {
    check!(|| {
        let (waker, tickets) = (CountingWaker::new(), Cell::new(0));
        let (money, strings) = done(true);
        let got = waker.poll(Box::pin(sell(&tickets, money)).as_mut());
        assert!(
            got == Poll::Ready(false) && strings.polls() == 0,
            "no ticket was left, and the sale gave {got:?} after it asked for the money {} times",
            strings.polls()
        );
        assert!(tickets.get() == 0, "there was no ticket, and now there are {}", tickets.get());
    });
}
