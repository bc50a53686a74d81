//! What the helper remembers between two calls: little, under `target`, and nothing is lost with it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use super::files;
use crate::workspace::target;

/// Words and numbers by name. A file of lines `kind name value`, which whoever wants can read.
#[derive(Debug, Default)]
pub struct Memory {
    /// By kind and name.
    entries: BTreeMap<(String, String), String>,
}

impl Memory {
    /// Where it is.
    fn path() -> PathBuf {
        target().join("exercises").join("helper.txt")
    }

    /// What was remembered; nothing, when there is nothing to be read.
    pub fn load() -> Memory {
        Memory::parse(&fs::read_to_string(Memory::path()).unwrap_or_default())
    }

    /// Remembers. That it cannot be written spoils nothing but the memory.
    pub fn save(&self) {
        let _ = files::replace(&Memory::path(), self.text().as_bytes());
    }

    /// How many of an exercise's hints were shown.
    pub fn hints(&self, id: &str) -> usize {
        self.get("hints", id).and_then(|count| count.parse().ok()).unwrap_or(0)
    }

    /// So many of an exercise's hints were shown.
    pub fn set_hints(&mut self, id: &str, count: usize) {
        self.set("hints", id, &count.to_string());
    }

    /// Whether a chapter's run was drawn.
    pub fn drawn(&self, name: &str) -> bool {
        self.get("drawn", name).is_some()
    }

    /// A chapter's run was drawn.
    pub fn set_drawn(&mut self, name: &str) {
        self.set("drawn", name, "yes");
    }

    /// The exercise that was next, when the exercises were last written to at that time.
    pub fn next(&self, written: SystemTime) -> Option<&str> {
        let (then, id) = self.get("next", "exercise")?.split_once(' ')?;
        (then == nanoseconds(written)).then_some(id)
    }

    /// The exercise that is next.
    pub fn set_next(&mut self, id: &str, written: SystemTime) {
        self.set("next", "exercise", &format!("{} {id}", nanoseconds(written)));
    }

    fn get(&self, kind: &str, name: &str) -> Option<&str> {
        self.entries.get(&(kind.to_owned(), name.to_owned())).map(String::as_str)
    }

    fn set(&mut self, kind: &str, name: &str, value: &str) {
        self.entries.insert((kind.to_owned(), name.to_owned()), value.to_owned());
    }

    fn parse(text: &str) -> Memory {
        let entries = text.lines().filter_map(|line| {
            let mut words = line.splitn(3, ' ');
            Some(((words.next()?.to_owned(), words.next()?.to_owned()), words.next()?.to_owned()))
        });
        Memory { entries: entries.collect() }
    }

    fn text(&self) -> String {
        self.entries.iter().map(|((kind, name), value)| format!("{kind} {name} {value}\n")).collect()
    }
}

fn nanoseconds(time: SystemTime) -> String {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_nanos().to_string()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let mut memory = Memory::default();
        memory.set_hints("ch01::read_all", 2);
        memory.set_drawn("ch01");
        let again = Memory::parse(&memory.text());
        assert_eq!(again.hints("ch01::read_all"), 2);
        assert_eq!(again.hints("ch01::deadline"), 0);
        assert!(again.drawn("ch01") && !again.drawn("ch02"));
    }

    #[test]
    fn what_was_next_holds_until_something_is_written() {
        let then = SystemTime::UNIX_EPOCH + Duration::from_millis(1500);
        let mut memory = Memory::default();
        memory.set_next("ch01::read_all", then);
        let again = Memory::parse(&memory.text());
        assert_eq!(again.next(then), Some("ch01::read_all"));
        assert_eq!(again.next(then + Duration::from_nanos(100)), None);
    }

    #[test]
    fn a_damaged_memory_is_an_empty_one() {
        assert_eq!(Memory::parse("hints\n\nhints ch01::read_all many\n").hints("ch01::read_all"), 0);
    }
}
