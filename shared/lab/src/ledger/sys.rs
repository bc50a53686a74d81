//! What the operating system tells of this process. On Windows nothing of it, since the standard library has no
//! words for it: a real program would ask `GetProcessTimes` and `GetProcessMemoryInfo` through the `windows` crate.

use std::time::Duration;

/// The system's counters, from the start of the process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Usage {
    /// User and system time: this process with all its threads, and the children it has waited for.
    pub(super) cpu: Duration,
    /// Context switches because a thread had to wait: this process alone.
    pub(super) voluntary_switches: u64,
    /// Context switches because a thread was made to give way: this process alone.
    pub(super) involuntary_switches: u64,
}

#[cfg(unix)]
mod unix {
    use std::time::Duration;

    use nix::sys::resource::{Usage as Rusage, UsageWho, getrusage};
    use nix::sys::time::TimeVal;
    use nix::time::{ClockId, clock_gettime};

    fn duration(time: TimeVal) -> Duration {
        Duration::new(time.tv_sec() as u64, 1_000 * time.tv_usec() as u32)
    }

    fn cpu(usage: &Rusage) -> Duration {
        duration(usage.user_time()) + duration(usage.system_time())
    }

    pub(in super::super) fn usage() -> Option<super::Usage> {
        let own = getrusage(UsageWho::RUSAGE_SELF).ok()?;
        let children = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
        Some(super::Usage {
            cpu: cpu(&own) + cpu(&children),
            voluntary_switches: own.voluntary_context_switches() as u64,
            involuntary_switches: own.involuntary_context_switches() as u64,
        })
    }

    pub(in super::super) fn process_cpu() -> Option<Duration> {
        clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).ok().map(Duration::from)
    }

    pub(in super::super) fn thread_cpu() -> Option<Duration> {
        clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).ok().map(Duration::from)
    }

    /// Linux carries `ru_maxrss` over an exec: a small program started by a large one would be billed for its parent.
    /// `VmHWM` begins with the program.
    #[cfg(target_os = "linux")]
    pub(in super::super) fn peak_rss_kib() -> Option<u64> {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().strip_suffix("kB")?.trim().parse().ok()
    }

    #[cfg(not(target_os = "linux"))]
    pub(in super::super) fn peak_rss_kib() -> Option<u64> {
        // Apple counts bytes, the others KiB.
        let unit = if cfg!(target_vendor = "apple") { 1024 } else { 1 };
        let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
        Some(usage.max_rss() as u64 / unit)
    }
}

#[cfg(unix)]
pub(super) use unix::{peak_rss_kib, process_cpu, thread_cpu, usage};

#[cfg(not(unix))]
mod silent {
    use std::time::Duration;

    pub(in super::super) fn usage() -> Option<super::Usage> {
        None
    }

    pub(in super::super) fn process_cpu() -> Option<Duration> {
        None
    }

    pub(in super::super) fn thread_cpu() -> Option<Duration> {
        None
    }

    pub(in super::super) fn peak_rss_kib() -> Option<u64> {
        None
    }
}

#[cfg(not(unix))]
pub(super) use silent::{peak_rss_kib, process_cpu, thread_cpu, usage};
