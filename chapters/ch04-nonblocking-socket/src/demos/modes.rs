//! Oneshot, level, edge: the same steps, and whether the poller says something or is silent.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use ch04_nonblocking_socket::{Events, Interest, PollMode, Poller, Source};
use lab::cli::{Args, Demo, Failure, Report};
use lab::say;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "modes",
    about: "oneshot, level and edge triggering: a table of steps, each with an event or silence",
    rows: "S14",
    flags: &[],
    run,
};

/// The poller is asked for so long; what it has to say about bytes that are there, it says at once.
const SILENCE: Duration = Duration::from_millis(20);

/// What is done to a socket before the poller is asked.
#[derive(Clone, Copy, Debug)]
enum Do {
    /// The peer sends so many bytes.
    Come(usize),
    /// We read so many.
    Read(usize),
    /// We read until there is nothing more.
    Drain,
    /// We arm the socket again.
    Arm,
    /// The peer closes.
    Close,
}

/// The steps, as the table tells them.
const STEPS: &[(&str, Do)] = &[
    ("5 bytes come", Do::Come(5)),
    ("read 2 of them", Do::Read(2)),
    ("3 more come", Do::Come(3)),
    ("arm again", Do::Arm),
    ("read until WouldBlock", Do::Drain),
    ("arm again", Do::Arm),
    ("the peer closes", Do::Close),
];

fn run(_: &Args) -> Result<Report, Failure> {
    let poller = Arc::new(Poller::new()?);
    let modes = [
        ("oneshot", PollMode::Oneshot, true),
        ("level", PollMode::Level, poller.supports_level()),
        ("edge", PollMode::Edge, poller.supports_edge()),
    ];
    let mut columns = Vec::new();
    for (name, mode, supported) in modes {
        columns.push((name, if supported { Some(steps(&poller, mode)?) } else { None }));
    }
    say!("{:<26}{:<10}{:<10}{:<10}", "then: wait", "oneshot", "level", "edge");
    for (row, (what, _)) in STEPS.iter().enumerate() {
        let cell = |column: &Option<Vec<bool>>| match column {
            Some(told) if told[row] => "event",
            Some(_) => "silence",
            None => "n/a",
        };
        let cells: Vec<_> = columns.iter().map(|(_, column)| format!("{:<10}", cell(column))).collect();
        say!("{what:<26}{}", cells.concat().trim_end());
    }
    let remarks = [
        "oneshot  one event, then silence until it is armed again; arming looks at the socket afresh",
        "level    tells as long as there is something to read: left unread, it tells for ever",
        "edge     tells when something new comes: left unread, it is silent; read until WouldBlock or the end",
    ];
    Ok(Report {
        remarks: remarks.map(str::to_owned).into(),
        next: vec!["files".to_owned()],
        ..Report::default()
    })
}

// ANCHOR: steps
/// Goes through the steps with a fresh pair of sockets; for each: did the poller say something?
fn steps(poller: &Arc<Poller>, mode: PollMode) -> io::Result<Vec<bool>> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let mut peer = Some(TcpStream::connect(listener.local_addr()?)?);
    let (socket, _) = listener.accept()?;
    let probe = socket.try_clone()?;
    let socket = Source::with_mode(poller, socket, 0, mode)?;
    socket.arm(Interest::Readable.event(0))?;
    let mut events = Events::new();
    let mut unread = 0;
    let mut told = Vec::new();
    for (_, step) in STEPS {
        match step {
            Do::Come(n) => {
                if let Some(peer) = &mut peer {
                    peer.write_all(&vec![b'x'; *n])?;
                }
                unread += n;
                until_arrived(&probe, unread)?;
            }
            Do::Read(n) => unread -= (&*socket).read(&mut vec![0; *n])?,
            Do::Drain => {
                while let Ok(n @ 1..) = (&*socket).read(&mut [0; 64]) {
                    unread -= n;
                }
            }
            Do::Arm => socket.arm(Interest::Readable.event(0))?,
            Do::Close => drop(peer.take()),
        }
        events.clear();
        poller.wait(&mut events, Some(SILENCE))?;
        told.push(!events.is_empty());
    }
    Ok(told)
}
// ANCHOR_END: steps

/// Waits until so many bytes lie ready to be read, so that a silence is the poller's and not the network's.
fn until_arrived(socket: &TcpStream, bytes: usize) -> io::Result<()> {
    let mut buffer = vec![0; bytes];
    loop {
        match socket.peek(&mut buffer) {
            Ok(n) if n >= bytes => return Ok(()),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => return Err(error),
            Ok(_) | Err(_) => std::thread::yield_now(),
        }
    }
}
