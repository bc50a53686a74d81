//! A server that is started, and says where it listens.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use super::options::Options;
use super::peers::Peer;
use super::run::{SERVER_CORE, first, server_words};
use super::works::{Case, Kind};
use crate::workspace::command;

/// A server that listens; killed when dropped.
pub struct Server {
    process: Child,
    /// `http://127.0.0.1:PORT`
    pub url: String,
}

impl Server {
    /// Starts a peer's server, on the core that the case and the options want.
    pub fn start(peer: &Peer, case: &Case, options: &Options) -> Result<Server, String> {
        let words = server_words(peer)?;
        let mut command = if options.pin || case.kind == Kind::Ping {
            let mut command = first(options, "pinned");
            command.arg(SERVER_CORE).arg(&words[0]);
            command
        } else if options.realtime {
            let mut command = command("chrt");
            command.args(["--fifo", "10"]).arg(&words[0]);
            command
        } else {
            command(&words[0])
        };
        Server::of(command.args(&words[1..]).stderr(Stdio::null()), &peer.name)
    }

    /// Starts it by this command.
    pub fn of(command: &mut Command, name: &str) -> Result<Server, String> {
        let process = command.stdout(Stdio::piped()).spawn();
        let process = process.map_err(|error| format!("{name} cannot be started: {error}"))?;
        let mut server = Server { process, url: String::new() };
        let mut line = String::new();
        if let Some(stdout) = server.process.stdout.take() {
            let _ = BufReader::new(stdout).read_line(&mut line); // an error leaves the line empty
        }
        match line.trim().strip_prefix("listening on ") {
            Some(url) => server.url = url.to_owned(),
            None => return Err(format!("{name} did not say where it listens")),
        }
        Ok(server)
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Asks it to end, and gives what it has written on stderr, which was piped, until then.
    pub fn end(mut self) -> Result<String, String> {
        let asked = command("kill").args(["-TERM", &self.id().to_string()]).status();
        asked.map_err(|error| format!("kill cannot be started: {error}"))?;
        let mut text = String::new();
        if let Some(mut stderr) = self.process.stderr.take() {
            stderr.read_to_string(&mut text).map_err(|error| format!("the server's stderr: {error}"))?;
        }
        Ok(text)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
