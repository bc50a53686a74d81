//! `cargo x race counts`: instructions, counted by callgrind. They do not depend on what others do.
//!
//! # Implementation
//! Each work is done twice, in two lengths: the difference is the work without its beginning and end. And all of that twice
//! more: where the second count differs from the first by more than 1 %, the work is not the same each time, and it says so.
//! Only what a program does itself is counted, not what the system does for it.

use std::process::Stdio;

use super::options::Options;
use super::peers::Peer;
use super::run::{first, micro_command, server_words};
use super::server::Server;
use super::table::draw;
use crate::workspace::{command, output};

/// Something whose instructions are counted.
struct Count {
    /// What it is, for people.
    name: &'static str,
    /// The work of `micro`, or `None` for requests to a server.
    work: Option<&'static str>,
    /// How large a batch is; or how many connections.
    size: usize,
    /// Operations in one batch; or of a request, 1.
    operations: f64,
    /// The two lengths: in batches, or in requests.
    lengths: (u64, u64),
}

const COUNTS: &[Count] = &[
    Count { name: "request", work: None, size: 64, operations: 1.0, lengths: (2_000, 12_000) },
    Count { name: "spawn", work: Some("spawn"), size: 1000, operations: 1000.0, lengths: (5, 25) },
    Count { name: "yield", work: Some("yield"), size: 100, operations: 10_000.0, lengths: (1, 5) },
    Count { name: "oneshot", work: Some("oneshot"), size: 1000, operations: 1000.0, lengths: (5, 25) },
    Count { name: "timer", work: Some("timers-fire"), size: 10_000, operations: 10_000.0, lengths: (2, 6) },
    Count { name: "time-out", work: Some("timers-cancel"), size: 1000, operations: 1000.0, lengths: (5, 25) },
];

/// Two counts may differ by this much.
const AGREEMENT: f64 = 0.01;

/// Who is counted where nobody is named.
pub const USUAL: &[&str] = &["raw-epoll", "tokio", "smol", "ch05", "ch07", "ch08", "ch09"];

/// The programs that are needed, beside the peers' own.
pub const PROGRAMS: &[&str] = &["micro", "light-client"];

/// Counts, and gives the table and whether all counts came twice.
pub fn count(peers: &[Peer], options: &Options, tell: fn(&str)) -> Result<(String, bool), String> {
    let valgrind = command("valgrind").arg("--version").stdout(Stdio::null()).status();
    if !valgrind.is_ok_and(|status| status.success()) {
        return Err("counts: valgrind is not installed".into());
    }
    let mut cells = vec![vec![String::new()]];
    cells[0].extend(COUNTS.iter().flat_map(|count| [count.name.to_owned(), "again".to_owned()]));
    cells[0].push(String::new());
    let mut all = true;
    for peer in peers {
        let mut line = vec![peer.name.clone()];
        for count in COUNTS {
            tell(&format!("{}: {}", peer.name, count.name));
            let can =
                if count.work.is_some() { peer.entry.micro.is_some() } else { peer.entry.server.is_some() };
            if !can {
                line.extend(["–".to_owned(), String::new()]);
                continue;
            }
            let (one, other) = (each(peer, count, options)?, each(peer, count, options)?);
            let difference = (other - one) / one;
            all &= difference.abs() <= AGREEMENT;
            line.extend([format!("{one:.0}"), format!("{:+.1} %", 100.0 * difference)]);
        }
        line.push(String::new());
        cells.push(line);
    }
    Ok((draw(&cells), all))
}

/// Instructions for one operation.
fn each(peer: &Peer, count: &Count, options: &Options) -> Result<f64, String> {
    let total = |length| match count.work {
        Some(work) => of_a_work(peer, work, count.size, length, options),
        None => of_a_server(peer, count.size, length, options),
    };
    let (short, long) = count.lengths;
    Ok((total(long)? - total(short)?) / ((long - short) as f64 * count.operations))
}

const CALLGRIND: &[&str] = &["--tool=callgrind", "--callgrind-out-file=/dev/null"];

fn of_a_work(peer: &Peer, work: &str, size: usize, batches: u64, options: &Options) -> Result<f64, String> {
    let micro = micro_command(peer, work, &Options { pin: false, realtime: false, ..options.clone() })?;
    let mut counted = command("valgrind");
    counted.args(CALLGRIND).arg(micro.get_program()).args(micro.get_args());
    counted.args(["--size", &size.to_string(), "--batches", &batches.to_string()]);
    let done = counted.output().map_err(|error| format!("valgrind cannot be started: {error}"))?;
    let said = String::from_utf8_lossy(&done.stderr);
    collected(&said).ok_or_else(|| format!("{} {work}: callgrind said {said}", peer.name))
}

fn of_a_server(peer: &Peer, connections: usize, requests: u64, options: &Options) -> Result<f64, String> {
    let mut counted = command("valgrind");
    counted.args(CALLGRIND).args(server_words(peer)?).stderr(Stdio::piped());
    let server = Server::of(&mut counted, &peer.name)?;
    let mut client = first(&Options { realtime: false, ..options.clone() }, "light-client");
    client.arg(&server.url).args(["--connections", &connections.to_string()]);
    output(client.args(["--requests", &requests.to_string()]))?;
    let said = server.end()?;
    collected(&said).ok_or_else(|| format!("{}: callgrind said {said}", peer.name))
}

/// The sum that callgrind prints at the end.
fn collected(text: &str) -> Option<f64> {
    let line = text.lines().rev().find(|line| line.contains("Collected :"))?;
    line.rsplit(':').next()?.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callgrinds_sum_is_found() {
        let text = "==7== Events    : Ir\n==7== Collected : 1234567\n==7==\n";
        assert_eq!(collected(text), Some(1_234_567.0));
        assert_eq!(collected("==7== Process terminating with signal 15"), None);
    }
}
