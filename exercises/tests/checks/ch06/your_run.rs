//! Two purchases on one thread, all by the learner's own pieces.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use exercises::ch06_waker::block_on::block_on;
use exercises::ch06_waker::join::join;
use exercises::ch06_waker::stale_waker::{Letter, letter};
use exercises::ch06_waker::state_machine::by_hand;
use exercises::ch06_waker::yield_now::yield_now;
use lab::timeline::{Kind, Lane, State, lane, mark, rest, run_task};

/// A task's future, which says on the timeline when it is polled.
struct Drawn<F> {
    lane: Lane,
    future: F,
    polls: Arc<AtomicU64>,
}

impl<F: Future + Unpin> Future for Drawn<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        run_task(self.lane);
        self.polls.fetch_add(1, SeqCst);
        let poll = Pin::new(&mut self.future).poll(cx);
        // So that a poll can be seen at all: it takes microseconds.
        lab::work::burn(Duration::from_millis(8));
        mark(self.lane, if poll.is_ready() { State::Gone } else { State::Waiting });
        rest(State::Asleep);
        poll
    }
}

/// A letter that another thread brings after so long.
fn after(millis: u64, what: u32) -> Letter {
    let (postman, letter) = letter();
    thread::spawn(move || {
        thread::sleep(Duration::from_millis(millis));
        postman.deliver(what);
    });
    letter
}

#[test]
#[ignore = "drawn by cargo x when the chapter is solved"]
fn your_run() {
    crate::support::draw("your waker", || {
        let polls = Arc::new(AtomicU64::new(0));
        let purchase = |name: &'static str, price: Letter, pay: Letter| Drawn {
            lane: lane(Kind::Task, || name.to_owned()),
            future: by_hand(price, 50, pay),
            polls: Arc::clone(&polls),
        };
        let bread = purchase("bread", after(150, 20), after(450, 50));
        let butter = purchase("butter", after(300, 45), after(600, 50));
        let (bread, butter) = block_on(async {
            yield_now().await;
            join(bread, butter).await
        });
        format!(
            "Two purchases, each your state machine, in your `join`, on your `block_on`: change {} and {}.\n\
             Four letters came, from four other threads; {} polls. Whichever is woken, your `join` asks both.\n\
             In between your thread slept: a wait needs no thread.\n",
            bread.unwrap_or_default(),
            butter.unwrap_or_default(),
            polls.load(SeqCst),
        )
    });
}
