//! It reads until the bytes say that the answer is complete.
//!
//! - file: chapters/ch01-blocking-socket/examples/ch01_bug_one_read.rs
//! - test: -p ch01-blocking-socket --test demos
//! - caught by: one_read_is_not_the_answer
// <from>
    let n = stream.read(&mut buffer)?; // 4,096 bytes of room: surely enough for so short an answer?
// <to>
    let (mut exchange, mut n) = (Exchange::get(&url), 0);
    loop {
        let more = stream.read(&mut buffer[n..])?;
        n += more;
        if more == 0 || exchange.received(&buffer[n - more..n])? == Progress::Done {
            break;
        }
    }
// </to>
