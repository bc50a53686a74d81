//! What a stretch of time cost: this process, the server, and everybody else on the machine.

use std::time::{Duration, Instant};
use std::{fs, io};

use nix::sched::{CpuSet, sched_setaffinity};
use nix::sys::resource::{UsageWho, getrusage};
use nix::unistd::Pid;

/// The beginning of a stretch that is measured.
#[derive(Debug)]
pub struct Window {
    /// When.
    start: Instant,
    /// What had been spent until then.
    before: Readings,
    /// Whose CPU time is wanted beside ours.
    servers: Vec<u32>,
}

/// What a stretch cost.
#[derive(Clone, Copy, Debug)]
pub struct Spent {
    /// How long it was.
    pub wall: Duration,
    /// The CPU time of this process.
    pub own: Duration,
    /// The CPU time of the servers, all their threads.
    pub server: Duration,
    /// What all others computed, on any core. The system counts it in ticks, so it is good to 20 or 30 ms.
    pub foreign: Duration,
    /// What the host took from this virtual machine.
    pub stolen: Duration,
}

/// What has been spent since the machine, or the process, was started.
#[derive(Clone, Copy, Debug)]
struct Readings {
    own: Duration,
    server: Duration,
    busy: Duration,
    stolen: Duration,
}

impl Window {
    /// The stretch begins.
    ///
    /// # Errors
    /// `/proc` does not say, or the server is gone.
    pub fn open(servers: &[u32]) -> io::Result<Window> {
        let before = Readings::take(servers)?; // first, for it takes a while where a server has many threads
        Ok(Window { start: Instant::now(), before, servers: servers.to_vec() })
    }

    /// The stretch is over.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn close(self) -> io::Result<Spent> {
        let wall = self.start.elapsed();
        let (before, after) = (self.before, Readings::take(&self.servers)?);
        let own = after.own.saturating_sub(before.own);
        let server = after.server.saturating_sub(before.server);
        let busy = after.busy.saturating_sub(before.busy);
        let foreign = busy.saturating_sub(own + server);
        Ok(Spent { wall, own, server, foreign, stolen: after.stolen.saturating_sub(before.stolen) })
    }
}

impl Readings {
    fn take(servers: &[u32]) -> io::Result<Readings> {
        let server = servers.iter().map(|server| cpu_of(*server)).sum::<io::Result<Duration>>()?;
        let (busy, stolen) = machine()?;
        let usage = getrusage(UsageWho::RUSAGE_SELF)?;
        let micros = [usage.user_time(), usage.system_time()]
            .map(|time| time.tv_sec() * 1_000_000 + time.tv_usec())
            .iter()
            .sum::<i64>();
        Ok(Readings { own: Duration::from_micros(micros.unsigned_abs()), server, busy, stolen })
    }
}

/// The CPU time of all threads of a process that are alive, to the nanosecond. (`/proc/PID/stat` has the dead ones too,
/// but counts in ticks of 10 ms.)
///
/// # Errors
/// There is no such process.
pub fn cpu_of(process: u32) -> io::Result<Duration> {
    let mut nanos = 0;
    for thread in fs::read_dir(format!("/proc/{process}/task"))? {
        // A thread that ended since the folder was read is no error.
        let line = fs::read_to_string(thread?.path().join("schedstat")).unwrap_or_default();
        nanos += line.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(0_u64);
    }
    Ok(Duration::from_nanos(nanos))
}

/// How long all cores together have computed, and how long the host has kept them from it.
fn machine() -> io::Result<(Duration, Duration)> {
    let stat = fs::read_to_string("/proc/stat")?;
    let ticks = |line: &str| line.split_whitespace().skip(1).map(|n| n.parse().unwrap_or(0)).collect();
    // user, nice, system, idle, waiting for a disk, interrupts, soft interrupts, stolen
    let fields: Vec<u64> = stat.lines().next().map(ticks).unwrap_or_default();
    let [user, nice, system, _, _, irq, softirq, stolen, ..] = fields[..] else {
        return Err(io::Error::other("/proc/stat has another form than expected"));
    };
    // A tick of /proc is 10 ms on every Linux, whatever the kernel's own is.
    let time = |ticks: u64| Duration::from_millis(10 * ticks);
    Ok((time(user + nice + system + irq + softirq), time(stolen)))
}

/// Keeps this process, and those it will start or become, on one core.
///
/// # Errors
/// There is no such core, or it is not ours to use.
pub fn pin(core: usize) -> io::Result<()> {
    let mut cores = CpuSet::new();
    cores.set(core)?;
    Ok(sched_setaffinity(Pid::from_raw(0), &cores)?)
}
