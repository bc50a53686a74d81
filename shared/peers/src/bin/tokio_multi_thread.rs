//! The same server on tokio's multi-thread runtime: a worker thread for each core that the process may use.
//!
//! `cargo run --release -p peers --bin tokio-multi-thread`
#![forbid(unsafe_code)]

peers::main!(peers::serve_on(linux::serve));

#[cfg(target_os = "linux")]
mod linux {
    use std::io;
    use std::net::TcpListener;

    use tokio::runtime::Builder;

    pub fn serve(listener: TcpListener) -> io::Result<()> {
        peers::serve_on_tokio(&Builder::new_multi_thread().enable_io().build()?, listener)
    }
}
