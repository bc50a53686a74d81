//! The slow server on a thread of this process.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use polling::Poller;

use super::counts::Counts;
use super::event_loop::{EventLoop, Question, Snapshot};
use super::registered::Registered;
use crate::fetch::Target;
use crate::net;
use crate::url::Url;

/// The slow server, on a thread of this process. Stops when dropped.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    addr: SocketAddr,
    /// Where its loop sleeps; notified after every question, and at the end.
    poller: Arc<Poller>,
    /// Questions to the loop. `None` tells it to end; only `drop` does that.
    questions: Option<Sender<Question>>,
    /// The loop's thread; `None` once `drop` has waited for it. Not started by `lab::thread`, which counts the threads
    /// of the model that is measured: the server is not a part of it.
    thread: Option<JoinHandle<()>>,
}

/// How long its loop may take to answer a question. It does so within a turn.
const PATIENCE: Duration = Duration::from_secs(30);

impl Server {
    /// Starts it on a port the system picks.
    ///
    /// # Errors
    /// No port, no thread, or no poller to be had.
    pub fn start() -> io::Result<Server> {
        let listener = net::listen(0)?;
        listener.set_nonblocking(true)?;
        let addr = listener.local_addr()?;
        let poller = Arc::new(Poller::new()?);
        let listener = Registered::new(&poller, listener)?;
        let (questions, asked) = mpsc::channel();
        let thread = thread::Builder::new().name("slow-server".into()).spawn({
            let poller = Arc::clone(&poller);
            move || {
                if let Err(error) = EventLoop::new(poller, listener).run(&asked) {
                    eprintln!("the slow server on {addr} has stopped: {error}");
                }
            }
        })?;
        Ok(Server { addr, poller, questions: Some(questions), thread: Some(thread) })
    }
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }
    /// The URL of a path on it.
    pub fn url(&self, path: &str) -> Url {
        self.target(path).url
    }
    /// The same, ready to fetch.
    pub fn target(&self, path: &str) -> Target {
        Target::at(self.addr, path)
    }
    /// What it has seen so far. Whoever has received an answer finds it counted.
    ///
    /// # Panics
    /// When the server's thread has died, or does not answer.
    pub fn counts(&self) -> Counts {
        self.ask().counts
    }
    /// How many times its loop has gone round, this question included. For tests that prove that it sleeps.
    ///
    /// # Panics
    /// When the server's thread has died, or does not answer.
    pub fn turns(&self) -> u64 {
        self.ask().turns
    }

    fn ask(&self) -> Snapshot {
        let (question, answer) = mpsc::channel();
        let asked = self.questions.as_ref().is_some_and(|questions| questions.send(question).is_ok());
        // The question first, then the notification: in the other order the loop might look, and fall asleep again.
        let told = asked && self.poller.notify().is_ok();
        match answer.recv_timeout(PATIENCE) {
            Ok(snapshot) if told => snapshot,
            _ => panic!("the slow server on {} has died, or its loop is stuck", self.addr),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.questions.take());
        if self.poller.notify().is_ok()
            && let Some(thread) = self.thread.take()
        {
            // A panic of the server's has been reported on stderr already.
            let _ = thread.join();
        }
    }
}
