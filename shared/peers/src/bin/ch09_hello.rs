//! Chapter 9's runtime under the server that all peers have: one thread, a task for each connection.
//!
//! The chapters' own `serve` does more for a request: it bears bodies, pipelining, bad requests and a stop. Here only the
//! runtimes are compared.
#![forbid(unsafe_code)]

peers::main!(peers::serve_on(linux::serve));

#[cfg(target_os = "linux")]
mod linux {
    use std::{io, net};

    use ch09_fast_path::{TcpListener, TcpStream, block_on, spawn};
    use peers::Hello;

    pub fn serve(listener: net::TcpListener) -> io::Result<()> {
        block_on(async {
            let listener = TcpListener::from_std(listener)?;
            loop {
                let socket = listener.accept().await?;
                drop(spawn(async move { converse(&socket).await })); // who breaks its connection harms nobody else
            }
        })
    }

    async fn converse(socket: &TcpStream) -> io::Result<()> {
        let (mut hello, mut output) = (Hello::default(), Vec::new());
        while !hello.close {
            let over = |input: &[u8]| input.is_empty() || hello.received(input, &mut output).is_err();
            if socket.read_with(over).await? {
                break;
            }
            socket.write_all(&output).await?;
            output.clear();
        }
        Ok(())
    }
}
