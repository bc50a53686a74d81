//! The same server with a thread for each connection, which blocks: the standard library and nothing else.
//!
//! `cargo run --release -p peers --bin thread-per-connection`
#![forbid(unsafe_code)]

peers::main!(peers::serve_on(linux::serve));

#[cfg(target_os = "linux")]
mod linux {
    use std::io::{self, Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::thread;

    use peers::Hello;

    pub fn serve(listener: TcpListener) -> io::Result<()> {
        loop {
            let (socket, _) = listener.accept()?;
            thread::Builder::new().spawn(move || converse(&socket))?;
        }
    }

    fn converse(mut socket: &TcpStream) -> io::Result<()> {
        let (mut hello, mut input, mut output) = (Hello::default(), vec![0; 4096], Vec::new());
        while !hello.close {
            let n = socket.read(&mut input)?;
            if n == 0 || hello.received(&input[..n], &mut output).is_err() {
                break;
            }
            socket.write_all(&output)?;
            output.clear();
        }
        Ok(())
    }
}
