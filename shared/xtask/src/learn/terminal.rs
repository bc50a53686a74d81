//! The terminal: how wide it is, what it can show, and printing that survives a closed pipe.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// What the learner's terminal can show.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// How many columns there are to fill.
    pub width: usize,
    /// Whether it understands the codes for colours.
    pub colours: bool,
    /// Whether it shows more than ASCII: a console with an old font does not.
    pub blocks: bool,
}

/// What a word is to the reader; the colour follows.
#[derive(Clone, Copy, Debug)]
pub enum Ink {
    /// It is done.
    Good,
    /// It needs the reader's eye.
    Open,
    /// It can be passed over.
    Quiet,
    /// It is a heading.
    Strong,
}

impl Screen {
    /// What stdout is connected to.
    pub fn here() -> Screen {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let columns = set("COLUMNS").and_then(|columns| columns.parse().ok());
        let terminal = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0.into());
        // An older Windows console prints the codes as they are; these variables are set by those that do not.
        let codes = !cfg!(windows)
            || ["WT_SESSION", "TERM", "ANSICON", "ConEmuANSI"].iter().any(|name| set(name).is_some());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default();
        let utf8 = locale.to_lowercase().replace('-', "").contains("utf8");
        Screen {
            width: columns.or_else(terminal).unwrap_or(100).clamp(50, 120),
            colours: io::stdout().is_terminal()
                && set("NO_COLOR").is_none()
                && set("TERM").is_none_or(|term| term != "dumb")
                && codes,
            blocks: if cfg!(windows) { set("WT_SESSION").is_some() } else { utf8 },
        }
    }

    /// A terminal that can show the least: for tests.
    #[cfg(test)]
    pub fn plain() -> Screen {
        Screen { width: 80, colours: false, blocks: false }
    }

    /// The text in its colour.
    pub fn ink(&self, ink: Ink, text: &str) -> String {
        let code = match ink {
            Ink::Good => 32,
            Ink::Open => 33,
            Ink::Quiet => 2,
            Ink::Strong => 1,
        };
        if self.colours { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// How much is done, as a bar: empty only with nothing done, full only with all.
    pub fn bar(&self, done: usize, of: usize, cells: usize) -> String {
        let (full, empty) = if self.blocks { ("█", "░") } else { ("#", "-") };
        let share = (done * cells).checked_div(of).unwrap_or(0);
        let filled = if done == 0 || done == of { share } else { share.clamp(1, cells - 1) };
        format!("[{}{}]", self.ink(Ink::Good, &full.repeat(filled)), empty.repeat(cells - filled))
    }

    /// The mark of what the next chapter does not need.
    pub fn star(&self) -> &'static str {
        if self.blocks { "★" } else { "*" }
    }

    /// What fits in the rest of a line: whole, or up to a comma or the like, or up to dots.
    pub fn cut(&self, text: &str, used: usize) -> String {
        let room = self.width.saturating_sub(used);
        if text.chars().count() <= room {
            return text.to_owned();
        }
        let mut ends = text.match_indices([',', ';', ':']).map(|(at, _)| &text[..at]);
        let clause = ends.rfind(|clause| clause.chars().count() <= room);
        clause.map_or_else(
            || text.chars().take(room.saturating_sub(3)).collect::<String>() + "...",
            ToOwned::to_owned,
        )
    }

    /// A text as lines that fit behind so many spaces. The first line goes behind `label`.
    pub fn paragraph(&self, label: &str, indent: usize, text: &str) -> String {
        let lines = wrap(text, self.width.saturating_sub(indent).max(20));
        let mut out = String::new();
        for (at, line) in lines.iter().enumerate() {
            let before = if at == 0 { label } else { "" };
            out += &format!("{before:indent$}{line}\n");
        }
        out
    }
}

/// The words in lines of at most so many characters. A word that is longer stands alone, uncut: it may be a path.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Prints; ends the program quietly when nobody reads any more (`cargo x | head`).
pub fn print(text: &str) {
    let mut out = io::stdout().lock();
    if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

/// Says on stderr what takes so long, from the second second on.
#[derive(Debug)]
pub struct Waiting {
    /// When it began.
    start: Instant,
    /// Whether stderr is a terminal, where a line can be written over.
    terminal: bool,
    /// How long the line is that stands there now; `None` before the first.
    shown: Option<usize>,
}

impl Waiting {
    /// What is over by then needs no words.
    const PATIENCE: Duration = Duration::from_secs(2);

    /// Begins; nothing is shown yet.
    pub fn start() -> Waiting {
        Waiting { start: Instant::now(), terminal: io::stderr().is_terminal(), shown: None }
    }

    /// It still goes on, and this is how far it is. In a file, one line says it for all.
    pub fn tick(&mut self, what: &str) {
        if self.start.elapsed() < Waiting::PATIENCE || (!self.terminal && self.shown.is_some()) {
            return;
        }
        let seconds = self.start.elapsed().as_secs();
        let mut err = io::stderr();
        // Spaces instead of a code wipe the rest of the line: every console knows them. A line that cannot be written
        // is no reason to stop.
        let _ = if self.terminal {
            let line = format!("{what} ({seconds} s)");
            let before = self.shown.replace(line.len()).unwrap_or(0);
            write!(err, "\r{line:before$}")
        } else {
            self.shown = Some(0);
            writeln!(err, "{what}")
        };
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(length) = self.shown.filter(|_| self.terminal) {
            let _ = write!(io::stderr(), "\r{:length$}\r", "");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_full_only_when_all_is_done() {
        let screen = Screen::plain();
        assert_eq!(screen.bar(0, 33, 10), "[----------]");
        assert_eq!(screen.bar(1, 33, 10), "[#---------]");
        assert_eq!(screen.bar(32, 33, 10), "[#########-]");
        assert_eq!(screen.bar(33, 33, 10), "[##########]");
        assert_eq!(screen.bar(0, 0, 4), "[----]");
    }

    #[test]
    fn long_text_is_folded_and_long_words_are_not_cut() {
        assert_eq!(wrap("one two  three\nfour", 8), ["one two", "three", "four"]);
        assert_eq!(wrap("a much-longer-than-the-line b", 5), ["a", "much-longer-than-the-line", "b"]);
        assert_eq!(Screen::plain().paragraph("  idea", 8, "short"), "  idea  short\n");
    }

    #[test]
    fn what_does_not_fit_is_cut_at_a_comma_or_with_dots() {
        let screen = Screen { width: 10, ..Screen::plain() };
        assert_eq!(screen.cut("abcdef", 4), "abcdef");
        assert_eq!(screen.cut("abcdefg", 4), "abc...");
        assert_eq!(screen.cut("a, b: cde", 4), "a, b");
        assert_eq!(screen.cut("abcdef, b", 4), "abcdef");
    }
}
