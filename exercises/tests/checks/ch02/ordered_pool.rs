//! So many at once, in order, and no panic takes a thread along.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use exercises::ch02_threads::ordered_pool::{Job, run_in_order};

/// How many jobs run now, at most, and how many have ended; and a bell.
#[derive(Default)]
struct Gauge {
    counts: Mutex<Counts>,
    changed: Condvar,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    running: usize,
    most: usize,
    ended: usize,
}

impl Gauge {
    fn change<T>(&self, change: impl FnOnce(&mut Counts) -> T) -> T {
        let result = change(&mut self.counts.lock().unwrap());
        self.changed.notify_all();
        result
    }

    /// Sleeps until the counts are so.
    fn until(&self, so: impl Fn(Counts) -> bool) {
        drop(self.changed.wait_while(self.counts.lock().unwrap(), |counts| !so(*counts)).unwrap());
    }

    fn now(&self) -> Counts {
        *self.counts.lock().unwrap()
    }
}

/// A job that is counted; it does `inside` meanwhile.
fn job<T>(gauge: &Arc<Gauge>, inside: impl FnOnce(&Gauge) -> T + Send + 'static) -> Job<T> {
    let gauge = Arc::clone(gauge);
    Box::new(move || {
        gauge.change(|counts| {
            counts.running += 1;
            counts.most = counts.most.max(counts.running);
        });
        let result = inside(&gauge);
        gauge.change(|counts| {
            counts.running -= 1;
            counts.ended += 1;
        });
        result
    })
}

#[test]
fn one_slow_job_holds_up_no_other() {
    check!(|| {
        let gauge = Arc::new(Gauge::default());
        let seen = Arc::clone(&gauge);
        crate::support::if_stuck(move || {
            let Counts { most, ended, .. } = seen.now();
            format!(
                "2 threads, 9 jobs, and the first job takes longer than all others together: {ended} of the 8 others were done \
                 meanwhile, and at most {most} ran at once. The free thread takes the next job, whatever the other does; and it does \
                 not keep the queue's lock while its job runs"
            )
        });
        let mut jobs = vec![job(&gauge, |gauge| {
            gauge.until(|counts| counts.ended == 8);
            0
        })];
        jobs.extend((1..9).map(|number| job(&gauge, move |_| number)));
        let got: Vec<i32> = run_in_order(2, jobs).into_iter().map(|result| result.unwrap_or(-1)).collect();
        assert!(
            got == [0, 1, 2, 3, 4, 5, 6, 7, 8],
            "the first job ended last; the results are to come in the order of the jobs, 0 to 8, and yours are {got:?}"
        );
    });
}

#[test]
fn as_many_at_once_as_there_are_threads() {
    check!(|| {
        let gauge = Arc::new(Gauge::default());
        let seen = Arc::clone(&gauge);
        crate::support::if_stuck(move || {
            format!(
                "3 threads, 12 jobs: each job waits until 3 have run at once. At most {} ever did, and {} have ended",
                seen.now().most,
                seen.now().ended
            )
        });
        let jobs = (0..12).map(|_| {
            job(&gauge, |gauge| {
                gauge.until(|counts| counts.most >= 3);
                // Time for those that should not be here. It decides nothing when there are none.
                thread::sleep(Duration::from_millis(5));
            })
        });
        let results = run_in_order(3, jobs.collect());
        let Counts { most, ended, .. } = gauge.now();
        assert!(
            most == 3,
            "3 threads were asked for, and {most} jobs ran at once. With a thread for each job, ten thousand jobs are ten thousand threads"
        );
        assert!(
            ended == 12 && results.len() == 12,
            "12 jobs: {ended} were done, {} results came",
            results.len()
        );
    });
}

#[test]
fn a_job_that_panics_takes_no_thread_with_it() {
    check!(|| {
        let done = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&done);
        crate::support::if_stuck(move || {
            format!(
                "2 threads, 12 jobs, every other one panics: {} of the 6 good ones were done, then all stood still. A panic \
                 ends its thread unless `catch_unwind` stops it, and then nobody empties the queue, or somebody waits for a result \
                 that never comes",
                seen.load(SeqCst)
            )
        });
        let jobs = (0..12).map(|number| -> Job<usize> {
            let done = Arc::clone(&done);
            Box::new(move || {
                assert!(number % 2 == 1, "job {number} breaks off");
                done.fetch_add(1, SeqCst);
                number
            })
        });
        let results = run_in_order(2, jobs.collect());
        assert!(
            results.len() == 12,
            "12 jobs, every other one panicked, and {} results came: each job has one, an `Err` if it panicked. (A panic \
             also ends its thread, unless `catch_unwind` stops it)",
            results.len()
        );
        for (number, result) in results.into_iter().enumerate() {
            match result {
                Ok(got) => {
                    assert!(number % 2 == 1, "job {number} panicked, and in its place stands Ok({got})");
                    assert!(got == number, "in the place of job {number}'s result stands job {got}'s");
                }
                Err(panic) => {
                    let said = panic.downcast_ref::<String>();
                    assert!(
                        said.is_some_and(|said| *said == format!("job {number} breaks off")),
                        "where job {number}'s result belongs stands an `Err` with something else inside: {said:?}"
                    );
                }
            }
        }
    });
}

#[test]
fn no_job_and_no_thread() {
    check!(|| {
        crate::support::if_stuck(|| {
            "There were no jobs at all, or no threads (take one then): who waits for a result that nobody will send?".into()
        });
        let none = run_in_order::<i32>(4, Vec::new());
        assert!(none.is_empty(), "no jobs, and {} results", none.len());
        let one = run_in_order(0, vec![Box::new(|| 5) as Job<i32>]);
        assert!(
            one.len() == 1 && one[0].as_ref().is_ok_and(|&got| got == 5),
            "0 threads can do nothing, so take 1: the only job's result did not come"
        );
    });
}
