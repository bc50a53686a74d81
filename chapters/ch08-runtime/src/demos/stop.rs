//! How a server ends: what each of its clients sees when it is asked to stop.

use std::future::pending;
use std::io::{ErrorKind, Result};
use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::time::{Duration, Instant};

use ch08_runtime::net::{TcpListener, TcpStream};
use ch08_runtime::serve::serve_until;
use ch08_runtime::sync::{Notify, oneshot};
use ch08_runtime::{JoinHandle, block_on, join_all, sleep, spawn_named};
use lab::cli::{Args, Demo, Failure, Flag, Report, Value};

use super::ticker::ms;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "stop",
    about: "a server is asked to stop: what an idle client sees, one in the middle of a request, and one who comes now",
    rows: "S24",
    flags: &[Flag {
        name: "longest",
        value: Value::Number(1_000, 60_000),
        about: "how long the longest answer takes, in ms (10000)",
    }],
    run,
};

/// All clients but one have come, and have said what they have to say, so long before the stop.
const BEFORE: Duration = Duration::from_millis(200);
/// So long after it the client that had sent half a request sends the other half,
const OTHER_HALF: Duration = Duration::from_millis(100);
/// and somebody new comes.
const NEW: Duration = Duration::from_millis(20);

/// What a client has seen, and when.
type Seen = (String, Instant);

/// Says one thing, then another; and listens until the server closes.
async fn client(
    addr: SocketAddr,
    first: String,
    then: impl Future<Output = &'static str>,
) -> Result<Vec<u8>> {
    let stream = TcpStream::connect(addr).await?;
    stream.write_all(first.as_bytes()).await?;
    stream.write_all(then.await.as_bytes()).await?;
    let (mut heard, mut some) = (Vec::new(), [0; 1024]);
    loop {
        match stream.read(&mut some).await? {
            0 => return Ok(heard),
            n => heard.extend_from_slice(&some[..n]),
        }
    }
}

/// In a few words.
fn in_words(heard: &Result<Vec<u8>>) -> String {
    match heard {
        Ok(heard) => {
            let text = String::from_utf8_lossy(heard).to_lowercase();
            match (text.starts_with("http/1.1 200"), text.contains("connection: close")) {
                (true, true) => "200, and \"Connection: close\"".to_owned(),
                (true, false) => "nothing more: closed".to_owned(),
                (false, _) => "no answer: closed".to_owned(),
            }
        }
        Err(error) => match error.kind() {
            ErrorKind::ConnectionRefused => "refused".to_owned(),
            ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => "no answer: closed".to_owned(),
            _ => error.to_string(),
        },
    }
}

fn seen(client: impl Future<Output = Result<Vec<u8>>> + 'static) -> JoinHandle<Seen> {
    spawn_named("client", async move {
        let heard = client.await;
        (in_words(&heard), Instant::now())
    })
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: here\r\n\r\n")
}

fn run(args: &Args) -> std::result::Result<Report, Failure> {
    let longest = args.number("longest").unwrap_or(10_000);
    let mut text = vec![
        "A server has four clients, and is asked to stop.\n".to_owned(),
        line("", "at the stop", "it sees", "after the stop"),
    ];
    block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0).into())?;
        let addr = listener.local_addr()?;
        let (stop, asked) = oneshot::channel();
        let server = spawn_named("server", async move {
            let stop = async move {
                let _ = asked.await;
            };
            serve_until(listener, stop).await;
            Instant::now()
        });
        let told = Rc::<Notify>::default();
        let after_the_stop = |pause: Duration| {
            let told = Rc::clone(&told);
            async move {
                told.notified().await;
                sleep(pause).await;
            }
        };
        let other_half = {
            let wait = after_the_stop(OTHER_HALF);
            async move {
                wait.await;
                "Host: here\r\n\r\n"
            }
        };
        let new = {
            let wait = after_the_stop(NEW);
            async move {
                wait.await;
                client(addr, String::new(), pending()).await
            }
        };
        let clients = [
            ("idle", "between two requests", seen(client(addr, get("/"), async { "" }))),
            ("new", "not there yet", seen(new)),
            (
                "half",
                "has sent half a request",
                seen(client(addr, "GET / HTTP/1.1\r\n".to_owned(), other_half)),
            ),
            ("in flight", "waits for its answer", seen(client(addr, get("/delay/500"), async { "" }))),
            (
                "too long",
                "waits for its answer",
                seen(client(addr, get(&format!("/delay/{longest}")), async { "" })),
            ),
        ];
        sleep(BEFORE).await;
        let stopped = Instant::now();
        let _ = stop.send(());
        told.notify_all();
        let ended = server.await?;
        let (names, clients): (Vec<_>, Vec<_>) =
            clients.into_iter().map(|(name, state, client)| ((name, state), client)).unzip();
        for ((name, state), seen) in names.into_iter().zip(join_all(clients).await) {
            let (what, when) = seen?;
            text.push(line(name, state, &what, &after(stopped, when)));
        }
        text.push(line("the server", "", "has returned", &after(stopped, ended)));
        Ok::<_, Failure>(())
    })?;
    Ok(Report {
        intro: text.join("\n"),
        remarks: vec!["Nobody new; whoever was served is served to the end; but not for ever.".to_owned()],
        next: ["stop --longest 1500", "slow", "chat"].map(str::to_owned).into(),
        ..Report::default()
    })
}

fn line(name: &str, state: &str, sees: &str, when: &str) -> String {
    format!("  {name:<12}{state:<26}{sees:<30}{when:>14}")
}

fn after(stop: Instant, then: Instant) -> String {
    format!("{:.0} ms", ms(then.saturating_duration_since(stop)))
}
