//! The room: one task that owns the list of who is there. The others send it messages, so there is no lock.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};

use ch08_runtime::sync::mpsc::{self, Receiver};
use ch08_runtime::sync::{TrySendError, oneshot};

/// So many lines wait for one member at most.
pub(super) const OUTBOX: usize = 64;
/// Who has missed so many lines in a row is shown the door.
pub(super) const MOST_MISSED: usize = 10_000;

/// Names a member; hard to guess, so that nobody speaks for another. (Good enough for a room among friends: a real server
/// takes its secrets from the system's generator.)
pub(super) type Id = u64;

/// What the room is told.
pub(super) enum Event {
    /// Somebody has come. What is said goes into `outbox`; `welcome` gets the id.
    Come { name: String, outbox: mpsc::Sender<String>, welcome: oneshot::Sender<Id> },
    /// Somebody says something.
    Say(Id, String),
    /// Somebody has gone.
    Gone(Id),
    /// The server stops.
    Close,
}

/// Somebody who is there.
struct Member {
    name: String,
    /// Where lines for it go. Its other end is with the task that writes to the socket.
    outbox: mpsc::Sender<String>,
    /// Lines that it has missed since the last one that went in.
    missed: usize,
}

// ANCHOR: room
/// Hears what happens, one event after the other, until the server stops.
pub(super) async fn run(mut events: Receiver<Event>) {
    let mut members = BTreeMap::<Id, Member>::new();
    while let Some(event) = events.recv().await {
        let line = match event {
            Event::Come { name, outbox, welcome } => {
                let id = RandomState::new().hash_one(&name);
                if welcome.send(id).is_err() {
                    continue; // gone before it was there
                }
                let line = format!("* {name} has come");
                members.insert(id, Member { name, outbox, missed: 0 });
                line
            }
            Event::Say(id, line) => match members.get(&id) {
                Some(member) => format!("{}: {line}", member.name),
                None => continue, // nobody we know
            },
            Event::Gone(id) => match members.remove(&id) {
                Some(member) => format!("* {} has gone", member.name),
                None => continue,
            },
            Event::Close => {
                members.retain(|_, member| member.tell("* the server stops"));
                return; // the outboxes go: whoever writes for them sends what is left, and ends
            }
        };
        members.retain(|_, member| member.tell(&line));
    }
}
// ANCHOR_END: room

// ANCHOR: tell
impl Member {
    /// Puts a line into the outbox: at once or not at all. The room waits for nobody, or the slowest reader would set the
    /// pace for all. Who has missed lines is told so first. `false`: it is not a member any more.
    fn tell(&mut self, line: &str) -> bool {
        let sent = match self.missed {
            0 => Ok(()),
            n => self.outbox.try_send(format!("* {n} lines left out: you read too slowly")),
        };
        let sent = sent.and_then(|()| {
            self.missed = 0;
            self.outbox.try_send(line.to_owned())
        });
        match sent {
            Ok(()) => true,
            Err(TrySendError::Full(_)) => {
                self.missed += 1;
                self.missed < MOST_MISSED
            }
            Err(TrySendError::Closed(_)) => false,
        }
    }
}
// ANCHOR_END: tell
