//! A client: a line at a time over TCP, as with `nc`, or a browser; on one port.

use std::cell::RefCell;
use std::io;
use std::net::Shutdown;
use std::pin::pin;
use std::time::Duration;

use ch07_executor::serve::step;
use ch08_runtime::lines::Lines;
use ch08_runtime::net::TcpStream;
use ch08_runtime::sync::{mpsc, oneshot};
use ch08_runtime::{Either, Handle, select, timeout};
use lab::http::{Answer, Conversation, Framing, Request, Want};

use super::room::{Event, Id, OUTBOX};

/// The longest line, in bytes.
pub(super) const MAX_LINE: usize = 1024;
/// A browser speaks first, and at once. Who says nothing for so long is a human, and is asked for a name.
const SILENCE: Duration = Duration::from_millis(300);
/// Who takes nothing for so long is not there any more.
const PATIENCE: Duration = Duration::from_secs(10);

// ANCHOR: client
/// Serves one client until it goes, or the room closes.
pub(super) async fn serve(stream: TcpStream, room: mpsc::Sender<Event>) -> io::Result<()> {
    let mut lines = Lines::new(MAX_LINE);
    // Given up in the middle of a line, the first call loses nothing: the line's beginning is in `lines`.
    let first = match timeout(SILENCE, lines.next(&stream)).await {
        Ok(first) => first?,
        Err(_) => {
            stream.write_all(b"your name?\n").await?;
            lines.next(&stream).await?
        }
    };
    match first {
        None => Ok(()),
        Some(first) if first.ends_with(b"HTTP/1.1") || first.ends_with(b"HTTP/1.0") => {
            browser(stream, room, [first, b"\r\n".to_vec(), lines.into_rest()].concat()).await
        }
        Some(name) => by_lines(stream, room, lines, clean(&name)).await,
    }
}
// ANCHOR_END: client

// ANCHOR: by_lines
/// Reads what it types, and meanwhile writes what is said.
async fn by_lines(
    stream: TcpStream,
    room: mpsc::Sender<Event>,
    mut lines: Lines,
    name: String,
) -> io::Result<()> {
    let (id, inbox) = come(&room, name).await?;
    let talk = async {
        while let Some(line) = lines.next(&stream).await? {
            // The room may be busy: then this waits, reads no more, and the client's system learns to wait too.
            room.send(Event::Say(id, clean(&line))).await.map_err(|_| gone())?;
        }
        Ok(())
    };
    let mut listen = pin!(write_all_of(&stream, inbox, |line| format!("{line}\n")));
    let ended = match select(talk, listen.as_mut()).await {
        Either::Left(ended) => {
            let _ = room.send(Event::Gone(id)).await;
            listen.await?; // what was said before it went
            ended
        }
        Either::Right(ended) => ended,
    };
    let _ = room.send(Event::Gone(id)).await;
    stream.shutdown(Shutdown::Write)?;
    ended
}
// ANCHOR_END: by_lines

/// Enters the room.
async fn come(room: &mpsc::Sender<Event>, name: String) -> io::Result<(Id, mpsc::Receiver<String>)> {
    let (outbox, inbox) = mpsc::channel(OUTBOX);
    let (welcome, id) = oneshot::channel();
    let name = if name.is_empty() { "somebody".to_owned() } else { name };
    room.send(Event::Come { name, outbox, welcome }).await.map_err(|_| gone())?;
    Ok((id.await.map_err(|_| gone())?, inbox))
}

/// Writes lines until there will be no more.
async fn write_all_of(
    stream: &TcpStream,
    mut inbox: mpsc::Receiver<String>,
    form: impl Fn(&str) -> String,
) -> io::Result<()> {
    while let Some(line) = inbox.recv().await {
        let mut text = form(&line);
        // All that is there, in one write.
        while let Ok(line) = inbox.try_recv() {
            text += &form(&line);
        }
        // Given up, some of it may have been written: so the connection is given up too.
        timeout(PATIENCE, stream.write_all(text.as_bytes())).await.map_err(|_| io::ErrorKind::TimedOut)??;
    }
    Ok(())
}

/// What a request asks for, beside its answer.
enum Wish {
    /// To come in, and hear everything.
    Listen(String),
    /// To say something.
    Say(Id, String),
}

// ANCHOR: browser
/// Answers a browser's requests. One of them has an answer without an end: the lines of the room, as *server-sent events*.
async fn browser(stream: TcpStream, room: mpsc::Sender<Event>, already: Vec<u8>) -> io::Result<()> {
    let wish = RefCell::new(None);
    let mut conversation = Conversation::new(|request: &Request<'_>| {
        let (answer, wanted) = answer(request);
        *wish.borrow_mut() = wanted;
        answer
    });
    conversation.received(&already);
    let driver = Handle::current().driver().clone();
    loop {
        let wanted = if conversation.want() == Want::Write { None } else { wish.take() };
        match wanted {
            // The head is written. The body has no end, so it is ours.
            Some(Wish::Listen(name)) => return listen(stream, room, name).await,
            Some(Wish::Say(id, line)) => room.send(Event::Say(id, line)).await.map_err(|_| gone())?,
            None => {}
        }
        if step(&driver, &stream, &mut conversation).await?.is_break() {
            return Ok(());
        }
    }
}

async fn listen(stream: TcpStream, room: mpsc::Sender<Event>, name: String) -> io::Result<()> {
    let (id, inbox) = come(&room, name).await?;
    stream.write_all(format!("event: you\ndata: {id}\n\n").as_bytes()).await?;
    let went = async { while !matches!(stream.read(&mut [0; 64]).await, Ok(0) | Err(_)) {} };
    let ended = match select(went, write_all_of(&stream, inbox, |line| format!("data: {line}\n\n"))).await {
        Either::Left(()) => Ok(()),
        Either::Right(ended) => ended,
    };
    let _ = room.send(Event::Gone(id)).await;
    ended
}
// ANCHOR_END: browser

fn answer(request: &Request<'_>) -> (Answer, Option<Wish>) {
    let mut parts = request.path.trim_start_matches('/').split('/');
    match (request.method, parts.next(), parts.next()) {
        ("GET" | "HEAD", Some(""), None) => {
            let mut page = Answer::new(200, include_bytes!("page.html").as_slice());
            page.content_type = "text/html";
            (page, None)
        }
        ("GET", Some("events"), Some(name)) => {
            let mut head = Answer::new(200, b"".as_slice());
            head.content_type = "text/event-stream";
            head.framing = Framing::UntilClose;
            head.headers.push(("Cache-Control", "no-store".to_owned()));
            (head, Some(Wish::Listen(clean(&unescaped(name)))))
        }
        ("POST", Some("say"), Some(id)) => match id.parse() {
            Ok(id) => (Answer::new(200, b"ok".as_slice()), Some(Wish::Say(id, clean(request.body)))),
            Err(_) => (Answer::new(400, b"that is no id".as_slice()), None),
        },
        _ => (Answer::new(404, b"not found".as_slice()), None),
    }
}

/// One line of text that does no harm to a terminal, nor to the framing of events: without control characters.
fn clean(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(MAX_LINE)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// `%41` is `A`.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|hex| str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    bytes
}

fn gone() -> io::Error {
    io::Error::new(io::ErrorKind::NotConnected, "the room is closed")
}
