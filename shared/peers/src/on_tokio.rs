//! The same server as tokio's own documentation writes it, for whichever of its two runtimes.

use std::{io, net};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

use crate::Hello;

/// Serves every client of the listener, a task for each.
///
/// # Errors
/// The listener fails.
pub fn serve_on_tokio(runtime: &Runtime, listener: net::TcpListener) -> io::Result<()> {
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
