//! The simplest event loop: its two faults measured, then repaired.

use std::collections::VecDeque;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use ch05_event_loop::message_loop::{as_usually_shown, repaired};
use lab::cli::{Args, Demo, Failure, Report};
use lab::ledger::Ledger;
use lab::say;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "messages",
    about: "the simplest event loop, as it is usually shown: newest first, and a burnt core; then repaired",
    rows: "S15",
    flags: &[],
    run,
};

/// How long the loop has nothing to do.
const IDLE: Duration = Duration::from_millis(300);

fn run(_: &Args) -> Result<Report, Failure> {
    say!("Messages 1 to 5 come in that order. While message 5 is processed, message 6 comes.\n");
    let mut order = Vec::new();
    let note = |order: &mut Vec<u32>, queue: &mut VecDeque<u32>, message| {
        if message == 5 {
            queue.push_back(6);
        }
        order.push(message);
    };
    let mut queue: VecDeque<u32> = (1..=5).collect();
    as_usually_shown(&mut queue, 10, |queue, message| note(&mut order, queue, message));
    say!("  as usually shown, pop():  {order:?}: the newest first; the oldest waits while others come");
    order.clear();
    let mut queue: VecDeque<u32> = (1..=5).collect();
    repaired(&mut queue, || None, |queue, message| note(&mut order, queue, message));
    say!("  repaired, pop_front():    {order:?}: in the order in which they came\n");

    say!("Now nothing comes for {} ms.\n", IDLE.as_millis());
    let mut turns = 0_u64;
    let ((), spinning) = Ledger::measure("as usually shown", || {
        let idle_until = Instant::now() + IDLE;
        while Instant::now() < idle_until {
            as_usually_shown(&mut VecDeque::<u32>::new(), 1_000, |_, _| {});
            turns += 1_000;
        }
    });
    let (sender, receiver) = mpsc::channel();
    // Somebody else sends the next message; `recv_timeout` is the simplest "wait until something happens".
    let (asked, waiting) = Ledger::measure("repaired", || {
        let mut asked = 0_u64;
        repaired(
            &mut VecDeque::<u32>::new(),
            || {
                asked += 1;
                receiver.recv_timeout(IDLE).ok()
            },
            |_, _| {},
        );
        asked
    });
    drop(sender);
    say!("{}", Ledger::table(&[spinning, waiting]));
    say!(
        "It asked \"is there a message?\" {turns} times; repaired: {asked} time. No message is no work; asking is."
    );
    Ok(Report { next: vec!["nested".to_owned(), "three".to_owned()], ..Report::default() })
}
