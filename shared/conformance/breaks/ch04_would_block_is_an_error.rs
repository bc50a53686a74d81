//! "Would block" in the middle of an answer is taken for a broken connection: whoever reads slowly gets half of it.
//!
//! - file: chapters/ch04-nonblocking-socket/src/connection.rs
//! - test: -p ch04-nonblocking-socket --test contract -- serve_abuse serve_bodies
//! - caught by: serve_abuse::a_client_that_reads_late
// <from>
        let n = self.socket.borrow().write(self.conversation.outgoing())?;
// <to>
        let n = self.socket.borrow().write(self.conversation.outgoing()).map_err(io::Error::other)?;
// </to>
