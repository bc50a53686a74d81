//! It reads until the empty line has come.
//!
//! - file: chapters/ch01-blocking-socket/examples/ch01_bug_split_request.rs
//! - test: -p ch01-blocking-socket --test demos
//! - caught by: a_request_in_two_pieces_is_refused_by_who_reads_once
// <from>
    let n = client.read(&mut buffer)?;
    buffer.truncate(n);
// <to>
    let mut n = 0;
    while !buffer[..n].ends_with(b"\r\n\r\n") {
        match client.read(&mut buffer[n..])? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            more => n += more,
        }
    }
    buffer.truncate(n);
// </to>
