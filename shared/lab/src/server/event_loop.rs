//! The loop: wait, then continue whatever is ready or due.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::net::{TcpListener, TcpStream};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError};
use std::time::{Duration, Instant};

use polling::{Event, Events, Poller};
use slab::Slab;

use super::connection::{Connection, Wait};
use super::counts::{Counts, Tally};
use super::registered::Registered;

/// The listener's key; connections have the slab's, from 0 up. (`usize::MAX` is the poller's own.)
const LISTENER: usize = usize::MAX - 1;

/// How many connections are accepted, and how many deadlines are met, before the poller is asked again. (It tells of
/// 1,024 sockets at most.) So one turn is short, whatever happens all at once.
const BATCH: usize = 128;

/// With no descriptor left, how long the listener is left alone unless a connection closes before.
const OUT_OF_FDS_PAUSE: Duration = Duration::from_millis(100);

/// A question from another thread: where to send what the loop knows.
pub(super) type Question = Sender<Snapshot>;

/// What the loop knows of itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Snapshot {
    /// What it has seen.
    pub(super) counts: Counts,
    /// How many times it has gone round.
    pub(super) turns: u64,
}

/// The loop, with everything it holds. It lives and dies on its thread.
#[derive(Debug)]
pub(super) struct EventLoop {
    /// Where it sleeps.
    poller: Arc<Poller>,
    /// Where connections come in.
    listener: Registered<TcpListener>,
    /// Set while the listener is left alone: when to try it again.
    listener_rests_until: Option<Instant>,
    /// The connections. A key may be used again after its connection has closed, but not before the batch of events
    /// is done in which it closed: new connections come last in a turn.
    connections: Slab<Connection>,
    /// Who must be continued when. Holds exactly the connections' own `deadline()`s.
    deadlines: BTreeSet<(Instant, usize)>,
    /// Shared by all connections, which write what they read straight into their conversation.
    buffer: Vec<u8>,
    /// What has been seen.
    tally: Rc<Tally>,
    /// How many times the poller was asked.
    turns: u64,
}

/// Whether to go on.
enum Continue {
    Yes,
    No,
}

impl EventLoop {
    pub(super) fn new(poller: Arc<Poller>, listener: Registered<TcpListener>) -> EventLoop {
        EventLoop {
            poller,
            listener,
            listener_rests_until: None,
            connections: Slab::new(),
            deadlines: BTreeSet::new(),
            buffer: vec![0; 16 * 1024],
            tally: Rc::default(),
            turns: 0,
        }
    }

    // ANCHOR: run
    /// Runs until whoever holds the other end of `questions` drops it (and notifies the poller, as for a question).
    pub(super) fn run(mut self, questions: &Receiver<Question>) -> io::Result<()> {
        self.listener.tell_me(Event::readable(LISTENER))?;
        let mut events = Events::new();
        while let Continue::Yes = self.answer_questions(questions) {
            events.clear();
            self.poller.wait(&mut events, self.time_to_sleep())?;
            self.turns += 1;

            let mut accept = false;
            for event in events.iter() {
                if event.key == LISTENER {
                    accept = true;
                } else {
                    self.advance(event.key);
                }
            }
            self.meet_deadlines();
            // Last: only now may a new connection get the key of one that closed in this turn.
            if accept || self.listener_has_rested() {
                self.accept()?;
            }
        }
        Ok(())
    }
    // ANCHOR_END: run

    /// For ever, where nothing has a deadline.
    fn time_to_sleep(&self) -> Option<Duration> {
        let first = self.deadlines.first().map(|&(deadline, _)| deadline);
        let earliest = first.into_iter().chain(self.listener_rests_until).min()?;
        Some(earliest.saturating_duration_since(Instant::now()))
    }

    // ANCHOR: advance
    /// Continues a connection, and sees to it that what it waits for will be told.
    fn advance(&mut self, key: usize) {
        let Some(connection) = self.connections.get_mut(key) else { return };
        let before = connection.deadline();
        let wait = connection.advance(&mut self.buffer);
        let after = connection.deadline();
        if before != after {
            if let Some(deadline) = before {
                self.deadlines.remove(&(deadline, key));
            }
            if let Some(deadline) = after {
                self.deadlines.insert((deadline, key));
            }
        }
        if wait == Wait::Over || connection.tell_me(wait, key).is_err() {
            self.close(key);
        }
    }
    // ANCHOR_END: advance

    fn close(&mut self, key: usize) {
        let connection = self.connections.remove(key);
        if let Some(deadline) = connection.deadline() {
            self.deadlines.remove(&(deadline, key));
        }
        // Now there is a descriptor again.
        if let Some(until) = &mut self.listener_rests_until {
            *until = Instant::now();
        }
    }

    /// Continues whatever is due, but not more than a batch: the rest is due at once in the next turn.
    fn meet_deadlines(&mut self) {
        let now = Instant::now();
        let due: Vec<_> =
            self.deadlines.range(..=(now, usize::MAX)).take(BATCH).map(|&(_, key)| key).collect();
        for key in due {
            self.advance(key);
        }
    }

    // ANCHOR: accept
    /// Accepts whoever waits, but not more than a batch: the poller will tell of the rest.
    fn accept(&mut self) -> io::Result<()> {
        for _ in 0..BATCH {
            match self.listener.accept() {
                Ok((stream, _)) => self.welcome(stream),
                Err(error) => match error.kind() {
                    ErrorKind::WouldBlock => break,
                    // The client has given up already, or a signal came: the next one, please.
                    ErrorKind::ConnectionAborted | ErrorKind::Interrupted => {}
                    // No descriptor left (or something we know nothing of). The client stays in the backlog, so the
                    // listener stays ready: if we asked the poller now, it would answer at once, for ever.
                    _ => {
                        self.listener_rests_until = Some(Instant::now() + OUT_OF_FDS_PAUSE);
                        return Ok(());
                    }
                },
            }
        }
        self.listener.tell_me(Event::readable(LISTENER))
    }
    // ANCHOR_END: accept

    fn welcome(&mut self, stream: TcpStream) {
        // Where it fails, the connection is closed again: it is all we can tell the client.
        if let Ok(connection) = Connection::new(&self.poller, stream, &self.tally) {
            let key = self.connections.insert(connection);
            // The request has often come already: try before waiting (I4).
            self.advance(key);
        }
    }

    fn listener_has_rested(&mut self) -> bool {
        self.listener_rests_until.take_if(|until| *until <= Instant::now()).is_some()
    }

    fn answer_questions(&self, questions: &Receiver<Question>) -> Continue {
        loop {
            match questions.try_recv() {
                Ok(question) => {
                    // Whoever asked may have gone meanwhile.
                    let _ = question.send(Snapshot { counts: self.tally.counts(), turns: self.turns });
                }
                Err(TryRecvError::Empty) => return Continue::Yes,
                Err(TryRecvError::Disconnected) => return Continue::No,
            }
        }
    }
}
