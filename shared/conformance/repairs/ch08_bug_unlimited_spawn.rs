//! A semaphore with 20 permits.
//!
//! - file: chapters/ch08-runtime/examples/ch08_bug_unlimited_spawn.rs
//! - test: -p ch08-runtime --test bugs_of_programs
//! - caught by: without_a_limit_the_whole_list_is_at_the_server_at_once
// <from>
    for (name, permits) in [("wrong", ITEMS), ("right", 20)] {
// <to>
    for (name, permits) in [("wrong", 20), ("right", 20)] {
// </to>
