//! Two tasks that only give way, beside one that waits for a server.

use std::cell::Cell;
use std::rc::Rc;

use ch07_executor::fetch::fetch;
use ch07_executor::{LocalExecutor, Reactor, ReactorPark, yield_now};
use lab::cli::{Args, Demo, Failure, Flag, Report, Value};
use lab::fetch::DEFAULT_TIMEOUT;
use lab::ledger::Ledger;
use lab::server::ServerProcess;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "fair",
    about: "two tasks that only give way share the thread; a third gets its answers from a server beside them",
    rows: "S5",
    flags: &[
        Flag { name: "requests", value: Value::Number(1, 1_000), about: "how many requests in turn (10)" },
        Flag { name: "delay", value: Value::Number(0, 1_000), about: "how slow the server is, in ms (20)" },
    ],
    run,
};

// ANCHOR: fair
/// Always ready: gives way, again and again, until somebody says that it is over.
async fn give_way(turns: Rc<Cell<u64>>, over: Rc<Cell<bool>>) {
    while !over.get() {
        turns.set(turns.get() + 1);
        yield_now().await;
    }
}
// ANCHOR_END: fair

fn run(args: &Args) -> Result<Report, Failure> {
    let requests = args.number("requests").unwrap_or(10);
    let delay = args.number("delay").unwrap_or(20);
    let server = ServerProcess::start()?;
    let target = server.target(&format!("/delay/{delay}"));
    let reactor = Reactor::new()?;
    let mut executor = LocalExecutor::new(ReactorPark::new(&reactor));
    let spawner = executor.spawner();

    let over = Rc::new(Cell::new(false));
    let turns = [Rc::new(Cell::new(0)), Rc::new(Cell::new(0))];
    let hogs = turns.each_ref().map(|turns| spawner.spawn(give_way(Rc::clone(turns), Rc::clone(&over))));
    let (ended, ledger) = Ledger::measure("requests", || {
        executor.block_on(async {
            for _ in 0..requests {
                fetch(&reactor, &target, DEFAULT_TIMEOUT).await?;
            }
            Ok::<_, Failure>(())
        })
    });
    let [a, b] = turns.map(|turns| turns.get());
    over.set(true);
    ended?;
    for hog in hogs {
        executor.block_on(hog)?;
    }

    let share = |turns: u64| 100.0 * turns as f64 / (a + b) as f64;
    let intro = [
        "Two tasks that are always ready and give way at each turn; beside them one that fetches in turn.\n"
            .to_owned(),
        format!("  always ready, first    {a:>10} turns   {:.2} %", share(a)),
        format!("  always ready, second   {b:>10} turns   {:.2} %", share(b)),
        format!(
            "  {requests} requests of {delay} ms {:>13.0} ms      {} ms is what they take at least",
            ledger.wall.as_secs_f64() * 1e3,
            requests * delay
        ),
    ]
    .join("\n");
    Ok(Report {
        intro,
        remarks: vec![format!(
            "The queue was never empty, so the thread never slept; but every {} polls it looked at the poller (I7).",
            ch07_executor::executor::POLLS_A_TURN
        )],
        next: vec!["fair --requests 100 --delay 5".to_owned(), "lost".to_owned()],
        ..Report::default()
    })
}
