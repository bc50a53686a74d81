//! All tasks as a table: where does a program stand that does not go on?

use std::time::Instant;

use ch04_nonblocking_socket::Interest;
use ch07_executor::{TaskInfo, WaitsFor};

/// A line for each task: its id, its name, whether it is ready, what it waits for. (asyncio: `all_tasks` and
/// `Task.print_stack`; tokio: `tokio-console`, or `Handle::dump`.)
///
/// A task that waits for two things, as in a [`timeout`](crate::timeout), is listed with the one that was asked last: there,
/// the time.
///
/// ```
/// use std::time::Duration;
/// use ch08_runtime::dump::dump;
/// use ch08_runtime::{block_on, sleep, spawn_named, tasks, yield_now};
///
/// let table = block_on(async {
///     spawn_named("alarm", sleep(Duration::from_secs(60)));
///     yield_now().await; // it begins
///     dump(&tasks().await)
/// });
/// assert!(table.contains("alarm  waiting  a time, 60.0 s from now"), "{table}");
/// ```
// ANCHOR: dump
pub fn dump(tasks: &[TaskInfo]) -> String {
    let now = Instant::now();
    let name = |task: &TaskInfo| task.name.as_deref().unwrap_or("-").to_owned();
    let width = tasks.iter().map(|task| name(task).chars().count()).max().unwrap_or(0).max(4);
    let mut table = format!("task  {:<width$}  state    waits for", "name");
    for task in tasks {
        let state = if task.ready { "ready" } else { "waiting" };
        let waits_for = match task.waits_for {
            _ if task.ready => "its turn".to_owned(),
            Some(WaitsFor::Socket(key, Interest::Readable)) => format!("socket {key}, to read"),
            Some(WaitsFor::Socket(key, Interest::Writable)) => format!("socket {key}, to write"),
            Some(WaitsFor::Time(at)) => match at.checked_duration_since(now) {
                Some(left) => format!("a time, {:.1} s from now", left.as_secs_f64()),
                None => "a time that has come".to_owned(),
            },
            Some(WaitsFor::Task(id)) => format!("the end of task {id}"),
            Some(WaitsFor::Named(what)) => what.to_owned(),
            // A leaf future that was written without `waits_for`, as are those of other people.
            _ => "? (it has not said)".to_owned(),
        };
        table += &format!("\n{:>4}  {:<width$}  {state:<7}  {waits_for}", task.id.to_string(), name(task));
    }
    table
}
// ANCHOR_END: dump
