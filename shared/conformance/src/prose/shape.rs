//! What of an output is the same in every run.

use std::sync::LazyLock;

use regex_lite::Regex;

use super::Compare;

/// A line of output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line<'t> {
    /// As it was printed.
    pub(super) text: &'t str,
    /// What of it must come again.
    pub(super) shape: String,
}

/// Where a line stands: some outputs have parts that vary as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Words.
    Text,
    /// Below the heading of a ledger: a label, then measured figures.
    Ledger,
    /// A timeline's lanes: a label as wide as this, then cells.
    Lanes { label: usize },
    /// Below a timeline's scale: which signs are explained depends on which were drawn.
    Legend,
}

/// The lines, each with what of it must come again.
pub(super) fn lines(text: &str, compare: Compare) -> Vec<Line<'_>> {
    let texts: Vec<&str> = text.lines().map(str::trim_end).collect();
    let parts = parts(&texts);
    texts
        .iter()
        .zip(parts)
        .map(|(&text, part)| Line {
            text,
            shape: if compare == Compare::Exact { text.to_owned() } else { shape(text, part, compare) },
        })
        .collect()
}

fn parts(lines: &[&str]) -> Vec<Part> {
    let mut parts = vec![Part::Text; lines.len()];
    let mut now = Part::Text;
    for (at, line) in lines.iter().enumerate() {
        if line.is_empty() {
            now = Part::Text;
        }
        parts[at] = now;
        if line.contains(" wall ") && line.contains(" threads ") {
            now = Part::Ledger;
        }
        // The scale stands below the lanes and begins where their cells do.
        if let Some(label) = line.find('╵').filter(|&label| line[..label].trim().is_empty()) {
            let above = parts[..at].iter_mut().zip(lines).rev();
            for (part, _) in above.take_while(|(_, line)| !line.is_empty()) {
                *part = Part::Lanes { label };
            }
            parts[at] = Part::Legend;
            now = Part::Legend;
        }
    }
    parts
}

fn shape(line: &str, part: Part, compare: Compare) -> String {
    match part {
        Part::Legend => String::new(),
        // Two blanks end a column.
        Part::Ledger => words(line.trim_start().split("  ").next().unwrap_or_default(), compare),
        Part::Lanes { label } => {
            let label: String = line.chars().take(label).collect();
            words(&label, compare)
        }
        // A plot's paper.
        Part::Text if line.contains(['│', '┤', '└']) => String::new(),
        // A bar, or a lane whose scale the page has cut off: its label.
        Part::Text => match line.find(['█', '▓', '▒', '▏', '▎', '▍', '▌', '▋', '▊', '▉'])
        {
            Some(cells) => {
                let label = &line[..cells];
                // A lane may begin with other cells: queued, asleep.
                words(label.trim_end_matches(|sign| matches!(sign, '·' | 'z' | '0'..='9')), compare)
            }
            None => words(line, compare),
        },
    }
}

/// What differs from run to run, in the order in which it is taken out, and what stands for it.
const VARIES: &[(&str, &str)] = &[
    (r"127\.0\.0\.1:\d+", "127.0.0.1:[port]"),
    (r"0x[0-9a-f]+", "[address]"),
    (r"\d[\d,.]* ?(ns|µs|ms|s|min|h)\b", "[time]"),
    (r"\d[\d,.]* ?([KMG]iB|[kKMG]B)\b", "[size]"),
    (r"\d[\d,.]* ?%", "[share]"),
    (r"\b\d[\d,]*\.\d+\b", "[number]"),
    (r"(?i)\b(pid|process|parent|child) \d{2,}\b", "$1 [pid]"),
    (r"\b\d{1,3}(,\d{3})+\b|\b\d{5,}\b", "[number]"),
];

static RULES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| rules(VARIES));
static ANY_NUMBER: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| rules(&[(r"\d+", "[number]")]));

fn rules(patterns: &[(&str, &'static str)]) -> Vec<(Regex, &'static str)> {
    let rule =
        |&(pattern, instead): &(&str, &'static str)| Regex::new(pattern).ok().map(|rule| (rule, instead));
    patterns.iter().filter_map(rule).collect()
}

/// Words and plain counts, one blank between them: columns widen with the figures in them.
fn words(text: &str, compare: Compare) -> String {
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let loose = if compare == Compare::Loose { ANY_NUMBER.as_slice() } else { &[] };
    for (rule, instead) in RULES.iter().chain(loose) {
        text = rule.replace_all(&text, *instead).into_owned();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shapes(text: &str) -> Vec<String> {
        lines(text, Compare::Shape).into_iter().map(|line| line.shape).collect()
    }

    #[test]
    fn every_rule_is_a_regular_expression() {
        assert_eq!(RULES.len(), VARIES.len());
        assert_eq!(ANY_NUMBER.len(), 1);
    }

    #[test]
    fn times_sizes_ports_and_large_numbers_vary_and_counts_do_not() {
        let same = [
            "told 20 times in 51.3 ms, 4.1 MiB, 127.0.0.1:40001, 33 %, 40327000 looks, 12,345 of 0x7f01",
            "told 20 times in 1.2 s,   4.3 MiB, 127.0.0.1:51712, 7 %, 39,000,123 looks, 99,999 of 0x55aa",
        ];
        assert_eq!(shapes(same[0]), shapes(same[1]));
        assert_ne!(shapes("told 20 times"), shapes("told 21 times"));
        assert_eq!(shapes("a process 1.09 ms, 17.3 times"), shapes("a process 11.77 ms, 392.3 times"));
        assert_eq!(shapes("Process 2991 is here"), shapes("Process 16565 is here"));
        assert_eq!(
            lines("lost 3 of 9", Compare::Loose)[0].shape,
            lines("lost 12 of 70", Compare::Loose)[0].shape
        );
        assert_ne!(lines("at 1.2 s", Compare::Exact)[0].shape, lines("at 1.3 s", Compare::Exact)[0].shape);
    }

    #[test]
    fn a_timeline_is_its_labels() {
        let one = " in turn    task 1 ████▒▒▒▒█████\n            task 2          ███  1.95 s\n            thread 111zz22z\n                   ╵0        ╵0.5 s\n                   █ running   z asleep\n\ntwo";
        let two = " in turn    task 1 ▒▒█\n            task 2 ··█▒▒█▒▒▒▒▒▒███  2.05 s\n            thread 1 1▒▒zz22z\n                   ╵0   ╵1 s\n                   █ running   ▓ sharing its core\n\ntwo";
        assert_eq!(shapes(one), shapes(two));
        assert_ne!(shapes(one), shapes(&two.replace("task 2", "task 3")));
    }

    #[test]
    fn a_ledger_is_its_heading_and_its_labels() {
        let one = "        wall    CPU     threads  asked\n poll   51 ms   1.4 ms  1        20\n";
        let two = "        wall    CPU     threads  asked\n poll   1.2 s   200 µs  12       -\n";
        assert_eq!(shapes(one), shapes(two));
        assert_ne!(shapes(one), shapes(&two.replace("poll", "busy")));
    }
}
