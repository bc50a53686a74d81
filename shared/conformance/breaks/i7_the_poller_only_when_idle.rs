//! The poller is visited only when no task is ready: tasks that are always ready starve all sockets.
//!
//! - invariant: I7
//! - file: chapters/ch07-executor/src/executor.rs
//! - test: -p ch07-executor -p ch08-runtime --test invariants
//! - caught by: i7_a_task_that_wakes_itself_for_ever_does_not_starve_one_that_waits_for_a_socket, i7_beside_tasks_that_are_always_ready_a_socket_is_served_within_a_hundred_polls
// <from>
            while self.polls < POLLS_A_TURN {
// <to>
            loop {
// </to>
