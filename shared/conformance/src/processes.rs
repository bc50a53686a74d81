//! What the system tells of a program while it runs: CPU time, open files, memory, children. Linux only.

use std::collections::HashMap;
use std::fs;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::patience::{self, Must};

/// Whether this system shows what the cases ask for.
pub(crate) const SHOWN: bool = cfg!(target_os = "linux");

/// Says why a case, or a part of it, is left out here.
pub(crate) fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}

/// The process and all its descendants, the process first.
pub(crate) fn tree(pid: u32) -> Vec<u32> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    let all = fs::read_dir("/proc").map(|entries| entries.flatten().collect()).unwrap_or_else(|_| vec![]);
    for entry in all {
        let Some(child) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        if let Some(parent) = stat(child).and_then(|fields| fields[PARENT].parse().ok()) {
            children.entry(parent).or_default().push(child);
        }
    }
    let mut tree = vec![pid];
    let mut next = 0;
    while let Some(parent) = tree.get(next) {
        tree.extend(children.remove(parent).unwrap_or_default());
        next += 1;
    }
    tree
}

/// Fields of `/proc/PID/stat`, counted from the state, which follows the name.
const PARENT: usize = 1;
const USER_TIME: usize = 11;
const SYSTEM_TIME: usize = 12;
/// How long a tick of the times is: `USER_HZ` is 100 on every Linux there is.
const TICK: Duration = Duration::from_millis(10);

/// The fields after the name. `None` when the process is gone.
fn stat(pid: u32) -> Option<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in parentheses and may hold spaces and parentheses of its own.
    let (_, after_name) = text.rsplit_once(')')?;
    Some(after_name.split_whitespace().map(str::to_owned).collect())
}

/// Whether the process has ended. One that nobody has waited for yet (a zombie) has ended too.
pub(crate) fn has_ended(pid: u32) -> bool {
    stat(pid).is_none_or(|fields| fields[0] == "Z" || fields[0] == "X")
}

/// The CPU time, user and system, that these processes have used so far.
pub(crate) fn cpu(pids: &[u32]) -> Duration {
    let ticks = |pid: &u32| {
        let fields = stat(*pid).must(format_args!("read the CPU time of process {pid}, which has ended"));
        let field = |place: usize| fields[place].parse::<u32>().must("parse /proc/PID/stat");
        field(USER_TIME) + field(SYSTEM_TIME)
    };
    TICK * pids.iter().map(ticks).sum::<u32>()
}

/// How many files these processes have open.
pub(crate) fn fds(pids: &[u32]) -> Vec<usize> {
    let count = |pid: &u32| fs::read_dir(format!("/proc/{pid}/fd")).map_or(0, Iterator::count);
    pids.iter().map(count).collect()
}

/// How many files they have open together once the last client's is closed: when two looks in a row, a while apart, agree.
#[track_caller]
pub(crate) fn settled_fds(pids: &[u32]) -> usize {
    let mut before = usize::MAX;
    patience::until("the number of open files stands still", || {
        thread::sleep(Duration::from_millis(50));
        let now = fds(pids).iter().sum();
        if std::mem::replace(&mut before, now) == now { Ok(now) } else { Err(format!("{now} are open")) }
    })
}

/// Checks that no more of them are open than before, sooner or later.
#[track_caller]
pub(crate) fn assert_fds_return_to(pids: &[u32], before: usize) {
    patience::until("all descriptors are closed again", || {
        let now: usize = fds(pids).iter().sum();
        if now <= before { Ok(()) } else { Err(format!("{before} files were open, now {now}")) }
    });
}

/// The lowest number that is free for a file of this process. (It may have open ones above the limit it was given: what
/// was open already when the limit was set.)
pub(crate) fn lowest_free_fd(pid: u32) -> usize {
    let open: Vec<usize> = fs::read_dir(format!("/proc/{pid}/fd"))
        .map(|entries| {
            entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
        })
        .unwrap_or_default();
    (0..).find(|fd| !open.contains(fd)).unwrap_or_default()
}

/// How much memory these processes have resident, in KiB. Pages they share are counted for each.
pub(crate) fn resident_kib(pids: &[u32]) -> u64 {
    let kib = |pid: &u32| {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0)
    };
    pids.iter().map(kib).sum()
}

/// How many threads these processes have.
pub(crate) fn threads(pids: &[u32]) -> usize {
    let count = |pid: &u32| fs::read_dir(format!("/proc/{pid}/task")).map_or(0, Iterator::count);
    pids.iter().map(count).sum()
}

/// How much CPU this side burns while it watches.
const BURNT: Duration = Duration::from_millis(250);
/// How much the idle may use meanwhile: looking again every 100 ms, and the grain of the clock.
const IDLE: Duration = Duration::from_millis(60);

/// Checks that these processes, whatever they hold open, use no CPU time.
///
/// A second of wall time would prove little on a loaded machine, where one that spins may get no turn. So this thread
/// burns CPU time of its own until it has had a quarter of a second: the scheduler is fair, and one that spins has had
/// about as much. At least half a second of wall time passes too, because a spin may begin with a timer.
#[track_caller]
pub(crate) fn assert_idle(pids: &[u32], while_: &str) {
    settle(pids);
    let before = cpu(pids);
    let mine = || lab::ledger::thread_cpu().must("read this thread's CPU time");
    let (start, began) = (mine(), Instant::now());
    while mine() - start < BURNT {
        std::hint::black_box((0..1000).sum::<u64>());
    }
    thread::sleep(Duration::from_millis(500).saturating_sub(began.elapsed()));
    let used = cpu(pids) - before;
    assert!(
        used <= IDLE,
        "{while_}: the program used {used:?} of CPU time where this thread got {BURNT:?}, so it is not asleep"
    );
}

/// Waits until what has been asked of them is done: until the CPU time stands still for a moment.
fn settle(pids: &[u32]) {
    let start = Instant::now();
    let mut before = cpu(pids);
    // One that never stands still spins, and is found out right after this.
    while start.elapsed() < patience::STEP / 4 {
        thread::sleep(Duration::from_millis(50));
        let now = cpu(pids);
        if now == before {
            return;
        }
        before = now;
    }
}

/// Sends a signal (`TERM`, `STOP`, `CONT`) to processes, by the program every Unix has for it.
pub(crate) fn signal(name: &str, pids: &[u32]) {
    let mut kill = Command::new("kill");
    kill.arg(format!("-{name}")).args(pids.iter().map(u32::to_string));
    let status = kill.status().must("run kill");
    assert!(status.success(), "kill -{name} {pids:?}: {status}");
}
