//! The function is an async fn, and whoever calls it awaits it.
//!
//! - file: chapters/ch07-executor/examples/ch07_bug_nested_block_on.rs
//! - test: -p ch07-executor --test bugs
//! - caught by: block_on_inside_block_on_is_refused_with_a_reason
// <from>
fn answer_at_once() -> u32 {
    LocalExecutor::new(Parker::new()).block_on(answer())
}

fn main() {
    panic::set_hook(Box::new(|_| {})); // the panic is shown below, by the task's handle
    say!("wrong: block_on in a task: {}", outcome(three_times(|| async { answer_at_once() })));
// <to>
async fn answer_at_once() -> u32 {
    answer().await
}

fn main() {
    panic::set_hook(Box::new(|_| {}));
    say!("wrong: block_on in a task: {}", outcome(three_times(|| async { answer_at_once().await })));
// </to>
