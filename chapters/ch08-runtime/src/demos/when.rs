//! When to use what: five ways of waiting, four kinds of work, every cell measured.

use std::env;
use std::io;
use std::net::SocketAddr;
use std::process::{Command, ExitCode, Output, Stdio};
use std::time::Duration;

use ch03_processes::{ProcessPool, worker};
use ch07_executor::fetch::fetch;
use ch08_runtime::{Handle, block_on, join_all, spawn, spawn_blocking};
use lab::cli::{Args, Demo, Failure, Flag, Hidden, Report, Value};
use lab::fetch::{DEFAULT_TIMEOUT, Target};
use lab::ledger::Ledger;
use lab::say;
use lab::server::ServerProcess;
use lab::work::sum_of_squares;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "when",
    about: "when to use what: five models, four kinds of work, every cell measured in a process of its own",
    rows: "S24",
    flags: &[Flag {
        name: "many",
        value: Value::Number(1, 5_000),
        about: "how many requests are many (100)",
    }],
    run,
};

/// One cell: this program, started again with this command, prints its bill.
pub(crate) const CELL: Hidden = Hidden { name: "ch08-when", run: cell };
/// A worker process of the model `processes`.
pub(crate) const WORKER: Hidden = Hidden { name: "ch08-when-worker", run: work_for_parent };

/// A model that needs more threads than this is not called cheap.
const FEW_THREADS: u64 = 64;
/// A model that takes so many times as long as the fastest is called as fast.
const AS_FAST: f64 = 1.5;

/// Work: a request to a slow server, then a sum. Either may be nothing.
#[derive(Clone, Copy, Debug)]
struct Job {
    /// Where the server listens.
    server: SocketAddr,
    /// How long it takes, in ms; 0 is no request.
    delay: u64,
    /// How long the sum is; 0 is no sum.
    sum: u64,
}

impl Job {
    fn target(&self) -> Target {
        Target::at(self.server, &format!("/delay/{}", self.delay))
    }

    /// The job, blocking: for threads and processes.
    fn block(self) -> io::Result<u128> {
        if self.delay > 0 {
            ch01_blocking_socket::fetch(&self.target(), DEFAULT_TIMEOUT).map_err(io::Error::other)?;
        }
        Ok(sum_of_squares(self.sum))
    }

    /// The job, awaited; the sum is computed right here.
    async fn awaited(self) -> io::Result<u128> {
        self.request().await?;
        Ok(sum_of_squares(self.sum))
    }

    /// The job, awaited; the sum is computed by the pool.
    async fn with_pool(self) -> io::Result<u128> {
        self.request().await?;
        match self.sum {
            0 => Ok(0),
            n => spawn_blocking(move || sum_of_squares(n)).await.map_err(io::Error::other),
        }
    }

    async fn request(&self) -> io::Result<()> {
        if self.delay > 0 {
            fetch(Handle::current().driver(), &self.target(), DEFAULT_TIMEOUT)
                .await
                .map_err(io::Error::other)?;
        }
        Ok(())
    }

    /// As it is posted to another process.
    fn to_text(self) -> String {
        format!("{} {} {}", self.server, self.delay, self.sum)
    }

    fn from_text(text: &str) -> Option<Job> {
        let mut words = text.split(' ');
        let server = words.next()?.parse().ok()?;
        Some(Job { server, delay: words.next()?.parse().ok()?, sum: words.next()?.parse().ok()? })
    }
}

// ANCHOR: models
/// A way to have so many of one job done.
type Model = fn(Job, usize) -> io::Result<()>;

/// In the order in which one would think of them.
const MODELS: [(&str, Model); 5] = [
    ("in turn", |job, n| (0..n).try_for_each(|_| job.block().map(drop))),
    ("threads", |job, n| {
        let threads = (0..n).map(|k| lab::thread::spawn(format!("job {k}"), move || job.block()));
        let threads = threads.collect::<io::Result<Vec<_>>>()?;
        ch02_threads::join::join_all(threads).into_iter().try_for_each(|sum| sum.map(drop))
    }),
    ("processes", |job, n| {
        let pool = ProcessPool::new(this_program(WORKER)?, num_cpus::get())?;
        let answers = pool.map((0..n).map(|_| job.to_text().into_bytes()));
        pool.close();
        answers.into_iter().try_for_each(|answer| answer.map(drop).map_err(io::Error::other))
    }),
    ("tasks", |job, n| {
        let all = async { join_all((0..n).map(|_| spawn(job.awaited())).collect::<Vec<_>>()).await };
        block_on(all).into_iter().try_for_each(|sum| sum.map_err(io::Error::other)?.map(drop))
    }),
    ("tasks + pool", |job, n| {
        let all = async { join_all((0..n).map(|_| spawn(job.with_pool())).collect::<Vec<_>>()).await };
        block_on(all).into_iter().try_for_each(|sum| sum.map_err(io::Error::other)?.map(drop))
    }),
];
// ANCHOR_END: models

