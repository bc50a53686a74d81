//! The same server on smol's parts: its `LocalExecutor`, its `Async` sockets, its `block_on`.
//!
//! `cargo run --release -p peers --bin smol-local`
//!
//! # Implementation
//! `smol::LocalExecutor` is `async_executor::LocalExecutor`, and `smol::block_on` is `async_io::block_on`: the package
//! `smol` itself would only add its file and process modules to the build.
#![forbid(unsafe_code)]

peers::main!(peers::serve_on(linux::serve));

#[cfg(target_os = "linux")]
mod linux {
    use std::io;
    use std::net::{TcpListener, TcpStream};

    use async_executor::LocalExecutor;
    use async_io::Async;
    use futures_lite::{AsyncReadExt, AsyncWriteExt};
    use peers::Hello;

    pub fn serve(listener: TcpListener) -> io::Result<()> {
        let executor = LocalExecutor::new();
        async_io::block_on(executor.run(async {
            let listener = Async::new(listener)?;
            loop {
                let (socket, _) = listener.accept().await?;
                executor.spawn(converse(socket)).detach();
            }
        }))
    }

    async fn converse(mut socket: Async<TcpStream>) -> io::Result<()> {
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
