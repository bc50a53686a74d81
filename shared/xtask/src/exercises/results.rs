//! What the checks said: read from the test runner's lines.

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Passed,
    Failed,
    /// Not a check: a drawing, which only runs when it is asked for.
    Ignored,
}

/// One check and what it said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// `ch01::read_all::a_signal_loses_nothing`.
    pub name: String,
    pub verdict: Verdict,
    /// What the learner's code printed, then `TO DO …` or `NOT YET …`. Empty when it passed.
    pub words: String,
}

impl Check {
    /// From `TO DO` or `NOT YET` on: the check's own words, on one line.
    pub fn sentence(&self) -> String {
        let at = self.words.lines().position(|line| line.starts_with("TO DO") || line.starts_with("NOT YET"));
        let lines = self.words.lines().skip(at.unwrap_or(0));
        lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    }
}

/// Reads what `cargo test` printed.
pub fn parse(text: &str) -> Vec<Check> {
    let mut checks: Vec<Check> = Vec::new();
    let mut telling: Option<usize> = None;
    for line in text.lines() {
        if let Some((name, verdict)) = line.strip_prefix("test ").and_then(verdict) {
            checks.push(Check { name: name.to_owned(), verdict, words: String::new() });
        } else if let Some(name) =
            line.strip_prefix("---- ").and_then(|rest| rest.strip_suffix(" stdout ----"))
        {
            telling = checks.iter().position(|check| check.name == name);
        } else if line == "failures:" {
            telling = None;
        } else if let Some(check) = telling {
            checks[check].words.extend([line, "\n"]);
        }
    }
    checks.iter_mut().for_each(|check| check.words.truncate(check.words.trim_end().len()));
    checks.sort_by(|one, two| one.name.cmp(&two.name));
    checks
}

/// The checks of one exercise, in the order of their source: what is simple comes first.
pub fn of<'c>(checks: &'c [Check], id: &str, source: &str) -> Vec<&'c Check> {
    let prefix = format!("{id}::");
    let own = |check: &&Check| check.name.starts_with(&prefix) && check.verdict != Verdict::Ignored;
    let mut checks: Vec<&Check> = checks.iter().filter(own).collect();
    checks.sort_by_key(|check| {
        source.find(&format!("fn {}()", check.name.rsplit("::").next().unwrap_or_default()))
    });
    checks
}

/// `ch01::a ... ok`, and what stands behind `ignored`.
fn verdict(line: &str) -> Option<(&str, Verdict)> {
    let (name, verdict) = line.split_once(" ... ")?;
    match verdict {
        "ok" => Some((name, Verdict::Passed)),
        "FAILED" => Some((name, Verdict::Failed)),
        _ if verdict.starts_with("ignored") => Some((name, Verdict::Ignored)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checks_of_an_exercise_stand_in_the_order_of_their_source() {
        let checks =
            parse("test ch01::a::easy ... ok\ntest ch01::a::apt ... ok\ntest ch01::ab::easy ... ok\n");
        let names: Vec<_> =
            of(&checks, "ch01::a", "fn easy() {}\nfn apt() {}").iter().map(|check| &*check.name).collect();
        assert_eq!(names, ["ch01::a::easy", "ch01::a::apt"]);
    }

    #[test]
    fn names_verdicts_and_words_are_read() {
        let text = "\
running 3 tests
test ch01::b::x ... ok
test ch01::your_run::your_run ... ignored, drawn later
test ch01::a::y ... FAILED

failures:

---- ch01::a::y stdout ----
my own print
NOT YET  one
         two


failures:
    ch01::a::y

test result: FAILED.
";
        let checks = parse(text);
        let verdicts: Vec<_> = checks.iter().map(|check| (&*check.name, check.verdict)).collect();
        assert_eq!(
            verdicts,
            [
                ("ch01::a::y", Verdict::Failed),
                ("ch01::b::x", Verdict::Passed),
                ("ch01::your_run::your_run", Verdict::Ignored)
            ]
        );
        let source = "fn y() {}";
        assert_eq!(of(&checks, "ch01::a", source), [&checks[0]]);
        assert!(of(&checks, "ch01::your_run", source).is_empty(), "a drawing is no check");
        assert_eq!(checks[0].words, "my own print\nNOT YET  one\n         two");
        assert_eq!(checks[0].sentence(), "NOT YET one two");
    }
}
