//! Spinning or sleeping? Told by what the system counts for each thread, so that it can be told on a busy machine too: a
//! thread that sleeps is never put on a core, however much time passes, and one that asks again and again always wants
//! one, however little it gets.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

use lab::ledger::process_cpu;

/// Long enough to tell a sleep from a wait for a lock.
pub const A_WHILE: Duration = Duration::from_millis(50);

/// What the other threads of this process do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Others {
    /// Each of them has slept for the whole of the time that was asked for, in one piece.
    Sleep,
    /// One wakes up again and again, and does little.
    LookNowAndThen,
    /// One asks again and again, and wants the CPU all the time.
    Spin,
}

/// Watches the other threads until it is certain what they do: until each has slept for `this_long` in one piece, or one
/// has got so far without such a sleep that it cannot be on its way to one.
pub fn what_the_others_do(this_long: Duration) -> Others {
    watch(this_long, None).unwrap_or(Others::Sleep)
}

/// The same, if it can be told within `limit`.
pub fn what_the_others_do_within(limit: Duration) -> Option<Others> {
    watch(A_WHILE, Some(Instant::now() + limit))
}

/// How long the threads of this process have wanted a core and had none: also those that have ended meanwhile.
#[derive(Debug, Default)]
pub struct Kept {
    /// For each thread, by its number: what the system has counted.
    waited: BTreeMap<String, Duration>,
}

impl Kept {
    /// What the machine's other work has cost until now: all threads' waits for a core together, but for as much as these
    /// threads may have kept one another waiting. Nothing where the system does not count it.
    pub fn waiting(&mut self) -> Duration {
        let Ok(all) = fs::read_dir("/proc/self/task") else { return Duration::ZERO };
        for thread in all.flatten() {
            // "on a core, waiting for one (both in ns), how many times".
            let counts = fs::read_to_string(thread.path().join("schedstat")).unwrap_or_default();
            if let Some(waited) = counts.split(' ').nth(1).and_then(|ns| ns.parse().ok()) {
                let thread = thread.file_name().to_string_lossy().into_owned();
                self.waited.insert(thread, Duration::from_nanos(waited));
            }
        }
        let waited: Duration = self.waited.values().sum();
        waited.saturating_sub(process_cpu().unwrap_or_default())
    }
}

#[cfg(target_os = "linux")]
use linux::watch;

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;
    use std::fs;
    use std::thread;
    use std::time::{Duration, Instant};

    use lab::ledger::{process_cpu, thread_cpu};

    use super::super::child::WATCHDOG;
    use super::Others;

    /// More CPU time than the way to a sleep costs.
    const MUCH: Duration = Duration::from_millis(25);

    /// More sleeps, and more times that others were given the core, than there are on the way to one long sleep.
    const MANY: u64 = 20;

    /// One look at a thread.
    #[derive(Clone, Copy, PartialEq, Eq)]
    struct Look {
        /// Whether it has gone to sleep. If not, it runs or wants to.
        asleep: bool,
        /// How many times it has gone to sleep.
        sleeps: u64,
        /// How many times it had to give way, or gave way by itself, and wanted to go on.
        gave_way: u64,
    }

    pub(super) fn watch(this_long: Duration, deadline: Option<Instant>) -> Option<Others> {
        let (first, cpu) = (look(), cpu_of_the_others());
        let (mut before, mut since) = (first.clone(), Instant::now());
        // Those that were not asleep at any look.
        let mut never_asleep: Vec<String> = first.keys().cloned().collect();
        loop {
            thread::sleep(Duration::from_millis(5).min(this_long));
            let now = look();
            never_asleep.retain(|thread| now.get(thread).is_some_and(|look| !look.asleep));
            // Asleep, as often as before: it is still the same sleep. A thread that has ended asks for nothing.
            let same = |(thread, look): (&String, &Look)| look.asleep && before.get(thread) == Some(look);
            if !now.iter().all(same) {
                (before, since) = (now.clone(), Instant::now());
            } else if since.elapsed() >= this_long {
                return Some(Others::Sleep);
            }
            // How far one has got. A thread that was not there at first has got here since.
            let most = |count: fn(&Look) -> u64| {
                let of = |(thread, look)| count(look).saturating_sub(first.get(thread).map_or(0, count));
                now.iter().map(of).max().unwrap_or(0)
            };
            if cpu_of_the_others().saturating_sub(cpu) > MUCH || most(|look| look.gave_way) > MANY {
                return Some(Others::Spin);
            }
            if most(|look| look.sleeps) > MANY {
                return Some(Others::LookNowAndThen);
            }
            if deadline.is_some_and(|deadline| Instant::now() > deadline) {
                // It wants the CPU all the time, however little it gets.
                return (!never_asleep.is_empty()).then_some(Others::Spin);
            }
        }
    }

    /// What the other threads have used so far.
    fn cpu_of_the_others() -> Duration {
        process_cpu().unwrap_or_default().saturating_sub(thread_cpu().unwrap_or_default())
    }

    /// A look at each of the other threads, by its number. The watchdog is none of the learner's.
    fn look() -> BTreeMap<String, Look> {
        let own = fs::read_link("/proc/thread-self").unwrap();
        let own = own.file_name().unwrap().to_owned();
        let all = fs::read_dir("/proc/self/task").unwrap().flatten();
        let others = all.filter(|thread| thread.file_name() != own);
        others
            .filter_map(|thread| {
                // It may have ended meanwhile.
                let status = fs::read_to_string(thread.path().join("status")).ok()?;
                Some((thread.file_name().to_string_lossy().into_owned(), parse(&status)?))
            })
            .collect()
    }

    fn parse(status: &str) -> Option<Look> {
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            Some(line.trim())
        };
        if field("Name:")? == WATCHDOG {
            return None;
        }
        Some(Look {
            asleep: field("State:")?.starts_with('S'),
            sleeps: field("voluntary_ctxt_switches:")?.parse().ok()?,
            gave_way: field("nonvoluntary_ctxt_switches:")?.parse().ok()?,
        })
    }
}

/// Where the system does not count for each thread: by comparison with a thread that computes all the time, and by the
/// sleeps of all.
#[cfg(not(target_os = "linux"))]
fn watch(this_long: Duration, _: Option<Instant>) -> Option<Others> {
    use lab::ledger::{Ledger, thread_cpu};

    let (all, own) = (process_cpu()?, thread_cpu()?);
    // Many times the steps of the system's clock.
    lab::work::burn(Duration::from_millis(60));
    let (all, own) = (process_cpu()?.saturating_sub(all), thread_cpu()?.saturating_sub(own));
    // More than any waiting costs, less than a loop that asks again and again.
    if all.saturating_sub(own) > own * 4 / 10 {
        return Some(Others::Spin);
    }
    let ((), ledger) = Ledger::measure("", || std::thread::sleep(this_long));
    let many = ledger.voluntary_switches.unwrap_or_default() > 20;
    Some(if many { Others::LookNowAndThen } else { Others::Sleep })
}
