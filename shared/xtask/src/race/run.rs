//! One run of one peer: its programs are started, and the line that they print is read.

use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use super::options::Options;
use super::peers::{Micro, Peer, Program};
use super::server::Server;
use super::works::{Case, Kind};
use crate::workspace::{command, output, root, target};

/// The cores with `--pin`. The client has the first, where interrupts land most often. What has no client, or shares its
/// core with it, is on the server's.
pub const CLIENT_CORE: &str = "0";
pub const SERVER_CORE: &str = "1";

/// A run is made again if others had more than this share of one core meanwhile.
pub const FOREIGN: f64 = 0.05;
/// A run is made so often at most; then the least disturbed of them counts, and the table says how disturbed it was.
const TRIES: usize = 3;

/// From fewer requests than this no count is reported: the end of the run, where sockets are closed, would be in it.
const FEWEST_SENDS: f64 = 1000.0;

/// What one run came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The case's figures, in their order.
    pub figures: Vec<f64>,
    /// What others computed meanwhile, on this machine or beside it on its host, as a share of one core.
    pub foreign: f64,
}

impl Sample {
    /// Understands the line that a client, or `micro`, has printed.
    pub fn parse(kind: Kind, line: &str) -> Option<Sample> {
        let field = |name: &str| {
            let value = line.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
            value?.parse::<f64>().ok()
        };
        let fields = |names: &[&str]| names.iter().map(|name| field(name)).collect::<Option<Vec<f64>>>();
        let figures = match kind {
            Kind::Serve | Kind::Ping => {
                let (requests, wall, server) = (field("requests")?, field("wall_ns")?, field("server_ns")?);
                vec![requests / wall * 1e9, server / requests, server / wall]
            }
            Kind::Latency => {
                fields(&["p99_ns", "p50_ns", "p999_ns"])?.into_iter().map(|ns| ns / 1000.0).collect()
            }
            Kind::Idle => fields(&["fresh_bytes", "used_bytes", "idle_cpu_ns"])?,
            Kind::Micro(_) => vec![field("cpu_ns")? / field("operations")?],
            Kind::Threads(_) => vec![field("wall_ns")? / field("operations")?],
            Kind::Counts("heap") => fields(&["bytes", "allocations"])?,
            Kind::Counts(_) => fields(&["worst", "median"])?,
        };
        let foreign = match kind {
            Kind::Idle | Kind::Counts(_) => 0.0, // nothing that others could spoil
            Kind::Serve | Kind::Ping | Kind::Latency => field("foreign")?,
            _ => (field("foreign_ns")? + field("stolen_ns")?) / field("wall_ns")?,
        };
        // 0 of 0 is what comes out when nothing was done at all.
        let done = kind == Kind::Idle || matches!(kind, Kind::Counts(_)) || figures[0].is_finite();
        done.then_some(Sample { figures, foreign })
    }
}

// ANCHOR: sample
/// Runs a peer once. Where others computed meanwhile it is done again: which run counts is chosen by what the others
/// did, never by what the peer did.
pub fn sample(peer: &Peer, case: &Case, options: &Options) -> Result<Sample, String> {
    let mut best: Option<Sample> = None;
    for _ in 0..TRIES {
        let line =
            if case.serves() { with_a_client(peer, case, options)? } else { micro(peer, case, options)? };
        let sample = Sample::parse(case.kind, &line)
            .ok_or_else(|| format!("{}: {} came to {line:?}", case.name, peer.name))?;
        let quiet = sample.foreign <= FOREIGN;
        if best.as_ref().is_none_or(|best| sample.foreign < best.foreign) {
            best = Some(sample);
        }
        if quiet {
            break;
        }
    }
    best.ok_or_else(|| "no run at all".to_owned())
}
// ANCHOR_END: sample

/// The programs that a case needs, beside the peers' own.
pub fn programs(case: &Case) -> [&'static str; 2] {
    let program = match case.kind {
        Kind::Serve | Kind::Ping => "light-client",
        Kind::Latency => "latency-client",
        Kind::Idle => "idle-client",
        Kind::Counts("heap") => "micro-heap",
        Kind::Micro(_) | Kind::Threads(_) | Kind::Counts(_) => "micro",
    };
    [program, "pinned"]
}

/// A work of `micro`, in a process of its own.
fn micro(peer: &Peer, case: &Case, options: &Options) -> Result<String, String> {
    let (Kind::Micro(work) | Kind::Threads(work) | Kind::Counts(work)) = case.kind else {
        return Err(format!("{} wants a server", case.name));
    };
    let mut command = micro_command(peer, work, options)?;
    command.args(["--size", &options.size(case).to_string()]);
    command.args(["--seconds", &options.seconds(case).to_string()]);
    output(&mut command).map_err(|why| format!("{} {}: {why}", peer.name, case.name))
}

