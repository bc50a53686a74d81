//! A timeline in Chrome's Trace Event format: a process for each run, a thread for each lane, a complete event for each
//! stretch. Perfetto and `chrome://tracing` open it.

use std::collections::HashMap;
use std::time::Duration;

use tinyjson::JsonValue;

use super::{Kind, LaneRecord, Runs, State, Stretch, Timeline};

pub(super) fn write(runs: &Runs<'_>) -> String {
    let mut events = Vec::new();
    for (pid, (title, timeline)) in runs.iter().enumerate() {
        events.push(name("process_name", pid, 0, title));
        for (tid, lane) in timeline.lanes.iter().enumerate() {
            events.push(name("thread_name", pid, tid, &lane.name));
            // As they were made: the viewer would sort by name, and put `task 10` before `task 2`.
            events.push(metadata("thread_sort_index", pid, tid, ("sort_index", number(tid as f64))));
            events.extend(lane.stretches.iter().map(|stretch| complete(timeline, lane, stretch, pid, tid)));
        }
    }
    let trace = object([("traceEvents", JsonValue::Array(events)), ("displayTimeUnit", string("ms"))]);
    // It can fail on numbers that JSON has no word for, and there are none here.
    trace.stringify().unwrap_or_default()
}

/// One stretch (`X`, a complete event).
fn complete(timeline: &Timeline, lane: &LaneRecord, stretch: &Stretch, pid: usize, tid: usize) -> JsonValue {
    let task = stretch.task.and_then(|task| timeline.lanes.get(task));
    let state = match stretch.state {
        State::Running => "running",
        State::Ready => "ready",
        State::Waiting => "waiting",
        State::Asleep => "asleep",
        State::Gone => "gone",
    };
    let kind = match lane.kind {
        Kind::Task => "task",
        Kind::Thread => "thread",
        Kind::Process => "process",
        Kind::Device => "device",
    };
    let mut args = vec![("state", string(state))];
    args.extend(task.map(|task| ("task", string(&task.name))));
    args.extend(stretch.share.map(|share| ("share", number(share))));
    object([
        ("ph", string("X")),
        // What the viewer writes on the bar.
        ("name", string(task.map_or(state, |task| &task.name))),
        ("cat", string(kind)),
        ("ts", micros(stretch.from)),
        ("dur", micros(stretch.to.saturating_sub(stretch.from))),
        ("pid", number(pid as f64)),
        ("tid", number(tid as f64)),
        ("args", object(args)),
    ])
}

fn name(what: &str, pid: usize, tid: usize, name: &str) -> JsonValue {
    metadata(what, pid, tid, ("name", string(name)))
}

fn metadata(what: &str, pid: usize, tid: usize, arg: (&str, JsonValue)) -> JsonValue {
    object([
        ("ph", string("M")),
        ("name", string(what)),
        ("pid", number(pid as f64)),
        ("tid", number(tid as f64)),
        ("args", object([arg])),
    ])
}

fn object<'a>(fields: impl IntoIterator<Item = (&'a str, JsonValue)>) -> JsonValue {
    JsonValue::Object(
        fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<HashMap<_, _>>(),
    )
}

fn string(text: &str) -> JsonValue {
    JsonValue::String(text.to_owned())
}

fn number(n: f64) -> JsonValue {
    JsonValue::Number(n)
}

/// The format counts in µs; fractions are allowed.
fn micros(time: Duration) -> JsonValue {
    number(time.as_nanos() as f64 / 1000.0)
}
