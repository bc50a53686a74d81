//! The outer one drives the inner one through its waits, and gets its result.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::mpsc::channel;
use std::time::Duration;

use ch04_nonblocking_socket::Interest;
use ch05_event_loop::{Core, Coroutine, Deliver, EventLoop, LoopError, Sleep, Step, Wait};
use exercises::ch05_event_loop::nested::Retry;

use super::words::words;

/// What an attempt brings.
type Outcome = Result<&'static str, &'static str>;

const PAUSE: Duration = Duration::from_secs(1);

/// More than any check needs.
const FAR_TOO_MANY: u32 = 200;

/// What the attempts have seen. Also for the watchdog's thread.
#[derive(Debug, Default)]
struct Seen {
    made: AtomicU32,
    alive: AtomicU32,
    resumed: AtomicU32,
}

impl Seen {
    fn made(&self) -> u32 {
        self.made.load(SeqCst)
    }
}

/// An attempt that says what its script says, step by step.
struct Attempt {
    seen: Arc<Seen>,
    steps: std::vec::IntoIter<Say>,
}

/// What an attempt says when it is resumed.
enum Say {
    Wait(Wait),
    Yield,
    /// Waits with a coroutine of its own, and is done when that is.
    Sleep(Sleep, Outcome),
    Done(Outcome),
}

impl Coroutine for Attempt {
    type Output = Outcome;

    fn resume(&mut self, core: &mut Core) -> Step<Outcome> {
        let resumed = self.seen.resumed.fetch_add(1, SeqCst) + 1;
        assert!(
            resumed < FAR_TOO_MANY,
            "the attempts were resumed {resumed} times, and it does not come to an end: is a `Wait` passed up as it is?"
        );
        if let Some(Say::Sleep(sleep, outcome)) = self.steps.as_mut_slice().first_mut() {
            let outcome = *outcome;
            return sleep.resume(core).map(|()| outcome);
        }
        match self.steps.next().expect("an attempt was resumed again after it was done") {
            Say::Wait(wait) => Step::Wait(wait),
            Say::Yield => Step::Yield,
            Say::Done(outcome) => Step::Done(outcome),
            Say::Sleep(..) => unreachable!(),
        }
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        self.seen.alive.fetch_sub(1, SeqCst);
    }
}

/// Attempts whose n-th follows the script that `script(n)` writes, from 1 on.
fn attempts(script: impl Fn(u32) -> Vec<Say>) -> (Arc<Seen>, impl FnMut() -> Attempt) {
    let seen = Arc::new(Seen::default());
    let stuck = Arc::clone(&seen);
    crate::support::if_stuck(move || {
        let (made, resumed) = (stuck.made(), stuck.resumed.load(SeqCst));
        format!(
            "Attempts made: {made}; resumed {resumed} times in all. The clock of this loop goes on only when every task \
             waits: who gives way (`Yield`) where the inner one waits, or loops inside `resume`, stops it"
        )
    });
    let make = {
        let seen = Arc::clone(&seen);
        move || {
            let made = seen.made.fetch_add(1, SeqCst) + 1;
            assert!(made < FAR_TOO_MANY, "{made} attempts were made, and it does not come to an end");
            seen.alive.fetch_add(1, SeqCst);
            Attempt { seen: Arc::clone(&seen), steps: script(made).into_iter() }
        }
    };
    (seen, make)
}

/// A loop whose clock jumps.
fn event_loop() -> EventLoop {
    EventLoop::with_virtual_clock().unwrap()
}

/// The learner's coroutine as the loop sees it, with a limit.
struct Watched<C> {
    inner: C,
    resumed: u32,
}

impl<C: Coroutine> Coroutine for Watched<C> {
    type Output = C::Output;

    fn resume(&mut self, core: &mut Core) -> Step<C::Output> {
        self.resumed += 1;
        assert!(
            self.resumed < FAR_TOO_MANY,
            "the loop has resumed your coroutine {} times, and it does not come to an end. Does it pass up each `Wait` as it \
             is, and go on with the inner coroutine it holds, instead of making it anew?",
            self.resumed
        );
        self.inner.resume(core)
    }
}

