//! Takes the end in the middle of a frame for a good end.
// <solution next>
loop {
    if let Some(length) = self.bytes.first().copied().map(usize::from)
        && self.bytes.len() > length
    {
        let frame = self.bytes.drain(..=length);
        return Ok(Some(frame.skip(1).collect()));
    }
    let mut some = [0; 1024];
    match stream.read(&mut some).await? {
        0 => return Ok(None),
        n => self.bytes.extend_from_slice(&some[..n]),
    }
}
// </solution>
