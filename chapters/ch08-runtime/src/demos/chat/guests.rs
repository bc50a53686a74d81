//! A meeting without an audience: three guests come, talk and go; a fourth does not read.

use std::net::SocketAddr;
use std::time::Duration;

use ch08_runtime::lines::Lines;
use ch08_runtime::net::{TcpListener, TcpStream};
use ch08_runtime::sync::oneshot;
use ch08_runtime::{Either, select, sleep, spawn_named, timeout};
use lab::cli::{Failure, Report};
use socket2::SockRef;

use super::client::MAX_LINE;
use super::room::OUTBOX;
use super::serve_until;

/// So many lines are said while one guest does not read.
const FLOOD: usize = 4_000;
/// So many of them at one go.
const BURST: usize = OUTBOX / 2;
/// Nobody waits longer for anything.
const PATIENCE: Duration = Duration::from_secs(8);

/// A guest at a terminal, or in a browser: both get lines.
struct Guest {
    /// For messages.
    name: &'static str,
    /// Where it reads.
    stream: TcpStream,
    /// What has come.
    lines: Lines,
    /// What it has read.
    saw: Vec<String>,
}

impl Guest {
    /// Comes with these first words.
    async fn come(addr: SocketAddr, name: &'static str, words: String) -> Result<Guest, Failure> {
        let stream = TcpStream::connect(addr).await?;
        stream.write_all(words.as_bytes()).await?;
        Ok(Guest { name, stream, lines: Lines::new(2 * MAX_LINE), saw: Vec::new() })
    }

    /// As with `nc`: the first line is the name.
    async fn at_a_terminal(addr: SocketAddr, name: &'static str) -> Result<Guest, Failure> {
        Guest::come(addr, name, format!("{name}\n")).await
    }

    /// As a browser does.
    async fn in_a_browser(addr: SocketAddr, name: &'static str) -> Result<Guest, Failure> {
        Guest::come(addr, name, format!("GET /events/{name} HTTP/1.1\r\nHost: {addr}\r\n\r\n")).await
    }

    async fn say(&self, line: &str) -> Result<(), Failure> {
        Ok(self.stream.write_all(format!("{line}\n").as_bytes()).await?)
    }

    /// Reads until a line has these words in it, and gives that line.
    async fn until(&mut self, words: &str) -> Result<String, Failure> {
        let reading = async {
            while let Some(line) = self.lines.next(&self.stream).await? {
                let line = String::from_utf8_lossy(&line).into_owned();
                let found = line.contains(words);
                self.saw.push(line.clone());
                if found {
                    return Ok(line);
                }
            }
            Err(Failure(format!("{} was shown the door, and had waited for {words:?}", self.name)))
        };
        let waited = timeout(PATIENCE, reading).await;
        waited.unwrap_or_else(|_| Err(Failure(format!("{} has waited for {words:?} in vain", self.name))))
    }
}

/// What a browser's page does when its user has typed a line.
async fn post(addr: SocketAddr, id: &str, line: &str) -> Result<(), Failure> {
    let words =
        format!("POST /say/{id} HTTP/1.1\r\nHost: {addr}\r\nContent-Length: {}\r\n\r\n{line}", line.len());
    Guest::come(addr, "the page", words).await?.until("200 OK").await.map(drop)
}

/// The whole meeting.
pub(super) async fn meet(addr: SocketAddr) -> Result<Report, Failure> {
    let listener = TcpListener::bind(addr)?;
    let addr = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel();
    let server = spawn_named(
        "server",
        serve_until(listener, async {
            let _ = stopped.await;
        }),
    );

    let mut ada = Guest::at_a_terminal(addr, "ada").await?;
    ada.until("ada has come").await?;
    talk(addr, &mut ada).await?;
    let talked = ada.saw.join("\n  ");
    let (dora_saw, notice) = flood(addr, &mut ada).await?;

    let _ = stop.send(()); // as Ctrl-C would
    server.await?;
    let last = ada.until("the server stops").await?;
    Ok(Report {
        intro: format!("What ada sees:\n\n  {talked}"),
        remarks: vec![
            format!(
                "Then dora comes, and does not read. ada says {FLOOD} lines, and sees all. Then dora reads again:"
            ),
            format!("  {dora_saw} of the {FLOOD} lines, then \"{notice}\""),
            format!(
                "The rule: {OUTBOX} lines wait for each client; what comes then is left out, for that one alone."
            ),
            format!("And when the server stops, ada still gets its last words: \"{last}\""),
        ],
        next: ["chat --port 8080", "cancel", "slow"].map(str::to_owned).into(),
        ..Report::default()
    })
}

async fn talk(addr: SocketAddr, ada: &mut Guest) -> Result<(), Failure> {
    let mut ben = Guest::at_a_terminal(addr, "ben").await?;
    ada.until("ben has come").await?;
    let mut cleo = Guest::in_a_browser(addr, "cleo").await?;
    cleo.until("event: you").await?;
    let id = cleo.until("data: ").await?.replace("data: ", "");
    ada.until("cleo has come").await?;

    ada.say("hello, you two").await?;
    cleo.until("ada: hello").await?;
    post(addr, &id, "hello from a browser").await?;
    ben.until("cleo: hello").await?;
    ben.say("and from nc; I must go").await?;
    ada.until("I must go").await?;
    drop(ben);
    ada.until("ben has gone").await?;
    drop(cleo);
    ada.until("cleo has gone").await.map(drop)
}

/// Says much while one guest does not read; gives how many of the lines that one got, and what it was told.
async fn flood(addr: SocketAddr, ada: &mut Guest) -> Result<(usize, String), Failure> {
    let mut dora = Guest::at_a_terminal(addr, "dora").await?;
    // The system would keep megabytes for her.
    SockRef::from(dora.stream.socket()).set_recv_buffer_size(16 * 1024)?;
    ada.until("dora has come").await?;

    // A burst at a time, which ada reads before the next comes: so she misses nothing.
    for n in 1..=FLOOD {
        ada.say(&format!("line {n} {}", "of many ".repeat(10))).await?;
        if n % BURST == 0 || n == FLOOD {
            ada.until(&format!("line {n} ")).await?;
        }
    }

    // Now dora reads. As soon as there is room for a line, she is told.
    let ask_again = async {
        while ada.say("are you there, dora?").await.is_ok() {
            sleep(Duration::from_millis(10)).await;
        }
    };
    let notice = match select(dora.until("left out"), ask_again).await {
        Either::Left(notice) => notice?,
        Either::Right(()) => return Err(Failure("ada cannot say anything any more".to_owned())),
    };
    Ok((dora.saw.iter().filter(|line| line.contains("of many")).count(), notice))
}
