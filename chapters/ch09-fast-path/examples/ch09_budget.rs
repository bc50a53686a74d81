//! What a task costs in memory, counted: chapter 7's executor, and this chapter's.
//!
//! ```console
//! $ cargo run -p ch09-fast-path --example ch09_budget
//! ```

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::future::pending;

use ch06_waker::Parker;

/// The system's allocator, with this thread's allocations counted.
struct Counting;

thread_local! {
    /// Made since the start.
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
    /// In use now, in bytes as they were asked for.
    static BYTES: Cell<usize> = const { Cell::new(0) };
}

#[allow(unsafe_code)]
// SAFETY: every call is passed on as it is, to an allocator that keeps the contract; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        BYTES.set(BYTES.get().wrapping_add(layout.size()));
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        BYTES.set(BYTES.get().wrapping_sub(layout.size()));
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// So many tasks at a time.
const MANY: usize = 100_000;
/// So large is the future of each, in bytes.
const FUTURE: usize = 64;

fn main() {
    lab::say!("{MANY} tasks, each with a future of {FUTURE} bytes\n");
    lab::say!("                        spawned and joined    asleep for ever");
    lab::say!("                        allocations each      bytes beside the future");
    on!("chapter 7's executor", ch07_executor);
    on!("chapter 9's executor", ch09_fast_path::executor);
}

/// The same source on two executors: their types are different.
macro_rules! on {
    ($name:literal, $executor:path) => {{
        use $executor as chapter;
        let mut executor = chapter::LocalExecutor::new(Parker::new());
        let spawner = executor.spawner();
        let [joined, asleep] = executor.block_on(async {
            let mut tasks = Vec::with_capacity(MANY);
            let mut counts = [0.0; 2];
            // A first time, so that queues and tables have grown.
            for _ in 0..2 {
                let allocations = ALLOCATIONS.get();
                tasks.extend((0..MANY).map(|n| spawner.spawn(done(n))));
                for task in tasks.drain(..) {
                    assert!(task.await.is_ok());
                }
                counts[0] = (ALLOCATIONS.get() - allocations) as f64 / MANY as f64;
            }
            let bytes = BYTES.get();
            for _ in 0..MANY {
                drop(spawner.spawn(asleep()));
            }
            ch06_waker::yield_now().await;
            counts[1] = (BYTES.get() - bytes) as f64 / MANY as f64 - FUTURE as f64;
            counts
        });
        lab::say!("  {:<22}{joined:<22.1}{asleep:.0}", $name);
    }};
}
use on;

async fn done(number: usize) -> usize {
    number
}

/// Never done, and as large as [`FUTURE`] says.
fn asleep() -> impl Future<Output = ()> {
    let ballast = [7_u8; FUTURE - 1];
    let future = async move {
        pending::<()>().await;
        std::hint::black_box(ballast);
    };
    debug_assert_eq!(size_of_val(&future), FUTURE);
    future
}
