//! A socket that is dropped drops its waiters' wakers while the table is borrowed: a waker whose drop comes back finds it locked.
//!
//! - invariant: I5
//! - file: chapters/ch07-executor/src/reactor.rs
//! - test: -p ch07-executor -p ch08-runtime --test invariants
//! - caught by: i5_a_waker_may_use_the_reactor_when_it_is_woken_cloned_and_dropped, i5_a_waker_may_use_the_runtime_when_it_is_woken_and_when_it_is_dropped
// <from>
        let waiters = {
            let mut sources = inner.sources.borrow_mut();
            let key = self.source.key();
            [sources.forget(key, Interest::Readable), sources.forget(key, Interest::Writable)]
        };
        drop(waiters); // the borrow is over
// <to>
        let mut sources = inner.sources.borrow_mut();
        let key = self.source.key();
        drop([sources.forget(key, Interest::Readable), sources.forget(key, Interest::Writable)]);
// </to>
