//! What a pending task takes of the heap, counted by the allocator itself.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;
use std::io;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Runtime;
use super::meter::{Plan, Report};

/// The system's allocator, with its calls and bytes counted.
#[derive(Debug)]
pub struct Counting;

/// What has been allocated and not freed, in bytes.
static IN_USE: AtomicU64 = AtomicU64::new(0);
/// How often memory was asked for, or for more of it.
static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

fn count(allocations: u64, more: usize, less: usize) {
    ALLOCATIONS.fetch_add(allocations, Ordering::SeqCst);
    IN_USE.fetch_add(more as u64, Ordering::SeqCst);
    IN_USE.fetch_sub(less as u64, Ordering::SeqCst);
}

#[allow(unsafe_code)]
// SAFETY: every call is passed on as it is, to an allocator that keeps the contract; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(1, layout.size(), 0);
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(0, 0, layout.size());
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(1, size, layout.size());
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { System.realloc(at, layout, size) }
    }
}

/// A batch of tasks, each of which has been polled, and waits for ever; nobody awaits them. What they take beside their
/// futures, tables and queues of the runtime included.
///
/// # Errors
/// The program does not count its allocations: only `micro-heap` does.
pub async fn heap<R: Runtime>(runtime: R, plan: Plan) -> io::Result<Report> {
    if ALLOCATIONS.load(Ordering::SeqCst) == 0 {
        return Err(io::Error::other("this program does not count allocations: start micro-heap"));
    }
    let polled = Rc::new(Cell::new(0));
    let (in_use, allocations) = (IN_USE.load(Ordering::SeqCst), ALLOCATIONS.load(Ordering::SeqCst));
    let mut futures = 0;
    for _ in 0..plan.size {
        let future = waiting(Rc::clone(&polled));
        futures += size_of_val(&future);
        R::detach(runtime.spawn(future));
    }
    while polled.get() < plan.size {
        R::yield_now().await;
    }
    let bytes = IN_USE.load(Ordering::SeqCst) - in_use;
    let allocations = ALLOCATIONS.load(Ordering::SeqCst) - allocations;
    let each = |sum: f64| sum / plan.size as f64;
    Ok(Report::Numbers(vec![
        ("bytes", each(bytes as f64 - futures as f64)),
        ("allocations", each(allocations as f64)),
    ]))
}

/// A task with something of its own in it.
async fn waiting(polled: Rc<Cell<usize>>) {
    let own = black_box([0_u64; 4]);
    polled.set(polled.get() + 1);
    std::future::pending::<()>().await;
    black_box((&own, &polled));
}
