//! A great many tasks: all run, once, and the memory they took is given back.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use ch07_executor::yield_now;
use support::{count, ends, executor};

/// The system's allocator, with the bytes that are in use counted.
struct Counting;

/// In use now, in bytes.
static IN_USE: AtomicUsize = AtomicUsize::new(0);

#[allow(unsafe_code)]
// SAFETY: every call is passed on as it is, to an allocator that keeps the contract; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        IN_USE.fetch_add(layout.size(), SeqCst);
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size(), SeqCst);
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The only test of this binary: another would allocate beside it.
#[test]
fn a_great_many_tasks_all_run_once_and_their_memory_comes_back() {
    // A million in a release build; without optimization they take seconds, and show no more.
    let many: u64 = match () {
        () if cfg!(miri) => 1_000,
        () if cfg!(debug_assertions) => 200_000,
        () => 1_000_000,
    };
    ends("a great many tasks", move || {
        let mut executor = executor();
        let spawner = executor.spawner();
        let run = count();
        let held = Rc::new(Cell::new(0));
        executor.block_on(yield_now());
        let before = IN_USE.load(SeqCst);
        for n in 0..many {
            let (run, held) = (Rc::clone(&run), Rc::clone(&held));
            drop(spawner.spawn(async move {
                assert_eq!(run.get(), n, "out of order, or twice");
                run.set(n + 1);
                yield_now().await;
                held.set(held.get() + 1);
            }));
        }
        assert_eq!(executor.tasks() as u64, many);
        let most = IN_USE.load(SeqCst) - before;
        executor.block_on(async {
            yield_now().await; // all have begun
            assert_eq!(run.get(), many);
            yield_now().await; // and ended
        });
        assert_eq!((held.get(), executor.tasks(), Rc::strong_count(&held)), (many, 0, 1));
        let left = IN_USE.load(SeqCst).saturating_sub(before);
        // A small table of tasks is kept, and a block or two of the queue: but not one byte for each task.
        assert!(left < 1_000_000, "{left} bytes are left of {most}");
        eprintln!("{} bytes a task, {left} left", most as u64 / many);
    });
}
