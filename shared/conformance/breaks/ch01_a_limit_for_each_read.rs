//! Each read is allowed the whole time limit: a server that falls silent in the end may take nearly twice as long.
//!
//! - file: chapters/ch01-blocking-socket/src/fetch.rs
//! - test: -p ch01-blocking-socket --test contract -- fetch_limits
//! - caught by: fetch_limits::a_silence_that_outlives_the_timeout
// <from>
            Some(left) if !left.is_zero() => Ok(left),
// <to>
            Some(left) if !left.is_zero() => Ok(self.after),
// </to>
