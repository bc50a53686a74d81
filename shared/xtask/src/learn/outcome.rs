//! What the test runner printed: which checks passed, and what the others say.

/// One check, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// `ch01::read_all::a_signal_loses_nothing`.
    pub name: String,
    /// How it ended.
    pub end: End,
    /// What it printed, if it failed: the learner's own output, and the verdict.
    pub said: String,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The learner's code does what it asks.
    Passed,
    /// Not yet.
    Failed,
    /// It is no check: a run to be drawn.
    Ignored,
}

impl Check {
    /// Without the exercise's name: the fact.
    pub fn fact(&self) -> &str {
        self.name.splitn(3, "::").nth(2).unwrap_or(&self.name)
    }

    /// The verdict in words, beginning with `TO DO` or `NOT YET`. What a check says that is none of ours: its last lines.
    pub fn words(&self) -> String {
        let lines: Vec<&str> = self.said.lines().collect();
        let from = verdict(&lines).unwrap_or(lines.len().saturating_sub(5));
        lines[from..].join("\n").trim_end().to_owned()
    }

    /// What the learner's code printed before the verdict.
    pub fn printed(&self) -> Vec<&str> {
        let lines: Vec<&str> = self.said.lines().collect();
        let end = verdict(&lines).unwrap_or(0);
        lines[..end].iter().copied().filter(|line| !line.trim().is_empty()).collect()
    }

    /// The line of that file that its words name.
    pub fn line_in(&self, file: &str) -> Option<u32> {
        self.words().replace('\\', "/").split_whitespace().find_map(|word| {
            let line = word.split_once(file)?.1.strip_prefix(':')?;
            line.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
        })
    }
}

/// The line where the verdict begins: the last that could be one, because the learner's output stands above.
fn verdict(lines: &[&str]) -> Option<usize> {
    lines.iter().rposition(|line| line.starts_with("TO DO    ") || line.starts_with("NOT YET  "))
}

/// Reads what the test runner wrote. `None`: it did not come to its end.
pub fn read(text: &str) -> Option<Vec<Check>> {
    let mut checks: Vec<Check> = Vec::new();
    let mut lines = text.lines().peekable();
    // First a line for each test.
    while let Some(line) = lines.peek().filter(|line| **line != "failures:") {
        if line.starts_with("test result: ") {
            return Some(checks);
        }
        checks.extend(result(line));
        lines.next();
    }
    // Then what the failed ones printed. A learner may print anything: only the name of a failed test begins a part.
    let mut open: Option<usize> = None;
    for line in lines {
        if line.starts_with("test result: FAILED") {
            return Some(checks);
        }
        let name = line.strip_prefix("---- ").and_then(|line| line.strip_suffix(" stdout ----"));
        let part = name.and_then(|name| {
            checks
                .iter()
                .position(|check| check.end == End::Failed && check.said.is_empty() && check.name == name)
        });
        if part.is_some() || line == "failures:" {
            open = part;
        } else if let Some(check) = open.and_then(|open| checks.get_mut(open)) {
            check.said += line;
            check.said.push('\n');
        }
    }
    None
}

/// A line like `test ch01::read_all::a_fact ... FAILED`.
fn result(line: &str) -> Option<Check> {
    let (name, end) = line.strip_prefix("test ")?.split_once(" ... ")?;
    let end = match end.split(',').next()? {
        "ok" => End::Passed,
        "FAILED" => End::Failed,
        "ignored" => End::Ignored,
        _ => return None,
    };
    Some(Check { name: name.to_owned(), end, said: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "
running 4 tests
test ch01::your_run::your_run ... ignored, drawn by cargo x when the chapter is solved
test ch01::read_all::a_signal_loses_nothing ... FAILED
test ch01::read_all::a_drip ... ok
test ch01::deadline::silence ... FAILED

failures:

---- ch01::read_all::a_signal_loses_nothing stdout ----
my own line
---- not a part stdout ----

NOT YET  a signal interrupted two reads, and you gave back Err(..)
         (asked by exercises/tests/checks/ch01/read_all.rs:55)

---- ch01::deadline::silence stdout ----
TO DO    Before each read
         exercises/src/ch01_blocking_socket/deadline.rs:20


failures:
    ch01::deadline::silence
    ch01::read_all::a_signal_loses_nothing

test result: FAILED. 1 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.05s
";

    #[test]
    fn each_check_has_its_own_words() {
        let checks = read(OUTPUT).unwrap();
        let ends: Vec<End> = checks.iter().map(|check| check.end).collect();
        assert_eq!(ends, [End::Ignored, End::Failed, End::Passed, End::Failed]);
        assert_eq!(checks[1].fact(), "a_signal_loses_nothing");
        assert_eq!(
            checks[1].words(),
            "NOT YET  a signal interrupted two reads, and you gave back Err(..)\n         \
             (asked by exercises/tests/checks/ch01/read_all.rs:55)"
        );
        assert_eq!(checks[1].printed(), ["my own line", "---- not a part stdout ----"]);
        assert_eq!(checks[2].words(), "");
        assert_eq!(checks[3].line_in("exercises/src/ch01_blocking_socket/deadline.rs"), Some(20));
        assert_eq!(checks[1].line_in("exercises/src/ch01_blocking_socket/read_all.rs"), None);
    }

    #[test]
    fn a_run_that_passes_has_no_failures() {
        let text = "running 1 test\ntest a::b::c ... ok\n\ntest result: ok. 1 passed; 0 failed\n";
        assert_eq!(read(text).unwrap().len(), 1);
    }

    #[test]
    fn a_run_that_breaks_off_is_no_run() {
        assert!(read("running 2 tests\ntest a::b::c ... ok\n").is_none());
        assert!(read(OUTPUT.split_once("\ntest result").unwrap().0).is_none());
    }
}
