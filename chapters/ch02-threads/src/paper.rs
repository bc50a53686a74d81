//! Two threads write on one sheet of paper, word by word or line by line: mixed lines, and none.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::race::all_at_once;

/// How many words are in a line.
const WORDS: usize = 5;

/// What stdout is to `print!`: a buffer behind a lock, which each call takes for itself.
#[derive(Debug, Default)]
struct Paper(Mutex<String>);

impl Paper {
    /// Like `print!`: nobody else writes meanwhile; but what is meanwhile is a matter of what is given at once.
    fn print(&self, text: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_str(text);
    }
}

/// How a line is handed to the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Word by word: `print!("{word} ")`, and at the end `println!()`.
    WordByWord,
    /// The whole line at once: `println!("{line}")`.
    LineByLine,
}

/// What two threads have written, line by line: each thread always says its own word.
///
/// # Errors
/// The system has no thread to give.
// ANCHOR: paper
pub fn two_writers(lines: u64, manner: Manner) -> io::Result<Vec<String>> {
    let paper = Arc::new(Paper::default());
    let sheet = Arc::clone(&paper);
    all_at_once(2, lines, move |_| {
        let word = if thread::current().name() == Some("racer 1") { "ping" } else { "pong" };
        match manner {
            Manner::WordByWord => {
                for _ in 0..WORDS {
                    sheet.print(word);
                    thread::yield_now(); // here the other one may come in
                    sheet.print(" ");
                }
                sheet.print("\n");
            }
            Manner::LineByLine => {
                thread::yield_now();
                sheet.print(&format!("{}\n", [word; WORDS].join(" ")));
            }
        }
    })?;
    let text = paper.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok(text.lines().map(|line| line.trim_end().to_owned()).collect())
}
// ANCHOR_END: paper

/// Whether a line is not what one thread wrote.
pub fn mixed(line: &str) -> bool {
    ["ping", "pong"].iter().all(|word| line != [*word; WORDS].join(" "))
}
