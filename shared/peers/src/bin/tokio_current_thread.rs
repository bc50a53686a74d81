//! The same server on tokio's current-thread runtime, as tokio's own documentation writes it.
//!
//! `cargo run --release -p peers --bin tokio-current-thread`
#![forbid(unsafe_code)]

use std::process::ExitCode;

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    peers::serve_on(|_| Ok(()))
}

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    peers::serve_on(linux::serve)
}

#[cfg(target_os = "linux")]
mod linux {
    use std::{io, net};

    use peers::Hello;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    pub fn serve(listener: net::TcpListener) -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        runtime.block_on(async {
            listener.set_nonblocking(true)?;
            let listener = TcpListener::from_std(listener)?;
            loop {
                let (socket, _) = listener.accept().await?;
                tokio::spawn(converse(socket)); // a client that breaks its connection harms nobody else
            }
        })
    }

    async fn converse(mut socket: TcpStream) -> io::Result<()> {
        let (mut hello, mut input, mut output) = (Hello::default(), vec![0; 4096], Vec::new());
        while !hello.close {
            let n = socket.read(&mut input).await?;
            if n == 0 || hello.received(&input[..n], &mut output).is_err() {
                break;
            }
            socket.write_all(&output).await?;
            output.clear();
        }
        Ok(())
    }
}
