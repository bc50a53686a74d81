//! The flags a command declares, and those that were given, checked.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::report::{Failure, write_file};

/// A flag of a demo or command.
#[derive(Clone, Copy, Debug)]
pub struct Flag {
    /// Without the dashes: `boards`.
    pub name: &'static str,
    /// What it takes.
    pub value: Value,
    /// One line for `--help`, with the default.
    pub about: &'static str,
}

/// What a flag takes.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// Nothing.
    None,
    /// A whole number from the first to the second, both included.
    Number(u64, u64),
    /// Whole numbers, separated by commas, each within the bounds.
    Numbers(u64, u64),
    /// Any text; the word stands for it in `--help`.
    Text(&'static str),
}

impl Value {
    /// What stands for the value in `--help`; empty where there is none.
    pub(super) fn placeholder(self) -> &'static str {
        match self {
            Value::None => "",
            Value::Number(..) => "N",
            Value::Numbers(..) => "N,N,…",
            Value::Text(word) => word,
        }
    }

    /// Checks a value that was typed; the error says what the flag takes instead.
    pub(super) fn check(self, text: String) -> Result<Given, String> {
        let number = |text: &str, min: u64, max: u64| {
            text.parse().ok().filter(|n| (min..=max).contains(n)).ok_or_else(|| bounds(min, max))
        };
        match self {
            Value::None => Err("no value".to_owned()),
            Value::Number(min, max) => number(&text, min, max).map(Given::Number),
            Value::Numbers(min, max) => text
                .split(',')
                .map(|part| number(part.trim(), min, max))
                .collect::<Result<_, _>>()
                .map(Given::Numbers)
                .map_err(|_| format!("numbers separated by commas, each {}", bounds(min, max))),
            Value::Text(word) if text.is_empty() => Err(word.to_owned()),
            Value::Text(_) => Ok(Given::Text(text)),
        }
    }
}

/// `a whole number from 1 to 24`.
pub(super) fn bounds(min: u64, max: u64) -> String {
    match max {
        u64::MAX => format!("a whole number from {min}"),
        _ => format!("a whole number from {min} to {max}"),
    }
}

/// A value, checked.
#[derive(Clone, Debug)]
pub(super) enum Given {
    /// The flag takes none.
    Nothing,
    /// See [`Value::Number`].
    Number(u64),
    /// See [`Value::Numbers`].
    Numbers(Vec<u64>),
    /// See [`Value::Text`].
    Text(String),
}

/// The flags that were given, checked. Where one is given twice, the last counts.
///
/// Asking for a flag that the command does not declare is a mistake in the program, and panics.
#[derive(Clone, Debug, Default)]
pub struct Args {
    /// By name, what was typed.
    pub(super) given: BTreeMap<&'static str, Given>,
    /// The names of all flags the command declares; empty in a value that no command line made.
    pub(super) declared: Vec<&'static str>,
    /// What was typed without dashes, after the command.
    pub(super) operands: Vec<String>,
    /// The command has drawn the picture itself.
    pub(super) drawn: Cell<bool>,
}

impl Args {
    /// Writes a picture of the command's own where `--svg` asks for one, in place of the timelines.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn draw(&self, picture: impl FnOnce() -> String) -> Result<(), Failure> {
        if let Some(path) = self.text("svg") {
            write_file(path, picture())?;
            self.drawn.set(true);
        }
        Ok(())
    }

    /// Whether a flag was given.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
    /// A number's value, where it was given.
    pub fn number(&self, name: &str) -> Option<u64> {
        match self.get(name)? {
            Given::Number(n) => Some(*n),
            other => panic!("--{name} is not one number but {other:?}"),
        }
    }
    /// A list of numbers, where it was given.
    pub fn numbers(&self, name: &str) -> Option<Vec<u64>> {
        match self.get(name)? {
            Given::Numbers(list) => Some(list.clone()),
            other => panic!("--{name} is not a list of numbers but {other:?}"),
        }
    }
    /// A text's value, where it was given.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Given::Text(text) => Some(text),
            other => panic!("--{name} is not a text but {other:?}"),
        }
    }
    /// Whether `--json` was given: then nothing decorative needs printing.
    pub fn json(&self) -> bool {
        self.given.contains_key("json")
    }

    fn get(&self, name: &str) -> Option<&Given> {
        let known = self.declared.is_empty() || self.declared.contains(&name);
        assert!(known, "--{name} is asked for, but the command declares only {:?}", self.declared);
        self.given.get(name)
    }
}
