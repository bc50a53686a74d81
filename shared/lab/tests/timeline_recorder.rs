//! Recording with real threads: what is marked, by whom, and what becomes of it.
#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::mpsc::channel;
use std::time::Duration;

use lab::thread;
use lab::timeline::{self, Kind, LaneRecord, State, Timeline, lane, mark, mark_at, record, rest, run_task};
use proptest::prelude::*;

fn states(lane: &LaneRecord) -> Vec<State> {
    lane.stretches.iter().map(|stretch| stretch.state).collect()
}

fn named<'a>(timeline: &'a Timeline, name: &str) -> &'a LaneRecord {
    timeline.lanes.iter().find(|lane| lane.name == name).unwrap()
}

/// What holds in every recording: stretches have a length, lie in order, do not overlap, and end within the whole.
fn assert_sound(timeline: &Timeline) {
    for lane in &timeline.lanes {
        let mut end = Duration::ZERO;
        for stretch in &lane.stretches {
            assert!(end <= stretch.from && stretch.from < stretch.to, "{lane:?}");
            assert!(stretch.to <= timeline.length, "{lane:?} in {:?}", timeline.length);
            assert_ne!(stretch.state, State::Gone);
            end = stretch.to;
        }
    }
}

/// Until the clock of the recording has moved on: two marks at one instant would leave no stretch between them.
fn tick() {
    let now = std::time::Instant::now();
    while now.elapsed() < Duration::from_micros(20) {
        std::hint::spin_loop();
    }
}

#[test]
fn without_a_recorder_nothing_is_recorded_and_no_name_is_made() {
    assert!(!timeline::recording());
    let nowhere = lane(Kind::Task, || unreachable!("a name for nobody"));
    mark(nowhere, State::Running);
    run_task(nowhere);
    rest(State::Asleep);
    let ((), timeline) = record(|| mark(nowhere, State::Running));
    assert_eq!(timeline.lanes, []);
}

#[test]
fn a_lane_goes_through_the_states_it_was_marked_with() {
    let ((), timeline) = record(|| {
        assert!(timeline::recording());
        let task = lane(Kind::Task, || "task".to_owned());
        for state in [State::Ready, State::Running, State::Waiting, State::Gone, State::Running] {
            mark(task, state);
            tick();
        }
    });
    assert_sound(&timeline);
    // Gone is a gap; the last state lasts until the end.
    let stretches = &timeline.lanes[0].stretches;
    assert_eq!(states(&timeline.lanes[0]), [State::Ready, State::Running, State::Waiting, State::Running]);
    assert!(stretches[2].to < stretches[3].from);
    assert_eq!(stretches[3].to, timeline.length);
}

#[test]
fn the_same_state_again_begins_nothing() {
    let ((), timeline) = record(|| {
        let task = lane(Kind::Task, || "task".to_owned());
        for _ in 0..1000 {
            mark(task, State::Waiting);
            tick();
        }
    });
    assert_eq!(states(&timeline.lanes[0]), [State::Waiting]);
}

#[test]
fn a_thread_says_which_task_it_runs() {
    let ((), timeline) = record(|| {
        let one = lane(Kind::Task, || "one".to_owned());
        let two = lane(Kind::Task, || "two".to_owned());
        for task in [one, two] {
            run_task(task);
            tick();
            mark(task, State::Waiting);
        }
        rest(State::Asleep);
        tick();
    });
    assert_sound(&timeline);
    let thread = named(&timeline, "a_thread_says_which_task_it_runs");
    assert_eq!(thread.kind, Kind::Thread);
    let tasks: Vec<_> = thread.stretches.iter().map(|stretch| (stretch.state, stretch.task)).collect();
    assert_eq!(tasks, [(State::Running, Some(0)), (State::Running, Some(1)), (State::Asleep, None)]);
    assert_eq!(states(&timeline.lanes[0])[0], State::Running);
    // Both lanes begin at one instant.
    assert_eq!(timeline.lanes[0].stretches[0].from, thread.stretches[0].from);
}

#[test]
fn a_thread_started_inside_records_too_and_its_lane_ends_with_it() {
    let ((), timeline) = record(|| {
        let task = lane(Kind::Task, || "task".to_owned());
        let helper = thread::spawn("helper", move || {
            run_task(task);
            tick();
        });
        helper.unwrap().join().unwrap();
        tick();
    });
    assert_sound(&timeline);
    let helper = named(&timeline, "helper");
    assert_eq!(states(helper), [State::Running]);
    assert!(helper.stretches[0].to < timeline.length);
    assert_eq!(states(named(&timeline, "task")), [State::Running]);
}

#[test]
fn a_thread_that_outlives_the_recording_records_no_more() {
    let (go_on, wait) = channel::<()>();
    let (helper, timeline) = record(|| {
        thread::spawn("helper", move || {
            rest(State::Waiting);
            wait.recv().unwrap();
            rest(State::Running);
            (timeline::recording(), lane(Kind::Task, || unreachable!("a name for nobody")))
        })
        .unwrap()
    });
    go_on.send(()).unwrap();
    assert!(!helper.join().unwrap().0);
    assert!(timeline.lanes.iter().all(|lane| !states(lane).contains(&State::Running)));
}

