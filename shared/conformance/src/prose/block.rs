//! A console block of a page: its command and the output below it.

use std::path::PathBuf;
use std::process::Command;

use crate::built;

/// How strictly a block is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// Every character.
    Exact,
    /// Words, order, and plain counts; not times, sizes and the like.
    Shape,
    /// As `Shape`, and no number at all.
    Loose,
}

/// A console block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// `chapters/ch05-event-loop/README.md:21`.
    pub place: String,
    /// Behind the `$`.
    pub command: String,
    /// The lines below the command.
    pub output: String,
    /// How it is compared.
    pub compare: Compare,
    /// The program ends with an error.
    pub fails: bool,
    /// The block as it stands in the page, with its fences.
    pub text: String,
}

impl Block {
    /// What the command runs, and where that program is.
    ///
    /// # Errors
    /// The command is not of the kind that is known here.
    pub(super) fn program(&self) -> Result<(Command, PathBuf), String> {
        let unknown = || {
            "a console block's command is `cargo run -p PACKAGE [--example NAME] [-- ARGUMENTS]`; what runs for ever, \
             or is typed in two terminals, goes into a `sh` block without output"
                .to_owned()
        };
        let words: Vec<&str> = self.command.split_whitespace().collect();
        let (path, rest) = match words.as_slice() {
            ["cargo", "run", "-p", _, "--example", example, rest @ ..] => (built::example(example)?, rest),
            ["cargo", "run", "-p", package, rest @ ..] => (built::program(package)?, rest),
            _ => return Err(unknown()),
        };
        let arguments = match rest {
            [] => rest,
            ["--", arguments @ ..] => arguments,
            _ => return Err(unknown()),
        };
        // No argument of ours is quoted, globbed or piped; a shell would be one more thing that differs.
        if arguments.iter().any(|word| word.contains(['|', '>', '<', '&', ';', '"', '\'', '*', '$'])) {
            return Err(unknown());
        }
        let mut command = Command::new(&path);
        command.args(arguments);
        Ok((command, path))
    }
}

/// The console blocks of a page.
pub fn blocks(page: &str, markdown: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut lines = markdown.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(words) = line.strip_prefix("```").filter(|words| !words.is_empty()) else { continue };
        let body: Vec<&str> =
            lines.by_ref().map(|(_, line)| line).take_while(|line| !line.starts_with("```")).collect();
        let words: Vec<&str> = words.split(',').collect();
        let (Some(&"console"), Some(command)) = (words.first(), body.first()) else { continue };
        found.push(Block {
            place: format!("{page}:{}", number + 1),
            command: command.strip_prefix("$ ").unwrap_or(command).to_owned(),
            output: body[1..].join("\n"),
            compare: match &words[1..] {
                flags if flags.contains(&"exact") => Compare::Exact,
                flags if flags.contains(&"loose") => Compare::Loose,
                _ => Compare::Shape,
            },
            fails: words.contains(&"fails"),
            text: format!("{line}\n{}\n```", body.join("\n")),
        });
    }
    found
}
