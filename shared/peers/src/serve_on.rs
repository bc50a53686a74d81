//! How every server here begins: the line that says where it listens.

use std::io;
use std::net::TcpListener;
use std::process::ExitCode;

/// The `main` of a program here: what it does on Linux. Elsewhere it says that nothing is measured there: the race needs
/// Linux's `/proc`, and its limit is an epoll loop.
#[macro_export]
macro_rules! main {
    ($on_linux:expr) => {
        fn main() -> ::std::process::ExitCode {
            #[cfg(target_os = "linux")]
            return $on_linux;
            #[cfg(not(target_os = "linux"))]
            $crate::not_here()
        }
    };
}

/// What a program says that is started elsewhere.
#[cfg(not(target_os = "linux"))]
pub fn not_here() -> ExitCode {
    eprintln!("the race is run on Linux only: its measure is a raw epoll loop");
    ExitCode::from(2)
}

/// Listens where the system picks, says where, and serves. It ends when it is killed.
pub fn serve_on(serve: impl FnOnce(TcpListener) -> io::Result<()>) -> ExitCode {
    lab::net::raise_fd_limit();
    let outcome = lab::net::listen(0).and_then(|listener| {
        lab::say!("listening on http://{}", listener.local_addr()?);
        serve(listener)
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the server has ended: {error}");
            ExitCode::FAILURE
        }
    }
}
