//! One socket, asked for its answer before the answer is there.

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::time::Instant;

use ch04_nonblocking_socket::connect::finish_connect;
use ch04_nonblocking_socket::{Events, Interest, Poller, Source, connect, would_block};
use lab::cli::{Args, Demo, Failure, Flag, Report, Value};
use lab::fetch::Target;
use lab::http::{Exchange, Progress};
use lab::say;
use lab::server::ServerProcess;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "wouldblock",
    about: "one socket that does not block: every time it is asked too early, counted; then told once",
    rows: "S13 S14",
    flags: &[Flag {
        name: "delay",
        value: Value::Number(0, 5_000),
        about: "how slow the server is, in ms (200)",
    }],
    run,
};

fn run(args: &Args) -> Result<Report, Failure> {
    let delay = args.number("delay").unwrap_or(200);
    let server = ServerProcess::start()?;
    let target = server.target(&format!("/delay/{delay}"));
    say!("asking:");
    asking(&target)?;
    say!("being told:");
    told(&target)?;
    Ok(Report { next: vec!["told".to_owned(), "modes".to_owned()], ..Report::default() })
}

// ANCHOR: asking
/// Asks until the answer is there.
fn asking(target: &Target) -> Result<(), Failure> {
    let started = Instant::now();
    let mut socket = connect(target.addrs[0])?;
    while let Err(error) = finish_connect(&socket) {
        if !would_block(&error) {
            return Err(error.into());
        }
    }
    let mut exchange = Exchange::get(&target.url);
    // So few bytes fit into the socket's buffer at once. A real program writes on after a part: see `Fetch`.
    let n = socket.write(exchange.outgoing())?;
    exchange.sent(n);
    let mut too_early = 0_u64;
    let mut buffer = [0; 4096];
    loop {
        match socket.read(&mut buffer) {
            Err(error) if would_block(&error) => {
                if too_early == 0 {
                    say!("  the first read, after {:?}: {:?}: {error}", started.elapsed(), error.kind());
                }
                too_early += 1;
            }
            Err(error) => return Err(error.into()),
            Ok(0) => return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
            Ok(n) => {
                say!("  asked {too_early} times in vain; then {n} bytes, after {:?}", started.elapsed());
                if exchange.received(&buffer[..n])? == Progress::Done {
                    return Ok(());
                }
            }
        }
    }
}
// ANCHOR_END: asking

/// Asks once, waits to be told, asks again.
fn told(target: &Target) -> Result<(), Failure> {
    let started = Instant::now();
    let poller = Arc::new(Poller::new()?);
    let socket = Source::new(&poller, connect(target.addrs[0])?, 7)?;
    let mut events = Events::new();
    let mut wait_until = |interest: Interest| -> io::Result<()> {
        socket.arm(interest.event(socket.key()))?;
        events.clear();
        poller.wait(&mut events, None)?;
        for event in events.iter() {
            say!("  told: key {} is {interest:?}, after {:?}", event.key, started.elapsed());
        }
        Ok(())
    };
    while let Err(error) = finish_connect(&socket) {
        if !would_block(&error) {
            return Err(error.into());
        }
        wait_until(Interest::Writable)?;
    }
    let mut exchange = Exchange::get(&target.url);
    let n = (&*socket).write(exchange.outgoing())?;
    exchange.sent(n);
    let mut too_early = 0_u64;
    let mut buffer = [0; 4096];
    loop {
        match (&*socket).read(&mut buffer) {
            Err(error) if would_block(&error) => {
                too_early += 1;
                wait_until(Interest::Readable)?;
            }
            Err(error) => return Err(error.into()),
            Ok(0) => return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
            Ok(n) => {
                say!("  asked {too_early} time in vain; then {n} bytes, after {:?}", started.elapsed());
                if exchange.received(&buffer[..n])? == Progress::Done {
                    return Ok(());
                }
            }
        }
    }
}
