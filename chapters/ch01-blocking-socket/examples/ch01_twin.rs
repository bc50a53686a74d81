//! What `twin.py` does, in Rust: one blocking socket, one request after another.
//!
//! ```console
//! $ cargo run -p ch01-blocking-socket --example ch01_twin
//! $ python3 chapters/ch01-blocking-socket/twin.py
//! ```
//!
//! Both print the same events in the same order.
#![forbid(unsafe_code)]

use std::error::Error;
use std::time::Duration;

use ch01_blocking_socket::fetch;
use lab::say;
use lab::server::Server;

/// In milliseconds. The second could have its answer first. Nobody asks it before the first has had its own.
const DELAYS: [u64; 3] = [60, 20, 40];

// ANCHOR: twin
fn main() -> Result<(), Box<dyn Error>> {
    let server = Server::start()?;
    for (number, delay) in (1..).zip(DELAYS) {
        say!("request {number}: asks for /delay/{delay}, and the program waits");
        // Python's is written out in `twin.py`; this one is the chapter's.
        let fetched = fetch(&server.target(&format!("/delay/{delay}")), Duration::from_secs(30))?;
        let body = String::from_utf8_lossy(&fetched.response.body);
        say!("request {number}: {} {body}", fetched.response.status);
    }
    say!("all answered, in the order of asking");
    Ok(())
}
// ANCHOR_END: twin
