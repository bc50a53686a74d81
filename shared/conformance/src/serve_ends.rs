//! `serve`: how it begins and ends as a process.

use std::fs::File;
use std::io::Seek;

use crate::Program;
use crate::client::{Client, get};
use crate::fetching::Folder;
use crate::patience::{self, Must};
use crate::processes::{self, skipped};
use crate::serving::Serving;

/// SIGTERM ends it, though clients are connected: its children too, the port is free, and stdout was one line.
pub fn sigterm_ends_it(p: &Program) {
    if !cfg!(unix) {
        return skipped("there is no SIGTERM here");
    }
    let mut serve = p.serve();
    serve.assert_serves();
    let pids = serve.pids();
    let mut clients: Vec<Client> = (0..20).map(|_| serve.client()).collect();
    for (kind, client) in clients.iter_mut().enumerate() {
        match kind % 3 {
            0 => client.send(get("/")),
            1 => client.send("GET / HTTP/1.1\r\nHos"),
            _ => client.send(get("/delay/60000")),
        }
    }
    clients[0].answer().assert_is(200, b"Hello, World!");
    serve.signal("TERM");
    serve.wait();
    assert_ended(&pids);
    serve.assert_refuses();
    assert_eq!(serve.rest_of_stdout(), "", "stdout after the first line");
}

/// Killed, it takes its children with it.
pub fn children_end_with_their_parent(p: &Program) {
    if !cfg!(unix) {
        return skipped("there is no SIGKILL here");
    }
    let mut serve = p.serve();
    serve.assert_serves();
    let pids = serve.pids();
    serve.signal("KILL");
    serve.wait();
    assert_ended(&pids);
    serve.assert_refuses();
}

#[track_caller]
fn assert_ended(pids: &[u32]) {
    if !processes::SHOWN {
        return;
    }
    patience::until("every process of serve ends", || {
        let left: Vec<&u32> = pids.iter().filter(|pid| !processes::has_ended(**pid)).collect();
        if left.is_empty() { Ok(()) } else { Err(format!("{left:?} of {pids:?} still run")) }
    });
}

/// It never reads its stdin: whoever shares the file finds it where it was.
pub fn stdin_is_left_alone(p: &Program) {
    let folder = Folder::new();
    let mut file = folder.file_with("stdin", b"not for you\n");
    let mut command = p.command(&["serve", "--port", "0"]);
    let shared: File = file.try_clone().must("share a file");
    command.stdin(shared);
    let serve = Serving::start(command);
    serve.assert_serves();
    assert_eq!(
        file.stream_position().must("ask for the position"),
        0,
        "the position in the file that is stdin"
    );
}