/// Starts that work of that peer; how much of it, the caller adds.
pub fn micro_command(peer: &Peer, work: &str, options: &Options) -> Result<Command, String> {
    let mut command = match peer.entry.micro {
        Some(Micro::Rust) => {
            let mut command = on_one_core(options, if work == "heap" { "micro-heap" } else { "micro" });
            command.arg(&peer.name);
            command
        }
        Some(Micro::Python(event_loop)) => {
            let mut command = on_one_core(options, "python3");
            command.arg(python("micro.py")).arg(event_loop);
            command
        }
        None => return Err(format!("{} does no such work", peer.name)),
    };
    command.arg(work);
    Ok(command)
}

/// All these servers at once, and one client, which goes from one to the next: every peer's rounds.
pub fn in_turns(peers: &[Peer], case: &Case, options: &Options) -> Result<Vec<Vec<Sample>>, String> {
    let servers =
        peers.iter().map(|peer| Server::start(peer, case, options)).collect::<Result<Vec<_>, _>>()?;
    let mut client = client(&servers, case, options);
    client.args(["--seconds", &options.seconds(case).to_string(), "--rounds", &options.rounds.to_string()]);
    let lines = output(&mut client).map_err(|why| format!("{}: {why}", case.name))?;
    let mut samples = vec![Vec::new(); peers.len()];
    for (line, server) in lines.lines().zip((0..peers.len()).cycle()) {
        let sample =
            Sample::parse(case.kind, line).filter(|_| line.starts_with(&format!("server={server} ")));
        let wrong = || format!("{}: {} came to {line:?}", case.name, peers[server].name);
        samples[server].push(sample.ok_or_else(wrong)?);
    }
    Ok(samples)
}

/// A server, and the client that this case wants.
fn with_a_client(peer: &Peer, case: &Case, options: &Options) -> Result<String, String> {
    let server = Server::start(peer, case, options)?;
    let servers = [server];
    let mut client = client(&servers, case, options);
    client.args(["--seconds", &options.seconds(case).to_string()]);
    output(&mut client).map_err(|why| format!("{} {}: {why}", peer.name, case.name))
}

fn client(servers: &[Server], case: &Case, options: &Options) -> Command {
    let mut command = match case.kind {
        Kind::Latency => first(options, "latency-client"),
        // It looks at the server in peace, and computes nothing itself.
        Kind::Idle => first(&Options { realtime: false, ..options.clone() }, "idle-client"),
        _ => first(options, "light-client"),
    };
    for server in servers {
        command.arg(&server.url).args(["--server", &server.id().to_string()]);
    }
    command.args(["--connections", &options.size(case).to_string()]);
    match case.kind {
        Kind::Ping => drop(command.args(["--blocking", "--cpu", SERVER_CORE])),
        _ if options.pin => drop(command.args(["--cpu", CLIENT_CORE])),
        _ => {}
    }
    command
}

/// Counts the server's system calls for one request, by the kernel's own counters and so nearly without slowing it
/// (`strace` would make it ten times slower, and then a wait brings more events). `None` where there is no `perf`, or it
/// may not be used.
///
/// A request is one call that sends: head and body go together. Who sends with `write` is counted by that; it would count
/// eventfds too.
pub fn calls_a_request(peer: &Peer, case: &Case, options: &Options) -> Result<Option<f64>, String> {
    // Not in the real-time class: `perf` would have to wait until all is over.
    let options = &Options { realtime: false, ..options.clone() };
    let server = [Server::start(peer, case, options)?];
    let mut client = client(&server, case, options)
        .args(["--seconds", "1.5"])
        .stdout(Stdio::null())
        .spawn()
        .map_err(|error| format!("the client cannot be started: {error}"))?;
    thread::sleep(Duration::from_secs(1)); // it connects and warms up
    let counted = command("perf")
        .args(["stat", "-x,", "-e", "raw_syscalls:sys_enter", "-e", "syscalls:sys_enter_sendto"])
        .args(["-e", "syscalls:sys_enter_sendmsg", "-e", "syscalls:sys_enter_writev"])
        .args(["-e", "syscalls:sys_enter_write", "-p", &server[0].id().to_string()])
        .args(["--", "sleep", "0.5"])
        .output();
    let _ = client.wait();
    Ok(counted.ok().and_then(|counted| calls_of(&String::from_utf8_lossy(&counted.stderr))))
}

/// Understands what `perf stat -x,` has printed.
fn calls_of(text: &str) -> Option<f64> {
    let count = |event: &str| {
        let line = text.lines().find(|line| line.split(',').any(|field| field == event))?;
        line.split(',').next()?.parse::<f64>().ok()
    };
    let sends: f64 = ["sendto", "sendmsg", "writev"]
        .iter()
        .filter_map(|call| count(&format!("syscalls:sys_enter_{call}")))
        .sum();
    let sends = if sends < FEWEST_SENDS { count("syscalls:sys_enter_write")? } else { sends };
    (sends >= FEWEST_SENDS).then_some(count("raw_syscalls:sys_enter")? / sends)
}

