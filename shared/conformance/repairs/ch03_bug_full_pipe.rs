//! Somebody reads while the parent writes.
//!
//! - file: chapters/ch03-processes/examples/ch03_bug_full_pipe.rs
//! - test: -p ch03-processes --test bugs
//! - caught by: full_pipe_stands_still_and_then_does_not
// <from>
    thread::spawn(move || -> io::Result<()> {
        for piece in 1..=MESSAGE / PIECE.len() {
            to_child.write_all(&PIECE)?;
            let _ = progress.send(piece * PIECE.len());
        }
        drop(to_child);
        // The answer would be read here. It never comes to this.
        from_child.read_to_end(&mut Vec::new())?;
// <to>
    thread::spawn(move || from_child.read_to_end(&mut Vec::new()));
    thread::spawn(move || -> io::Result<()> {
        for piece in 1..=MESSAGE / PIECE.len() {
            to_child.write_all(&PIECE)?;
            let _ = progress.send(piece * PIECE.len());
        }
// </to>