/// Runs it on the loop: what it gave, and how long that took by the loop's clock.
fn run(event_loop: &mut EventLoop, inner: impl Coroutine<Output = Outcome> + 'static) -> (Outcome, Duration) {
    let start = event_loop.core().now();
    match event_loop.run_until_complete(Watched { inner, resumed: 0 }) {
        Ok(outcome) => (outcome, event_loop.core().now() - start),
        // Already heard, in its own words.
        Err(LoopError::Panicked(said)) => resume_unwind(Box::new(said)),
        Err(other) => panic!("the loop ended: {other}. Where your coroutine can go on, let it go on"),
    }
}

/// Resumes it for the first time. Its first attempt fails at once.
fn fail_once(retry: &mut impl Coroutine<Output = Outcome>, core: &mut Core) -> Step<Outcome> {
    let start = core.now();
    let step = retry.resume(core);
    assert!(
        step != Step::Yield,
        "the attempt has failed, and you gave way: go on at once, as far as you can without waiting. Here that is to resume \
         the pause"
    );
    let expected = Step::Wait(Wait::until(start + PAUSE));
    assert!(
        step == expected,
        "the attempt failed at once, so the first resume ends in the pause's {}; yours said {}",
        words(&expected, start),
        words(&step, start)
    );
    step
}

#[test]
fn what_the_inner_one_says_is_passed_up() {
    check!(|| {
        let mut event_loop = event_loop();
        let core = event_loop.core();
        let start = core.now();
        let soon = Wait::until(start + Duration::from_millis(5));
        let socket = Wait { source: Some((7, Interest::Writable)), ..soon };
        let (seen, make) =
            attempts(|_| vec![Say::Wait(soon), Say::Wait(socket), Say::Yield, Say::Done(Ok("answer"))]);
        let mut retry = Retry::new(3, PAUSE, make);
        for expected in [Step::Wait(soon), Step::Wait(socket), Step::Yield, Step::Done(Ok("answer"))] {
            let step = retry.resume(core);
            let made = seen.made();
            assert!(
                made == 1,
                "the attempt is not done, and you have made {made}: go on with the one you hold, do not begin anew"
            );
            assert!(
                step == expected,
                "the attempt said {}, and you said {}: whoever holds a coroutine passes its step up as it is",
                words(&expected, start),
                words(&step, start)
            );
        }
    });
}

#[test]
fn what_is_done_at_once_needs_one_resume() {
    check!(|| {
        let mut event_loop = event_loop();
        let start = event_loop.core().now();
        let (_, make) = attempts(|_| vec![Say::Done(Ok("at once"))]);
        let step = Retry::new(3, PAUSE, make).resume(event_loop.core());
        assert!(
            step == Step::Done(Ok("at once")),
            "the attempt succeeded without a wait, and your first resume said {}",
            words(&step, start)
        );
    });
}

#[test]
fn a_failed_attempt_is_dropped_before_the_pause() {
    check!(|| {
        let mut event_loop = event_loop();
        let (seen, make) = attempts(|_| vec![Say::Done(Err("refused"))]);
        let mut retry = Retry::new(3, PAUSE, make);
        let _ = fail_once(&mut retry, event_loop.core());
        let alive = seen.alive.load(SeqCst);
        assert!(
            alive == 0,
            "while the pause lasts, {alive} failed attempt is kept: drop it, it may own a socket"
        );
    });
}

#[test]
fn a_pause_that_is_resumed_too_early_goes_on() {
    check!(|| {
        let mut event_loop = event_loop();
        let core = event_loop.core();
        let start = core.now();
        let (seen, make) = attempts(|_| vec![Say::Done(Err("refused"))]);
        let mut retry = Retry::new(3, PAUSE, make);
        let wait = fail_once(&mut retry, core);
        for quarter in ["a quarter", "half", "three quarters"] {
            core.work(PAUSE / 4); // the clock goes on, not yet to the end of the pause
            let again = retry.resume(core);
            assert!(
                again == wait && seen.made() == 1,
                "after {quarter} of the pause it was resumed too early, and said {} instead of {}; attempts made: {}. The pause \
                 goes on: it neither ends nor begins anew",
                words(&again, start),
                words(&wait, start),
                seen.made()
            );
        }
        core.work(PAUSE / 4);
        let _ = retry.resume(core);
        let made = seen.made();
        assert!(
            made == 2,
            "the pause is over and it was resumed: time for the second attempt; you have made {made}"
        );
    });
}

