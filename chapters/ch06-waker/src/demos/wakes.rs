//! Wakes that come too early, too often, too late, or for nothing: each is harmless, and the counts say what it costs.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::task::{Poll, Waker};
use std::thread;

use ch06_waker::delivery;
use lab::cli::{Args, Demo, Failure, Report};
use lab::say;

use super::watched::{Watch, block_on};

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "wakes",
    about: "spurious, double, early and late wakes, and wakes after the end: what each costs, in polls",
    rows: "S22",
    flags: &[],
    run,
};

/// "Many" wakes are so many.
const MANY: u64 = 1_000;

/// How the case is called, and the case.
type Case = (&'static str, fn(&Arc<Watch>) -> Result<bool, Failure>);

const CASES: &[Case] = &[
    ("one wake, when it is there", one),
    ("3 before it is there (spurious)", spurious),
    ("1,000 while it is polled (double)", double),
    ("1 before the thread sleeps (early)", early),
    ("1 for what it has already (late)", late),
    ("1,000 after the end", after_the_end),
    ("none, but 1,000 unparks by others", unparks),
];

/// Another thread does something with the waker of the first poll.
fn friend(act: impl FnOnce(Waker) + Send + 'static) -> Result<impl FnMut(&Waker), Failure> {
    let (to, from) = channel();
    lab::thread::spawn("friend", move || {
        if let Ok(waker) = from.recv() {
            act(waker);
        }
    })?;
    let mut to = Some(to);
    Ok(move |waker: &Waker| {
        if let Some(to) = to.take() {
            let _ = to.send(waker.clone());
        }
    })
}

fn one(watch: &Arc<Watch>) -> Result<bool, Failure> {
    let (courier, mut letter) = delivery();
    let mut begin = friend(move |_| courier.deliver(42))?;
    let polled = poll_fn(|cx| {
        let polled = Pin::new(&mut letter).poll(cx);
        begin(cx.waker());
        polled
    });
    Ok(block_on(watch, polled) == 42)
}

// ANCHOR: spurious
/// The friend wakes us three times for nothing, each time when we have been polled; then the letter comes.
fn spurious(watch: &Arc<Watch>) -> Result<bool, Failure> {
    let (courier, mut letter) = delivery();
    let (polled_once_more, polls) = channel();
    let mut begin = friend(move |waker| {
        for _ in 0..3 {
            let _ = polls.recv();
            waker.wake_by_ref();
        }
        let _ = polls.recv();
        courier.deliver(42);
    })?;
    let polled = poll_fn(|cx| {
        let polled = Pin::new(&mut letter).poll(cx);
        begin(cx.waker());
        let _ = polled_once_more.send(());
        polled
    });
    Ok(block_on(watch, polled) == 42)
}
// ANCHOR_END: spurious

fn double(watch: &Arc<Watch>) -> Result<bool, Failure> {
    let (done, all) = channel();
    let mut begin = friend(move |waker| {
        (0..MANY).for_each(|_| waker.wake_by_ref());
        let _ = done.send(());
    })?;
    let mut first = true;
    let polled = poll_fn(|cx| {
        if !first {
            return Poll::Ready(42);
        }
        first = false;
        begin(cx.waker());
        let _ = all.recv(); // all of them come during this poll
        Poll::Pending
    });
    Ok(block_on(watch, polled) == 42)
}

fn early(watch: &Arc<Watch>) -> Result<bool, Failure> {
    block_on(watch, ch06_waker::yield_now());
    Ok(true)
}

/// It waits for a letter, and then for another. Whoever brought the first one wakes us once more.
fn late(watch: &Arc<Watch>) -> Result<bool, Failure> {
    let (first_courier, mut first) = delivery();
    let (second_courier, mut second) = delivery();
    let (polled_once_more, polls) = channel();
    let mut begin = friend(move |waker| {
        let _ = polls.recv();
        first_courier.deliver(20);
        let _ = polls.recv();
        waker.wake_by_ref(); // late
        let _ = polls.recv();
        second_courier.deliver(22);
    })?;
    let mut letters = Box::pin(async move { (&mut first).await + (&mut second).await });
    let polled = poll_fn(|cx| {
        let polled = letters.as_mut().poll(cx);
        begin(cx.waker());
        let _ = polled_once_more.send(());
        polled
    });
    Ok(block_on(watch, polled) == 42)
}

fn after_the_end(watch: &Arc<Watch>) -> Result<bool, Failure> {
    let mut kept = None;
    let polled = poll_fn(|cx| {
        kept = Some(cx.waker().clone());
        Poll::Ready(42)
    });
    let output = block_on(watch, polled);
    (0..MANY).for_each(|_| kept.iter().for_each(Waker::wake_by_ref));
    Ok(output == 42)
}

fn unparks(watch: &Arc<Watch>) -> Result<bool, Failure> {
    let (courier, mut letter) = delivery();
    let executor = thread::current();
    let mut begin = friend(move |_| {
        (0..MANY).for_each(|_| executor.unpark());
        courier.deliver(42);
    })?;
    let polled = poll_fn(|cx| {
        let polled = Pin::new(&mut letter).poll(cx);
        begin(cx.waker());
        polled
    });
    Ok(block_on(watch, polled) == 42)
}

fn run(_: &Args) -> Result<Report, Failure> {
    say!("{:<36} {:>6} {:>6}  result", "wakes", "wakes", "polls");
    for (name, case) in CASES {
        let watch = Watch::new();
        let right = case(&watch)?;
        let result = if right { "right" } else { "wrong" };
        say!("{name:<36} {:>6} {:>6}  {result}", watch.wakes(), watch.polls());
    }
    say!("");
    Ok(Report {
        remarks: vec![
            "A wake says \"ask again\", not \"it is there\". So one too many costs a poll, many at once cost one poll"
                .to_owned(),
            "together, and only one too few is a bug.".to_owned(),
        ],
        next: ["forget", "machine"].map(str::to_owned).to_vec(),
        ..Report::default()
    })
}
