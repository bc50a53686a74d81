//! A read, an await, a write: updates are lost on one thread.

use std::cell::Cell;
use std::rc::Rc;

use ch06_waker::Parker;
use ch07_executor::{LocalExecutor, join_all, yield_now};
use lab::cli::{Args, Demo, Failure, Flag, Report, Value};

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "lost",
    about: "a read, an await, a write: half of the updates are lost, on one thread; without the await, none",
    rows: "S25",
    flags: &[
        Flag { name: "tasks", value: Value::Number(1, 1_000), about: "how many tasks count (2)" },
        Flag { name: "updates", value: Value::Number(1, 100_000), about: "how often each counts (100000)" },
    ],
    run,
};

// ANCHOR: lost
/// Reads, awaits, writes. In between, others have had their turn: what is written is too old.
async fn across_an_await(count: Rc<Cell<u64>>, updates: u64) {
    for _ in 0..updates {
        let seen = count.get();
        yield_now().await; // or any other await: a request, a sleep, a lock
        count.set(seen + 1);
    }
}

/// Awaits, then reads and writes in one go. Nobody can come in between: there is no `await` there.
async fn within_one_stretch(count: Rc<Cell<u64>>, updates: u64) {
    for _ in 0..updates {
        yield_now().await;
        count.set(count.get() + 1);
    }
}
// ANCHOR_END: lost

/// Lets so many tasks count, and gives what the counter says in the end.
fn counted<F: Future<Output = ()> + 'static>(
    tasks: u64,
    task: impl Fn(Rc<Cell<u64>>) -> F,
) -> Result<u64, Failure> {
    let mut executor = LocalExecutor::new(Parker::new());
    let (spawner, count) = (executor.spawner(), Rc::new(Cell::new(0)));
    let tasks: Vec<_> = (0..tasks).map(|_| spawner.spawn(task(Rc::clone(&count)))).collect();
    executor.block_on(join_all(tasks)).into_iter().collect::<Result<(), _>>()?;
    Ok(count.get())
}

fn run(args: &Args) -> Result<Report, Failure> {
    let tasks = args.number("tasks").unwrap_or(2);
    let updates = args.number("updates").unwrap_or(100_000);
    let across = counted(tasks, |count| across_an_await(count, updates))?;
    let within = counted(tasks, |count| within_one_stretch(count, updates))?;

    let all = tasks * updates;
    let line =
        |what: &str, counted: u64| format!("\n  {what:<28} {counted:>9} counted {:>9} lost", all - counted);
    Ok(Report {
        intro: format!("{tasks} tasks on one thread, each adds 1 to a counter {updates} times: {all} updates\n{}{}", line("read · await · write", across), line("await · read and write", within)),
        remarks: vec![
            "One thread, and no data race: the compiler had nothing to refuse. It is a race condition all the same.".to_owned(),
            "Nothing interrupts a task between two awaits. So a task that needs that nobody comes in between must not \
             await there."
                .to_owned(),
        ],
        next: ["lost --tasks 1", "lost --tasks 10", "fair"].map(str::to_owned).into(),
        ..Report::default()
    })
}
