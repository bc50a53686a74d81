//! A socket is a mailbox. But the postman cuts the letters, and glues them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use lab::cli::{Args, Demo, Failure, Report};
use lab::http::{Exchange, Progress};
use lab::server::ServerProcess;
use lab::{ledger, net, say};

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "mailbox",
    about: "bytes into one socket and out of another: letters come glued, cut, late",
    rows: "S13",
    flags: &[],
    run,
};

fn run(_: &Args) -> Result<Report, Failure> {
    let (mut ann, mut bob) = pair()?;
    glued(&mut ann, &mut bob)?;
    cut(&mut ann, &mut bob)?;
    on_the_way()?;
    empty(&mut bob)?;
    closed(ann, &mut bob)?;
    real_answer()?;
    Ok(Report {
        remarks: vec![
            "A socket carries bytes, not messages. Where one ends, the bytes themselves must say: in HTTP,"
                .to_owned(),
            "the empty line and Content-Length.".to_owned(),
        ],
        next: vec!["phases".to_owned(), "batch".to_owned()],
        ..Report::default()
    })
}

/// Two ends of one connection, in one program and on one thread.
fn pair() -> Result<(TcpStream, TcpStream), Failure> {
    let listener = net::listen(0)?;
    // To connect needs nobody who accepts: the system shakes hands, and the connection waits in the backlog.
    let ann = TcpStream::connect(listener.local_addr()?)?;
    let (bob, _) = listener.accept()?;
    // Each write goes out at once, so that it is not Nagle's algorithm that glues.
    ann.set_nodelay(true)?;
    Ok((ann, bob))
}

/// Waits until so many bytes lie in the mailbox, and leaves them there.
fn until_delivered(mailbox: &TcpStream, bytes: usize) -> std::io::Result<()> {
    let mut look = vec![0; bytes];
    loop {
        match mailbox.peek(&mut look)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            n if n >= bytes => return Ok(()),
            // They are on their way. (Only a demonstration asks again and again; see chapter 4.)
            _ => std::thread::yield_now(),
        }
    }
}

// ANCHOR: glued
/// Three letters, one delivery.
fn glued(ann: &mut TcpStream, bob: &mut TcpStream) -> Result<(), Failure> {
    let mut sent = 0;
    for letter in ["Dear Bob, ", "how are you? ", "Ann"] {
        let n = ann.write(letter.as_bytes())?;
        sent += n;
        say!("Ann writes {n:>2} bytes     {letter:?}");
    }
    until_delivered(bob, sent)?;
    let mut buffer = [0; 100];
    let n = bob.read(&mut buffer)?;
    say!("Bob reads  {n:>2} bytes     {:?}   three writes, one read: glued\n", text(&buffer[..n]));
    Ok(())
}

/// One letter, as many deliveries as the reader's buffer makes of it.
fn cut(ann: &mut TcpStream, bob: &mut TcpStream) -> Result<(), Failure> {
    let letter = "Fine, thank you";
    let n = ann.write(letter.as_bytes())?;
    say!("Ann writes {n:>2} bytes     {letter:?}");
    until_delivered(bob, n)?;
    let mut left = n;
    let mut reads = 0;
    while left > 0 {
        let mut buffer = [0; 6];
        let n = bob.read(&mut buffer)?;
        left -= n;
        reads += 1;
        say!("Bob reads  {n:>2} bytes     {:?}", text(&buffer[..n]));
    }
    say!("                        one write, {reads} reads: cut\n");
    Ok(())
}
// ANCHOR_END: cut

/// A letter larger than the mailbox: it is not the reader's buffer alone that cuts.
fn on_the_way() -> Result<(), Failure> {
    const LETTER: usize = 8 * 1024 * 1024;
    let (mut ann, mut bob) = pair()?;
    // A write of more than the two systems will hold blocks until somebody reads: it needs a thread of its own.
    let writer = lab::thread::spawn("Ann", move || ann.write_all(&vec![b'x'; LETTER]))?;
    let mut buffer = vec![0; LETTER];
    let (mut left, mut reads, mut largest) = (LETTER, 0_u32, 0);
    while left > 0 {
        let n = bob.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        left -= n;
        reads += 1;
        largest = largest.max(n);
    }
    if let Ok(written) = writer.join() {
        written?;
    }
    say!("Ann writes {LETTER} bytes; Bob, with room for all, needs {reads} reads (the largest: {largest})\n");
    Ok(())
}

// ANCHOR: empty
/// Nothing in the mailbox: the reader waits, and that is all it does.
fn empty(bob: &mut TcpStream) -> Result<(), Failure> {
    bob.set_read_timeout(Some(Duration::from_millis(200)))?;
    let (cpu, wall) = (ledger::thread_cpu(), Instant::now());
    let error = bob.read(&mut [0; 100]).err();
    let wall = wall.elapsed().as_secs_f64() * 1e3;
    let cpu = ledger::thread_cpu().zip(cpu).map(|(after, before)| after.saturating_sub(before));
    bob.set_read_timeout(None)?;
    let kind = error.map_or("bytes".to_owned(), |error| format!("{:?}", error.kind()));
    let cpu = cpu.map_or("-".to_owned(), |cpu| format!("{:.2} ms", cpu.as_secs_f64() * 1e3));
    say!("Bob reads an empty mailbox: the call comes back after {wall:.0} ms ({cpu} of CPU) with {kind},");
    say!("                        because a limit was set; without one, never. To wait is what it does\n");
    Ok(())
}
// ANCHOR_END: empty

/// The end, which is no letter.
fn closed(ann: TcpStream, bob: &mut TcpStream) -> Result<(), Failure> {
    drop(ann);
    let n = bob.read(&mut [0; 100])?;
    say!("Ann closes; Bob reads {n} bytes: nothing more will ever come\n");
    Ok(())
}

/// The same with a real request: sent as one letter, answered a byte at a time.
fn real_answer() -> Result<(), Failure> {
    let server = ServerProcess::start()?;
    let target = server.target("/drip/20");
    let mut socket = TcpStream::connect(server.addr())?;
    let mut exchange = Exchange::get(&target.url);
    let first_line = text(exchange.outgoing()).lines().next().unwrap_or_default().to_owned();
    let n = socket.write(exchange.outgoing())?;
    exchange.sent(n);
    say!("A request, {n} bytes      {first_line:?} …");
    let mut buffer = [0; 4096];
    let mut reads = Vec::new();
    loop {
        let n = socket.read(&mut buffer)?;
        reads.push(n);
        if n == 0 {
            exchange.end_of_stream()?;
            break;
        }
        if exchange.received(&buffer[..n])? == Progress::Done {
            break;
        }
    }
    let response = exchange.into_response();
    let (first, others) = reads.split_first().unwrap_or((&0, &[]));
    let most = others.iter().max().unwrap_or(&0);
    say!(
        "An answer, in {} reads   the first brought {first} bytes, each other one at most {most}",
        reads.len()
    );
    say!(
        "                        put together: {}, a body of {} bytes",
        response.status,
        response.body.len()
    );
    Ok(())
}

/// Bytes as text.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
