//! The queue has 16 places.
//!
//! - file: chapters/ch08-runtime/examples/ch08_bug_queue_without_limit.rs
//! - test: -p ch08-runtime --test bugs_of_programs
//! - caught by: a_queue_without_a_limit_takes_all_there_is
// <from>
    for (name, places) in [("wrong: no limit: ", NO_LIMIT), ("right: 16 places:", 16)] {
// <to>
    for (name, places) in [("wrong: no limit: ", 16), ("right: 16 places:", 16)] {
// </to>
