//! One run: one server, one client.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use super::Peer;
use super::options::Options;
use crate::workspace::{command, output, target};

/// The cores with `--pin`. The client has the first, where interrupts land most often.
const CLIENT_CORE: &str = "0";
const SERVER_CORE: &str = "1";

/// A run is made again if others had more than this share of one core meanwhile.
pub const FOREIGN: f64 = 0.05;
/// A run is made so often at most; then the least disturbed of them counts, and the table says how disturbed it was.
const TRIES: usize = 3;

/// From fewer requests than this no count is reported: the end of the run, where sockets are closed, would be in it.
const FEWEST_SENDS: f64 = 1000.0;

/// What one run came to.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Requests a second.
    pub rate: f64,
    /// The server's CPU time for one request, in ns.
    pub cpu: f64,
    /// How much of its core the server used. Far under 1, it waited for the client.
    pub busy: f64,
    /// What others computed meanwhile, on this machine or beside it on its host, as a share of one core.
    pub foreign: f64,
}

impl Sample {
    /// Understands the client's line.
    fn parse(line: &str) -> Option<Sample> {
        let field = |name: &str| {
            let value = line.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
            value?.parse::<f64>().ok()
        };
        let (requests, wall, server) = (field("requests")?, field("wall_ns")?, field("server_ns")?);
        (requests > 0.0 && wall > 0.0).then_some(Sample {
            rate: requests / wall * 1e9,
            cpu: server / requests,
            busy: server / wall,
            foreign: (field("foreign_ns")? + field("stolen_ns")?) / wall,
        })
    }
}

// ANCHOR: sample
/// Runs a server and the client beside it. Where others computed meanwhile it is done again: which run counts is chosen
/// by what the others did, never by what the server did.
pub fn sample(peer: &Peer, options: &Options) -> Result<Sample, String> {
    let mut best: Option<Sample> = None;
    for _ in 0..TRIES {
        let server = Server::start(peer, options)?;
        let line = output(&mut client(&server, options, options.seconds))?;
        let sample =
            Sample::parse(&line).ok_or_else(|| format!("{}: the client said {line:?}", peer.name))?;
        if best.is_none_or(|best| sample.foreign < best.foreign) {
            best = Some(sample);
        }
        if sample.foreign <= FOREIGN {
            break;
        }
    }
    best.ok_or_else(|| "no run at all".to_owned())
}
// ANCHOR_END: sample

/// Counts the server's system calls for one request, by the kernel's own counters and so nearly without slowing it
/// (`strace` would make it ten times slower, and then a wait brings more events). `None` where there is no `perf`, or it
/// may not be used.
///
/// A request is one `sendto`: head and body go in one write, and eventfds are written with another call.
pub fn calls_a_request(peer: &Peer, options: &Options) -> Result<Option<f64>, String> {
    // Not in the real-time class: `perf` would have to wait until all is over.
    let options = &Options { realtime: false, ..options.clone() };
    let server = Server::start(peer, options)?;
    let mut client = client(&server, options, 1.5)
        .stdout(Stdio::null())
        .spawn()
        .map_err(|error| format!("the client cannot be started: {error}"))?;
    thread::sleep(Duration::from_secs(1)); // it connects and warms up
    let counted = command("perf")
        .args(["stat", "-x,", "-e", "raw_syscalls:sys_enter,syscalls:sys_enter_sendto", "-p"])
        .arg(server.process.id().to_string())
        .args(["--", "sleep", "0.5"])
        .output();
    let _ = client.wait();
    let Ok(counted) = counted else { return Ok(None) };
    let text = String::from_utf8_lossy(&counted.stderr);
    let count = |event: &str| {
        let line = text.lines().find(|line| line.contains(event))?;
        line.split(',').next()?.parse::<f64>().ok()
    };
    let (calls, sends) = (count("raw_syscalls:sys_enter"), count("sys_enter_sendto"));
    Ok(calls.zip(sends).filter(|(_, sends)| *sends >= FEWEST_SENDS).map(|(calls, sends)| calls / sends))
}

/// A server that listens; killed when dropped.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start(peer: &Peer, options: &Options) -> Result<Server, String> {
        let program = target().join("release").join(peer.program);
        let mut command = if options.pin {
            let mut command = first(options, "pinned");
            command.arg(SERVER_CORE).arg(program);
            command
        } else {
            first(options, peer.program)
        };
        let process = command.args(peer.arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let process = process.map_err(|error| format!("{} cannot be started: {error}", peer.name))?;
        let mut server = Server { process, url: String::new() };
        let mut line = String::new();
        if let Some(stdout) = server.process.stdout.take() {
            let _ = BufReader::new(stdout).read_line(&mut line); // an error leaves the line empty
        }
        match line.trim().strip_prefix("listening on ") {
            Some(url) => server.url = url.to_owned(),
            None => return Err(format!("{} did not say where it listens", peer.name)),
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One of our programs; with `--realtime` in the real-time class, where it goes before everything that is not. (`chrt`
/// becomes the program, as `pinned` does: the process stays the same.)
fn first(options: &Options, program: &str) -> Command {
    let program = target().join("release").join(program);
    if !options.realtime {
        return command(program);
    }
    let mut command = command("chrt");
    command.args(["--fifo", "10"]).arg(program);
    command
}

fn client(server: &Server, options: &Options, seconds: f64) -> Command {
    let mut command = first(options, "light-client");
    command.arg(&server.url);
    command.args(["--connections", &options.connections.to_string()]);
    command.args(["--seconds", &seconds.to_string()]);
    command.args(["--server", &server.process.id().to_string()]);
    if options.pin {
        command.args(["--cpu", CLIENT_CORE]);
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clients_line_becomes_ratios() {
        let line = "requests=1000 wall_ns=2000000 server_ns=1500000 client_ns=9 foreign_ns=100000 stolen_ns=100000\n";
        let sample = Sample::parse(line).unwrap();
        assert_eq!((sample.rate, sample.cpu, sample.busy, sample.foreign), (500_000.0, 1500.0, 0.75, 0.1));
    }

    #[test]
    fn a_line_without_a_figure_is_no_sample() {
        assert!(Sample::parse("requests=1000 wall_ns=2000000 server_ns=5").is_none());
        assert!(Sample::parse("requests=0 wall_ns=0 server_ns=0 foreign_ns=0 stolen_ns=0").is_none());
        assert!(Sample::parse("").is_none());
    }
}
