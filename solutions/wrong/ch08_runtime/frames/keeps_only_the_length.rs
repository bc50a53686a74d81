//! Keeps the length from call to call, and the text in a local variable.
// <solution kept>
/// The length of the frame that is being read.
length: Option<u8>,
// </solution>
// <solution next>
let length = match self.length {
    Some(length) => length,
    None => {
        let mut length = [0];
        if stream.read(&mut length).await? == 0 {
            return Ok(None);
        }
        self.length = Some(length[0]);
        length[0]
    }
};
let mut text = vec![0; length.into()];
let mut filled = 0;
while filled < text.len() {
    match stream.read(&mut text[filled..]).await? {
        0 => return Err(ErrorKind::UnexpectedEof.into()),
        n => filled += n,
    }
}
self.length = None;
Ok(Some(text))
// </solution>
