//! Takes the buffer into a local variable and puts it back at the end: a future that is dropped never comes to its end.
// <solution next>
let mut bytes = std::mem::take(&mut self.bytes);
loop {
    if let Some(length) = bytes.first().copied().map(usize::from)
        && bytes.len() > length
    {
        self.bytes = bytes.split_off(length + 1);
        return Ok(Some(bytes[1..].to_vec()));
    }
    let mut some = [0; 1024];
    match stream.read(&mut some).await? {
        0 if bytes.is_empty() => return Ok(None),
        0 => return Err(ErrorKind::UnexpectedEof.into()),
        n => bytes.extend_from_slice(&some[..n]),
    }
}
// </solution>
