//! It waits only for what it wants: to read.
//!
//! - file: chapters/ch04-nonblocking-socket/examples/ch04_bug_write_interest.rs
//! - test: -p ch04-nonblocking-socket --test bugs
//! - caught by: write_interest_left_on_is_told_of_nothing_all_the_time
// <from>
    let (told, ledger) = Ledger::measure("wrong", || idle(Event::all(0)));
// <to>
    let (told, ledger) = Ledger::measure("wrong", || idle(Event::readable(0)));
// </to>
