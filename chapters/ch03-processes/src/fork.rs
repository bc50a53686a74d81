//! One `fork`, looked at closely: the same address, two values.
//!
//! `fork` makes a copy of the whole process: the same program, at the same instruction, with the same memory at the same
//! addresses. The pages are shared until one side writes; then the system gives that side its own copy, and the address
//! stays what it was. Only the calling thread is copied, though, and a lock that another thread held stays locked for
//! ever in the child: that is why nothing else in this book forks. (Python had `fork` as its default for processes on
//! Linux until 3.14, and left it for this reason.)
#![allow(unsafe_code)]

use std::hint::black_box;
use std::io::{self, Read, Write};
use std::process;

use nix::libc;
use nix::sys::wait::waitpid;
use nix::unistd::{ForkResult, fork};

/// What both processes saw at one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// The address of the number, in both.
    pub address: usize,
    /// The parent's id.
    pub parent_pid: u32,
    /// What the parent reads there at the end.
    pub in_parent: u64,
    /// The child's id.
    pub child_pid: u32,
    /// What the child reads there, having written it.
    pub in_child: u64,
}

/// Puts 1 somewhere, forks, lets the child put 2 in the same place, and reads it on both sides.
///
/// # Errors
/// No process or no pipe to be had.
// ANCHOR: same_address
pub fn same_address() -> io::Result<Split> {
    let mut number = Box::new(1_u64);
    let address = &raw const *number as usize;
    let (mut from_child, mut to_parent) = io::pipe()?;

    // SAFETY: in a process with several threads the child may call nothing but async-signal-safe functions until it
    // execs or exits: any lock (the allocator's, stdout's) may have been held by a thread that is not there any more.
    // Between here and `_exit` the child writes to its own stack and to memory that this thread alone owns, and calls
    // `write` (through `PipeWriter`, which has neither buffer nor lock) and `_exit`; both are async-signal-safe. Nothing
    // in between allocates, panics or is dropped: an error of the system is a number, and `_exit` does not unwind. So it
    // is sound with any number of threads; the demo has one.
    match unsafe { fork() }? {
        // ANCHOR: child
        ForkResult::Child => {
            *number = 2;
            // An array on the stack: the address and what is there, as the child sees it.
            let mut seen = [0; 16];
            seen[..8].copy_from_slice(&(&raw const *number as usize as u64).to_ne_bytes());
            seen[8..].copy_from_slice(&(**black_box(&number)).to_ne_bytes());
            // So short a write to a pipe is done whole or not at all; the parent sees if it was not.
            let _ = to_parent.write(&seen);
            // SAFETY: `_exit` takes any number and does not come back. Not `exit`, which would run what the parent has
            // registered for its own end, and flush what is in its buffers a second time.
            unsafe { libc::_exit(0) }
        }
        // ANCHOR_END: child
        ForkResult::Parent { child } => {
            // Else the pipe would have a writer for as long as we read it.
            drop(to_parent);
            let mut seen = Vec::new();
            let read = from_child.read_to_end(&mut seen);
            // Whatever came of it, the child is waited for: otherwise it would stay as a zombie.
            waitpid(child, None)?;
            read?;
            let (at, value) = seen.split_first_chunk::<8>().ok_or(io::ErrorKind::UnexpectedEof)?;
            let value: [u8; 8] = value.try_into().map_err(|_| io::ErrorKind::UnexpectedEof)?;
            // Both are equal by the nature of `fork`; that is what is to be seen, so it is not taken for granted.
            if u64::from_ne_bytes(*at) != address as u64 {
                return Err(io::Error::other("the child saw the number at another address"));
            }
            Ok(Split {
                address,
                parent_pid: process::id(),
                // Read from memory, not known from above: that is the point.
                in_parent: **black_box(&number),
                child_pid: child.as_raw() as u32,
                in_child: u64::from_ne_bytes(value),
            })
        }
    }
}
// ANCHOR_END: same_address

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    #[test]
    fn the_child_writes_and_the_parent_sees_nothing_of_it() {
        let split = super::same_address().unwrap();
        assert_eq!((split.in_parent, split.in_child), (1, 2));
        assert_ne!(split.parent_pid, split.child_pid);
    }
}
