//! Takes a frame of no bytes for the end.
// <solution next>
loop {
    if let Some(length) = self.bytes.first().copied().map(usize::from)
        && self.bytes.len() > length
    {
        let frame: Vec<u8> = self.bytes.drain(..=length).skip(1).collect();
        return Ok(Some(frame).filter(|frame| !frame.is_empty()));
    }
    let mut some = [0; 1024];
    match stream.read(&mut some).await? {
        0 if self.bytes.is_empty() => return Ok(None),
        0 => return Err(ErrorKind::UnexpectedEof.into()),
        n => self.bytes.extend_from_slice(&some[..n]),
    }
}
// </solution>
