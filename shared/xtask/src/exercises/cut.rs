//! From a solution to its starter, and to a wrong variant of it: text in, text out.
//!
//! In a solution, a region is what the learner writes:
//!
//! ```text
//! // TODO: Read again and again, until the peer says that it has finished.
//! // <solution>
//! the code
//! // </solution>
//! ```
//!
//! In the starter, `todo!("Read again …")` stands there: the first sentence of the `TODO`. Where `todo!` cannot stand
//! (fields, items), or where the learner is to repair something, the starter's text is given, each line behind `// `:
//!
//! ```text
//! // <starter>
//! // queue: Vec<Task>,
//! // <solution>
//! queue: VecDeque<Task>,
//! // </solution>
//! ```
//!
//! `// <solution pop>` gives a region a name. A wrong variant is a file that holds other text for one or more regions;
//! its name is the mistake, its first `//!` line says it in a sentence.

/// A solution, taken apart.
#[derive(Debug)]
pub struct Parts<'t> {
    /// What stands outside the regions, and the regions, in order.
    parts: Vec<Part<'t>>,
}

/// A piece of a solution.
#[derive(Debug)]
enum Part<'t> {
    /// A line that starter and solution share.
    Shared(&'t str),
    /// What the learner writes.
    Region(Region<'t>),
}

/// What the learner writes.
#[derive(Debug, Default)]
struct Region<'t> {
    /// Its name; empty for the only one.
    name: &'t str,
    /// What stands before the marks, so that the starter's lines stand there too.
    indent: &'t str,
    /// The first sentence of the `TODO` above.
    sentence: String,
    /// The starter's lines, when they are not `todo!`.
    starter: Option<Vec<&'t str>>,
    /// The solution's lines.
    solution: Vec<&'t str>,
}

/// A wrong variant: other text for regions.
#[derive(Debug)]
pub struct Variant<'t> {
    /// What is wrong, in a sentence.
    pub mistake: String,
    /// A region's name, and its lines.
    regions: Vec<(&'t str, Vec<&'t str>)>,
}

