//! The child in chapter 3's checks: it answers lines, and dies when told to.
//!
//! With an address as its argument it keeps a connection there for as long as it lives, and asks there what to do.

use std::io::{Read, Result, Write, stdin, stdout};
use std::net::TcpStream;
use std::process::exit;
use std::thread::sleep;
use std::time::Duration;

fn main() {
    // No more jobs: an end that it has chosen itself. When a pipe is broken its parent is gone, and nobody wants to know.
    exit(if work().is_ok() { 3 } else { 1 });
}

fn work() -> Result<()> {
    let mut home = std::env::args().nth(1).map(TcpStream::connect).transpose()?;
    for job in stdin().lines() {
        let job = job?;
        let (what, of) = job.split_once(' ').unwrap_or((&job, ""));
        let number: u64 = of.parse().unwrap_or(0);
        match what {
            "square" => say(&format!("{}\n", number * number))?,
            "nap" => {
                sleep(Duration::from_millis(number));
                say("good morning\n")?;
            }
            "exit" => exit(number as i32),
            // An answer that breaks off.
            "half" => {
                say("half an ans")?;
                exit(number as i32);
            }
            // Answers, and ends.
            "last" => {
                say("farewell\n")?;
                exit(number as i32);
            }
            // Does not see the end of its stdin. Only when home is gone, which is when the check is over, does it end.
            "deaf" => {
                say("what?\n")?;
                if let Some(home) = &mut home {
                    home.read_to_end(&mut Vec::new())?;
                }
                exit(0);
            }
            // Lives if it is sent a `1`.
            "home" => {
                let mut word = [0];
                if let Some(home) = &mut home {
                    home.write_all(format!("{of}\n").as_bytes())?;
                    home.read_exact(&mut word)?;
                }
                if word != *b"1" {
                    exit(9);
                }
                say(&format!("{of} is done\n"))?;
            }
            _ => say(&format!("you said: {job}\n"))?,
        }
    }
    Ok(())
}

fn say(text: &str) -> Result<()> {
    stdout().write_all(text.as_bytes())?;
    stdout().flush()
}
