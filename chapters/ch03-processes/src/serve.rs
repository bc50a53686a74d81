//! A server on processes: children share one listener, and each serves as chapter 2 does.
//!
//! # Implementation
//! The parent opens the port and serves nobody. Each child gets the listener as its stdin, and blocks in `accept` on
//! it; the system gives each connection to one of them. In the parent, one thread a child blocks in waiting for that
//! child's end, and the main thread blocks in waiting for news from those, to start the next one.
//!
//! A child must end when its parent does, however that ends. Usually the end of stdin says so; but stdin is taken by
//! the listener here. So the child's *stdout* is a lifeline: the reading end of a pipe into which nobody ever writes,
//! and whose only writing end the parent holds. When the parent is gone, even by `kill -9`, the system closes that
//! end, and the child reads an end of file.

use std::io;
use std::net::TcpListener;
use std::process::Command;

/// Serves with so many children (one at least), started by this command, each a program that calls [`run_child`].
/// A child that dies is replaced.
///
/// On Windows a listener cannot be handed down as a child's stdin (a socket is no file there): one process serves, and
/// says so on stderr.
///
/// # Errors
/// The children cannot be started, or die at once again and again.
pub fn serve(listener: TcpListener, command: Command, children: usize) -> io::Result<()> {
    #[cfg(unix)]
    return unix::serve(listener, command, children);
    #[cfg(not(unix))]
    {
        let _ = (command, children);
        eprintln!("this system cannot hand a listener to child processes: one process serves");
        ch02_threads::serve(listener)
    }
}

/// What the child does: serves on its stdin, as chapter 2 does, until its parent is gone. Does not come back before.
///
/// # Errors
/// This process was not started by [`serve`].
pub fn run_child() -> io::Result<()> {
    #[cfg(unix)]
    return unix::run_child();
    #[cfg(not(unix))]
    Err(io::Error::new(io::ErrorKind::Unsupported, "this system cannot hand a listener to child processes"))
}

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io::{self, Write};
    use std::net::TcpListener;
    use std::os::fd::{AsFd, OwnedFd};
    use std::process::{self, Command, ExitStatus, Stdio};
    use std::thread;
    use std::time::{Duration, Instant};

    use crossbeam_channel::{Sender, unbounded};

    /// A child that lived for less than this died at once.
    const AT_ONCE: Duration = Duration::from_secs(1);
    /// So many in a row may die at once; then it is no accident.
    const MAX_AT_ONCE: u32 = 6;
    /// The pause before the first replacement in a row; each further one is twice as long.
    const BACK_OFF: Duration = Duration::from_millis(20);

    /// A child's end.
    struct Death {
        status: io::Result<ExitStatus>,
        /// How long it had lived.
        age: Duration,
    }

    // ANCHOR: serve
    pub(super) fn serve(listener: TcpListener, mut command: Command, children: usize) -> io::Result<()> {
        // Nothing is ever written to it. It is closed on exec, as everything is that std opens, so that no child has
        // this end; and it is closed when this function or this process ends, in whichever way.
        let (reader, _lifeline) = io::pipe()?;
        // The command keeps both, so every child that is started gets them. Connections that come while a child is
        // being replaced wait in the listener's backlog, since we hold it open.
        command.stdin(OwnedFd::from(listener)).stdout(Stdio::from(reader));
        let (tell, deaths) = unbounded();
        for _ in 0..children.max(1) {
            start(&mut command, &tell)?;
        }
        let mut at_once = 0;
        for Death { status, age } in &deaths {
            let status = status.map_or_else(|error| error.to_string(), |status| status.to_string());
            at_once = if age < AT_ONCE { at_once + 1 } else { 0 };
            if at_once == MAX_AT_ONCE {
                return Err(io::Error::other(format!("the children die as soon as they start ({status})")));
            }
            // Not `eprintln!`, which panics when nobody reads stderr any more: no reason for a server to end.
            let _ = writeln!(io::stderr(), "a child ended ({status}); starting another");
            if at_once > 0 {
                // Not at once: what killed it may last a little while, and must not make us start processes all day.
                thread::sleep(BACK_OFF * 2_u32.pow(at_once - 1));
            }
            start(&mut command, &tell)?;
        }
        Ok(())
    }

    /// Starts a child, and a thread that waits for its end: waiting blocks, and there are several to wait for.
    fn start(command: &mut Command, tell: &Sender<Death>) -> io::Result<()> {
        let born = Instant::now();
        let mut child = command.spawn()?;
        let tell = tell.clone();
        lab::thread::spawn(format!("waits for child {}", child.id()), move || {
            let status = child.wait();
            // Fails when `serve` has given up; the child ended because the lifeline did.
            let _ = tell.send(Death { status, age: born.elapsed() });
        })?;
        Ok(())
    }
    // ANCHOR_END: serve

    // ANCHOR: run_child
    pub(super) fn run_child() -> io::Result<()> {
        let listener = TcpListener::from(io::stdin().as_fd().try_clone_to_owned()?);
        // Anything else can be handed down as stdin too; only a socket has an address.
        listener.local_addr()?;
        let mut lifeline = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        lab::thread::spawn("lifeline", move || {
            // Blocks for as long as the parent lives.
            let _ = io::copy(&mut lifeline, &mut io::sink());
            process::exit(0);
        })?;
        ch02_threads::serve(listener)
    }
    // ANCHOR_END: run_child
}
