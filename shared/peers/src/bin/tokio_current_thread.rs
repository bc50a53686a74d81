//! The same server on tokio's current-thread runtime, as tokio's own documentation writes it.
//!
//! `cargo run --release -p peers --bin tokio-current-thread`
#![forbid(unsafe_code)]

peers::main!(peers::serve_on(linux::serve));

#[cfg(target_os = "linux")]
mod linux {
    use std::io;
    use std::net::TcpListener;

    use tokio::runtime::Builder;

    pub fn serve(listener: TcpListener) -> io::Result<()> {
        peers::serve_on_tokio(&Builder::new_current_thread().enable_io().build()?, listener)
    }
}
