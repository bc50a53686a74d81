//! What a waker is made of, and what `Wake` does for us: the handles counted.

use std::mem::size_of;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::task::{Wake, Waker};

use ch06_waker::raw_waker;
use lab::cli::{Args, Demo, Failure, Report};
use lab::say;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "raw",
    about: "a waker on a table of functions by hand, beside std's: handles and wakes, counted at each step",
    rows: "S22",
    flags: &[],
    run,
};

/// What both wakers point to.
#[derive(Default)]
struct Callee(AtomicU64);

impl Wake for Callee {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
    fn wake_by_ref(self: &Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// What was done, then the handles alive, and the wakes so far (none when the callee is gone).
type Line = (&'static str, usize, Option<u64>);

// ANCHOR: steps
/// Uses a waker in every way there is.
fn steps(make: fn(Arc<Callee>) -> Waker) -> Vec<Line> {
    let callee = Arc::new(Callee::default());
    let weak = Arc::downgrade(&callee);
    let look = |what, weak: &Weak<Callee>| {
        (what, weak.strong_count(), weak.upgrade().map(|callee| callee.0.load(Ordering::SeqCst)))
    };
    let mut lines = vec![look("an Arc, before there is a waker", &weak)];
    let waker = make(callee);
    lines.push(look("made: the waker has its handle", &weak));
    let clone = waker.clone();
    lines.push(look("clone", &weak));
    waker.wake_by_ref();
    lines.push(look("wake_by_ref: used, and kept", &weak));
    clone.wake();
    lines.push(look("wake the clone: used up", &weak));
    drop(waker);
    lines.push(look("drop the other: nobody is left", &weak));
    lines
}
// ANCHOR_END: steps

fn run(_: &Args) -> Result<Report, Failure> {
    let (by_hand, by_std) = (steps(raw_waker::waker), steps(Waker::from));
    let wakes = |wakes: &Option<u64>| wakes.map_or_else(|| "freed".to_owned(), |wakes| wakes.to_string());
    say!("                                   by hand          std's Wake");
    say!("                                   handles  wakes   handles  wakes");
    for ((what, handles, woken), (_, std_handles, std_woken)) in by_hand.iter().zip(&by_std) {
        say!("{what:<34} {handles:>7}  {:>5}   {std_handles:>7}  {:>5}", wakes(woken), wakes(std_woken));
    }
    say!("");
    Ok(Report {
        remarks: vec![
            format!(
                "A waker is {} bytes: a pointer to the callee, and one to a table of four functions. An Arc is {}.",
                size_of::<Waker>(),
                size_of::<Arc<Callee>>()
            ),
            format!("The same at every step: {}.", if by_hand == by_std { "yes" } else { "no" }),
        ],
        next: ["journey", "machine"].map(str::to_owned).to_vec(),
        ..Report::default()
    })
}
