//! The ready queue hands out the newest task: whoever came first waits while others come.
//!
//! - file: chapters/ch05-event-loop/src/event_loop.rs
//! - test: -p ch05-event-loop --test event_loop
//! - caught by: ready_tasks_take_turns_first_in_first_out
// <from>
            if let Some(id) = self.core.ready.pop_front() {
// <to>
            if let Some(id) = self.core.ready.pop_back() {
// </to>
