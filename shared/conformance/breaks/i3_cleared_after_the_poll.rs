//! That a task stands in the queue is forgotten after its poll, not before: a wake during the poll is lost.
//!
//! - invariant: I3
//! - file: chapters/ch07-executor/src/executor.rs
//! - test: -p ch07-executor -p ch08-runtime --test tasks_without_sockets --test invariants
//! - caught by: i3_a_wake_during_the_poll_leads_to_another_poll, i3_a_wake_during_the_poll_is_a_wake
// <from>
        task.call.answered(); // before the poll (invariant I3)
// <to>
        struct Late(Arc<Call>);
        impl Drop for Late {
            fn drop(&mut self) {
                self.0.answered();
            }
        }
        let _late = Late(Arc::clone(&task.call));
// </to>
