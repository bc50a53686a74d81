//! Bug: look into the cache, await the answer, store it; while the first task waits, nine others look as well.
//!
//! ```console
//! $ cargo run -p ch07-executor --example ch07_bug_check_then_await
//! ```
//!
//! A lost update (`-- lost`) as it looks in real programs: one thread, no data race, and still a race condition. On a clock
//! that jumps, so nobody waits for this.
#![forbid(unsafe_code)]

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::Duration;

use ch07_executor::{Clock, ClockPark, JoinError, LocalExecutor, join_all, sleep_on};
use lab::say;

/// How many tasks want the page.
const TASKS: usize = 10;

/// The slow server, and a cache in front of it with room for its one page.
struct Site {
    clock: Clock,
    /// How many requests the server has had.
    requests: Cell<usize>,
    page: RefCell<Page>,
}

/// The page, as the cache knows it.
enum Page {
    Unknown,
    /// Somebody has asked for it; these wait for the answer.
    UnderWay(Vec<Waker>),
    Here(String),
}

impl Site {
    async fn request(&self) -> String {
        self.requests.update(|n| n + 1);
        sleep_on(&self.clock, Duration::from_secs(1)).await;
        "the page".to_owned()
    }

    fn known(&self) -> Option<String> {
        match &*self.page.borrow() {
            Page::Here(page) => Some(page.clone()),
            _ => None,
        }
    }

    // ANCHOR: wrong
    /// Wrong: what was seen before the `await` is old after it.
    async fn looks_then_awaits(&self) -> String {
        if let Some(page) = self.known() {
            return page;
        }
        let page = self.request().await; // here the other nine look
        self.page.replace(Page::Here(page.clone()));
        page
    }

    /// Repair: the mark is left in the same stretch as the look. Whoever comes after that waits for the first.
    async fn marks_then_awaits(&self) -> String {
        let first = matches!(*self.page.borrow(), Page::Unknown);
        if first {
            self.page.replace(Page::UnderWay(Vec::new()));
            let page = self.request().await;
            let before = self.page.replace(Page::Here(page));
            if let Page::UnderWay(waiting) = before {
                waiting.into_iter().for_each(Waker::wake);
            }
        }
        self.arrives().await
    }
    // ANCHOR_END: wrong

    /// Waits until the page is here. (A real one also says what happens when the first task is cancelled.)
    async fn arrives(&self) -> String {
        poll_fn(|cx| {
            if let Some(page) = self.known() {
                return Poll::Ready(page);
            }
            let waker = cx.waker().clone();
            if let Page::UnderWay(waiting) = &mut *self.page.borrow_mut() {
                waiting.push(waker);
            }
            Poll::Pending
        })
        .await
    }
}

/// Lets all tasks ask; how many requests that took, and how many have the page in the end.
fn ask<F: Future<Output = String> + 'static>(
    how: impl Fn(Rc<Site>) -> F,
) -> Result<(usize, usize), JoinError> {
    let clock = Clock::virtual_time();
    let mut executor = LocalExecutor::new(ClockPark::new(&clock));
    let spawner = executor.spawner();
    let site = Rc::new(Site { clock, requests: Cell::new(0), page: RefCell::new(Page::Unknown) });
    let tasks: Vec<_> = (0..TASKS).map(|_| spawner.spawn(how(Rc::clone(&site)))).collect();
    let pages = executor.block_on(join_all(tasks)).into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok((site.requests.get(), pages.len()))
}

fn main() -> Result<(), JoinError> {
    let (requests, _) = ask(|site| async move { site.looks_then_awaits().await })?;
    say!("wrong: looks, awaits the answer, stores it: {requests} requests for one page");
    let (requests, have) = ask(|site| async move { site.marks_then_awaits().await })?;
    say!("right: leaves a mark before it awaits: {requests} request, and {have} tasks have the page");
    Ok(())
}
