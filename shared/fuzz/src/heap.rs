//! How much memory a machine keeps, counted by the allocator itself.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, with each thread's bytes counted.
struct Counting;

thread_local! {
    /// What this thread has allocated and not freed, in bytes. (Less than nothing, if it frees what others have allocated.)
    static IN_USE: Cell<isize> = const { Cell::new(0) };
    /// The most of that since [`Meter::of`] has begun to look.
    static MOST: Cell<isize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    // A thread that ends may free something when its counts are gone already: nobody looks at them then.
    let _ = IN_USE.try_with(|in_use| {
        in_use.set(in_use.get() + bytes);
        let _ = MOST.try_with(|most| most.set(most.get().max(in_use.get())));
    });
}

#[allow(unsafe_code)]
// SAFETY: every call is passed on as it is, to an allocator that keeps the contract; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size as isize - layout.size() as isize);
        // SAFETY: the caller keeps the contract, which is the same.
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Counts what one machine keeps: only what is allocated and freed inside of [`of`](Self::of) is counted.
#[derive(Debug)]
pub struct Meter {
    /// What it keeps now, in bytes.
    kept: isize,
    /// The most it has had at any instant.
    most: isize,
}

impl Meter {
    /// Nothing is kept yet.
    ///
    /// # Panics
    /// Allocations are not counted here: then everything would seem to fit.
    pub fn new() -> Meter {
        let mut meter = Meter { kept: 0, most: 0 };
        let held = meter.of(|| std::hint::black_box(vec![0_u8; 100]));
        assert_eq!(meter.kept, held.capacity() as isize, "allocations are not counted");
        Meter { kept: 0, most: 0 }
    }

    /// Runs a step of the machine, and counts.
    pub fn of<T>(&mut self, step: impl FnOnce() -> T) -> T {
        let before = IN_USE.get();
        MOST.set(before);
        let result = step();
        self.most = self.most.max(self.kept + MOST.get() - before);
        self.kept += IN_USE.get() - before;
        result
    }

    /// What the machine keeps now, in bytes.
    pub fn kept(&self) -> usize {
        self.kept.max(0) as usize
    }

    /// The most it has had at any instant, in bytes.
    pub fn most(&self) -> usize {
        self.most.max(0) as usize
    }
}

impl Default for Meter {
    fn default() -> Self {
        Self::new()
    }
}