#[test]
fn at_the_end_of_the_pause_it_goes_on_at_once() {
    check!(|| {
        let mut event_loop = event_loop();
        let core = event_loop.core();
        let start = core.now();
        let later = Wait::until(start + 5 * PAUSE);
        let (seen, make) = attempts(move |number| {
            vec![if number == 1 { Say::Done(Err("refused")) } else { Say::Wait(later) }]
        });
        let mut retry = Retry::new(3, PAUSE, make);
        let _ = fail_once(&mut retry, core);
        core.work(PAUSE);
        let step = retry.resume(core);
        assert!(
            step != Step::Yield,
            "the pause is over, and you gave way: make the next attempt and resume it in the same call"
        );
        let (made, resumed) = (seen.made(), seen.resumed.load(SeqCst));
        assert!(
            step == Step::Wait(later),
            "the pause is over, the second attempt says {}, and you said {} (attempts made: {made}, resumed: {resumed}): make \
             the next attempt, resume it in the same call, and pass up what it says",
            words(&Step::<Outcome>::Wait(later), start),
            words(&step, start)
        );
    });
}

#[test]
fn it_tries_until_an_attempt_succeeds() {
    check!(|| {
        let wait = Duration::from_millis(100);
        let (seen, make) = attempts(move |number| {
            let outcome = if number < 3 { Err("refused") } else { Ok("the third") };
            vec![Say::Sleep(Sleep::For(wait), outcome)]
        });
        let (outcome, took) = run(&mut event_loop(), Retry::new(5, PAUSE, make));
        let made = seen.made();
        assert!(
            outcome == Ok("the third") && made == 3,
            "of five attempts two fail and the third succeeds: you made {made}, and gave {outcome:?}"
        );
        let expected = 3 * wait + 2 * PAUSE;
        assert!(
            took == expected,
            "three attempts of {wait:?} with pauses of {PAUSE:?} between them take {expected:?} by the loop's clock; yours took \
             {took:?}"
        );
    });
}

#[test]
fn the_last_error_comes_without_a_pause() {
    check!(|| {
        for allowed in 1..=3 {
            let errors = ["first", "second", "third", "more"];
            let (seen, make) =
                attempts(move |number| vec![Say::Done(Err(errors[(number.min(4) - 1) as usize]))]);
            let (outcome, took) = run(&mut event_loop(), Retry::new(allowed, PAUSE, make));
            let made = seen.made();
            assert!(made == allowed, "{allowed} attempts were allowed, all fail, and you made {made}");
            let last = errors[allowed as usize - 1];
            assert!(
                outcome == Err(last),
                "{allowed} attempts were allowed, all fail; the last error was {last:?}, and you gave {outcome:?}"
            );
            assert!(
                took == (allowed - 1) * PAUSE,
                "{allowed} attempts fail at once; with a pause of {PAUSE:?} between them and none after the last, that takes {:?}; \
                 yours took {took:?}",
                (allowed - 1) * PAUSE
            );
        }
    });
}

#[test]
fn two_of_them_wait_at_the_same_time() {
    check!(|| {
        let mut event_loop = event_loop();
        let start = event_loop.core().now();
        let (sender, outcomes) = channel();
        let mut seen = Vec::new();
        for number in 0..2 {
            let (of_this, make) =
                attempts(|number| vec![Say::Done(if number < 3 { Err("refused") } else { Ok("the third") })]);
            seen.push(of_this);
            let inner = Retry::new(3, PAUSE, make);
            event_loop
                .create_task("retry", Deliver::new(number, Watched { inner, resumed: 0 }, sender.clone()));
        }
        let ended = event_loop.run();
        if let Some(panicked) = event_loop.panics().first() {
            resume_unwind(Box::new(panicked.said.clone())); // already heard, in its own words
        }
        let (done, took) = (outcomes.try_iter().count(), event_loop.core().now() - start);
        assert!(
            ended.is_ok() && done == 2,
            "two tasks try three times each; {done} came to an end, and the loop said {ended:?}"
        );
        assert!(
            took == 2 * PAUSE,
            "two tasks pause twice for {PAUSE:?} each, at the same times: that is {:?} by the loop's clock; yours took {took:?}",
            2 * PAUSE
        );
    });
}
