//! What a task costs in memory: one allocation, and 72 bytes beside its future.
#![allow(clippy::unwrap_used, missing_docs)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::future::{Future, pending};
use std::panic::resume_unwind;
use std::pin::Pin;
use std::task::{Context, Poll};

use ch06_waker::Parker;
use ch07_executor::{WaitsFor, waits_for, yield_now};
use ch09_fast_path::executor::LocalExecutor;

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
        BYTES.set(BYTES.get().wrapping_add(layout.size())); // it may be given back by another thread
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

/// What is allocated meanwhile: how often, and how many bytes more are in use afterwards.
fn allocated<T>(f: impl FnOnce() -> T) -> (usize, usize, T) {
    let (allocations, bytes) = (ALLOCATIONS.get(), BYTES.get());
    let value = f();
    (ALLOCATIONS.get() - allocations, BYTES.get().wrapping_sub(bytes), value)
}

/// Never done, and so many bytes large.
struct Waits<const N: usize>([u8; N]);

impl<const N: usize> Future for Waits<N> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        assert!(self.0.iter().all(|byte| *byte == 7));
        waits_for(WaitsFor::Named("the end of the test"));
        Poll::Pending
    }
}

fn tasks_of<const N: usize>() {
    let many = if cfg!(miri) { 100 } else { 100_000 };
    let mut executor = LocalExecutor::new(Parker::new());
    let spawner = executor.spawner();
    executor.block_on(async {
        // The table of names.
        drop(spawner.spawn(Waits([7; N])));
        yield_now().await;
        let (allocations, bytes, ()) =
            allocated(|| (0..many).for_each(|_| drop(spawner.spawn(Waits([7; N])))));
        assert_eq!(allocations, many, "one for each, and no table or queue that grows");
        assert_eq!(bytes, many * (72 + N.next_multiple_of(8)), "{N}");
        // Each has been polled, and waits; nothing more was needed for that.
        let (allocations, before) = (ALLOCATIONS.get(), BYTES.get());
        yield_now().await;
        assert_eq!((ALLOCATIONS.get(), BYTES.get()), (allocations, before));
    });
    assert_eq!(executor.tasks(), many + 1);
}

#[test]
fn a_pending_task_is_one_allocation_of_72_bytes_and_its_future() {
    tasks_of::<8>();
    tasks_of::<40>();
    tasks_of::<1_000>();
}

#[test]
fn a_future_smaller_than_a_word_costs_80_bytes_at_most() {
    let executor = LocalExecutor::new(Parker::new());
    let (allocations, bytes, task) = allocated(|| executor.spawner().spawn(pending::<()>()));
    assert_eq!((allocations, bytes), (1, 80));
    drop(task);
}

#[test]
fn the_output_lies_where_the_future_was() {
    let mut executor = LocalExecutor::new(Parker::new());
    let (allocations, bytes, task) = allocated(|| executor.spawner().spawn(async { [7_u64; 8] }));
    assert_eq!((allocations, bytes), (1, 72 + 64), "the larger of the two counts");
    executor.block_on(yield_now()); // it is done, and its output waits for us
    let (allocations, _, output) = allocated(|| {
        let mut output = None;
        executor.block_on(async { output = Some(task.await.unwrap()) });
        output
    });
    assert_eq!((allocations, output), (1, Some([7; 8])), "the one is the stand-in of `block_on`");
}

#[test]
fn a_name_lies_in_the_task_too() {
    let executor = LocalExecutor::new(Parker::new());
    let (allocations, bytes, task) = allocated(|| executor.spawner().spawn_named("waits", Waits([7; 8])));
    assert_eq!((allocations, bytes), (1, 72 + 24 + 8));
    assert_eq!(task.name(), Some("waits"));
    let (allocations, _, name) = allocated(|| task.name().map(str::len));
    assert_eq!((allocations, name), (0, Some(5)));
}

#[test]
fn yields_wakes_and_joins_allocate_nothing() {
    let mut executor = LocalExecutor::new(Parker::new());
    let spawner = executor.spawner();
    executor.block_on(async {
        let mut tasks: Vec<_> = (0..10).map(|_| spawner.spawn(yield_now())).collect();
        let before = ALLOCATIONS.get();
        yield_now().await;
        for task in &mut tasks {
            assert_eq!(task.await, Ok(()));
        }
        assert_eq!(ALLOCATIONS.get(), before);
    });
}

#[test]
fn all_of_it_comes_back() {
    let before = BYTES.get();
    {
        let mut executor = LocalExecutor::new(Parker::new());
        let spawner = executor.spawner();
        let task = spawner.spawn(async { "done" });
        drop(spawner.spawn(async { vec![1, 2, 3] }));
        drop(spawner.spawn_named(String::from("a name on the heap"), pending::<()>()));
        // Not by `panic!`: what that prints is kept by the test.
        let broken = spawner.spawn(async { resume_unwind(Box::new("a message on the heap".to_owned())) });
        executor.block_on(yield_now());
        let waker = executor.block_on(async {
            let mut wakers = Vec::new();
            for _ in 0..3 {
                wakers.push(std::future::poll_fn(|cx| Poll::Ready(cx.waker().clone())).await);
            }
            wakers
        });
        drop(executor);
        waker.into_iter().for_each(std::task::Waker::wake);
        drop((task, broken));
    }
    assert_eq!(BYTES.get(), before);
}
