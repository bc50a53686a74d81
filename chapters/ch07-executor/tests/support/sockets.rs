//! Connected sockets.

use std::net::{TcpListener, TcpStream};

/// Both ends of a connection.
pub fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let near = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (near, listener.accept().unwrap().0)
}

/// Waits until a byte, or the end of the stream, lies ready to be read, whether or not the socket blocks.
pub fn arrived(socket: &TcpStream) {
    while socket.peek(&mut [0]).is_err() {
        std::thread::yield_now();
    }
}
