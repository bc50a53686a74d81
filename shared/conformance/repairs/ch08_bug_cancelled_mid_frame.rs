//! The future outlives the rounds, and is lent to each.
//!
//! - file: chapters/ch08-runtime/examples/ch08_bug_cancelled_mid_frame.rs
//! - test: -p ch08-runtime --test bugs
//! - caught by: half_a_frame_is_lost_with_the_future_that_read_it
// <from>
    loop {
        match timeout(PATIENCE, read_frame(stream)).await {
// <to>
    let mut frame = pin!(read_frame(stream));
    loop {
        match timeout(PATIENCE, frame.as_mut()).await {
// </to>
