//! The smallest program on the common command line: a chapter that fetches in turn, for the tests of `lab::cli`.
//!
//! `cargo run -p lab --example lab_demo -- --help`
#![forbid(unsafe_code)]

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use lab::cli::{Args, Chapter, Demo, Failure, FetchCommand, Flag, Report, Run, ServeCommand, Value};
use lab::fetch::{FetchError, FetchResult, Fetched, Model, Target};
use lab::http::{Exchange, Progress};
use lab::server::ServerProcess;
use lab::timeline::{self, State};

fn main() -> ExitCode {
    lab::cli::main(&CHAPTER)
}

const CHAPTER: Chapter = Chapter {
    package: "lab-demo",
    about: "the smallest chapter there can be",
    demos: &[
        Demo {
            name: "hello",
            about: "burns a little, twice",
            rows: "S0",
            flags: &[Flag {
                name: "work",
                value: Value::Number(0, 1000),
                about: "CPU time in ms; 10 by default.",
            }],
            run: hello,
        },
        Demo { name: "fails", about: "cannot be run to its end", rows: "-", flags: &[], run: fails },
        Demo {
            name: "hold",
            about: "a server, held until this program ends",
            rows: "-",
            flags: &[],
            run: hold,
        },
    ],
    fetch: Some(FetchCommand {
        flags: &[Flag { name: "backwards", value: Value::None, about: "The last one first." }],
        model: |args| if args.has("backwards") { "backwards" } else { "in turn" },
        resolve: lab::fetch::resolve_in_turn,
        run:
            |args, targets, timeout| if args.has("backwards") { backwards } else { in_turn }(targets, timeout),
    }),
    serve: Some(ServeCommand {
        flags: &[],
        about: "says hello once and ends",
        prepare: || Ok(()),
        run: serve,
    }),
    models,
    hidden: &[],
};

/// `LAB_DEMO_MODEL` puts a model between the two that misbehaves in the way the tests want to see.
fn models() -> Vec<Model> {
    let mut models = vec![Model { name: "backwards", chapter: "ch00", fetch_all: backwards }];
    match std::env::var("LAB_DEMO_MODEL").as_deref() {
        Ok("panics") => {
            models.push(Model { name: "panics", chapter: "ch00", fetch_all: |_, _| panic!("on purpose") })
        }
        Ok("refuses") => models.push(Model { name: "refuses", chapter: "ch00", fetch_all: refuses }),
        Ok("hangs") => models.push(Model { name: "hangs", chapter: "ch00", fetch_all: hangs }),
        _ => {}
    }
    models.push(Model { name: "in turn", chapter: "ch00", fetch_all: in_turn });
    models
}

fn hello(args: &Args) -> Result<Report, Failure> {
    let work = Duration::from_millis(args.number("work").unwrap_or(10));
    let burn = |amount| {
        timeline::mark(timeline::this_thread(), State::Running);
        lab::work::burn(amount);
    };
    let ((), once) = Run::measure("once", || burn(work));
    let ((), twice) = Run::measure("twice", || burn(2 * work));
    Ok(Report {
        intro: "Hello from the laboratory".to_owned(),
        runs: vec![once, twice],
        remarks: vec!["Twice is more than once.".to_owned()],
        next: vec!["hello --work 100".to_owned(), "fetch".to_owned()],
    })
}

fn fails(_args: &Args) -> Result<Report, Failure> {
    Err(Failure("the oven is cold".to_owned()))
}

fn hold(_args: &Args) -> Result<Report, Failure> {
    let server = ServerProcess::start()?;
    lab::say!("{}", server.addr());
    loop {
        std::thread::park();
    }
}

fn serve(_args: &Args, listener: TcpListener) -> io::Result<()> {
    let (mut stream, _) = listener.accept()?;
    stream.write_all(b"hello")
}

fn in_turn(targets: &[Target], timeout: Duration) -> Vec<FetchResult> {
    targets.iter().map(|target| fetch(target, timeout)).collect()
}

fn backwards(targets: &[Target], timeout: Duration) -> Vec<FetchResult> {
    let mut results: Vec<FetchResult> = targets.iter().rev().map(|target| fetch(target, timeout)).collect();
    results.reverse();
    results
}

fn refuses(targets: &[Target], _timeout: Duration) -> Vec<FetchResult> {
    targets.iter().map(|_| Err(FetchError::Worker("not today".to_owned()))).collect()
}

fn hangs(_targets: &[Target], _timeout: Duration) -> Vec<FetchResult> {
    eprintln!("hanging");
    loop {
        std::thread::park();
    }
}

/// One blocking fetch. The limit is on each read, and not on the whole: chapter 1 does that better.
fn fetch(target: &Target, timeout: Duration) -> FetchResult {
    let start = Instant::now();
    let addr = target.addrs[0];
    let mut stream =
        TcpStream::connect_timeout(&addr, timeout).map_err(|source| FetchError::Connect { addr, source })?;
    let late = |error: io::Error| match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => FetchError::TimedOut { after: timeout },
        _ => FetchError::Receive(error),
    };
    stream.set_read_timeout(Some(timeout)).map_err(FetchError::Receive)?;
    let mut exchange = Exchange::get(&target.url);
    let request = exchange.outgoing().to_vec();
    stream.write_all(&request).map_err(FetchError::Send)?;
    exchange.sent(request.len());
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let n = stream.read(&mut buffer).map_err(late)?;
        if n == 0 {
            exchange.end_of_stream()?;
            break;
        }
        if exchange.received(&buffer[..n])? == Progress::Done {
            break;
        }
    }
    Ok(Fetched { response: exchange.into_response(), elapsed: start.elapsed() })
}
