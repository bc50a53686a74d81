//! From marks to stretches: sorted, merged, measured.

use std::time::Duration;

use super::recorder::{Mark, Marks};
use super::{Kind, LaneRecord, State, Stretch, Timeline};

/// A stretch shorter than this says nothing about the share of a core: a few forced switches weigh too much in it.
const MEASURABLE: Duration = Duration::from_millis(5);

pub(super) fn timeline(lanes: Vec<Marks>, length: Duration) -> Timeline {
    let record = |lane: Marks| LaneRecord {
        stretches: stretches(lane.marks, length, lane.kind),
        name: lane.name,
        kind: lane.kind,
    };
    let mut lanes: Vec<LaneRecord> = lanes.into_iter().map(record).collect();
    share_with_tasks(&mut lanes);
    Timeline { lanes, length }
}

// ANCHOR: stretches
fn stretches(mut marks: Vec<Mark>, length: Duration, kind: Kind) -> Vec<Stretch> {
    marks.sort_by_key(|mark| mark.at); // stable: at one instant, the last word counts
    let mut kept: Vec<Mark> = Vec::new();
    for mark in marks {
        if kept.last().is_some_and(|last| last.at == mark.at) {
            kept.pop(); // it would have no length
        }
        if !kept.last().is_some_and(|last| last.same(&mark)) {
            kept.push(mark);
        }
    }
    let ends: Vec<_> = kept.iter().skip(1).map(|next| (next.at, next.cpu)).chain([(length, None)]).collect();
    let mut stretches = Vec::new();
    for (mark, (to, cpu)) in kept.iter().zip(ends) {
        let (from, to) = (mark.at.min(length), to.min(length));
        if mark.state != State::Gone && from < to {
            let measured = kind == Kind::Thread && mark.state == State::Running && to - from >= MEASURABLE;
            let cpu =
                mark.cpu.zip(cpu).filter(|_| measured).map(|(before, after)| after.saturating_sub(before));
            let share = cpu.map(|cpu| (cpu.as_secs_f64() / (to - from).as_secs_f64()).min(1.0));
            stretches.push(Stretch {
                from,
                to,
                state: mark.state,
                task: mark.task.map(|t| t as usize),
                share,
            });
        }
    }
    stretches
}
// ANCHOR_END: stretches

/// A task has the share of the thread that ran it; of several, the smallest.
fn share_with_tasks(lanes: &mut [LaneRecord]) {
    let measured: Vec<(usize, Stretch, f64)> = lanes
        .iter()
        .flat_map(|lane| &lane.stretches)
        .filter_map(|stretch| Some((stretch.task?, *stretch, stretch.share?)))
        .collect();
    for (task, run, share) in measured {
        let stretches = &mut lanes[task].stretches;
        let first = stretches.partition_point(|stretch| stretch.to <= run.from);
        let during = stretches[first..].iter_mut().take_while(|stretch| stretch.from < run.to);
        for stretch in during.filter(|stretch| stretch.state == State::Running) {
            stretch.share = Some(stretch.share.map_or(share, |other| other.min(share)));
        }
    }
}
