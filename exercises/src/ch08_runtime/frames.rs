//! # Not half a frame is lost
//!
//! - minutes: 15
//! - idea: a future that is dropped takes its local variables along; what must not be lost is kept outside of it
//! - page: chapters/ch08-runtime/README.md#how-to-lose-no-bytes
//!
//! A frame is a byte with a length, then so many bytes. `Frames::next` below reads them well, as long as nobody gives it
//! up. But around it stands a `timeout`, and when that drops the future in the middle of a frame, the next call takes the
//! middle of a text for a length.
//!
//! Repair it: a `next` that is dropped loses nothing, and the next call goes on where it stood. (One read may bring the
//! end of one frame and the beginning of another.)

use std::io::{ErrorKind, Result};

use ch08_runtime::TcpStream;

/// Reads the frames of a connection, one after another.
#[derive(Debug, Default)]
pub struct Frames {
    // TODO: What does it have to remember from one call to the next?
}

impl Frames {
    /// The next frame, without its length; `None` when the stream ends between two frames.
    ///
    /// Dropped: nothing is lost.
    ///
    /// # Errors
    /// The connection broke; [`ErrorKind::UnexpectedEof`]: the stream ended in the middle of a frame.
    pub async fn next(&mut self, stream: &TcpStream) -> Result<Option<Vec<u8>>> {
        // TODO: Where are the bytes that have come, while this waits for more?
        let mut length = [0];
        if stream.read(&mut length).await? == 0 {
            return Ok(None);
        }
        let mut text = vec![0; length[0].into()];
        let mut filled = 0;
        while filled < text.len() {
            match stream.read(&mut text[filled..]).await? {
                0 => return Err(ErrorKind::UnexpectedEof.into()),
                n => filled += n,
            }
        }
        Ok(Some(text))
    }
}
