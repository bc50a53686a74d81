//! `cargo x scoreboard`: runs every case on every chapter's program, and prints the tables of the scoreboard. Which cases took
//! longest, and what failed, stands on stderr. `cargo run -p conformance --bin scoreboard serve_link`: only the cases whose
//! names begin so.

use std::process::ExitCode;

use conformance::board::Board;
use lab::term::Progress;

fn main() -> ExitCode {
    // A failed case is told once, at the end, with its chapter.
    std::panic::set_hook(Box::new(|_| {}));
    let begins = std::env::args().nth(1).unwrap_or_default();
    let progress = Progress::start("running every case on every chapter's program");
    let board = Board::run(&begins, |done, of| progress.at(done as u64, of as u64));
    drop(progress);
    let board = match board {
        Ok(board) => board,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::FAILURE;
        }
    };
    print!("{}", board.to_markdown());
    for (took, which) in board.longest().take(12) {
        eprintln!("{:6.1} s  {which}", took.as_secs_f64());
    }
    let failures = board.failures();
    failures.iter().for_each(|failure| eprintln!("{failure}"));
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
