//! # Many sockets, one wait
//!
//! - minutes: 20
//! - idea: one thread waits for all of them at once; what comes back is a key, and the key says who goes on
//! - page: chapters/ch04-nonblocking-socket/README.md#being-told
//! - uses: ch04::one_socket
//!
//! Many peers were asked already; each sends its answer and closes its side, some sooner, some later, some in pieces.
//! Gather all answers on this one thread, with one [`Answer`] for each, and give them back in the order of the peers.
//! One peer may break its connection: that is its result, and the others' answers arrive all the same.
//!
//! `Source::new(poller, socket, key)` registers a socket. One wait may bring several events, or none; it adds them to
//! `events`: call `events.clear()` before each wait. `event.key` says who was told; nobody else has news.

use std::collections::{BTreeMap, HashMap};
use std::io::Result;
use std::net::TcpStream;
use std::sync::Arc;

use ch04_nonblocking_socket::{Events, Interest, Poller, Source};

use super::one_socket::Answer;

/// What each peer sends until it closes its side, in the order of `peers`. Nobody else uses `poller` meanwhile.
///
/// # Errors
/// The poller failed. A peer's own trouble is that peer's result.
pub fn gather(peers: Vec<TcpStream>, poller: &Arc<Poller>) -> Result<Vec<Result<Vec<u8>>>> {
    // TODO: Register every peer under a key, then go round. Who was told goes on, and is armed again or has its result.
    // <solution>
    // A peer's place in the list is its key.
    let mut open: HashMap<usize, (Source<TcpStream>, Answer)> = HashMap::new();
    let mut results = BTreeMap::new();
    for (key, peer) in peers.into_iter().enumerate() {
        match Source::new(poller, peer, key) {
            Ok(source) => {
                open.insert(key, (source, Answer::default()));
            }
            Err(error) => {
                results.insert(key, Err(error));
            }
        }
    }
    // I4: everyone tries once before the first wait.
    let mut ready: Vec<usize> = open.keys().copied().collect();
    let mut events = Events::new();
    loop {
        for key in ready.drain(..) {
            let Some((source, answer)) = open.get_mut(&key) else { continue };
            let step = match answer.advance(&**source) {
                Ok(None) => source.arm(Interest::Readable.event(key)).map(|()| None),
                over => over,
            };
            if let Some(result) = step.transpose() {
                results.insert(key, result);
                open.remove(&key); // I6: the drop deregisters
            }
        }
        if open.is_empty() {
            return Ok(results.into_values().collect());
        }
        events.clear();
        poller.wait(&mut events, None)?;
        ready.extend(events.iter().map(|event| event.key));
    }
    // </solution>
}
