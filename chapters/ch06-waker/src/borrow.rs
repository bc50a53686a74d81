//! A borrow that lives across an await: why a future must stay where it is, and how `Pin` sees to it.
//!
//! Between two polls the locals of an `async fn` live *in* the future. One local may be a reference to another: then the
//! future holds a pointer into itself. Moved to another address, it would point to where its local was.
//!
//! So `poll` takes `Pin<&mut Self>`: a reference with a promise, that what it points to will not be moved any more.
//! Before the first poll there is no local yet, and no promise: a future may be moved, and has to be, on its way from
//! the function that made it to whoever runs it.
//!
//! The compiler holds us to it. What was pinned cannot be moved out:
//!
//! ```compile_fail,E0507
//! let future = std::pin::pin!(ch06_waker::borrow::where_it_lives());
//! let moved = *future;
//! ```
//!
//! Nor can two be swapped, which would move both. `&mut` to the future itself is not to be had:
//!
//! ```compile_fail,E0596
//! let mut one = std::pin::pin!(ch06_waker::borrow::where_it_lives());
//! let mut two = std::pin::pin!(ch06_waker::borrow::where_it_lives());
//! std::mem::swap(&mut *one, &mut *two);
//! ```
//!
//! A future that holds no pointer into itself is `Unpin`: pinned or not, it may be moved. One written by hand without
//! `unsafe` is so by itself, unless it holds one by value that is not.
//!
//! ```
//! fn may_be_moved(_: impl Unpin) {}
//! may_be_moved(ch06_waker::delivery::<u8>().1);
//! may_be_moved(ch06_waker::yield_now());
//! ```
//!
//! One that an `async fn` makes is not, whatever it holds:
//!
//! ```compile_fail,E0277
//! fn may_be_moved(_: impl Unpin) {}
//! may_be_moved(ch06_waker::borrow::where_it_lives());
//! ```

use std::pin::Pin;
use std::ptr;
use std::task::{Context, Poll};

use crate::yield_now::yield_now;

/// Where a local was before an await, and where it was, looked at through the borrow, after it.
///
/// Dropped: nothing is lost.
///
/// ```
/// use ch06_waker::{block_on, borrow};
///
/// let (before, after) = block_on(borrow::where_it_lives());
/// assert_eq!(before, after);
/// ```
// ANCHOR: where_it_lives
pub async fn where_it_lives() -> (usize, usize) {
    let local = [7_u8; 16];
    let borrow = &local; // from here on the future holds a pointer into itself
    let before = ptr::from_ref(&local).addr();
    yield_now().await;
    let after = ptr::from_ref(borrow).addr();
    (before, after)
}
// ANCHOR_END: where_it_lives

/// The same by hand, in safe Rust, which has no pointer into itself: so it keeps the address as a number. It is `Unpin`,
/// nothing keeps it from being moved, and then the number is wrong. With a pointer that would be a read of memory that
/// belongs to somebody else.
///
/// Dropped: nothing is lost.
// ANCHOR: by_hand
#[derive(Debug, Default)]
pub struct ByHand {
    /// The local.
    local: [u8; 16],
    /// "The borrow": where the local was at the first poll.
    borrow: Option<usize>,
}

impl Future for ByHand {
    type Output = (usize, usize);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<(usize, usize)> {
        let now = ptr::from_ref(&self.local).addr();
        if let Some(before) = self.borrow {
            return Poll::Ready((before, now));
        }
        self.borrow = Some(now);
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
// ANCHOR_END: by_hand
