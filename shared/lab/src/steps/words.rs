//! The sentences: plain, and the same words for the same thing.

use std::time::Duration;

use super::{Direction, Socket};

/// `socket A`. Letters, because the tasks have numbers already.
pub(super) fn socket(key: usize) -> String {
    format!("socket {}", letters(key))
}

/// A, B, … Z, AA, AB, …
fn letters(mut n: usize) -> String {
    let mut out = Vec::new();
    loop {
        out.push(b'A' + (n % 26) as u8);
        match n / 26 {
            0 => break,
            more => n = more - 1,
        }
    }
    out.reverse();
    String::from_utf8(out).unwrap_or_default()
}

/// `0.40 s`; a time so short that this would be nothing, in ms.
pub(super) fn time(time: Duration) -> String {
    match time.as_secs_f64() {
        seconds if seconds < 0.01 => format!("{:.1} ms", seconds * 1e3),
        seconds => format!("{seconds:.2} s"),
    }
}

/// `readable`.
pub(super) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Readable => "readable",
        Direction::Writable => "writable",
    }
}

/// `socket A is readable`.
pub(super) fn is_ready(told: &Socket) -> String {
    let how = match (told.readable, told.writable) {
        (true, true) => "readable and writable",
        (false, true) => "writable",
        _ => "readable",
    };
    format!("{} is {how}", socket(told.key))
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [others @ .., one] => format!("{} {last} {one}", others.join(", ")),
    }
}

/// With a capital.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sockets_go_on_after_z() {
        assert_eq!([0, 25, 26, 51, 52, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "AAA"]);
    }

    #[test]
    fn lists_are_said_as_people_say_them() {
        let words = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(list(&words[..1], "or"), "a");
        assert_eq!(list(&words, "or"), "a, b or c");
    }
}
