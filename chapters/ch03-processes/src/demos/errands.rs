//! What the demos and the tests send a worker to do: each job is a line of text, its first word the errand.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{self, ExitCode};
use std::thread;
use std::time::Duration;

use lab::cli::Hidden;

/// The worker of the demos: this program, started again with this command.
pub const HIDDEN: Hidden = Hidden { name: "ch03-errands", run };

fn run(_args: &[String]) -> ExitCode {
    match ch03_processes::worker::run(errand) {
        Ok(()) => ExitCode::SUCCESS,
        // The parent is gone, or writes nonsense: say it where somebody may read it.
        Err(error) => {
            eprintln!("worker {}: {error}", process::id());
            ExitCode::FAILURE
        }
    }
}

/// Does one job. Panics are answers too: the pool sends them back as failures.
// ANCHOR: errand
pub fn errand(job: &[u8]) -> Vec<u8> {
    let (errand, rest) = job.split_at(job.iter().position(|&byte| byte == b' ').unwrap_or(job.len()));
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    let text = String::from_utf8_lossy(rest);
    match errand {
        b"sum" => match text.parse() {
            Ok(n) => lab::work::sum_of_squares(n).to_string().into_bytes(),
            Err(error) => panic!("cannot sum up to {text:?}: {error}"),
        },
        b"echo" => rest.to_vec(),
        b"wait" => {
            thread::sleep(Duration::from_millis(text.parse().unwrap_or(0)));
            Vec::new()
        }
        b"pid" => process::id().to_string().into_bytes(),
        b"panic" => panic!("{text}"),
        b"abort" => process::abort(),
        b"exit" => process::exit(text.parse().unwrap_or(1)),
        // Garbles the stream of answers, as a careless `println!` would.
        b"print" => {
            lab::say!("{text}");
            Vec::new()
        }
        b"visit" => visit(&text),
        _ => panic!("no such errand: {}", String::from_utf8_lossy(errand)),
    }
}
// ANCHOR_END: errand

/// `ADDR NAME`: connects to the address, says the name and this process's id, and stays until the host closes. So a
/// test knows that the job has begun, and decides when it ends.
fn visit(text: &str) -> Vec<u8> {
    let (addr, name) = text.split_once(' ').unwrap_or((text, ""));
    let stay = || {
        let mut host = TcpStream::connect(addr)?;
        writeln!(host, "{name} {}", process::id())?;
        host.read_to_end(&mut Vec::new())
    };
    match stay() {
        Ok(_) => name.as_bytes().to_vec(),
        Err(error) => panic!("cannot visit {addr}: {error}"),
    }
}
