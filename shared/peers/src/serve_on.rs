//! How every server here begins: the line that says where it listens.

use std::io;
use std::net::TcpListener;
use std::process::ExitCode;

/// Listens where the system picks, says where, and serves. It ends when it is killed.
///
/// On a system other than Linux it says that nothing is measured there: the race needs Linux's `/proc`, and its limit is
/// an epoll loop.
pub fn serve_on(serve: impl FnOnce(TcpListener) -> io::Result<()>) -> ExitCode {
    if !cfg!(target_os = "linux") {
        eprintln!("the race is run on Linux only: its measure is a raw epoll loop");
        return ExitCode::from(2);
    }
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
