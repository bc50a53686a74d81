//! Serving: chapter 8's server, on these runtimes.

use std::io;
use std::net;

use ch07_executor::TcpListener;
pub use ch08_runtime::serve::{GRACE, serve_until};
use ch08_runtime::signal::Stop;

use crate::driver::Level;
use crate::parts::Parts;
use crate::runtime::Runtime;
use crate::steps::Fast;

/// Serves every client of the listener on this thread, until Ctrl-C or SIGTERM.
///
/// # Errors
/// The system has no poller to give, or refuses the signal handler.
pub fn serve(listener: net::TcpListener) -> io::Result<()> {
    serve_with::<Fast>(listener)
}

/// The same on a runtime of these parts.
///
/// # Errors
/// As [`serve`].
pub fn serve_with<P: Parts>(listener: net::TcpListener) -> io::Result<()> {
    let stop = Stop::<Level<P>>::new()?;
    Runtime::<P>::new()?.block_on(async {
        serve_until(TcpListener::<Level<P>>::from_std(listener)?, stop).await;
        Ok(())
    })
}
