//! One client: do what can be done now, then say what to wait for.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use polling::{Event, Poller};

use super::counts::{Clerk, Tally, Visit};
use super::registered::Registered;
use crate::http::{Conversation, Want};

/// How many reads and writes one connection may do before it is another's turn.
const FAIR_SHARE: u32 = 16;

/// What a connection waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    /// Until it can be read, or its deadline comes.
    Readable,
    /// Until it can be written.
    Writable,
    /// Until its deadline comes; the socket is left alone.
    Deadline,
    /// Nothing: it is over, drop it.
    Over,
}

/// A connection.
///
/// A real server would also close connections that stay idle, or read nothing, for too long. This one lets them be:
/// they cost some memory and a descriptor, and demos of idle connections want them.
#[derive(Debug)]
pub(super) struct Connection {
    /// Its socket, which does not block.
    stream: Registered<TcpStream>,
    /// Its side of HTTP, which knows nothing of sockets.
    conversation: Conversation<Clerk>,
    /// Its part of the counts.
    visit: Rc<Visit>,
    /// When the pause is over, or the lingering. Set when either is first wanted, cleared when the pause is over.
    /// Changed by `advance` only; the loop keeps a copy in its set of deadlines.
    deadline: Option<Instant>,
}

impl Connection {
    /// Takes over a socket that was just accepted.
    pub(super) fn new(poller: &Arc<Poller>, stream: TcpStream, tally: &Rc<Tally>) -> io::Result<Connection> {
        // Accepted sockets inherit this from the listener on some systems, and not on Linux.
        stream.set_nonblocking(true)?;
        // An answer goes out in one piece, so waiting for more to send with it (Nagle) could only delay it. Where the
        // peer is gone already this may fail, and the first read will tell.
        let _ = stream.set_nodelay(true);
        let visit = Rc::new(Visit::begin(tally));
        Ok(Connection {
            stream: Registered::new(poller, stream)?,
            conversation: Conversation::new(Clerk { visit: Rc::clone(&visit) }),
            visit,
            deadline: None,
        })
    }

    /// When it must be continued at the latest.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Asks the poller to tell of what `wait` names.
    pub(super) fn tell_me(&self, wait: Wait, key: usize) -> io::Result<()> {
        match wait {
            Wait::Readable => self.stream.tell_me(Event::readable(key)),
            // Only while there is something to write: an idle socket can nearly always be written to, and the loop
            // would be told so without end.
            Wait::Writable => self.stream.tell_me(Event::writable(key)),
            // What was asked for earlier is used up (one shot), or else we would not be here.
            Wait::Deadline | Wait::Over => Ok(()),
        }
    }

    // ANCHOR: advance
    /// Does whatever can be done without waiting. It may be called at any time, for any reason or none: it looks at
    /// what is wanted and tries (I4), and does not rely on what the poller said.
    pub(super) fn advance(&mut self, buffer: &mut [u8]) -> Wait {
        let mut share = FAIR_SHARE;
        loop {
            let want = self.conversation.want();
            self.count_answers(want);
            let wait = match want {
                Want::Write => Wait::Writable,
                Want::Read | Want::Linger => Wait::Readable,
                Want::Pause(pause) if self.is_over(pause) => continue,
                Want::Pause(_) => return Wait::Deadline,
                Want::Close => return Wait::Over,
            };
            if share == 0 {
                // It may well go on at once. The poller will say so again, after the others had their turn.
                return wait;
            }
            share -= 1;
            let done = match want {
                Want::Write => self.write(),
                Want::Linger => self.linger(buffer),
                _ => self.read(buffer),
            };
            match done {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return wait,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // A reset, a broken pipe, the end of the lingering: nobody is left whom we could tell.
                Err(_) => return Wait::Over,
            }
        }
    }
    // ANCHOR_END: advance

    /// Whether the pause is over; the first time, begins it.
    fn is_over(&mut self, pause: Duration) -> bool {
        match self.deadline {
            // A pause too long for the clock has no deadline, and no end.
            None => self.deadline = Instant::now().checked_add(pause),
            Some(deadline) if Instant::now() < deadline => {}
            Some(_) => {
                self.deadline = None;
                self.conversation.pause_is_over();
                return true;
            }
        }
        false
    }

    fn write(&mut self) -> io::Result<()> {
        match (&*self.stream).write(self.conversation.outgoing())? {
            0 => Err(ErrorKind::WriteZero.into()),
            n => {
                self.conversation.sent(n);
                Ok(())
            }
        }
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        match (&*self.stream).read(buffer)? {
            // The client will send no more. It may still be reading.
            0 => self.conversation.end_of_stream(),
            n => self.conversation.received(&buffer[..n]),
        }
        Ok(())
    }

    /// Says that we shall send no more, then reads and throws away. Nothing is kept of what comes, and a client that
    /// sends for ever is cut off at the deadline.
    fn linger(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        const LINGER: Duration = Conversation::<Clerk>::LINGER;
        match self.deadline {
            None => {
                self.stream.shutdown(Shutdown::Write)?;
                self.deadline = Some(Instant::now() + LINGER);
            }
            Some(deadline) if deadline <= Instant::now() => return Err(ErrorKind::TimedOut.into()),
            Some(_) => {}
        }
        match (&*self.stream).read(buffer)? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }

    /// A request is answered when nothing of its answer is left to write. In a pause the last one is not yet.
    fn count_answers(&self, want: Want) {
        match want {
            Want::Write => {}
            Want::Pause(_) => self.visit.answered_all_but(1),
            Want::Read | Want::Linger | Want::Close => self.visit.answered_all_but(0),
        }
    }
}
