//! The chat server, from outside: clients that behave, clients that do not, and Ctrl-C.
#![cfg(unix)]
#![allow(clippy::unwrap_used, missing_docs)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use lab::probe::within;

/// The server, in a process of its own.
struct Chat {
    child: Child,
    addr: SocketAddr,
    /// What else it says; kept open, so that it can.
    stdout: BufReader<std::process::ChildStdout>,
}

impl Chat {
    fn start() -> Chat {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ch08-runtime"))
            .args(["chat", "--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let addr = line.trim().strip_prefix("listening on http://").unwrap().parse().unwrap();
        Chat { child, addr, stdout }
    }

    fn connect(&self, first: &[u8]) -> Client {
        let mut stream = TcpStream::connect(self.addr).unwrap();
        stream.write_all(first).unwrap();
        Client(BufReader::new(stream))
    }

    fn interrupt(mut self) {
        let killed = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        assert!(rest.contains("The server has stopped, and everybody was told."), "{rest}");
    }
}

impl Drop for Chat {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Client(BufReader<TcpStream>);

impl Client {
    fn say(&mut self, words: &[u8]) {
        self.0.get_mut().write_all(words).unwrap();
    }

    /// Reads until a line has these words in it, and gives that line.
    fn until(&mut self, words: &str) -> String {
        loop {
            let mut line = String::new();
            assert_ne!(self.0.read_line(&mut line).unwrap(), 0, "the end came before {words:?}");
            if line.contains(words) {
                return line.trim_end().to_owned();
            }
        }
    }

    fn assert_closed(mut self) {
        let mut rest = Vec::new();
        // A reset is an end, too.
        let _ = self.0.read_to_end(&mut rest);
    }
}

fn with_chat(test: impl FnOnce(Chat) + Send + 'static) {
    within(Duration::from_secs(60), "the chat", || "somebody waits in vain".into(), || test(Chat::start()));
}

#[test]
fn a_browser_and_a_terminal_are_in_one_room() {
    with_chat(|chat| {
        let mut page = chat.connect(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assert_eq!(page.until("HTTP/1.1"), "HTTP/1.1 200 OK");
        page.until("new EventSource");

        let mut ada = chat.connect(b"ada\n");
        ada.until("* ada has come");
        let mut zoe = chat.connect(b"GET /events/zo%C3%A9 HTTP/1.1\r\nHost: x\r\n\r\n");
        zoe.until("text/event-stream");
        zoe.until("event: you");
        let id = zoe.until("data: ").replace("data: ", "");
        ada.until("* zoé has come");
        let post = format!("POST /say/{id} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
        chat.connect(post.as_bytes()).until("200 OK");
        assert_eq!(ada.until("hello"), "zoé: hello");
        drop(zoe);
        ada.until("* zoé has gone");
    });
}

#[test]
fn who_says_nothing_is_asked_and_half_a_name_is_not_lost() {
    with_chat(|chat| {
        let mut ada = chat.connect(b"a");
        ada.until("your name?");
        ada.say(b"da\r\n");
        ada.until("* ada has come");
    });
}

#[test]
fn nobody_speaks_for_another_and_nobody_paints_on_a_terminal() {
    with_chat(|chat| {
        let mut ada = chat.connect(b"ada\n");
        ada.until("* ada has come");
        for bad in ["1", "18446744073709551616", "x"] {
            let post = format!("POST /say/{bad} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nwrong");
            chat.connect(post.as_bytes()).until("HTTP/1.1");
        }
        let mut ben = chat.connect(b"b\x1b[2Jen\x07\n");
        ben.say(b"\x1b]0;title\x07 hi\n");
        let come = ada.until("has come");
        let said = ada.until("hi");
        assert!(!come.contains(['\x1b', '\x07']) && !said.contains(['\x1b', '\x07']), "{come:?} {said:?}");
        assert!(!said.contains("wrong"), "{said}");
    });
}

#[test]
fn a_line_without_an_end_closes_its_connection_and_no_other() {
    with_chat(|chat| {
        let mut ada = chat.connect(b"ada\n");
        ada.until("* ada has come");
        let mut flood = chat.connect(b"flood\n");
        ada.until("* flood has come");
        // The server may close before it has read all of it.
        let _ = flood.0.get_mut().write_all(&[b'x'; 100_000]);
        ada.until("* flood has gone");
        flood.assert_closed();
        let _ = chat.connect(&[b'x'; 10_000]);
        let _ = chat.connect(b"GET /events HTTP/1.1\r\n\r\n").until("HTTP/1.1");
        ada.say(b"still here\n");
        ada.until("ada: still here");
    });
}

#[test]
fn on_ctrl_c_everybody_is_told_and_it_exits_with_0() {
    with_chat(|chat| {
        let mut ada = chat.connect(b"ada\n");
        ada.until("* ada has come");
        let mut zoe = chat.connect(b"GET /events/zoe HTTP/1.1\r\nHost: x\r\n\r\n");
        ada.until("* zoe has come");
        chat.interrupt();
        ada.until("* the server stops");
        zoe.until("data: * the server stops");
        ada.assert_closed();
    });
}
