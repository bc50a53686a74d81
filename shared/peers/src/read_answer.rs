//! One answer, read and checked.

use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::RESPONSE;

/// An answer that takes longer than this will not come any more.
const PATIENCE: Duration = Duration::from_secs(10);

/// Reads one answer and compares every byte. One call, unless the server cut it, or has not got so far: then a socket that
/// blocks sleeps, and one that does not is asked again.
///
/// # Errors
/// Another answer came, or none.
pub fn read_answer(mut client: &TcpStream) -> io::Result<()> {
    let mut buffer = [0; RESPONSE.len() + 1]; // one more, so that a surplus is seen
    let (mut length, mut spins) = (0, Spins::default());
    while length < RESPONSE.len() {
        match client.read(&mut buffer[length..]) {
            Ok(0) => return Err(io::Error::other("the server has closed the connection")),
            Ok(n) => length += n,
            Err(error) if error.kind() == ErrorKind::WouldBlock => spins.spin()?,
            Err(error) => return Err(error),
        }
    }
    if buffer[..length] == *RESPONSE {
        return Ok(());
    }
    let came = String::from_utf8_lossy(&buffer[..length]);
    Err(io::Error::other(format!("another answer than expected: {came:?}")))
}

/// Waits without sleeping, a little longer each time: up to a few microseconds.
#[derive(Default)]
struct Spins {
    /// How often it has waited.
    times: u32,
    /// Since when, once that has become worth a look at the clock.
    since: Option<Instant>,
}

impl Spins {
    fn spin(&mut self) -> io::Result<()> {
        for _ in 0..1 << self.times.min(6) {
            std::hint::spin_loop(); // leaves the core to its other thread, where it has two
        }
        self.times += 1;
        if self.times.is_multiple_of(1024) && self.since.get_or_insert_with(Instant::now).elapsed() > PATIENCE
        {
            return Err(io::Error::other("the server does not answer"));
        }
        Ok(())
    }
}
