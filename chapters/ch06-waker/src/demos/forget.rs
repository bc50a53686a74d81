//! A future that leaves its waker behind: what it waits for comes, and it sleeps on.

use std::panic::{self, AssertUnwindSafe};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use lab::cli::{Args, Demo, Failure, Report};
use lab::probe::within;

use super::watched::{By, Watch, block_on};

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "forget",
    about: "a future that leaves its waker behind sleeps for ever; a watchdog says why",
    rows: "S22",
    flags: &[],
    run,
};

/// So long the letter takes.
const DELAY: Duration = Duration::from_millis(100);
/// So long the watchdog waits for the future.
const PATIENCE: Duration = Duration::from_secs(1);

// ANCHOR: forgetful
/// Ready when the letter is there. Wrong: nobody gets its waker.
struct Forgetful {
    /// Set when the letter is there.
    letter: Arc<AtomicBool>,
}

impl Future for Forgetful {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let _waker = cx.waker().clone(); // for whom?
        if self.letter.load(Ordering::SeqCst) { Poll::Ready(()) } else { Poll::Pending }
    }
}
// ANCHOR_END: forgetful

fn run(_: &Args) -> Result<Report, Failure> {
    let watch = Watch::new();
    let letter = Arc::new(AtomicBool::new(false));
    let friend = lab::thread::spawn("friend", {
        let (watch, letter) = (Arc::clone(&watch), Arc::clone(&letter));
        move || {
            thread::sleep(DELAY);
            watch.note(By::Outside, "a letter comes");
            letter.store(true, Ordering::SeqCst);
            watch.note(By::Outside, "whom to tell?");
        }
    })?;
    let waits = {
        let watch = Arc::clone(&watch);
        move || block_on(&watch, watch.told(Forgetful { letter }))
    };
    // The watchdog panics, as a test that hangs should. Here this is what we have come to see: no backtrace for it.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let watched = panic::catch_unwind(AssertUnwindSafe(|| {
        within(PATIENCE, "the future", || watch.diagnosis(), waits);
    }));
    panic::set_hook(hook);
    let _ = friend.join();
    let said = match watched {
        Ok(()) => return Err(Failure("the future is ready, though nobody had its waker".to_owned())),
        Err(panic) => panic.downcast_ref::<String>().cloned().unwrap_or_default(),
    };
    Ok(Report {
        intro: format!(
            "A future waits for a letter, and keeps its waker nowhere. The letter comes after {} ms.\n\n{}",
            DELAY.as_millis(),
            watch.table()
        ),
        remarks: vec![
            format!("The watchdog: {}.", said.replace("; ", ";\n  ")),
            "\"Pending\" is a promise: somebody has my waker, and will wake it.".to_owned(),
        ],
        next: vec!["journey".to_owned(), "wakes".to_owned()],
        ..Report::default()
    })
}
