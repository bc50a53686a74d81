//! It awaits.
//!
//! - file: chapters/ch07-executor/examples/ch07_bug_blocking.rs
//! - test: -p ch07-executor --test bugs
//! - caught by: a_task_that_blocks_stops_the_ticker
// <from>
    let (ticks, gap) = beside(|_| async { thread::sleep(WAIT) });
// <to>
    let (ticks, gap) = beside(|clock| async move { sleep_on(&clock, WAIT).await });
// </to>
