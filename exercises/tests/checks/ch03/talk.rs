//! Answers while the child lives, its status when it has died, and nobody left behind.

use std::panic::{AssertUnwindSafe, catch_unwind};

use exercises::ch03_processes::talk::{Died, Worker};

use super::home::{Home, child, zombies};

/// What was answered, in words.
fn shown(answer: &Result<String, Died>) -> String {
    match answer {
        Ok(answer) => format!("the answer {answer:?}"),
        Err(Died(status)) => format!("\"died\", with the status {}", code(*status)),
    }
}

fn code(status: Option<std::process::ExitStatus>) -> String {
    status.map_or("`None`".into(), |status| status.to_string())
}

/// Whether it says that the child has died, with this code.
fn died_with(answer: &Result<String, Died>, code: i32) -> bool {
    matches!(answer, Err(Died(Some(status))) if status.code() == Some(code))
}

/// The answer of a child that is dead.
fn unless_it_panics(ask: impl FnOnce() -> Result<String, Died>) -> Result<String, Died> {
    let answer = catch_unwind(AssertUnwindSafe(ask));
    assert!(
        answer.is_ok(),
        "the child was dead, and asking it made you panic: to write to a broken pipe is an error, and an error is no reason to \
         die as well"
    );
    answer.unwrap_or(Err(Died(None)))
}

#[test]
fn one_job_one_answer() {
    check!(|| {
        crate::support::if_stuck(|| {
            "The child reads lines, and you both wait: did the job you sent end with its `\\n`?".into()
        });
        let mut worker = Worker::start(&mut child()).unwrap();
        for (job, expected) in [("square 7", "49"), ("square 12", "144"), ("hello", "you said: hello")] {
            let got = worker.ask(job);
            assert!(
                got.as_ref().is_ok_and(|got| got == expected),
                "to {job:?} the child answers {expected:?} and a line's end, and you gave {}",
                shown(&got)
            );
        }
    });
}

#[test]
fn a_death_in_the_middle_of_a_job() {
    check!(|| {
        crate::support::if_stuck(|| {
            "The child has died in the middle of its job, and you still wait for its answer".into()
        });
        let mut worker = Worker::start(&mut child()).unwrap();
        assert!(worker.ask("square 3").is_ok(), "the child lives, and did not answer");
        let got = worker.ask("exit 7");
        assert!(
            died_with(&got, 7),
            "the child ended with code 7 in the middle of its job, and you gave {}. A read that brings 0 bytes is the end of the pipe; \
             `wait` tells the status",
            shown(&got)
        );
        assert!(
            zombies() == 0,
            "the child has died and was not waited for: it stays in the system's list, a zombie"
        );
    });
}

#[test]
fn half_a_line_is_no_answer() {
    check!(|| {
        crate::support::if_stuck(|| {
            "The child died after half a line, and you still wait for the rest".into()
        });
        let mut worker = Worker::start(&mut child()).unwrap();
        let got = worker.ask("half 9");
        assert!(
            died_with(&got, 9),
            "the child said \"half an ans\" and ended with code 9, and you gave {}: a line that has no end is no line",
            shown(&got)
        );
    });
}

#[test]
fn asked_again_after_its_death() {
    check!(|| {
        crate::support::if_stuck(|| "The child is dead, and was asked again: who should answer?".into());
        let mut worker = Worker::start(&mut child()).unwrap();
        let _ = worker.ask("exit 7");
        for time in ["again", "and again"] {
            let got = unless_it_panics(|| worker.ask("square 3"));
            assert!(
                died_with(&got, 7),
                "the child ended with code 7; asked {time}, you gave {}. The status is still the same",
                shown(&got)
            );
        }
    });
}

#[test]
fn a_death_between_two_jobs() {
    check!(|| {
        crate::support::if_stuck(|| "The child died between two jobs, and you wait for its answer".into());
        let home = Home::new(|_, _, _| true);
        let mut worker = Worker::start(&mut home.child()).unwrap();
        // It answers, ends a moment later by itself, and nobody is told.
        let answer = worker.ask("last 8");
        assert!(answer.is_ok(), "the child has answered before it died, and you gave {}", shown(&answer));
        home.seen().until(|counts| counts.born == 1 && counts.alive == 0);
        // A job that does not fit into the pipe at once, so that the write must see that nobody reads.
        let got = unless_it_panics(|| worker.ask(&"x".repeat(1_000_000)));
        assert!(
            died_with(&got, 8),
            "the child ended between two jobs, with code 8, and you gave {}: the pipe to it is broken, which is how you learn of it",
            shown(&got)
        );
    });
}

#[test]
fn closed_it_ends_by_itself() {
    check!(|| {
        crate::support::if_stuck(|| {
            "You wait for the child's end, and the child waits for its next job: it ends when the pipe to it ends, so drop your side first"
                .into()
        });
        let mut worker = Worker::start(&mut child()).unwrap();
        assert!(worker.ask("square 3").is_ok(), "the child lives, and did not answer");
        let status = worker.close().ok();
        assert!(
            status.is_some_and(|status| status.code() == Some(3)),
            "at the end of its stdin the child tidies up and ends with code 3, and `close` gave {}: was it killed?",
            code(status)
        );
        assert!(
            zombies() == 0,
            "the child has ended and was not waited for: it stays in the system's list, a zombie"
        );
    });
}

#[test]
fn dropped_it_leaves_nobody_behind() {
    check!(|| {
        let home = Home::new(|_, _, _| true);
        let seen = home.seen();
        crate::support::if_stuck(move || {
            match seen.now().alive {
            0 => "The worker was dropped, its child is gone, and something waits all the same".into(),
            _ => "The worker was dropped, and its child lives on. This one does not see the end of its stdin: waiting for its end is in vain, \
                  and so is closing the pipe; end it"
                .into(),
        }
        });
        let mut worker = Worker::start(&mut home.child()).unwrap();
        let answer = worker.ask("deaf");
        assert!(answer.is_ok(), "the child lives, and you gave {}", shown(&answer));
        drop(worker);
        home.seen().until(|counts| counts.born == 1 && counts.alive == 0);
        let left = zombies();
        assert!(
            left == 0,
            "the worker was dropped and its child killed, but nobody waited for it: it stays in the system's list, a zombie"
        );
    });
}
