//! Cancelling is dropping: what is given back, and what is lost.

use std::io;
use std::net::Ipv4Addr;
use std::time::Duration;

use ch08_runtime::fetch::fetch;
use ch08_runtime::lines::Lines;
use ch08_runtime::net::{TcpListener, TcpStream};
use ch08_runtime::sync::Notify;
use ch08_runtime::{Handle, JoinSet, block_on, join, sleep, timeout};
use lab::cli::{Args, Demo, Failure, Flag, Report, Value};
use lab::fetch::DEFAULT_TIMEOUT;
use lab::server::ServerProcess;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "cancel",
    about: "cancelling is dropping: sockets and timers are given back; and half-read lines are lost, or kept",
    rows: "S24",
    flags: &[
        Flag {
            name: "requests",
            value: Value::Number(1, 1_000),
            about: "how many requests are cancelled (100)",
        },
        Flag { name: "lines", value: Value::Number(1, 20), about: "how many lines are sent (4)" },
    ],
    run,
};

/// How long the reader waits for a line before it looks at something else.
const PATIENCE: Duration = Duration::from_millis(20);

/// What the runtime holds for its tasks.
fn held() -> String {
    let reactor = Handle::current().reactor().clone();
    format!("{:>4} sockets, {:>4} timers", reactor.sockets(), reactor.timers())
}

/// So many requests under way; then nobody wants them any more.
async fn cancel_requests(requests: u64, server: &ServerProcess) -> Vec<String> {
    let url = server.target("/delay/10000").url;
    let before = held();
    let mut under_way = JoinSet::new();
    for _ in 0..requests {
        let url = url.clone();
        under_way.spawn(async move { fetch(&url, DEFAULT_TIMEOUT).await.is_ok() });
    }
    sleep(Duration::from_millis(100)).await;
    let during = held();
    under_way.shutdown().await; // each is dropped, at the await where it stands
    let after = held();
    [("before", before), ("under way", during), ("cancelled", after)]
        .map(|(when, held)| format!("  {when:<10} {held}"))
        .into()
}

// ANCHOR: buffer_inside
/// Reads a line. What has come of it so far is in `line`, and `line` is in this future.
async fn read_line(stream: &TcpStream) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let mut byte = [0];
    loop {
        match stream.read(&mut byte).await? {
            0 => return Ok(Some(line).filter(|line| !line.is_empty())),
            _ if byte == *b"\n" => return Ok(Some(line)),
            _ => line.extend(byte),
        }
    }
}
// ANCHOR_END: buffer_inside

/// What a reader got, and how often it gave up.
#[derive(Default)]
struct Got {
    /// The lines.
    lines: Vec<String>,
    /// How often its patience was at an end, in the middle of a line.
    gave_up: usize,
}

// ANCHOR: patience
/// Reads lines, and looks at something else when none has come for a while.
async fn receive(
    mut next_line: impl AsyncFnMut() -> io::Result<Option<Vec<u8>>>,
    gave_up: &Notify,
) -> io::Result<Got> {
    let mut got = Got::default();
    loop {
        match timeout(PATIENCE, next_line()).await {
            Ok(line) => match line? {
                Some(line) => got.lines.push(String::from_utf8_lossy(&line).into_owned()),
                None => return Ok(got),
            },
            Err(_) => {
                // Here it would look at something else. `next_line()` has been dropped, with all that it held.
                got.gave_up += 1;
                gave_up.notify_one();
            }
        }
    }
}
// ANCHOR_END: patience

/// Sends each line in two pieces. The second waits until the reader has given up once: a pause that hits it every time.
async fn send(stream: TcpStream, lines: &[String], gave_up: &Notify) -> io::Result<()> {
    for line in lines {
        let (first, second) = line.as_bytes().split_at(line.len() / 2);
        stream.write_all(first).await?;
        gave_up.notified().await;
        stream.write_all(&[second, b"\n"].concat()).await?;
    }
    Ok(())
}

/// Two ends of a connection.
async fn pair() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0).into())?;
    let client = TcpStream::connect(listener.local_addr()?).await?;
    Ok((client, listener.accept().await?))
}

async fn both_readers(lines: &[String]) -> io::Result<(Got, Got)> {
    let gave_up = Notify::new();

    let (ours, theirs) = pair().await?;
    let inside = receive(async || read_line(&ours).await, &gave_up);
    let (inside, sent) = join(inside, send(theirs, lines, &gave_up)).await;
    sent?;

    let (ours, theirs) = pair().await?;
    // ANCHOR: buffer_outside
    let mut reader = Lines::new(1024);
    let outside = receive(async || reader.next(&ours).await, &gave_up);
    // ANCHOR_END: buffer_outside
    let (outside, sent) = join(outside, send(theirs, lines, &gave_up)).await;
    sent?;
    Ok((inside?, outside?))
}

fn run(args: &Args) -> Result<Report, Failure> {
    let requests = args.number("requests").unwrap_or(100);
    let lines: Vec<String> =
        (1..=args.number("lines").unwrap_or(4)).map(|n| format!("line {n} of the text")).collect();
    let server = ServerProcess::start()?;

    let held = block_on(cancel_requests(requests, &server));
    let (inside, outside) = block_on(both_readers(&lines))?;

    let bytes = |lines: &[String]| lines.iter().map(|line| line.len()).sum::<usize>();
    let quoted = |got: &Got, k: usize| got.lines.get(k).map(|line| format!("{line:?}")).unwrap_or_default();
    let mut text = vec![format!("1. {requests} requests to a slow server, cancelled on their way")];
    text.extend(held);
    text.push(format!(
        "\n2. {} lines, each sent in two pieces; in between the reader gives up once, and then reads on",
        lines.len()
    ));
    text.push(format!("  {:<24}{:<24}{}", "sent", "buffer in the future", "buffer outside of it"));
    for (k, line) in lines.iter().enumerate() {
        text.push(format!("  {:<24}{:<24}{}", format!("{line:?}"), quoted(&inside, k), quoted(&outside, k)));
    }
    text.push(format!(
        "  {:<24}{:<24}{} bytes lost",
        format!("given up {} times", inside.gave_up),
        format!("{} bytes lost", bytes(&lines) - bytes(&inside.lines)),
        bytes(&lines) - bytes(&outside.lines),
    ));
    Ok(Report {
        intro: text.join("\n"),
        remarks: vec![
            "Cancelling is dropping, so whatever a future holds is given back, or gone. Sockets and timers are".to_owned(),
            "given back; bytes that it has read are gone. Keep outside what must not be lost."
                .to_owned(),
        ],
        next: ["group", "cancel --requests 1000", "chat"].map(str::to_owned).into(),
        ..Report::default()
    })
}
