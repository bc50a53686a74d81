//! The journey of one byte, hop by hop.

use std::future::poll_fn;
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream as Blocking};
use std::pin::pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use ch07_executor::hops::{self, Hop};
use ch07_executor::{LocalExecutor, Reactor, ReactorPark, TcpStream};
use lab::cli::{Args, Demo, Failure, Report, Run};
use lab::ledger::Ledger;
use lab::timeline::{Kind, LaneRecord, State, Stretch, Timeline};

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "byte",
    about: "the journey of one byte, from another thread's write to the task that awaits it: each hop with its file",
    rows: "S14 S16",
    flags: &[],
    run,
};

/// So long the sender leaves the task alone, so that its thread sleeps soundly.
const PAUSE: Duration = Duration::from_millis(50);

/// So many bytes are sent, one after another, and the last one is shown.
const BYTES: u32 = 4;

/// Sends one byte, some time after it is told that the task waits. Gives the moment in which it began to.
fn send(mut peer: Blocking, waits: &Receiver<()>) -> io::Result<Hop> {
    let _ = waits.recv();
    thread::sleep(PAUSE);
    let at = Instant::now();
    peer.write_all(b"!")?;
    Ok(Hop { at, file: "another thread", what: "sends the byte" })
}

// ANCHOR: byte
/// Awaits the byte, and gives every hop that this thread has noted meanwhile.
async fn receive(stream: TcpStream, waits: Sender<()>) -> io::Result<Vec<Hop>> {
    hops::start();
    let mut byte = [0];
    let mut read = pin!(stream.read(&mut byte));
    let read = poll_fn(|cx| {
        let polled = read.as_mut().poll(cx);
        if polled.is_pending() {
            let _ = waits.send(()); // only now may the byte be sent
        }
        polled
    });
    read.await?;
    hops::note(file!(), "the task goes on: it has the byte");
    Ok(hops::stop())
}
// ANCHOR_END: byte

/// Lets one byte make its way; gives all hops in the order of their times, and the moment in which it was sent.
fn journey() -> Result<(Vec<Hop>, Instant), Failure> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let peer = Blocking::connect(listener.local_addr()?)?;
    let (socket, _) = listener.accept()?;
    socket.set_nonblocking(true)?;
    let (waits, told) = channel();
    let sender = lab::thread::spawn("sender", move || send(peer, &told))?;

    let reactor = Reactor::new()?;
    let mut executor = LocalExecutor::new(ReactorPark::new(&reactor));
    let spawner = executor.spawner();
    let noted = executor.block_on(async {
        let stream = TcpStream::from_std_on(&reactor, socket)?;
        Ok::<_, Failure>(spawner.spawn(receive(stream, waits)).await??)
    });
    let sent = sender.join().map_err(|_| Failure("the sender panicked".to_owned()))??;
    let mut hops = noted?;
    hops.push(sent);
    hops.sort_by_key(|hop| hop.at);
    Ok((hops, sent.at))
}

/// `reactor.rs`.
fn name(hop: &Hop) -> &str {
    hop.file.rsplit(['/', '\\']).next().unwrap_or(hop.file)
}

/// A lane for each file, and on it the time from a hop to the next: from the sending on.
fn picture(hops: &[Hop], sent: Instant) -> Timeline {
    let hops: Vec<_> = hops.iter().filter(|hop| hop.at >= sent).collect();
    let mut lanes: Vec<LaneRecord> = Vec::new();
    for pair in hops.windows(2) {
        let (from, to) = (pair[0].at - sent, pair[1].at - sent);
        // Nobody in this program has a hand on the byte between its sending and the poller's return.
        let (name, state) = match from {
            Duration::ZERO => ("the system", State::Waiting),
            _ => (name(pair[0]), State::Running),
        };
        let stretch = Stretch { from, to, state, task: None, share: None };
        match lanes.iter_mut().find(|lane| lane.name == name) {
            Some(lane) => lane.stretches.push(stretch),
            None => {
                lanes.push(LaneRecord { name: name.to_owned(), kind: Kind::Task, stretches: vec![stretch] })
            }
        }
    }
    let length = hops.last().map_or(Duration::ZERO, |hop| hop.at - sent);
    Timeline { lanes, length }
}

/// What the longest hop of all since the sending was.
fn longest(hops: &[Hop], sent: Instant) -> String {
    let since: Vec<_> = hops.iter().filter(|hop| hop.at >= sent).collect();
    let pairs = since.windows(2).map(|pair| (pair[1].at - pair[0].at, pair[1]));
    match pairs.max_by_key(|(took, _)| *took) {
        Some((took, hop)) if hop.what == since[1].what => format!(
            "The longest hop, {:.0} µs, is the system's: it carries the byte over, and wakes a thread that sleeps.\n\
             All others are calls of functions, on one thread.",
            took.as_secs_f64() * 1e6
        ),
        Some((_, hop)) => format!(
            "The longest hop is the one to \"{}\": something has come in between, most often another program. Run it \
             again.",
            hop.what
        ),
        None => String::new(),
    }
}

fn run(_: &Args) -> Result<Report, Failure> {
    for _ in 1..BYTES {
        journey()?; // the first bytes load the code: theirs would be the system's times, not ours
    }
    let (journey, ledger) = Ledger::measure("one byte", journey);
    let (hops, sent) = journey?;
    let mut intro = format!(
        "A task awaits a byte, and its thread sleeps. Then another thread sends it. Times in µs since then; byte {BYTES} of \
         {BYTES}.\n"
    );
    for (number, hop) in hops.iter().enumerate() {
        let after = hop.at.saturating_duration_since(sent).as_secs_f64();
        let before = sent.saturating_duration_since(hop.at).as_secs_f64();
        let time = (after - before) * 1e6;
        intro += &format!("\n {:>2} {time:>10.1}  {:<15} {}", number + 1, name(hop), hop.what);
    }
    let timeline = Some(picture(&hops, sent));
    Ok(Report {
        intro,
        runs: vec![Run { name: "one byte".to_owned(), timeline, ledger }],
        remarks: vec![longest(&hops, sent)],
        next: vec!["byte --svg byte.svg".to_owned(), "three".to_owned(), "fair".to_owned()],
    })
}
