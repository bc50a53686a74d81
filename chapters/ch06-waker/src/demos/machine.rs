//! What the compiler makes of an `async fn`: its size, its steps, and where its locals live.

use std::future::Future;
use std::mem::size_of_val;
use std::pin::{Pin, pin};
use std::task::Poll;

use ch06_waker::borrow::{self, where_it_lives};
use ch06_waker::state_machine::{by_compiler, by_hand};
use ch06_waker::{Delivery, delivery, yield_now};
use lab::cli::{Args, Demo, Failure, Report};
use lab::probe::CountingWaker;
use lab::say;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "machine",
    about: "the state machine behind an async fn, beside one by hand: sizes, steps, and addresses before and after a move",
    rows: "S22",
    flags: &[],
    run,
};

// ANCHOR: sizes
/// A kilobyte that is not needed after the await.
async fn kilobyte_before() -> u32 {
    let sum = {
        let buffer = [1_u8; 1024];
        std::hint::black_box(&buffer).iter().map(|&byte| u32::from(byte)).sum()
    };
    yield_now().await;
    sum
}

/// A kilobyte that is.
async fn kilobyte_across() -> u32 {
    let buffer = [1_u8; 1024];
    yield_now().await;
    std::hint::black_box(&buffer).iter().map(|&byte| u32::from(byte)).sum()
}
// ANCHOR_END: sizes

fn sizes() {
    let letter = || delivery::<u32>().1;
    let lines = [
        ("a reference", size_of::<&u8>()),
        ("async {}", size_of_val(&async {})),
        ("a delivery, by hand: one pointer", size_of::<Delivery<u32>>()),
        ("two of them in turn, async fn", size_of_val(&by_compiler(letter(), letter()))),
        ("two of them in turn, by hand", size_of_val(&by_hand(letter(), letter()))),
        ("1,024 bytes, done with before the await", size_of_val(&kilobyte_before())),
        ("1,024 bytes, used after the await", size_of_val(&kilobyte_across())),
        ("one that awaits that one", size_of_val(&async { kilobyte_across().await })),
        ("that one in a box", size_of_val(&Box::pin(kilobyte_across()))),
    ];
    say!("How large is a future, in bytes? As large as what it needs after its awaits.\n");
    for (what, size) in lines {
        say!("  {what:<42} {size:>5}");
    }
}

/// What each poll said, while the letters come one by one.
fn steps<F: Future<Output = u32>>(machine: impl FnOnce(Delivery<u32>, Delivery<u32>) -> F) -> Vec<Poll<u32>> {
    let ((first, a), (second, b)) = (delivery(), delivery());
    let mut machine = pin!(machine(a, b));
    let probe = CountingWaker::new();
    let mut said = vec![probe.poll(machine.as_mut())];
    first.deliver(20);
    said.push(probe.poll(machine.as_mut()));
    second.deliver(22);
    said.push(probe.poll(machine.as_mut()));
    said
}

// ANCHOR: addresses
/// Moved, then polled twice: where the local was, and where it is.
fn moved_before_the_first_poll<F: Future<Output = (usize, usize)> + 'static>(
    future: F,
) -> Poll<(usize, usize)> {
    let moved: Pin<Box<F>> = Box::pin(future); // from the stack to the heap: nothing points into it yet
    let mut polled = moved;
    let probe = CountingWaker::new();
    let _ = probe.poll(polled.as_mut());
    let elsewhere = std::hint::black_box(vec![polled]); // the *box* is moved; what is in it stays
    elsewhere.into_iter().map(|mut future| probe.poll(future.as_mut())).next().unwrap_or(Poll::Pending)
}

/// Polled, moved, and polled again. Only for what is `Unpin`.
fn moved_after_the_first_poll<F: Future<Output = (usize, usize)> + Unpin>(
    mut future: F,
) -> Poll<(usize, usize)> {
    let probe = CountingWaker::new();
    let _ = probe.poll(Pin::new(&mut future));
    let mut moved = Box::new(future); // from the stack to the heap
    probe.poll(Pin::new(&mut *moved))
}
// ANCHOR_END: addresses

fn addresses() {
    let said = |polled| match polled {
        Poll::Ready((before, now)) if before == now => format!("{before:#x}, and it is there"),
        Poll::Ready((before, now)) => format!("{before:#x}, but the local is at {now:#x}"),
        Poll::Pending => "not over".to_owned(),
    };
    say!("\nA local, and a borrow of it that lives across an await. The borrow points to:\n");
    say!(
        "  async fn, moved before its first poll      {}",
        said(moved_before_the_first_poll(where_it_lives()))
    );
    say!(
        "  by hand, moved before its first poll       {}",
        said(moved_before_the_first_poll(borrow::ByHand::default()))
    );
    say!(
        "  by hand, moved after its first poll        {}",
        said(moved_after_the_first_poll(borrow::ByHand::default()))
    );
    say!("  async fn, moved after its first poll       does not compile: it is not Unpin");
}

fn run(_: &Args) -> Result<Report, Failure> {
    sizes();
    let (compiler, hand) = (steps(by_compiler), steps(by_hand));
    say!("\nTwo letters, awaited in turn; polled at first, and after each letter:\n");
    for (who, said) in [("async fn", &compiler), ("by hand", &hand)] {
        let said: Vec<String> = said.iter().map(|poll| format!("{poll:?}")).collect();
        say!("  {who:<10} {}", said.join(", "));
    }
    addresses();
    say!("");
    Ok(Report {
        remarks: vec![
            "Once polled, a future may point into itself; moved, it would point to where it was. `Pin` is the".to_owned(),
            "promise that it will not be moved any more. Before the first poll there is nothing to point to."
                .to_owned(),
        ],
        next: ["journey", "raw"].map(str::to_owned).to_vec(),
        ..Report::default()
    })
}
