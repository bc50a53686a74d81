//! Every job is done as long as some worker survives it, by as many workers as asked for.

use std::io::{Error, ErrorKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use exercises::ch03_processes::lost_job::{GaveUp, TRIES, run_all};
use exercises::ch03_processes::talk::Worker;

use super::home::{Home, child, zombies};

/// Jobs that a worker survives if home says so.
fn jobs(how_many: usize) -> Vec<String> {
    (0..how_many).map(|number| format!("home job-{number}")).collect()
}

/// The answer to one of them.
fn done(number: usize) -> Result<String, GaveUp> {
    Ok(format!("job-{number} is done"))
}

#[test]
fn answers_in_the_order_of_the_jobs() {
    check!(|| {
        crate::support::if_stuck(|| "20 jobs, 3 workers, nobody dies, and it does not come to an end".into());
        let started = AtomicUsize::new(0);
        let jobs: Vec<String> = (0..20).map(|number| format!("square {number}")).collect();
        let answers = run_all(3, &jobs, &|| {
            started.fetch_add(1, SeqCst);
            Worker::start(&mut child())
        });
        let expected: Vec<_> = (0..20).map(|number| Ok((number * number).to_string())).collect();
        assert!(
            answers == expected,
            "the squares of 0 to 19, in order, were to come, and you gave {answers:?}"
        );
        let started = started.load(SeqCst);
        assert!(
            started <= 3,
            "20 jobs, 3 workers, nobody died, and you started {started}: a worker that lives is kept for the next job"
        );
        let none = run_all(3, &[], &|| Worker::start(&mut child()));
        assert!(none.is_empty(), "no jobs, and you gave {none:?}");
    });
}

#[test]
fn all_workers_work_at_once() {
    check!(|| {
        // Each waits at home until three of them are there.
        let home = Home::new(|_, _, seen| {
            seen.until(|counts| counts.asked >= 3);
            true
        });
        let seen = home.seen();
        crate::support::if_stuck(move || {
            format!(
                "3 workers, 6 jobs, each of which takes until 3 are at work: {} at once was all",
                seen.now().asking
            )
        });
        let answers = run_all(3, &jobs(6), &|| Worker::start(&mut home.child()));
        let expected: Vec<_> = (0..6).map(done).collect();
        assert!(answers == expected, "6 jobs, nobody died, and you gave {answers:?}");
        let born = home.seen().now().born;
        assert!(born == 3, "3 workers were asked for, and {born} were there");
        let one = run_all(0, &["square 3".to_owned()], &|| Worker::start(&mut child()));
        assert!(one == [Ok("9".to_owned())], "0 workers can do nothing, so take 1; you gave {one:?}");
    });
}

#[test]
fn a_dead_workers_job_goes_to_another() {
    check!(|| {
        // The second who asks dies, and so does the fifth.
        let home = Home::new(|_, asked, _| asked != 2 && asked != 5);
        let seen = home.seen();
        crate::support::if_stuck(move || {
            format!(
                "Two workers died in the middle of a job. {} jobs were begun in all, 10 had to be",
                seen.now().asked
            )
        });
        let answers = run_all(2, &jobs(8), &|| Worker::start(&mut home.child()));
        let lost: Vec<usize> = (0..8).filter(|&number| answers.get(number) != Some(&done(number))).collect();
        assert!(
            lost.is_empty(),
            "2 workers die, each in the middle of a job. Others were to do these jobs, and the jobs {lost:?} have no right answer: \
             {answers:?}"
        );
        let counts = home.seen().now();
        assert!(counts.asked == 10, "8 jobs, 2 of them begun twice, makes 10; {} were begun", counts.asked);
        assert!(
            counts.born == 4,
            "2 workers, 2 deaths: 4 are needed in all, and {} were started. Those that live are kept",
            counts.born
        );
    });
}

#[test]
fn a_job_that_kills_is_given_up() {
    check!(|| {
        let kills = Arc::new(AtomicUsize::new(0));
        let killed = Arc::clone(&kills);
        let home = Home::new(move |job, _, _| {
            if job == "job-1" {
                killed.fetch_add(1, SeqCst);
            }
            job != "job-1"
        });
        let seen = Arc::clone(&kills);
        crate::support::if_stuck(move || {
            format!(
                "One of the jobs kills every worker that gets it, {} so far. After {TRIES} it is to be given up",
                seen.load(SeqCst)
            )
        });
        let answers = run_all(2, &jobs(4), &|| Worker::start(&mut home.child()));
        assert!(
            answers == [done(0), Err(GaveUp), done(2), done(3)],
            "the second of 4 jobs kills whoever gets it; it was to be given up, and the others done. You gave {answers:?}"
        );
        let kills = kills.load(SeqCst);
        assert!(kills == TRIES, "the job that kills was given to {kills} workers, and it was to be {TRIES}");
    });
}

#[test]
fn nobody_can_be_started() {
    check!(|| {
        let tries = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&tries);
        crate::support::if_stuck(move || {
            format!("No worker can be started, tried {} times: give the jobs up", seen.load(SeqCst))
        });
        let counted = Arc::clone(&tries);
        let answers = run_all(2, &jobs(3), &move || {
            counted.fetch_add(1, SeqCst);
            Err(Error::from(ErrorKind::NotFound))
        });
        assert!(
            answers == vec![Err(GaveUp); 3],
            "no worker can be started, and for 3 jobs you gave {answers:?}"
        );
        let tries = tries.load(SeqCst);
        assert!(
            (1..=3 * TRIES).contains(&tries),
            "no worker can be started; {TRIES} times for each of 3 jobs is enough, and you tried {tries} times"
        );
    });
}

#[test]
fn nobody_is_left_behind() {
    check!(|| {
        let home = Home::new(|_, asked, _| asked != 2);
        let seen = home.seen();
        crate::support::if_stuck(move || {
            let counts = seen.now();
            format!("All jobs are done, and {} of {} workers live on", counts.alive, counts.born)
        });
        let answers = run_all(3, &jobs(6), &|| Worker::start(&mut home.child()));
        assert!(answers.len() == 6, "6 jobs, and {} answers", answers.len());
        home.seen().until(|counts| counts.born == 4 && counts.alive == 0);
        let left = zombies();
        assert!(
            left == 0,
            "{left} workers have ended and nobody waited for them: they stay in the system's list, as zombies"
        );
    });
}
