//! Empties the buffer with each frame: what came behind it in the same read is lost.
// <solution next>
loop {
    if let Some(length) = self.bytes.first().copied().map(usize::from)
        && self.bytes.len() > length
    {
        let frame = self.bytes[1..=length].to_vec();
        self.bytes.clear();
        return Ok(Some(frame));
    }
    let mut some = [0; 1024];
    match stream.read(&mut some).await? {
        0 if self.bytes.is_empty() => return Ok(None),
        0 => return Err(ErrorKind::UnexpectedEof.into()),
        n => self.bytes.extend_from_slice(&some[..n]),
    }
}
// </solution>
