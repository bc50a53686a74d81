//! Buffers that are empty are kept for the thread, not for the connection: most connections are idle.

use std::cell::RefCell;
use std::mem;

/// A thread keeps so many.
const KEPT: usize = 8;
/// A buffer that has grown beyond this, in bytes, is given back to the system.
const KEPT_CAPACITY: usize = 16 * 1024;

thread_local! {
    static SPARE: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

// ANCHOR: spare
/// Sees to it that the buffer has memory: that which was put away last, if there is some. Often it is still in the
/// processor's cache, where a buffer of the connection's own would not be.
pub(super) fn take(buffer: &mut Vec<u8>) {
    if buffer.capacity() == 0 {
        // A thread that is ending has none left.
        *buffer = SPARE.try_with(|spare| spare.borrow_mut().pop()).ok().flatten().unwrap_or_default();
    }
}

/// Empties the buffer, and puts its memory away.
pub(super) fn put_away(buffer: &mut Vec<u8>) {
    let mut memory = mem::take(buffer);
    memory.clear();
    if (1..=KEPT_CAPACITY).contains(&memory.capacity()) {
        let _ = SPARE.try_with(|spare| {
            let mut spare = spare.borrow_mut();
            if spare.len() < KEPT {
                spare.push(memory);
            }
        });
    }
}
// ANCHOR_END: spare

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_away_last_is_taken_first() {
        let mut buffers = [b"one".to_vec(), b"two".to_vec()];
        let places = buffers.each_ref().map(Vec::as_ptr);
        buffers.iter_mut().for_each(put_away);
        assert!(buffers.iter().all(|buffer| buffer.capacity() == 0));
        buffers.iter_mut().for_each(take);
        assert!(buffers.iter().all(Vec::is_empty), "nobody sees another's bytes");
        assert_eq!(buffers.each_ref().map(Vec::as_ptr), [places[1], places[0]]);
    }

    #[test]
    fn what_is_in_use_is_left_alone() {
        let mut buffer = b"half a request".to_vec();
        take(&mut buffer);
        assert_eq!(buffer, b"half a request");
    }

    #[test]
    fn no_more_is_kept_than_a_few_small_ones() {
        for _ in 0..100 {
            put_away(&mut vec![0; KEPT_CAPACITY]);
            put_away(&mut vec![0; KEPT_CAPACITY + 1]);
        }
        SPARE.with_borrow(|spare| {
            assert_eq!(spare.len(), KEPT);
            assert!(spare.iter().all(|memory| memory.capacity() <= KEPT_CAPACITY));
        });
    }
}
