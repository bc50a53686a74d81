//! Tasks that end with their maker: the first error cancels the rest.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::time::{Duration, Instant};

use ch08_runtime::fetch::fetch;
use ch08_runtime::{JoinSet, block_on, sleep, spawn_named};
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::fetch::{DEFAULT_TIMEOUT, Target};
use lab::server::ServerProcess;

use super::ticker::ms;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "group",
    about: "five requests, one fails: tasks on their own go on, those of a JoinSet are cancelled, and none outlives it",
    rows: "S24",
    flags: &[
        Flag {
            name: "delay",
            value: Value::Number(1, 10_000),
            about: "how long the good ones take, in ms (600)",
        },
        Flag {
            name: "fails-after",
            value: Value::Number(0, 10_000),
            about: "when the bad one fails, in ms (200)",
        },
    ],
    run,
};

/// How many tasks hold something: a socket, a file, a lock.
type Alive = Rc<Cell<usize>>;

/// One that does, until it is dropped: at its end, or wherever it stands when it is cancelled.
struct Holding(Alive);

impl Holding {
    fn new(alive: &Alive) -> Holding {
        alive.update(|n| n + 1);
        Holding(Rc::clone(alive))
    }
}

impl Drop for Holding {
    fn drop(&mut self) {
        self.0.update(|n| n - 1);
    }
}

/// The five requests.
struct Plan {
    /// The first request: its status is an error,
    bad: Target,
    /// and it is sent so late.
    fails_after: Duration,
    /// The other requests,
    good: Target,
    /// and how long the server takes for each.
    delay: Duration,
}

/// A request, not yet begun.
type Get = Pin<Box<dyn Future<Output = Result<u16, String>>>>;

impl Plan {
    fn requests(&self, alive: &Alive) -> Vec<Get> {
        let one = |k| match k {
            0 => get(self.bad.clone(), self.fails_after, Holding::new(alive)),
            _ => get(self.good.clone(), Duration::ZERO, Holding::new(alive)),
        };
        (0..5).map(|k| Box::pin(one(k)) as Get).collect()
    }
}

/// One of the requests: it takes its time, and its status may be an error.
async fn get(target: Target, after: Duration, _holding: Holding) -> Result<u16, String> {
    sleep(after).await;
    let fetched = fetch(&target.url, DEFAULT_TIMEOUT).await.map_err(|error| error.to_string())?;
    match fetched.response.status {
        status @ 400.. => Err(format!("{} said {status}", target.url.path)),
        status => Ok(status),
    }
}

// ANCHOR: group
/// Tasks on their own. `?` returns at the first error. The handles that are left are dropped, and that detaches their
/// tasks: they go on, and nobody hears of them again.
async fn on_their_own(requests: Vec<Get>) -> Result<(), Failure> {
    let tasks = requests.into_iter().zip(1..).map(|(get, n)| spawn_named(format!("request {n}"), get));
    for task in tasks.collect::<Vec<_>>() {
        task.await?.map_err(Failure)?;
    }
    Ok(())
}

/// The same tasks in a group. The first error cancels the rest, and comes out when all have let everything go.
async fn in_a_group(requests: Vec<Get>) -> Result<(), Failure> {
    let mut group = JoinSet::new();
    for (get, n) in requests.into_iter().zip(1..) {
        group.spawn_named(format!("request {n}"), get);
    }
    group.try_join_all().await.map(drop).map_err(|failed| Failure(failed.to_string()))
}
// ANCHOR_END: group

/// What the caller finds at the moment it learns of the error.
struct Found {
    /// The error.
    error: String,
    /// When, from the start.
    after: Duration,
    /// How many tasks still hold something.
    alive: usize,
}

/// Runs one of the two, and then goes on a while, as a program would.
fn found<F: Future<Output = Result<(), Failure>>>(
    plan: &Plan,
    together: impl FnOnce(Vec<Get>) -> F,
) -> Result<Found, Failure> {
    let alive = Alive::default();
    let requests = plan.requests(&alive);
    let start = Instant::now();
    block_on(async {
        let Err(Failure(error)) = together(requests).await else {
            return Err(Failure("none of the requests failed".to_owned()));
        };
        let found = Found { error, after: start.elapsed(), alive: alive.get() };
        sleep(plan.delay).await;
        Ok(found)
    })
}

fn run(args: &Args) -> Result<Report, Failure> {
    let server = ServerProcess::start()?;
    let plan = Plan {
        bad: server.target("/status/503"),
        fails_after: Duration::from_millis(args.number("fails-after").unwrap_or(200)),
        good: server.target(&format!("/delay/{}", args.number("delay").unwrap_or(600))),
        delay: Duration::from_millis(args.number("delay").unwrap_or(600)),
    };
    let (own, own_run) = Run::measure("on their own", || found(&plan, on_their_own));
    let (group, group_run) = Run::measure("in a group", || found(&plan, in_a_group));
    let say = |Found { error, after, alive }: Found| {
        format!("{:.0} ms: \"{error}\"; of the 5 tasks, {alive} are still there", ms(after))
    };
    Ok(Report {
        intro: format!(
            "Five requests. The first fails after {:.0} ms, the others take {:.0} ms. Then the program goes on.",
            ms(plan.fails_after),
            ms(plan.delay)
        ),
        runs: [own_run, group_run].map(|run| run.without_task("main")).into(),
        remarks: vec![
            format!("on their own: after {}.", say(own?)),
            format!("in a group:   after {}.", say(group?)),
            "When a function with a group inside has returned, nothing of it goes on.".to_owned(),
        ],
        next: ["group --fails-after 500", "cancel", "crawler"].map(str::to_owned).into(),
    })
}