fn this_program(hidden: Hidden) -> io::Result<Command> {
    let mut program = Command::new(env::current_exe()?);
    program.arg(hidden.name);
    Ok(program)
}

/// `MODEL HOW-MANY SERVER DELAY SUM`: runs one cell and prints its bill.
fn cell(words: &[String]) -> ExitCode {
    let asked = || {
        let (name, model) =
            MODELS.iter().find(|(name, _)| Some(*name) == words.first().map(String::as_str))?;
        let many = words.get(1)?.parse().ok()?;
        Some((name, model, many, Job::from_text(&words.get(2..)?.join(" "))?))
    };
    let Some((name, model, many, job)) = asked() else {
        eprintln!("{} is for `when`: MODEL HOW-MANY SERVER DELAY SUM", CELL.name);
        return ExitCode::from(2);
    };
    match Ledger::measure(*name, || model(job, many)) {
        (Ok(()), ledger) => {
            say!("{}", ledger.to_json());
            ExitCode::SUCCESS
        }
        (Err(error), _) => {
            eprintln!("{name}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn work_for_parent(_: &[String]) -> ExitCode {
    let done = worker::run(|job| match Job::from_text(&String::from_utf8_lossy(job)).map(Job::block) {
        Some(Ok(sum)) => sum.to_string().into_bytes(),
        Some(Err(error)) => panic!("{error}"), // an answer too: the pool passes it on as an error
        None => panic!("that is no job"),
    });
    if done.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// One cell, in a process of its own: so its threads and its memory are its own.
fn measured(model: &str, many: usize, job: Job) -> Result<Ledger, Failure> {
    let mut program = this_program(CELL)?;
    program.args([model, &many.to_string()]).args(job.to_text().split(' '));
    let Output { status, stdout, .. } = program.stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
    let said = String::from_utf8_lossy(&stdout);
    let ledger = said.lines().last().and_then(Ledger::from_json).filter(|_| status.success());
    ledger.ok_or_else(|| Failure(format!("{model} ended without a bill: {status}")))
}

fn run(args: &Args) -> Result<Report, Failure> {
    let server = ServerProcess::start()?;
    let many = usize::try_from(args.number("many").unwrap_or(100))?;
    let job = |delay, sum| Job { server: server.addr(), delay, sum };
    let kinds = [
        ("4 requests".to_owned(), 4, job(50, 0)),
        (format!("{many} requests"), many, job(10, 0)),
        ("8 sums".to_owned(), 8, job(0, 60_000_000)),
        (format!("{many} requests and a sum each"), many, job(10, 3_000_000)),
    ];

    let row = |name: &str, cells: &[String]| {
        let cells: String = cells.iter().map(|cell| format!("{cell:>14}")).collect();
        format!("{name:<32}{cells}")
    };
    let mut table = vec![row("", &MODELS.map(|(name, _)| name.to_owned()))];
    let mut advice = Vec::new();
    for (name, many, job) in kinds {
        let bills = MODELS
            .iter()
            .map(|(model, _)| measured(model, many, job))
            .collect::<Result<Vec<_>, Failure>>()?;
        let cells = |of: fn(&Ledger) -> String| bills.iter().map(of).collect::<Vec<_>>();
        table.push(row(&name, &cells(|bill| seconds(bill.wall))));
        table.push(row("   threads", &cells(|bill| bill.threads.to_string())));
        table.push(row("   memory", &cells(|bill| memory(bill.peak_rss_kib))));
        advice.push(format!("  {name:<32} {}", take(&bills)));
    }
    Ok(Report {
        intro: table.join("\n"),
        remarks: [
            vec![format!(
                "Take the first from the left that needs {AS_FAST} times the best time at most, and {FEW_THREADS} threads at most:"
            )],
            advice,
            vec![
                "What no clock shows: a process that crashes takes nobody along; a task cannot be stopped between two awaits;"
                    .to_owned(),
                "and every library that a task calls must await, or go to the pool.".to_owned(),
            ],
        ]
        .concat(),
        next: ["when --many 1000", "elsewhere", "compare"].map(str::to_owned).into(),
        ..Report::default()
    })
}

// ANCHOR: take
/// The first that is about as fast as the fastest, without many threads.
fn take(bills: &[Ledger]) -> &str {
    let best = bills.iter().map(|bill| bill.wall).min().unwrap_or_default();
    let good = |bill: &&Ledger| bill.wall <= best.mul_f64(AS_FAST) && bill.threads <= FEW_THREADS;
    bills.iter().find(good).map_or("none of them", |bill| &bill.model)
}
// ANCHOR_END: take

fn seconds(time: Duration) -> String {
    match time.as_secs_f64() {
        s if s < 0.1 => format!("{:.0} ms", s * 1e3),
        s => format!("{s:.2} s"),
    }
}

fn memory(kib: Option<u64>) -> String {
    kib.map_or_else(|| "-".to_owned(), |kib| format!("{:.1} MiB", kib as f64 / 1024.0))
}
