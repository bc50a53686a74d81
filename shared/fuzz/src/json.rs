//! Whatever a child process or a file says in JSON.

use std::time::Duration;

use lab::ledger::Ledger;
use lab::steps::Film;

use crate::heap::Meter;
use crate::stream::{Dice, expand};

/// A thousand years: up to here a floating point number of seconds has all the digits that are written.
const LONG: Duration = Duration::from_secs(1_000 * 365 * 24 * 3600);

/// Nothing panics, nothing takes much more memory than the text; what was read is read the same once it is written.
pub fn check(input: &[u8], _: &mut Dice) {
    let stream = expand(input);
    let Ok(text) = std::str::from_utf8(&stream) else { return };
    let mut meter = Meter::new();
    let ledger = meter.of(|| Ledger::from_json(text));
    let film = meter.of(|| Film::from_json(text));
    // An array of numbers takes some 64 bytes for the two of each, doubled when it grows.
    assert!(meter.most() <= 8 * 1024 + 150 * text.len(), "{} bytes for {}", meter.most(), text.len());

    if let Some(ledger) =
        ledger.filter(|ledger| ledger.wall < LONG && ledger.cpu.is_none_or(|cpu| cpu < LONG))
    {
        let again = Ledger::from_json(&ledger.to_json()).unwrap_or_else(|| panic!("{}", ledger.to_json()));
        assert_eq!(again.to_json(), ledger.to_json());
    }
    if let Ok(film) = film {
        let times = film
            .frames
            .iter()
            .flat_map(|frame| [frame.at].into_iter().chain(frame.timers.iter().map(|t| t.1)));
        if times.max().is_none_or(|longest| longest < LONG) {
            let again =
                Film::from_json(&film.to_json()).unwrap_or_else(|why| panic!("{why}: {}", film.to_json()));
            assert_eq!(again.to_json(), film.to_json());
        }
    }
}