impl<'t> Parts<'t> {
    /// Takes a solution apart.
    ///
    /// # Errors
    /// A mark without its partner, a region without a `TODO` above it, two regions of one name: with the line's number.
    pub fn of(text: &'t str) -> Result<Parts<'t>, String> {
        let mut parts: Vec<Part<'t>> = Vec::new();
        let mut open: Option<(Region<'t>, bool)> = None;
        for (number, line) in (1..).zip(text.lines()) {
            let wrong = |what: &str| format!("line {number}: {what}");
            match (mark(line), &mut open) {
                (Some(Mark::Starter), None) => {
                    let mut region =
                        begin(line, &parts).ok_or_else(|| wrong("no `// TODO: …` above the region"))?;
                    region.starter = Some(Vec::new());
                    open = Some((region, false));
                }
                (Some(Mark::Solution(name)), None) => {
                    let mut region =
                        begin(line, &parts).ok_or_else(|| wrong("no `// TODO: …` above the region"))?;
                    region.name = name;
                    open = Some((region, true));
                }
                (Some(Mark::Solution(name)), Some((region, solving @ false))) => {
                    region.name = name;
                    *solving = true;
                }
                (Some(Mark::End), Some((_, true))) => {
                    let Some((region, _)) = open.take() else { unreachable!("it is open") };
                    if parts
                        .iter()
                        .any(|part| matches!(part, Part::Region(other) if other.name == region.name))
                    {
                        return Err(wrong(&format!("a second region named {:?}", region.name)));
                    }
                    parts.push(Part::Region(region));
                }
                (Some(_), _) => return Err(wrong("a mark where none may stand")),
                (None, Some((region, true))) => region.solution.push(line),
                (None, Some((region, false))) => {
                    let line = line.trim_start();
                    let code = line.strip_prefix("// ").or_else(|| line.strip_prefix("//"));
                    let code = code.ok_or_else(|| wrong("a starter's line begins with `// `"))?;
                    region.starter.get_or_insert_default().push(code);
                }
                (None, None) => parts.push(Part::Shared(line)),
            }
        }
        if open.is_some() {
            return Err("the last region has no `// </solution>`".into());
        }
        Ok(Parts { parts })
    }

    /// The starter: every region as the learner finds it.
    pub fn starter(&self) -> String {
        self.with(|region| match &region.starter {
            Some(lines) => lines.iter().map(|line| indented(region.indent, line)).collect(),
            None => {
                let sentence = region.sentence.replace('\\', "\\\\").replace('"', "\\\"");
                let sentence = sentence.replace('{', "{{").replace('}', "}}");
                vec![format!("{}todo!(\"{sentence}\")", region.indent)]
            }
        })
    }

    /// The solution as a learner would have written it: without the marks.
    pub fn solved(&self) -> String {
        self.with(|region| region.solution.iter().map(ToString::to_string).collect())
    }

    /// The solution with the mistake in it.
    ///
    /// # Errors
    /// The variant names a region that is not there.
    pub fn mistaken(&self, variant: &Variant<'_>) -> Result<String, String> {
        for (name, _) in &variant.regions {
            if !self.parts.iter().any(|part| matches!(part, Part::Region(region) if region.name == *name)) {
                return Err(format!("the solution has no region named {name:?}"));
            }
        }
        Ok(self.with(|region| match variant.regions.iter().find(|(name, _)| *name == region.name) {
            Some((_, lines)) => lines.iter().map(|line| indented(region.indent, line)).collect(),
            None => region.solution.iter().map(ToString::to_string).collect(),
        }))
    }

    /// The shared lines, and what `fill` makes of the regions.
    fn with(&self, fill: impl Fn(&Region<'t>) -> Vec<String>) -> String {
        let lines = self.parts.iter().flat_map(|part| match part {
            Part::Shared(line) => vec![line.to_string()],
            Part::Region(region) => fill(region),
        });
        lines.map(|line| line + "\n").collect()
    }
}

impl<'t> Variant<'t> {
    /// Reads a variant's file.
    ///
    /// # Errors
    /// No sentence, no region, or a region without an end.
    pub fn of(text: &'t str) -> Result<Variant<'t>, String> {
        let said = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
        let mistake = said.collect::<Vec<_>>().join(" ");
        let mut regions: Vec<(&str, Vec<&str>)> = Vec::new();
        let mut open = false;
        for line in text.lines() {
            match mark(line) {
                Some(Mark::Solution(name)) if !open => {
                    regions.push((name, Vec::new()));
                    open = true;
                }
                Some(Mark::End) if open => open = false,
                Some(_) => return Err("a mark where none may stand".into()),
                None if open => regions.last_mut().into_iter().for_each(|(_, lines)| lines.push(line)),
                None => {}
            }
        }
        match (mistake.is_empty(), regions.is_empty(), open) {
            (true, _, _) => Err("no `//!` line says what is wrong".into()),
            (_, true, _) | (_, _, true) => Err("no region, or one without an end".into()),
            _ => Ok(Variant { mistake, regions }),
        }
    }
}

/// A line that is a mark.
enum Mark<'t> {
    Starter,
    Solution(&'t str),
    End,
}

fn mark(line: &str) -> Option<Mark<'_>> {
    let inside = line.trim().strip_prefix("// <")?.strip_suffix('>')?;
    match inside.split_once(' ').unwrap_or((inside, "")) {
        ("starter", "") => Some(Mark::Starter),
        ("solution", name) => Some(Mark::Solution(name)),
        ("/solution", "") => Some(Mark::End),
        _ => None,
    }
}

/// A region that begins at this mark, below these parts.
fn begin<'t>(mark: &'t str, above: &[Part<'t>]) -> Option<Region<'t>> {
    let comment = above.iter().rev().map_while(|part| match part {
        Part::Shared(line) => line.trim().strip_prefix("//"),
        Part::Region(_) => None,
    });
    let mut comment: Vec<&str> = comment.map(str::trim).collect();
    comment.reverse();
    let text = comment.join(" ");
    let (_, todo) = text.split_once("TODO: ")?;
    let indent = &mark[..mark.len() - mark.trim_start().len()];
    Some(Region { indent, sentence: first_sentence(todo), ..Region::default() })
}

/// Up to the first full stop or question mark that ends a word.
fn first_sentence(text: &str) -> String {
    let end = text.match_indices(['.', '?', ':']).find(|(at, _)| {
        let after = &text[at + 1..];
        after.is_empty() || after.starts_with(' ')
    });
    text[..end.map_or(text.len(), |(at, _)| at)].trim().to_owned()
}

fn indented(indent: &str, line: &str) -> String {
    if line.is_empty() { String::new() } else { format!("{indent}{line}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOLUTION: &str = "\
fn f() {
    // TODO: Say \"go\" {now}. Then
    // rest.
    // <solution>
    go();

    more();
    // </solution>
}
struct S {
    // TODO: A queue
    // <starter>
    // queue: Vec<u8>,
    // <solution queue>
    queue: VecDeque<u8>,
    // </solution>
}
";

    #[test]
    fn a_starter_says_what_to_do() {
        let starter = Parts::of(SOLUTION).unwrap().starter();
        assert_eq!(
            starter,
            "fn f() {\n    // TODO: Say \"go\" {now}. Then\n    // rest.\n    todo!(\"Say \\\"go\\\" {{now}}\")\n}\n\
             struct S {\n    // TODO: A queue\n    queue: Vec<u8>,\n}\n"
        );
    }

    #[test]
    fn the_solved_text_has_no_marks_left() {
        let solved = Parts::of(SOLUTION).unwrap().solved();
        assert!(solved.contains("    go();\n\n    more();\n}"));
        assert!(!solved.contains("olution"));
    }

    #[test]
    fn a_variant_changes_its_regions_and_keeps_the_others() {
        let variant =
            Variant::of("//! Uses a list.\n// <solution queue>\nqueue: List<u8>,\n// </solution>\n").unwrap();
        assert_eq!(variant.mistake, "Uses a list.");
        let text = Parts::of(SOLUTION).unwrap().mistaken(&variant).unwrap();
        assert!(text.contains("    queue: List<u8>,\n}"));
        assert!(text.contains("    go();"));
        let other = Variant::of("//! X.\n// <solution nowhere>\n// </solution>\n").unwrap();
        assert!(Parts::of(SOLUTION).unwrap().mistaken(&other).is_err());
    }

    #[test]
    fn a_mark_out_of_place_is_refused() {
        for text in [
            "// <solution>\n// </solution>\n",
            "// TODO: a\n// <solution>\n",
            "// </solution>\n",
            "// TODO: a\n// <starter>\n// </solution>\n",
        ] {
            assert!(Parts::of(text).is_err(), "{text}");
        }
        assert!(Variant::of("// <solution>\n// </solution>\n").is_err(), "without a sentence");
        assert!(Variant::of("//! Wrong.\n").is_err(), "without a region");
    }
}
