//! Ledgers side by side as a table.

use std::time::Duration;

use super::Ledger;

/// A column: its heading, and what a row says in it, where it has something to say.
type Column = (&'static str, fn(&Ledger) -> Option<String>);

const COLUMNS: [Column; 9] = [
    ("requests", |ledger| ledger.requests.map(|n| n.to_string())),
    ("failed", |ledger| ledger.failed.filter(|&n| n > 0).map(|n| n.to_string())),
    ("wall", |ledger| Some(seconds(ledger.wall))),
    ("CPU", |ledger| ledger.cpu.map(seconds)),
    ("threads", |ledger| Some(ledger.threads.to_string())),
    ("switches (own, forced)", |ledger| {
        let (own, forced) = ledger.voluntary_switches.zip(ledger.involuntary_switches)?;
        Some(format!("{}, {}", count(own), count(forced)))
    }),
    ("memory", |ledger| ledger.peak_rss_kib.map(memory)),
    ("asked", |ledger| ledger.asked.map(count)),
    ("told", |ledger| ledger.told.map(count)),
];

pub(super) fn draw(ledgers: &[Ledger]) -> String {
    // Only columns that any row fills: an empty one says nothing.
    let columns: Vec<&Column> =
        COLUMNS.iter().filter(|(_, cell)| ledgers.iter().any(|ledger| cell(ledger).is_some())).collect();
    let mut rows = vec![vec![String::new()]];
    rows[0].extend(columns.iter().map(|(heading, _)| (*heading).to_owned()));
    for ledger in ledgers {
        let mut row = vec![ledger.model.clone()];
        row.extend(columns.iter().map(|(_, cell)| cell(ledger).unwrap_or_else(|| "-".to_owned())));
        rows.push(row);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..=columns.len()).map(width).collect();
    let mut out = String::new();
    for row in &rows {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:<width$}")).collect();
        out.push_str(format!(" {}", cells.join("  ")).trim_end());
        out.push('\n');
    }
    out
}

/// `1.95 s`; with more figures where two would hide the difference.
pub(crate) fn seconds(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        s if s >= 0.0995 => format!("{s:.2} s"),
        s if s >= 0.000_995 => format!("{:.1} ms", s * 1e3),
        s => format!("{:.0} µs", s * 1e6),
    }
}

/// `12,345`, and from a million on `1.2 million`.
fn count(n: u64) -> String {
    if n >= 1_000_000 {
        return format!("{:.1} million", n as f64 / 1e6);
    }
    thousands(n)
}

/// A number as people write it: `12,345`.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn memory(kib: u64) -> String {
    if kib < 1024 { format!("{kib} KiB") } else { format!("{:.1} MiB", kib as f64 / 1024.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_no_row_fills_is_left_out() {
        let poll = Ledger {
            model: "poll".into(),
            wall: Duration::from_millis(1950),
            threads: 1,
            asked: Some(1_234_567),
            told: Some(3),
            ..Ledger::default()
        };
        let threads = Ledger {
            model: "threads".into(),
            wall: Duration::from_millis(50),
            threads: 21,
            ..Ledger::default()
        };
        assert_eq!(
            draw(&[poll, threads]),
            "          wall     threads  asked        told\n \
             poll     1.95 s   1        1.2 million  3\n \
             threads  50.0 ms  21       -            -\n"
        );
    }

    #[test]
    fn counts_and_sizes_have_units_a_reader_can_say() {
        assert_eq!(["0", "999", "1,000", "123,456"].map(str::to_owned), [0, 999, 1000, 123_456].map(count));
        assert_eq!(count(1_250_000), "1.2 million");
        assert_eq!(memory(900), "900 KiB");
        assert_eq!(memory(2048), "2.0 MiB");
        assert_eq!(seconds(Duration::from_micros(12)), "12 µs");
    }
}
