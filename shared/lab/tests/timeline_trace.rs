//! Timelines as trace events: what a viewer is told.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::HashMap;

use lab::timeline::{Timeline, trace};
use timeline_pictures::{three_in_turn, three_on_one_loop};
use tinyjson::JsonValue;

mod timeline_pictures;

type Fields = HashMap<String, JsonValue>;

fn events(json: &str) -> Vec<Fields> {
    let trace: JsonValue = json.parse().unwrap();
    let events: &Vec<JsonValue> = trace["traceEvents"].get().unwrap();
    events.iter().map(|event| event.get::<Fields>().unwrap().clone()).collect()
}

fn text(fields: &Fields, key: &str) -> String {
    fields[key].get::<String>().unwrap().clone()
}

fn number(fields: &Fields, key: &str) -> f64 {
    *fields[key].get::<f64>().unwrap()
}

#[test]
fn each_run_is_a_process_and_each_lane_a_thread_of_it() {
    let all = events(&trace(&[("in turn", &three_in_turn()), ("one \"loop\"", &three_on_one_loop())]));
    let named = |what: &str| {
        let metadata = all.iter().filter(|event| text(event, "ph") == "M" && text(event, "name") == what);
        let place = |event: &Fields| (number(event, "pid") as u32, number(event, "tid") as u32);
        metadata
            .map(|event| (place(event), event["args"]["name"].get::<String>().unwrap().clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(named("process_name"), [((0, 0), "in turn".to_owned()), ((1, 0), "one \"loop\"".to_owned())]);
    let lanes = ["task 1", "task 2", "task 3", "task 1", "task 2", "main", "task 3"];
    let places = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (1, 3)];
    assert_eq!(named("thread_name"), places.into_iter().zip(lanes.map(str::to_owned)).collect::<Vec<_>>());
}

#[test]
fn each_stretch_is_a_complete_event_in_microseconds() {
    let run = three_on_one_loop();
    let all = events(&trace(&[("one loop", &run)]));
    let stretches: Vec<_> = all.iter().filter(|event| text(event, "ph") == "X").collect();
    assert_eq!(stretches.len(), run.lanes.iter().map(|lane| lane.stretches.len()).sum::<usize>());
    // Task 1: 20 ms running, 80 ms waiting, 30 ms running.
    let first: Vec<_> = stretches
        .iter()
        .filter(|event| number(event, "tid") == 0.0)
        .map(|event| (text(event, "name"), number(event, "ts"), number(event, "dur")))
        .collect();
    let running = |from, length| ("running".to_owned(), from, length);
    assert_eq!(
        first,
        [running(0.0, 20_000.0), ("waiting".to_owned(), 20_000.0, 80_000.0), running(100_000.0, 30_000.0)]
    );
    // The thread's bars have the names of the tasks it ran.
    let thread: Vec<_> = stretches
        .iter()
        .filter(|event| number(event, "tid") == 2.0)
        .map(|event| text(event, "name"))
        .collect();
    assert_eq!(thread, ["task 1", "task 2", "task 3", "asleep", "task 1", "task 2", "task 3"]);
}

#[test]
fn an_empty_recording_is_a_trace_too() {
    assert_eq!(events(&trace(&[])).len(), 0);
    assert_eq!(events(&trace(&[("empty", &Timeline::default())])).len(), 1);
}
