//! A task that yields for ever: how long does it keep a ready socket waiting?

use std::cell::Cell;
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::rc::Rc;

use super::Runtime;
use super::meter::{Plan, Report};

/// The hog has so many polls in peace before it makes the socket ready: a number that no runtime's rhythm divides.
const PEACE: u64 = 1009;
/// After so many polls in vain the socket is not served at all.
const NEVER: u64 = 1_000_000;

/// What the hog and the reader share.
#[derive(Default)]
struct Shared {
    /// The hog's polls.
    polls: Cell<u64>,
    /// The poll that has made the socket ready; `None` when the reader has read.
    ready: Cell<Option<u64>>,
    /// Set when it is enough.
    over: Cell<bool>,
}

// ANCHOR: hog
/// The hog writes a byte into the other end, and yields on. The reader counts how many polls the hog has had until it reads.
pub async fn hog<R: Runtime>(runtime: R, plan: Plan) -> io::Result<Report> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let mut far = TcpStream::connect(listener.local_addr()?)?;
    far.set_nodelay(true)?;
    let mut near = runtime.stream(listener.accept()?.0)?;
    let shared = Rc::<Shared>::default();
    let hog = {
        let shared = Rc::clone(&shared);
        runtime.spawn(async move {
            while !shared.over.get() {
                let polls = shared.polls.get() + 1;
                shared.polls.set(polls);
                match shared.ready.get() {
                    None if polls.is_multiple_of(PEACE) => {
                        shared.ready.set(Some(polls));
                        far.write_all(b"!")?; // through the loopback: at the other end it is there at once
                    }
                    Some(since) if polls - since > NEVER => far.shutdown(std::net::Shutdown::Both)?,
                    _ => {}
                }
                R::yield_now().await;
            }
            Ok::<(), io::Error>(())
        })
    };
    let mut delays = Vec::with_capacity(plan.size);
    while delays.len() < plan.size && R::take_bytes(&mut near).await? > 0 {
        if let Some(since) = shared.ready.take() {
            delays.push(shared.polls.get() - since);
        }
    }
    shared.over.set(true);
    hog.await;
    delays.sort_unstable();
    let at = |index: usize| delays.get(index).map_or(f64::INFINITY, |&delay| delay as f64);
    Ok(Report::Numbers(vec![("worst", at(plan.size - 1)), ("median", at(plan.size / 2))]))
}
// ANCHOR_END: hog
