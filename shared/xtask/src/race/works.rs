//! The works: what is done, and what is measured of it.

/// A work in one size: what one table shows.
#[derive(Debug, PartialEq)]
pub struct Case {
    /// Its name in files: `spawn-1000`.
    pub name: &'static str,
    /// What the command line calls it, with its other sizes: `spawn`.
    pub work: &'static str,
    /// What is done, in a few words.
    pub title: &'static str,
    /// How.
    pub kind: Kind,
    /// How many connections, or how many things make a batch.
    pub size: usize,
    /// What is measured: the first is what it is about.
    pub figures: &'static [Figure],
    /// With whom all are compared, and who shows that the machine is quiet.
    pub base: &'static str,
}

/// How a work is done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A server, and the light client on another core.
    Serve,
    /// A server, and the light client on the same core; it sleeps while it waits.
    Ping,
    /// A server, and a client that takes the time of each answer.
    Latency,
    /// A server, and a client that does nothing. Nothing is timed.
    Idle,
    /// This work of `micro`. It is timed by CPU time.
    Micro(&'static str),
    /// This work of `micro`, where two threads wait for one another: timed by the clock.
    Threads(&'static str),
    /// This work of `micro`, which counts: nothing is timed.
    Counts(&'static str),
}

/// Something that is measured.
#[derive(Debug, PartialEq)]
pub struct Figure {
    /// Its name and unit, for people.
    pub name: &'static str,
    /// Its name, for programs.
    pub key: &'static str,
    /// Whether more is better.
    pub more: bool,
    /// Digits after the point.
    pub digits: usize,
    /// Whether its ratio is shown too.
    pub compared: bool,
}

const fn figure(name: &'static str, key: &'static str, more: bool, compared: bool) -> Figure {
    Figure { name, key, more, digits: 0, compared }
}

const SERVED: &[Figure] = &[
    figure("requests/s", "requests_s", true, true),
    figure("CPU ns", "cpu_ns", false, true),
    Figure { name: "busy", key: "busy", more: true, digits: 2, compared: false },
];
const LATENCY: &[Figure] = &[
    Figure { name: "p99 us", key: "p99_us", more: false, digits: 1, compared: true },
    Figure { name: "p50 us", key: "p50_us", more: false, digits: 1, compared: true },
    Figure { name: "p99.9 us", key: "p999_us", more: false, digits: 1, compared: true },
];
const IDLE: &[Figure] = &[
    figure("fresh bytes", "fresh_bytes", false, true),
    figure("used bytes", "used_bytes", false, false),
    figure("CPU ns/s", "idle_cpu_ns_s", false, false),
];
const EACH: &[Figure] = &[Figure { name: "ns each", key: "ns", more: false, digits: 1, compared: true }];
const HEAP: &[Figure] = &[
    Figure { name: "bytes", key: "bytes", more: false, digits: 1, compared: true },
    Figure { name: "allocations", key: "allocations", more: false, digits: 2, compared: false },
];
const HOG: &[Figure] =
    &[figure("worst polls", "worst", false, true), figure("median polls", "median", false, false)];

const fn case(
    (name, work): (&'static str, &'static str),
    title: &'static str,
    kind: Kind,
    size: usize,
    figures: &'static [Figure],
    base: &'static str,
) -> Case {
    Case { name, work, title, kind, size, figures, base }
}

/// Everything that can be measured.
pub const CASES: &[Case] = &[
    case(("serve", "serve"), "keep-alive connections, all busy", Kind::Serve, 512, SERVED, "raw-epoll"),
    case(("ping", "ping"), "connection, both ends on one core", Kind::Ping, 1, SERVED, "raw-epoll"),
    case(("latency", "latency"), "connections, each answer timed", Kind::Latency, 512, LATENCY, "tokio"),
    case(("idle", "idle"), "idle connections, memory for each", Kind::Idle, 10_000, IDLE, "raw-epoll"),
    case(("spawn-1000", "spawn"), "tasks spawned, then joined", Kind::Micro("spawn"), 1000, EACH, "tokio"),
    case(
        ("spawn-1000000", "spawn"),
        "tasks spawned, then joined",
        Kind::Micro("spawn"),
        1_000_000,
        EACH,
        "tokio",
    ),
    case(("yield-1", "yield"), "task that yields", Kind::Micro("yield"), 1, EACH, "tokio"),
    case(("yield-100", "yield"), "tasks that yield", Kind::Micro("yield"), 100, EACH, "tokio"),
    case(("oneshot", "oneshot"), "turns by two channels each", Kind::Micro("oneshot"), 1000, EACH, "tokio"),
    case(("wake", "wake"), "turns of a task and a thread", Kind::Threads("wake"), 1000, EACH, "tokio"),
    case(
        ("timers-fire", "timers"),
        "timers within 50 ms, set and fired",
        Kind::Micro("timers-fire"),
        1_000_000,
        EACH,
        "tokio",
    ),
    case(
        ("timers-tasks", "timers"),
        "tasks that sleep up to 50 ms, spawned and joined",
        Kind::Micro("timers-tasks"),
        1_000_000,
        EACH,
        "tokio",
    ),
    case(
        ("timers-cancel", "timers"),
        "timers of 30 s, one after another set and dropped",
        Kind::Micro("timers-cancel"),
        10_000,
        EACH,
        "tokio",
    ),
    case(
        ("heap", "heap"),
        "pending tasks, memory beside each future",
        Kind::Counts("heap"),
        100_000,
        HEAP,
        "tokio",
    ),
    case(("hog", "hog"), "times ready beside a task that yields", Kind::Counts("hog"), 500, HOG, "tokio"),
];

impl Case {
    /// The cases of a work: all its sizes. `all` is every work.
    pub fn of_work(work: &str) -> Vec<&'static Case> {
        CASES.iter().filter(|case| work == "all" || work == case.work).collect()
    }

    /// The case of that name.
    pub fn named(name: &str) -> Option<&'static Case> {
        CASES.iter().find(|case| case.name == name)
    }

    /// Whether it needs a server.
    pub fn serves(&self) -> bool {
        matches!(self.kind, Kind::Serve | Kind::Ping | Kind::Latency | Kind::Idle)
    }

    /// Whether all servers run at once, and the client goes from one to the next, a slice of time each.
    pub fn takes_turns(&self) -> bool {
        matches!(self.kind, Kind::Serve | Kind::Ping | Kind::Latency)
    }

    /// Whether it is about time, so that a machine that is not quiet spoils it.
    pub fn is_timed(&self) -> bool {
        !matches!(self.kind, Kind::Idle | Kind::Counts(_))
    }

    /// How long a run is measured, unless somebody says otherwise. A work of `micro` has to be long beside the 10 ms in which
    /// the system counts what others compute.
    pub fn seconds(&self) -> f64 {
        match self.kind {
            Kind::Serve | Kind::Ping | Kind::Latency | Kind::Idle => 2.0,
            Kind::Micro(_) | Kind::Threads(_) | Kind::Counts(_) => 1.0,
        }
    }
}

/// The works' names, each once.
pub fn works() -> Vec<&'static str> {
    let mut works: Vec<&str> = CASES.iter().map(|case| case.work).collect();
    works.dedup();
    works
}

#[cfg(test)]
mod tests {
    use super::super::peers::entry;
    use super::*;

    #[test]
    fn every_case_has_a_name_of_its_own_and_a_base_that_can_do_it() {
        for (index, case) in CASES.iter().enumerate() {
            assert!(CASES[..index].iter().all(|other| other.name != case.name), "{}", case.name);
            assert!(entry(case.base).unwrap().does(case), "{}", case.name);
            assert!(!case.figures.is_empty());
        }
    }

    #[test]
    fn a_work_is_all_its_sizes() {
        let names = |work| Case::of_work(work).iter().map(|case| case.name).collect::<Vec<_>>();
        assert_eq!(names("spawn"), ["spawn-1000", "spawn-1000000"]);
        assert_eq!(names("all").len(), CASES.len());
        assert!(names("dance").is_empty());
        assert_eq!(works().iter().filter(|&&work| work == "timers").count(), 1);
    }
}
