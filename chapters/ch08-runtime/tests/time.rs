//! Timeouts and intervals, on a clock that jumps.
#![allow(clippy::unwrap_used, missing_docs)]

use std::cell::Cell;
use std::future::pending;
use std::rc::Rc;
use std::time::Duration;

use ch07_executor::{Clock, ClockPark, LocalExecutor, Timer, sleep_on, timeout_on};
use ch08_runtime::Interval;

const SECOND: Duration = Duration::from_secs(1);

fn on_a_clock_that_jumps<T>(f: impl AsyncFnOnce(&Clock) -> T) -> T {
    let clock = Clock::virtual_time();
    LocalExecutor::new(ClockPark::new(&clock)).block_on(f(&clock))
}

#[test]
fn an_interval_ticks_in_whole_periods_from_the_first() {
    let ticks = on_a_clock_that_jumps(async |clock| {
        let start = clock.now();
        let mut interval = Interval::new(clock, SECOND);
        let mut ticks = Vec::new();
        for work in [0, 300, 0, 2500, 0, 0] {
            ticks.push((interval.tick().await - start).as_secs_f64());
            clock.work(Duration::from_millis(work)); // late, the fourth time
        }
        ticks
    });
    // At 5.5 the tick of 4 comes late, that of 5 is left out; those after them stand where they stood.
    assert_eq!(ticks, [0.0, 1.0, 2.0, 3.0, 4.0, 6.0]);
}

#[test]
fn an_interval_that_was_left_for_a_century_ticks_once() {
    let ticks = on_a_clock_that_jumps(async |clock| {
        let start = clock.now();
        let mut interval = Interval::new(clock, SECOND);
        interval.tick().await;
        clock.work(SECOND * 3_000_000_000);
        [interval.tick().await - start, interval.tick().await - start]
    });
    assert_eq!(ticks, [SECOND, SECOND * 3_000_000_001]);
}

#[test]
fn an_interval_of_a_nanosecond_goes_on_after_more_periods_than_a_number_holds() {
    let ticks = on_a_clock_that_jumps(async |clock| {
        let (start, nanosecond) = (clock.now(), Duration::from_nanos(1));
        let mut interval = Interval::new(clock, nanosecond);
        interval.tick().await;
        clock.work(SECOND * 5); // 5,000,000,000 periods
        let late = timeout_on(clock, SECOND, interval.tick()).await.map(|tick| tick - start);
        let next = timeout_on(clock, SECOND, interval.tick()).await.map(|tick| tick - start);
        [late, next]
    });
    assert_eq!(ticks, [Ok(Duration::from_nanos(1)), Ok(Duration::new(5, 1))]);
}

#[test]
#[should_panic(expected = "interval of zero")]
fn an_interval_of_zero_is_refused() {
    Interval::new(&Clock::new(), Duration::ZERO);
}

#[test]
fn a_tick_that_is_dropped_is_still_to_come() {
    on_a_clock_that_jumps(async |clock| {
        let start = clock.now();
        let mut interval = Interval::new(clock, SECOND);
        interval.tick().await;
        assert!(timeout_on(clock, SECOND / 2, interval.tick()).await.is_err());
        assert_eq!(interval.tick().await - start, SECOND);
        assert_eq!(clock.timers(), 0);
    });
}

#[test]
fn whoever_is_done_at_the_very_end_of_the_time_is_in_time() {
    on_a_clock_that_jumps(async |clock| {
        assert_eq!(timeout_on(clock, SECOND, sleep_on(clock, SECOND)).await, Ok(()));
        assert!(timeout_on(clock, SECOND, sleep_on(clock, SECOND + Duration::from_nanos(1))).await.is_err());
        assert_eq!(clock.timers(), 0, "both timers are unset");
    });
}

#[test]
fn when_the_time_is_over_the_future_is_dropped() {
    struct Held(Rc<Cell<bool>>);
    impl Drop for Held {
        fn drop(&mut self) {
            self.0.set(true);
        }
    }
    on_a_clock_that_jumps(async |clock| {
        let dropped = Rc::new(Cell::new(false));
        let held = Held(Rc::clone(&dropped));
        let never = async move {
            let _held = held;
            pending::<()>().await;
        };
        assert!(timeout_on(clock, SECOND, never).await.is_err());
        assert!(dropped.get());
    });
}

#[test]
fn a_limit_of_nothing_still_asks_once_and_one_of_centuries_never_fires() {
    on_a_clock_that_jumps(async |clock| {
        assert_eq!(timeout_on(clock, Duration::ZERO, async { 1 }).await, Ok(1));
        assert!(timeout_on(clock, Duration::ZERO, pending::<()>()).await.is_err());
        assert_eq!(timeout_on(clock, Duration::MAX, async { 2 }).await, Ok(2));
    });
}
