//! Seven waits on three threads, by the learner's own pool.

use std::panic::resume_unwind;
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use exercises::ch02_threads::ordered_pool::{Job, run_in_order};
use lab::timeline::{Kind, State, lane, mark_at};

/// How long each job waits, in milliseconds. The third breaks off in the middle.
const WAITS: [u64; 7] = [400, 100, 150, 200, 100, 250, 150];

#[test]
#[ignore = "drawn by cargo x when the chapter is solved"]
fn your_run() {
    crate::support::draw("your pool of 3", || {
        let start = Instant::now();
        let lanes: Vec<_> = (1..=WAITS.len()).map(|k| lane(Kind::Task, || format!("job {k}"))).collect();
        lanes.iter().for_each(|&lane| mark_at(lane, State::Ready, Duration::ZERO));
        // Your threads know nothing of the timeline: the jobs say what they did, and it is drawn afterwards.
        let (say, said) = channel();
        let jobs = WAITS.iter().enumerate().map(|(k, &wait)| -> Job<u64> {
            let say = say.clone();
            Box::new(move || {
                let _ = say.send((k, State::Waiting, start.elapsed()));
                thread::sleep(Duration::from_millis(if k == 2 { wait / 2 } else { wait }));
                let _ = say.send((k, State::Gone, start.elapsed()));
                if k == 2 {
                    resume_unwind(Box::new("the third job breaks off")); // a panic without the words on stderr
                }
                wait
            })
        });
        let jobs = jobs.collect();
        drop(say);
        let results = run_in_order(3, jobs);
        for (job, state, at) in said {
            mark_at(lanes[job], state, at);
        }
        let words = results.iter().map(|result| match result {
            Ok(wait) => format!("{wait} ms"),
            Err(_) => "panicked".into(),
        });
        format!(
            "In the order of the jobs: {}.\n\
             Three wait at once, never more. The first holds up no other, and the third's panic took no thread along.",
            words.collect::<Vec<_>>().join(" · ")
        )
    });
}
