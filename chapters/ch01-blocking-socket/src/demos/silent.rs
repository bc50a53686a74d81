//! One client at a time: a client that says nothing keeps all others out.

use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use ch01_blocking_socket::{fetch, serve};
use lab::cli::{Args, Demo, Failure, Flag, Report, Value};
use lab::fetch::{DEFAULT_TIMEOUT, Target};
use lab::{net, say};

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "silent",
    about: "a client that connects and says nothing, and one who would like an answer",
    rows: "S13",
    flags: &[Flag {
        name: "silence",
        value: Value::Number(0, 20_000),
        about: "How long the first client says nothing before it leaves, in ms; 500 by default.",
    }],
    run,
};

fn run(args: &Args) -> Result<Report, Failure> {
    let silence = Duration::from_millis(args.number("silence").unwrap_or(500));
    let listener = net::listen(0)?;
    let addr = listener.local_addr()?;
    // The server of this chapter. It ends with the program.
    lab::thread::spawn("server", move || serve(listener))?;

    say!("nobody else there:                  answered after {:>6.1} ms", ask(addr)?);
    say!("behind a client that says nothing:  answered after {:>6.1} ms", behind(addr, silence)?);
    Ok(Report {
        remarks: vec![
            "\nThe silent client asked for nothing, and the server computed nothing: it stood in `read`,"
                .to_owned(),
            "and there is nobody else to open the door.".to_owned(),
        ],
        next: vec!["silent --silence 2000".to_owned(), "serve --port 8080".to_owned()],
        ..Report::default()
    })
}

// ANCHOR: silent
/// Asks while another client is connected who says nothing, and leaves after `silence`.
fn behind(addr: SocketAddr, silence: Duration) -> Result<f64, Failure> {
    let silent = TcpStream::connect(addr)?;
    let leaves = lab::thread::spawn("silent client", move || {
        thread::sleep(silence);
        drop(silent);
    })?;
    let answered = ask(addr)?;
    leaves.join().map_err(|_| Failure("the silent client panicked".to_owned()))?;
    Ok(answered)
}
// ANCHOR_END: silent

/// How long an answer takes, in ms.
fn ask(addr: SocketAddr) -> Result<f64, Failure> {
    let start = Instant::now();
    fetch(&Target::at(addr, "/"), DEFAULT_TIMEOUT)?;
    Ok(start.elapsed().as_secs_f64() * 1e3)
}
