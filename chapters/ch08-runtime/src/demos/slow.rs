//! Slow mode: who held the thread, and where every task stands.

use std::cell::Cell;
use std::future::pending;
use std::net::SocketAddr;
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

use ch08_runtime::dump::dump;
use ch08_runtime::net::TcpStream;
use ch08_runtime::sync::mpsc;
use ch08_runtime::{JoinSet, Runtime, interval, sleep, spawn_blocking, spawn_named, tasks, yield_now};
use lab::cli::{Args, Demo, Failure, Flag, Report, Value};
use lab::say;
use lab::server::ServerProcess;
use lab::work::burn;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "slow",
    about: "slow mode: a warning that names the task whose poll held the thread, and a dump of all tasks",
    rows: "S24",
    flags: &[
        Flag {
            name: "threshold",
            value: Value::Number(1, 10_000),
            about: "how long a poll may take, in ms (50)",
        },
        Flag {
            name: "work",
            value: Value::Number(0, 5_000),
            about: "how long the parser computes, in ms (120)",
        },
    ],
    run,
};

fn run(args: &Args) -> Result<Report, Failure> {
    let threshold = Duration::from_millis(args.number("threshold").unwrap_or(50));
    let work = Duration::from_millis(args.number("work").unwrap_or(120));
    let server = ServerProcess::start()?;
    let addr = server.addr();
    let (start, warnings) = (Instant::now(), Rc::new(Cell::new(0)));
    say!(
        "A parser computes {} ms in one go. A poll may take {} ms.\n",
        work.as_millis(),
        threshold.as_millis()
    );

    // ANCHOR: slow
    let mut runtime = Runtime::new()?;
    let count = Rc::clone(&warnings);
    runtime.warn_of_slow_polls(threshold, move |slow| {
        count.update(|n| n + 1);
        say!(
            "{:>5} ms  SLOW: \"{}\" held the thread for {:.0} ms; all others waited",
            start.elapsed().as_millis(),
            slow.name,
            slow.took.as_secs_f64() * 1e3
        );
    });
    // ANCHOR_END: slow
    let table = runtime.block_on(async move {
        start_tasks(addr, work);
        sleep(Duration::from_millis(60) + work + Duration::from_millis(40)).await;
        dump(&tasks().await)
    });
    say!("\nAll tasks, {} ms after the start:\n\n{table}\n", start.elapsed().as_millis());

    let verdict = match warnings.get() {
        0 => "No poll took longer than allowed.".to_owned(),
        n => format!(
            "{n} warning{}: work for a thread of its own (`spawn_blocking`), or for smaller pieces.",
            if n == 1 { "" } else { "s" }
        ),
    };
    Ok(Report {
        remarks: vec![
            verdict,
            "A future says what it waits for, if whoever wrote it has thought of it; \"foreign\" says nothing.".to_owned(),
        ],
        next: ["slow --work 30", "freeze", "elsewhere"].map(str::to_owned).into(),
        ..Report::default()
    })
}

/// A few tasks, each waiting for something else. They end with the runtime.
fn start_tasks(addr: SocketAddr, work: Duration) {
    drop(spawn_named("heartbeat", async {
        let mut heartbeat = interval(Duration::from_secs(30));
        loop {
            heartbeat.tick().await;
        }
    }));
    drop(spawn_named("client", async move { TcpStream::connect(addr).await?.read(&mut [0]).await }));
    let parser = spawn_named("parser", async move {
        sleep(Duration::from_millis(60)).await;
        burn(work); // no await in here: nobody else runs
        sleep(Duration::from_secs(60)).await;
    });
    drop(spawn_named("report", parser));
    drop(spawn_named("group", async {
        let mut group = JoinSet::new();
        group.spawn_named("child", sleep(Duration::from_secs(60)));
        group.join_next().await
    }));
    let (sender, mut receiver) = mpsc::channel::<()>(1);
    drop(spawn_named("reader", async move { receiver.recv().await }));
    drop(spawn_named("file", async move {
        let _sender = sender; // the reader waits for a value that never comes
        spawn_blocking(|| thread::sleep(Duration::from_secs(60))).await
    }));
    drop(spawn_named("foreign", pending::<()>()));
    drop(spawn_named("busy", async {
        loop {
            yield_now().await;
        }
    }));
}
