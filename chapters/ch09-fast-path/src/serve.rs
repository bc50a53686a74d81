//! Serving: chapter 8's server, on these runtimes.

use std::io;
use std::net;
use std::time::Duration;

use ch07_executor::{TcpListener, sleep_on};
use ch08_runtime::Here;
pub use ch08_runtime::serve::{GRACE, serve_until};
use ch08_runtime::signal::Stop;
use lab::vitals::Vitals;

use crate::driver::Persistent;
use crate::parts::{Parts, Spawn};
use crate::runtime::{Handle, Runtime};
use crate::steps::Fast;

/// Serves every client of the listener on this thread, until Ctrl-C or SIGTERM. Tells its [`vitals`](lab::vitals) every
/// so often, if it is to.
///
/// # Errors
/// The system has no poller to give, or refuses the signal handler.
pub fn serve(listener: net::TcpListener, vitals: Option<Duration>) -> io::Result<()> {
    serve_with::<Fast>(listener, vitals)
}

/// The same on a runtime of these parts.
///
/// # Errors
/// As [`serve`].
pub fn serve_with<P: Parts>(listener: net::TcpListener, vitals: Option<Duration>) -> io::Result<()> {
    let stop = Stop::<Persistent<P>>::new()?;
    Runtime::<P>::new()?.block_on(async {
        if let Some(every) = vitals {
            drop(Persistent::<P>::spawn_named("vitals", tell_vitals(Handle::<P>::current(), every)));
        }
        serve_until(TcpListener::<Persistent<P>>::from_std(listener)?, stop).await;
        Ok(())
    })
}

/// As chapter 7's, of these parts.
async fn tell_vitals<P: Parts>(here: Handle<P>, every: Duration) {
    let driver = here.driver();
    loop {
        sleep_on(driver, every).await;
        let tasks = here.spawner().list().await.len() as u64;
        let [sockets, timers, waiters] =
            [driver.sockets(), driver.timers(), driver.waiting()].map(|n| n as u64);
        Vitals { sockets, tasks, timers, waiters }.tell();
    }
}
