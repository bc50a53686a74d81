//! First in, first out.
//!
//! - file: chapters/ch07-executor/examples/ch07_bug_lifo_starvation.rs
//! - test: -p ch07-executor --test bugs
//! - caught by: the_newest_first_starves_one_of_two_tasks
// <from>
    let [first, second] = share(VecDeque::pop_back);
// <to>
    let [first, second] = share(VecDeque::pop_front);
// </to>
