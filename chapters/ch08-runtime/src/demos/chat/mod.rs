//! A chat server: lines over TCP for `nc`, and a page for browsers, on one port.

mod client;
mod guests;
mod room;

use std::net::Ipv4Addr;
use std::time::Duration;

use ch08_runtime::net::TcpListener;
use ch08_runtime::sync::mpsc;
use ch08_runtime::{JoinSet, block_on, race, signal, sleep, spawn_named, timeout};
use lab::cli::{Args, Demo, Failure, Flag, Report, Value};
use lab::say;
use socket2::SockRef;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "chat",
    about: "a chat server that a browser or nc can join (--port), or three guests by themselves",
    rows: "S24",
    flags: &[Flag {
        name: "port",
        value: Value::Number(0, 65_535),
        about: "serve there until Ctrl-C; without it, three guests meet on a free port and go",
    }],
    run,
};

/// Events that wait for the room at most. More, and whoever has news for it waits.
const INBOX: usize = 16;
/// What the system keeps for a client that does not read, in bytes: little, so that lines wait where we count them.
const SEND_BUFFER: usize = 16 * 1024;
/// When the server stops, its last words have so long to arrive.
const GRACE: Duration = Duration::from_secs(1);

// ANCHOR: serve_until
/// Serves until `stop` is done, and says goodbye.
async fn serve_until(listener: TcpListener, stop: impl Future<Output = ()>) {
    let (room, events) = mpsc::channel(INBOX);
    let members = spawn_named("room", room::run(events));
    let mut clients = JoinSet::new();
    race(accept_all(&listener, &room, &mut clients), stop).await;
    drop(listener);
    let _ = room.send(room::Event::Close).await;
    let _ = members.await;
    let _ = timeout(GRACE, async { while clients.join_next().await.is_some() {} }).await;
}
// ANCHOR_END: serve_until

async fn accept_all(listener: &TcpListener, room: &mpsc::Sender<room::Event>, clients: &mut JoinSet<()>) {
    loop {
        match listener.accept().await {
            Ok(stream) => {
                // Refused, the system keeps more: then more lines wait there, and that is all.
                let _ = SockRef::from(stream.socket()).set_send_buffer_size(SEND_BUFFER);
                let room = room.clone();
                clients.spawn_named("client", async move {
                    let _ = client::serve(stream, room).await; // a client that breaks its connection harms nobody
                });
            }
            Err(_) => sleep(Duration::from_millis(100)).await, // no descriptor, most often
        }
        while clients.try_join_next().is_some() {}
    }
}

fn run(args: &Args) -> Result<Report, Failure> {
    let port = args.number("port");
    let addr = (Ipv4Addr::LOCALHOST, u16::try_from(port.unwrap_or(0))?).into();
    if port.is_none() {
        return block_on(guests::meet(addr));
    }
    let stop = signal::stop()?;
    block_on(async {
        let listener = TcpListener::bind(addr)?;
        let addr = listener.local_addr()?;
        say!("listening on http://{addr}");
        say!("A browser goes there; a terminal says: nc {} {}   Ctrl-C ends it.", addr.ip(), addr.port());
        serve_until(listener, stop).await;
        Ok(Report {
            remarks: vec!["The server has stopped, and everybody was told.".to_owned()],
            ..Report::default()
        })
    })
}
