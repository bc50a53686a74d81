//! A running `serve`.

use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::{Child, ChildStdout, Command, ExitStatus};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::client::Client;
use crate::patience::{self, Must};
use crate::{Program, processes};

/// A running `serve`. It is killed when this is dropped; that it never panicked is checked then.
#[derive(Debug)]
pub(crate) struct Serving {
    /// The process.
    child: Child,
    /// What it writes to stdout after its first line; taken by who reads it to its end.
    stdout: Option<BufReader<ChildStdout>>,
    /// Collects what it says on stderr, so that nobody is ever stuck saying it, until the last process that holds it
    /// open has ended. Taken when this is dropped.
    stderr: Option<JoinHandle<()>>,
    /// What it has said there so far, line by line.
    said: Arc<Mutex<Vec<String>>>,
    /// Where it listens.
    addr: SocketAddr,
}

/// How long a new child may keep the program from starting the next. Mistaken, a case looks at fewer processes.
const STARTING: Duration = Duration::from_millis(40);

impl Program {
    /// Starts `serve` on a port the system picks, and waits for its line.
    #[track_caller]
    pub(crate) fn serve(&self) -> Serving {
        Serving::start(self.command(&["serve", "--port", "0"]))
    }
}

impl Serving {
    /// Starts a command line that serves.
    #[track_caller]
    pub(crate) fn start(mut command: Command) -> Serving {
        let mut child = command.spawn().must(format_args!("start {command:?}"));
        let stderr = child.stderr.take().must("take the child's stderr");
        let said = Arc::<Mutex<Vec<String>>>::default();
        let stderr = thread::spawn({
            let said = Arc::clone(&said);
            move || {
                for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
                    locked(&said).push(String::from_utf8_lossy(&line).into_owned());
                }
            }
        });
        let mut stdout = BufReader::new(child.stdout.take().must("take the child's stdout"));
        let (line, stdout) = lab::probe::within(
            patience::STEP,
            "the first line of serve",
            || "it never came".to_owned(),
            move || {
                let mut line = String::new();
                stdout.read_line(&mut line).must("read the first line of serve");
                (line, stdout)
            },
        );
        let port =
            line.strip_prefix("listening on http://127.0.0.1:").and_then(|rest| rest.strip_suffix('\n'));
        let port: Option<u16> = port.and_then(|port| port.parse().ok());
        let port = port.must(format_args!("find the port in the first line of serve, {line:?}"));
        let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        Serving { child, stdout: Some(stdout), stderr: Some(stderr), said, addr }
    }

    pub(crate) fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The process and its children, once no more are started: it may say that it listens before they are.
    #[track_caller]
    pub(crate) fn pids(&self) -> Vec<u32> {
        let mut before = Vec::new();
        patience::until("no more processes are started", || {
            let now = processes::tree(self.child.id());
            if now == before {
                return Ok(now);
            }
            before = now;
            thread::sleep(STARTING);
            Err(format!("now there are {before:?}"))
        })
    }

    /// A new client, connected.
    #[track_caller]
    pub(crate) fn client(&self) -> Client {
        Client::connect(self.addr)
    }

    /// Checks, with a client of its own, that it still serves.
    #[track_caller]
    pub(crate) fn assert_serves(&self) {
        let mut client = self.client();
        client.send(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        client.answer().assert_is(200, b"Hello, World!");
        client.assert_closed();
    }

    /// Kills the process with a signal or asks it to end.
    pub(crate) fn signal(&self, name: &str) {
        processes::signal(name, &[self.child.id()]);
    }

    /// The lines it has said on stderr so far, from the given number on.
    pub(crate) fn said(&self, from: usize) -> Vec<String> {
        locked(&self.said).get(from..).unwrap_or_default().to_vec()
    }

    /// Kills it, and gives all that it has said on stderr. Nothing of that is checked.
    pub(crate) fn kill(mut self) -> Vec<String> {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = self.stderr.take().map(JoinHandle::join);
        self.said(0)
    }

    /// Waits until the process has ended.
    #[track_caller]
    pub(crate) fn wait(&mut self) -> ExitStatus {
        patience::until("the end of serve", || match self.child.try_wait().must("wait for serve") {
            Some(status) => Ok(status),
            None => Err(format!("process {} still runs", self.child.id())),
        })
    }

    /// What it has written to stdout after its first line. To be asked once it has ended.
    #[track_caller]
    pub(crate) fn rest_of_stdout(mut self) -> String {
        let mut stdout = self.stdout.take().must("take serve's stdout");
        lab::probe::within(
            patience::STEP,
            "the end of serve's stdout",
            || "a child of it still holds it open".to_owned(),
            move || {
                let mut rest = String::new();
                stdout.read_to_string(&mut rest).must("read the rest of serve's stdout");
                rest
            },
        )
    }

    /// Checks that nobody listens there any more.
    #[track_caller]
    pub(crate) fn assert_refuses(&self) {
        patience::until("the port is free", || {
            match TcpStream::connect_timeout(&self.addr, patience::STEP) {
                Ok(_) => Err(format!("somebody still listens on {}", self.addr)),
                Err(_) => Ok(()),
            }
        });
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let Some(stderr) = self.stderr.take() else { return };
        if thread::panicking() {
            return;
        }
        // Whatever the case was about: nothing in the program panicked, and its children ended with it.
        patience::until("the end of serve's children", || match stderr.is_finished() {
            true => Ok(()),
            false => Err("one of them still holds stderr open".to_owned()),
        });
        let _ = stderr.join();
        let said = self.said(0).join("\n");
        assert!(!said.contains("panicked"), "serve panicked: {said}");
    }
}

/// The lines. Whoever held them has not panicked in between: a push is one step.
fn locked(said: &Mutex<Vec<String>>) -> MutexGuard<'_, Vec<String>> {
    said.lock().unwrap_or_else(PoisonError::into_inner)
}
