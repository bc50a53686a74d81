//! A drawer of the wheel keeps the time of its first note, and not its earliest: the thread sleeps too long.
//!
//! - file: chapters/ch09-fast-path/src/wheel.rs
//! - test: -p ch09-fast-path --test wheel_without_sockets
//! - caught by: a_wheel_is_a_sorted_list
// <from>
        self.first = if self.notes.is_empty() { note.at } else { self.first.min(note.at) };
// <to>
        self.first = if self.notes.is_empty() { note.at } else { self.first };
// </to>
