//! It reads until the socket would block, or has ended.
//!
//! - file: chapters/ch07-executor/examples/ch07_bug_edge_short_read.rs
//! - test: -p ch07-executor --test bugs
//! - caught by: a_short_read_at_an_edge_misses_the_end
// <from>
                    if short_read_is_all && n < buffer.len() {
                        break;
                    }
// <to>
                    let _ = short_read_is_all;
// </to>