/// What a peer's server is started with: a program, and its words.
pub fn server_words(peer: &Peer) -> Result<Vec<String>, String> {
    let release = |program: &str| target().join("release").join(program).to_string_lossy().into_owned();
    match peer.entry.server {
        Some(Program::Peer(program)) => Ok(vec![release(program)]),
        Some(Program::Chapter(program)) => Ok([vec![release(program)], peer.serve_words()].concat()),
        Some(Program::Python(words)) => {
            let words = words.iter().map(|word| (*word).to_owned());
            Ok(["python3".to_owned(), python("serve.py")].into_iter().chain(words).collect())
        }
        None => Err(format!("{} is no server", peer.name)),
    }
}

fn python(script: &str) -> String {
    root().join("shared/peers/python").join(script).to_string_lossy().into_owned()
}

/// A program of ours; with `--pin` on the server's core.
fn on_one_core(options: &Options, program: &str) -> Command {
    let path = if program == "python3" { program.into() } else { target().join("release").join(program) };
    if !options.pin {
        return class(options, path);
    }
    let mut command = first(options, "pinned");
    command.arg(SERVER_CORE).arg(path);
    command
}

/// One of our programs; with `--realtime` before everybody else.
pub fn first(options: &Options, program: &str) -> Command {
    class(options, target().join("release").join(program))
}

/// With `--realtime` in the real-time class, where it goes before everything that is not. (`chrt` becomes the program, as
/// `pinned` does: the process stays the same.)
fn class(options: &Options, program: impl AsRef<std::ffi::OsStr>) -> Command {
    if !options.realtime {
        return command(program);
    }
    let mut command = command("chrt");
    command.args(["--fifo", "10"]).arg(program);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clients_line_becomes_figures() {
        let line = "server=0 requests=1000 wall_ns=2000000 server_ns=1500000 foreign=0.1\n";
        let sample = Sample::parse(Kind::Serve, line).unwrap();
        assert_eq!(sample, Sample { figures: vec![500_000.0, 1500.0, 0.75], foreign: 0.1 });
    }

    #[test]
    fn a_works_line_becomes_figures() {
        let line = "operations=1000 wall_ns=400000 cpu_ns=200000 foreign_ns=4000 stolen_ns=0";
        let figures = |kind| Sample::parse(kind, line).unwrap().figures;
        assert_eq!(figures(Kind::Micro("spawn")), [200.0]);
        assert_eq!(figures(Kind::Threads("wake")), [400.0]);
        let sample = Sample::parse(Kind::Counts("heap"), "bytes=139.5 allocations=1").unwrap();
        assert_eq!(sample, Sample { figures: vec![139.5, 1.0], foreign: 0.0 });
        let sample = Sample::parse(Kind::Counts("heap"), "bytes=139.5 allocations=nan").unwrap();
        assert!(sample.figures[1].is_nan());
        let line = "server=2 requests=9 p50_ns=1000 p99_ns=2500 p999_ns=9000 wall_ns=100 foreign=0.02";
        let sample = Sample::parse(Kind::Latency, line).unwrap();
        assert_eq!(sample, Sample { figures: vec![2.5, 1.0, 9.0], foreign: 0.02 });
    }

    #[test]
    fn a_line_without_a_figure_is_no_sample() {
        assert!(Sample::parse(Kind::Serve, "requests=1000 wall_ns=2000000 server_ns=5").is_none());
        let nothing = "server=0 requests=0 wall_ns=0 server_ns=0 foreign=0";
        assert!(Sample::parse(Kind::Serve, nothing).is_none());
        assert!(Sample::parse(Kind::Micro("spawn"), "").is_none());
    }

    #[test]
    fn calls_are_those_of_one_sending() {
        let perf = "90000,,raw_syscalls:sys_enter,5,100.00,,\n30000,,syscalls:sys_enter_sendto,5,100.00,,\n\
                    0,,syscalls:sys_enter_writev,5,100.00,,\n600,,syscalls:sys_enter_write,5,100.00,,\n";
        assert_eq!(calls_of(perf), Some(3.0));
        let by_write = "90000,,raw_syscalls:sys_enter,5,1,,\n0,,syscalls:sys_enter_sendto,5,1,,\n\
                        45000,,syscalls:sys_enter_write,5,1,,\n";
        assert_eq!(calls_of(by_write), Some(2.0));
        assert_eq!(calls_of("No permission"), None);
        assert_eq!(calls_of(&perf.replace("30000", "30")), None, "too few to say anything");
    }
}
