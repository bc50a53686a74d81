//! Takes the length out of the buffer before the frame is there: given up in between, the length is lost.
// <solution next>
let mut some = [0; 1024];
if self.bytes.is_empty() {
    match stream.read(&mut some).await? {
        0 => return Ok(None),
        n => self.bytes.extend_from_slice(&some[..n]),
    }
}
let length = usize::from(self.bytes.remove(0));
while self.bytes.len() < length {
    match stream.read(&mut some).await? {
        0 => return Err(ErrorKind::UnexpectedEof.into()),
        n => self.bytes.extend_from_slice(&some[..n]),
    }
}
Ok(Some(self.bytes.drain(..length).collect()))
// </solution>
