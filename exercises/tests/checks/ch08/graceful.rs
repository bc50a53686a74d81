//! Nothing new, everything begun, and not for ever.

use std::cell::Cell;
use std::future::pending;
use std::rc::Rc;
use std::time::Duration;

use ch08_runtime::sync::mpsc::{self, Sender};
use ch08_runtime::{JoinHandle, block_on, join, sleep, spawn, timeout, yield_now};
use exercises::ch08_runtime::graceful::{Job, work_until};

use super::puppet::{Strings, puppet};

/// Long enough that nobody waits for it.
const LONG: Duration = Duration::from_secs(600);

/// A worker with such a grace, its jobs, and the strings of its stop.
fn worker(grace: Duration) -> (JoinHandle<usize>, Sender<Job>, Strings<()>) {
    let (sender, jobs) = mpsc::channel(64);
    let (stop, strings) = puppet();
    (spawn(work_until(jobs, stop, grace)), sender, strings)
}

/// Gives all tasks some turns.
async fn some_turns() {
    for _ in 0..20 {
        yield_now().await;
    }
}

/// A job on strings, in the worker's hands, and begun.
async fn begun(jobs: &Sender<Job>) -> Strings<()> {
    let (job, strings) = puppet();
    assert!(
        jobs.send(Box::pin(job)).await.is_ok(),
        "the worker takes no job, and nobody has asked it to stop"
    );
    some_turns().await;
    assert!(strings.polls() > 0, "a job was sent, nobody has asked for a stop, and the job was not begun");
    strings
}

#[test]
fn work_in_flight_is_done_to_its_end() {
    check!(|| {
        crate::support::if_stuck(|| {
            "The last job was done, and the worker has not ended: it is to wait for the jobs, not for the whole grace".into()
        });
        block_on(async {
            let (worker, jobs, stop) = worker(LONG);
            let job = begun(&jobs).await;
            stop.pull(());
            some_turns().await;
            assert!(
                !job.is_dropped(),
                "the stop has dropped a job in the middle of its work: whoever waits for it will never have an answer"
            );
            assert!(!worker.is_finished(), "the worker has ended, and a job was still in flight");
            job.pull(());
            let cut = worker.await;
            assert!(
                cut == Ok(0),
                "the only job was done to its end, and the worker gave {cut:?}: no job was cut"
            );
        });
    });
}

#[test]
fn jobs_are_done_at_the_same_time() {
    check!(|| {
        block_on(async {
            let (_worker, jobs, _stop) = worker(LONG);
            let _first = begun(&jobs).await;
            let (second, strings) = puppet();
            let _ = jobs.send(Box::pin(second)).await;
            some_turns().await;
            assert!(
                strings.polls() > 0,
                "two jobs were sent, and the second was not begun: it waits until the first is done. Each job is a task of its own"
            );
        });
    });
}

#[test]
fn after_the_stop_no_job_is_taken() {
    check!(|| {
        crate::support::if_stuck(|| "All jobs are done, and the worker has not ended".into());
        block_on(async {
            let (worker, jobs, stop) = worker(LONG);
            let job = begun(&jobs).await;
            stop.pull(());
            some_turns().await;
            let (late, late_strings) = puppet();
            let sent = timeout(Duration::from_millis(50), jobs.send(Box::pin(late))).await;
            some_turns().await;
            assert!(
                matches!(sent, Ok(Err(_))),
                "the worker was asked to stop, and still works off a job; then another was sent. It did not come back to its \
                 sender: it was {}",
                if late_strings.polls() > 0 {
                    "begun"
                } else {
                    "taken, and nobody will ever do it. Drop the receiver first"
                }
            );
            assert!(late_strings.polls() == 0, "a job was begun after the stop");
            job.pull(());
            let cut = worker.await;
            assert!(cut == Ok(0), "no job was cut, and the worker gave {cut:?}");
        });
    });
}

#[test]
fn what_takes_too_long_is_cut() {
    check!(|| {
        crate::support::if_stuck(|| {
            "A job never ends, the grace was 30 ms, and the worker still waits: one client could keep a server from stopping"
                .into()
        });
        block_on(async {
            let (jobs, receiver) = mpsc::channel(4);
            let (stop, stop_strings) = puppet();
            let (jobs_in_flight, work) =
                (Rc::new(Cell::new(0)), work_until(receiver, stop, Duration::from_millis(30)));
            struct InFlight(Rc<Cell<u32>>);
            impl Drop for InFlight {
                fn drop(&mut self) {
                    self.0.set(self.0.get() - 1);
                }
            }
            let begin = async {
                let _ = jobs.send(Box::pin(async {})).await;
                for _ in 0..2 {
                    let count = Rc::clone(&jobs_in_flight);
                    let _ = jobs
                        .send(Box::pin(async move {
                            count.set(count.get() + 1);
                            let _in_flight = InFlight(count);
                            pending().await
                        }))
                        .await;
                }
                some_turns().await;
                stop_strings.pull(());
            };
            // Looked at in the same poll in which the worker is done: nobody else has a turn in between.
            let work = async {
                let cut = work.await;
                (cut, jobs_in_flight.get())
            };
            let ((), (cut, left)) = join(begin, work).await;
            assert!(
                left == 0,
                "the grace is over and the worker has ended, and {left} jobs are still there. A dropped `JoinHandle` detaches; a \
                 cancelled task lets go only at its next turn: `JoinSet::shutdown` waits for that"
            );
            assert!(
                cut == 2,
                "of three jobs one was done and two never end, and the worker says that {cut} were cut"
            );
        });
    });
}

#[test]
fn the_grace_is_for_all_together() {
    check!(|| {
        block_on(async {
            let (worker, jobs, stop) = worker(Duration::from_millis(150));
            for n in 1..=50 {
                let _ = jobs.send(Box::pin(sleep(Duration::from_millis(50 * n)))).await;
            }
            some_turns().await;
            stop.pull(());
            let cut = worker.await;
            assert!(
                cut.as_ref().is_ok_and(|&cut| cut > 0),
                "50 jobs were in flight, one was done every 50 ms, the grace was 150 ms, and the worker gave {cut:?}: it has waited \
                 for all of them, 2.5 s. The grace must not begin anew with each job"
            );
        });
    });
}

#[test]
fn with_nothing_in_flight_the_stop_is_the_end() {
    check!(|| {
        crate::support::if_stuck(|| {
            "No job was in flight when the stop came, and the worker has not ended: there is nothing to wait for".into()
        });
        block_on(async {
            let (worker, _jobs, stop) = worker(LONG);
            some_turns().await;
            assert!(!worker.is_finished(), "nobody has asked for a stop, and the worker has ended");
            stop.pull(());
            let cut = worker.await;
            assert!(cut == Ok(0), "there was no job, and the worker gave {cut:?}");
        });
    });
}

#[test]
fn without_senders_it_ends_as_well() {
    check!(|| {
        crate::support::if_stuck(|| {
            "All senders are gone, the last job is done, and the worker has not ended: no job can come any more".into()
        });
        block_on(async {
            let (worker, jobs, _stop) = worker(LONG);
            let job = begun(&jobs).await;
            drop(jobs);
            some_turns().await;
            assert!(
                !job.is_dropped() && !worker.is_finished(),
                "all senders are gone, a job was still in flight, and it was not done to its end"
            );
            job.pull(());
            let cut = worker.await;
            assert!(cut == Ok(0), "the only job was done to its end, and the worker gave {cut:?}");
        });
    });
}
