//! Three children do naps; one dies in the middle; answers come out in order, by the learner's own pieces.

use std::collections::VecDeque;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};

use exercises::ch03_processes::in_order::InOrder;
use exercises::ch03_processes::talk::{Died, Worker};
use lab::timeline::{Kind, State, lane, mark};

use super::home::child;

/// The jobs: naps, in milliseconds, and one that is deadly.
const JOBS: [&str; 8] =
    ["nap 500", "nap 100", "nap 150", "exit 9", "nap 200", "nap 100", "nap 250", "nap 150"];

#[test]
#[ignore = "drawn by cargo x when the chapter is solved"]
fn your_run() {
    crate::support::draw("three children", || {
        let mut answers = InOrder::new();
        let queue: VecDeque<_> = JOBS.iter().map(|job| (answers.ask(), *job)).collect();
        let queue = Arc::new(Mutex::new(queue));
        let (send, arrived) = channel();
        for number in 1..=3 {
            let (queue, send) = (Arc::clone(&queue), send.clone());
            let house = lane(Kind::Process, || format!("child {number}"));
            lab::thread::spawn(format!("asks child {number}"), move || {
                let mut worker = Worker::start(&mut child()).unwrap();
                mark(house, State::Asleep);
                loop {
                    let next = queue.lock().unwrap().pop_front();
                    let Some((number, job)) = next else { break };
                    mark(house, State::Running);
                    let answer = worker.ask(job);
                    let died = answer.is_err();
                    let _ = send.send((number, answer));
                    if died {
                        mark(house, State::Gone);
                        worker = Worker::start(&mut child()).unwrap();
                    }
                    mark(house, State::Asleep);
                }
                let _ = worker.close();
                mark(house, State::Gone);
            })
            .unwrap();
        }
        drop(send);
        let (mut came, mut given) = (Vec::new(), Vec::new());
        for (number, answer) in arrived {
            came.push((number + 1).to_string());
            let said = match answer {
                Ok(_) => (number + 1).to_string(),
                Err(Died(status)) => {
                    format!("{} died ({})", number + 1, status.map_or(String::new(), |s| s.to_string()))
                }
            };
            let due = answers.answered(number, said).unwrap_or_default();
            if !due.is_empty() {
                given.push(due.join(", "));
            }
        }
        format!(
            "Answers came as {}, and you gave them out as {}.\n\
             One child died at the fourth job; you learned how, and the others never noticed.",
            came.join(", "),
            given.join(" · ")
        )
    });
}