#[test]
fn the_inner_recording_has_the_marks_until_it_ends() {
    let ((inner, of_inner), outer) = record(|| {
        let task = lane(Kind::Task, || "outer".to_owned());
        mark(task, State::Ready);
        let (inner, timeline) = record(|| {
            let inner = lane(Kind::Task, || "inner".to_owned());
            // A lane of another recorder: the mark goes nowhere, and not to the inner lane of the same place.
            mark(task, State::Waiting);
            mark(inner, State::Running);
            tick();
            inner
        });
        mark(task, State::Running);
        mark(inner, State::Asleep);
        tick();
        (inner, timeline)
    });
    assert_ne!(inner, timeline::Lane::default());
    assert_eq!(states(named(&of_inner, "inner")), [State::Running]);
    assert_eq!(outer.lanes.len(), 1);
    assert_eq!(states(named(&outer, "outer")), [State::Ready, State::Running]);
}

#[test]
fn a_panic_ends_the_recording_on_this_thread() {
    let panicked = std::panic::catch_unwind(|| record(|| std::panic::resume_unwind(Box::new("stop"))));
    assert!(panicked.is_err());
    assert!(!timeline::recording());
}

#[test]
fn given_times_make_the_length_and_are_put_in_order() {
    let hour = Duration::from_secs(3600);
    let ((), timeline) = record(|| {
        let task = lane(Kind::Task, || "task".to_owned());
        mark_at(task, State::Gone, 3 * hour);
        mark_at(task, State::Running, hour);
        mark_at(task, State::Waiting, 2 * hour);
        mark_at(task, State::Running, 2 * hour);
    });
    assert_eq!(timeline.length, 3 * hour);
    let [stretch] = timeline.lanes[0].stretches[..] else { panic!("{timeline:?}") };
    assert_eq!((stretch.from, stretch.to, stretch.state), (hour, 3 * hour, State::Running));
}

#[cfg(unix)]
#[test]
fn a_thread_that_only_pretends_to_run_has_a_small_share() {
    // Running by its marks, but blocked all the time: it has no core at all.
    let blocked = |time: Duration| {
        let (_sender, receiver) = channel::<()>();
        receiver.recv_timeout(time).unwrap_err();
    };
    let ((), timeline) = record(|| {
        let task = lane(Kind::Task, || "task".to_owned());
        run_task(task);
        blocked(Duration::from_millis(100));
        mark(task, State::Gone);
        rest(State::Asleep);
    });
    let thread = timeline.lanes.iter().find(|lane| lane.kind == Kind::Thread).unwrap();
    let share = thread.stretches[0].share.unwrap();
    assert!(share < 0.5, "{share}");
    assert_eq!(named(&timeline, "task").stretches[0].share, Some(share));
    assert!(
        thread.stretches.iter().all(|stretch| stretch.state == State::Running || stretch.share.is_none())
    );
}

#[test]
fn what_is_too_short_is_not_measured() {
    let ((), timeline) = record(|| {
        rest(State::Running);
        tick();
        rest(State::Asleep);
    });
    let first = timeline.lanes[0].stretches[0];
    // On a busy machine the thread may have been made to wait; then it was long enough to be measured.
    assert!(first.share.is_none() || first.to - first.from >= Duration::from_millis(5));
}

const STATES: [State; 5] = [State::Running, State::Ready, State::Waiting, State::Asleep, State::Gone];

proptest! {
    #[test]
    fn stretches_never_overlap_whatever_was_marked(
        marks in prop::collection::vec((0..3_usize, 0..5_usize, prop::option::of(0..50_u64)), 0..200)
    ) {
        let ((), timeline) = record(|| {
            let lanes: Vec<_> = (0..3).map(|n| lane(Kind::Task, || format!("task {n}"))).collect();
            for &(which, state, at) in &marks {
                match at {
                    Some(at) => mark_at(lanes[which], STATES[state], Duration::from_millis(at)),
                    None if state == 0 => run_task(lanes[which]),
                    None => mark(lanes[which], STATES[state]),
                }
            }
        });
        assert_sound(&timeline);
        for lane in &timeline.lanes {
            for pair in lane.stretches.windows(2) {
                prop_assert!(
                    pair[0].to < pair[1].from || (pair[0].state, pair[0].task) != (pair[1].state, pair[1].task)
                );
            }
        }
    }
}

#[test]
fn threads_stand_in_the_order_in_which_they_were_started_not_of_their_first_marks() {
    let ((), timeline) = record(|| {
        let (marked, wait) = channel::<()>();
        let late = thread::spawn("started first", move || {
            wait.recv().unwrap(); // until the other has made its mark
            rest(State::Waiting);
        });
        let early = thread::spawn("started second", move || {
            rest(State::Waiting);
            marked.send(()).unwrap();
        });
        late.unwrap().join().unwrap();
        early.unwrap().join().unwrap();
    });
    let names: Vec<&str> = timeline.lanes.iter().map(|lane| lane.name.as_str()).collect();
    assert_eq!(names, ["started first", "started second"]);
}
