//! Children do naps; one dies in the middle; answers come out in order, by the learner's own pieces.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};

use exercises::ch03_processes::in_order::InOrder;
use exercises::ch03_processes::talk::{Died, Worker};
use lab::timeline::{Kind, Lane, State, lane, mark};

use super::home::child;

/// The jobs: naps, in milliseconds, and one that is deadly.
const JOBS: [&str; 8] =
    ["nap 400", "nap 100", "nap 150", "exit 9", "nap 200", "nap 100", "nap 250", "nap 150"];

/// A child, and its lane. The next one is number `born` + 1.
fn newborn(born: &AtomicUsize) -> (Worker, Lane) {
    let house = lane(Kind::Process, || format!("child {}", born.fetch_add(1, SeqCst) + 1));
    let worker = Worker::start(&mut child()).unwrap();
    mark(house, State::Asleep);
    (worker, house)
}

#[test]
#[ignore = "drawn by cargo x when the chapter is solved"]
fn your_run() {
    crate::support::draw("your children", || {
        let mut answers = InOrder::new();
        let mut questions = Vec::new();
        for job in JOBS {
            let question = lane(Kind::Task, || job.to_owned());
            mark(question, State::Ready);
            questions.push((answers.ask(), question));
        }
        let queue: VecDeque<_> = JOBS.into_iter().zip(questions.clone()).collect();
        let (queue, born) = (Arc::new(Mutex::new(queue)), Arc::new(AtomicUsize::new(0)));
        let (send, arrived) = channel();
        for k in 1..=3 {
            let (queue, born, send) = (Arc::clone(&queue), Arc::clone(&born), send.clone());
            lab::thread::spawn(format!("feeds a child {k}"), move || {
                let (mut worker, mut house) = newborn(&born);
                loop {
                    let next = queue.lock().unwrap().pop_front();
                    let Some((job, (number, question))) = next else { break };
                    mark(question, State::Waiting);
                    mark(house, State::Running);
                    let answer = worker.ask(job);
                    // Answered; from here on it waits for its turn.
                    mark(question, State::Ready);
                    mark(house, State::Asleep);
                    if answer.is_err() {
                        mark(house, State::Gone);
                        (worker, house) = newborn(&born);
                    }
                    let _ = send.send((number, answer));
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
                    let how = status.map_or("nobody knows how".into(), |status| status.to_string());
                    format!("{} died ({how})", number + 1)
                }
            };
            let due = answers.answered(number, (said, questions[number as usize].1)).unwrap_or_default();
            for (said, question) in due {
                mark(question, State::Gone);
                given.push(said);
            }
        }
        format!(
            "The answers came as {}, and you gave them out as {}.\n\
             Behind each wait, the dots: an answer that is early, until all before it are there. One child died at its \
             job;\nyou learned how, another took its place, and the others never noticed.",
            came.join(", "),
            given.join(", ")
        )
    });
}
