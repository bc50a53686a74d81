//! Timelines made by hand, for the tests of the drawings.

use std::time::Duration;

use lab::timeline::{Kind, LaneRecord, State, Stretch, Timeline};

const SIGNS: [(char, State); 5] = [
    ('#', State::Running),
    ('.', State::Ready),
    ('~', State::Waiting),
    ('z', State::Asleep),
    (' ', State::Gone),
];

/// A lane as a picture of 10 ms a character; on a thread's lane a digit is the task that it runs (an index).
pub fn lane(kind: Kind, name: &str, picture: &str) -> LaneRecord {
    let signs: Vec<char> = picture.chars().collect();
    let mut from = 0;
    let mut stretches = Vec::new();
    for same in signs.chunk_by(|a, b| a == b) {
        let to = from + same.len() as u64;
        let task = same[0].to_digit(10).map(|task| task as usize);
        let state = SIGNS.iter().find(|(sign, _)| *sign == same[0]).map_or(State::Running, |found| found.1);
        if state != State::Gone {
            let (from, to) = (Duration::from_millis(10 * from), Duration::from_millis(10 * to));
            stretches.push(Stretch { from, to, state, task, share: None });
        }
        from = to;
    }
    LaneRecord { name: name.to_owned(), kind, stretches }
}

pub fn timeline(ms: u64, lanes: Vec<LaneRecord>) -> Timeline {
    Timeline { lanes, length: Duration::from_millis(ms) }
}

pub fn three_in_turn() -> Timeline {
    let task =
        |n: usize, before: &str| lane(Kind::Task, &format!("task {n}"), &format!("{before}##~~~~~~~~###"));
    timeline(390, vec![task(1, ""), task(2, &" ".repeat(13)), task(3, &" ".repeat(26))])
}

pub fn three_on_one_loop() -> Timeline {
    timeline(
        190,
        vec![
            lane(Kind::Task, "task 1", "##~~~~~~~~###"),
            lane(Kind::Task, "task 2", "..##~~~~~~~~.###"),
            lane(Kind::Thread, "main", "001133zzzz000111333"),
            lane(Kind::Task, "task 3", "....##~~~~~~~~..###"),
        ],
    )
}
