//! Only the first of a batch of events becomes a continuation; the others wait until it has run.
//!
//! - invariant: I1
//! - file: chapters/ch07-executor/src/executor.rs
//! - test: -p ch07-executor -p ch08-runtime --test invariants
//! - caught by: i1_a_whole_batch_is_called_before_any_of_it_runs_again, i1_all_who_are_ready_at_once_have_a_turn_before_one_has_two
// <from>
        self.woken.drain(..).for_each(Waker::wake);
// <to>
        if !self.woken.is_empty() {
            self.woken.remove(0).wake();
        }
// </to>
