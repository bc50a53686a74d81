//! Several servers, a slice of time each, in turns.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use crate::{ClientOptions, Window, cpu_of};

/// What a server has done in its slices.
#[derive(Clone, Debug, Default)]
pub struct Stretch {
    /// Answers.
    pub requests: u64,
    /// How long answers took, in ns, slice by slice, where that is measured: the median, 99 and 99.9 of 100.
    pub times: Vec<[u64; 3]>,
    /// How long all its slices were.
    pub wall: Duration,
    /// The CPU time of its process in them.
    pub server: Duration,
}

/// A server that has answered everything is asleep after so long; then the system has counted all of its CPU time.
const ASLEEP: Duration = Duration::from_micros(300);

// ANCHOR: in_turns
/// Round after round each server has its slices, in turns: so whatever else goes on, on this machine or beside it on its
/// host, meets all of them alike. Two runs of two seconds, one after the other, may find the machine twice as fast in one of
/// them as in the other; of a hundred slices each, in turns, both find the same.
///
/// `work` asks one of the servers until then, ends when all it has asked is answered, and adds the answers to its stretch.
/// After each round `tell` says of each server what it came to, and how much of a core others have used.
///
/// # Errors
/// Those of `work`; and a server is gone.
pub fn in_turns(
    options: &ClientOptions,
    mut work: impl FnMut(usize, Instant, &mut Stretch) -> io::Result<()>,
    mut tell: impl FnMut(usize, Stretch, f64),
) -> io::Result<()> {
    let servers = options.addresses.len();
    let turns = (options.measured.as_secs_f64() / options.slice.as_secs_f64()).ceil() as usize;
    let mut slice = |server: usize, time: Duration, stretch: &mut Stretch| {
        let cpu = || options.server(server).map_or(Ok(Duration::ZERO), cpu_of);
        let (before, start) = (cpu()?, Instant::now());
        work(server, start + time, stretch)?;
        stretch.wall += start.elapsed();
        thread::sleep(ASLEEP);
        stretch.server += cpu()?.saturating_sub(before);
        Ok::<_, io::Error>(())
    };
    for server in 0..servers {
        slice(server, options.warm_up, &mut Stretch::default())?;
    }
    for _ in 0..options.rounds.unwrap_or(1) {
        let (mut sums, window) = (vec![Stretch::default(); servers], Window::open(&options.servers)?);
        for turn in 0..turns {
            for server in (0..servers).map(|server| (server + turn) % servers) {
                slice(server, options.slice, &mut sums[server])?;
            }
        }
        let all = window.close()?;
        let foreign = (all.foreign + all.stolen).as_secs_f64() / all.wall.as_secs_f64();
        for (server, sum) in sums.into_iter().enumerate() {
            tell(server, sum, foreign);
        }
    }
    Ok(())
}
// ANCHOR_END: in_turns
