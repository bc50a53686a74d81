//! The learner's helper from the first look to the last exercise, on a small tree of its own.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// The small tree: two chapters, three exercises, of which one is ★.
const FILES: [(&str, &str); 14] = [
    ("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"exercises\"]\n"),
    (
        "exercises/Cargo.toml",
        "[package]\nname = \"exercises\"\nedition = \"2024\"\n[lib]\ntest = false\ndoctest = false\n\
         [[test]]\nname = \"checks\"\npath = \"tests/checks/main.rs\"\n",
    ),
    (
        "solutions/src/lib.rs",
        "/// Chapter 1: numbers.\npub mod ch01_numbers;\n\n/// Chapter 2: words.\npub mod ch02_words;\n",
    ),
    ("solutions/src/ch01_numbers/mod.rs", "pub mod add;\n\npub mod double;\n"),
    ("solutions/src/ch02_words/mod.rs", "pub mod greet;\n"),
    (
        "solutions/src/ch01_numbers/add.rs",
        "//! # Add\n//!\n//! - minutes: 5\n//! - idea: one and one\n//! - page: chapters/one.md#add\n\
         pub fn add(a: u32, b: u32) -> u32 {\n    // TODO: Add them.\n    // <starter>\n    // 0\n    // <solution>\n    a + b\n    // </solution>\n}\n",
    ),
    (
        "solutions/src/ch01_numbers/double.rs",
        "//! # Double\n//!\n//! - minutes: 5\n//! - idea: twice\n//! - page: chapters/one.md#twice\n//! - optional: ★\n\
         pub fn double(a: u32) -> u32 {\n    // TODO: Take it twice.\n    // <starter>\n    // a\n    // <solution>\n    2 * a\n    // </solution>\n}\n",
    ),
    (
        "solutions/src/ch02_words/greet.rs",
        "//! # Greet\n//!\n//! - minutes: 10\n//! - idea: be kind\n//! - page: chapters/two.md#greet\n\
         pub fn greet() -> &'static str {\n    // TODO: Say hello.\n    // <starter>\n    // \"\"\n    // <solution>\n    \"hello\"\n    // </solution>\n}\n",
    ),
    (
        "exercises/hints/ch01_numbers/add.md",
        "## Hint 1\n\nA plus.\n\n## Hint 2\n\nTwo.\n\n## Hint 3\n\n`a + b`\n",
    ),
    (
        "exercises/hints/ch02_words/greet.md",
        "## Hint 1\n\nOne.\n\n## Hint 2\n\nTwo.\n\n## Hint 3\n\nThree.\n",
    ),
    (
        "exercises/tests/checks/main.rs",
        "macro_rules! check { ($ok:expr, $words:literal) => { if !$ok { println!($words); panic!() } } }\n\
         mod ch01 { mod add; mod double; mod your_run; }\nmod ch02 { mod greet; }\n",
    ),
    (
        "exercises/tests/checks/ch01/add.rs",
        "use exercises::ch01_numbers::add::add;\n\
         #[test]\nfn small_numbers() { check!(add(1, 2) == 3, \"NOT YET  1 + 2 is 3\"); }\n\
         #[test]\nfn a_zero() { check!(add(0, 2) == 2, \"NOT YET  0 + 2 is 2\"); }\n",
    ),
    (
        "exercises/tests/checks/ch01/double.rs",
        "#[test]\nfn twice() { check!(exercises::ch01_numbers::double::double(2) == 4, \"NOT YET  2 times 2 is 4\"); }\n",
    ),
    (
        "exercises/tests/checks/ch02/greet.rs",
        "#[test]\nfn says_it() { check!(exercises::ch02_words::greet::greet() == \"hello\", \"NOT YET  nobody was greeted\"); }\n",
    ),
];

/// A chapter's run: drawn between two marks.
const YOUR_RUN: &str = "#[test]\n#[ignore = \"drawn\"]\nfn your_run() { println!(\"\\u{2}3 = {}\\u{3}\", exercises::ch01_numbers::add::add(1, 2)); }\n";

/// The small tree, on the disk until the test has ended.
struct Tree(PathBuf);

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Tree {
    fn plant(name: &str) -> Tree {
        let tree = Tree(std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id())));
        for (path, text) in FILES {
            tree.write(path, text);
        }
        tree.write("exercises/tests/checks/ch01/your_run.rs", YOUR_RUN);
        assert!(tree.x(&["sync"]).0.contains("wrote exercises"), "the starters are cut");
        tree
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }

    /// In the learner's file, one text in the place of another.
    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from:?}:\n{text}");
        self.write(path, &text.replace(from, to));
    }

    /// `cargo x WORDS`.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command
            .args(words)
            .env("CARGO_MANIFEST_DIR", self.0.join("shared").join("xtask"))
            .env("CARGO_TARGET_DIR", self.0.join("target"))
            .env("COLUMNS", "100")
            .env("LC_ALL", "C")
            .env_remove("RUSTFLAGS")
            .current_dir(&self.0)
            .stdin(Stdio::null());
        command
    }

    /// `cargo x WORDS`: what it prints, and its exit code.
    fn x(&self, words: &[&str]) -> (String, i32) {
        let output = self.command(words).output().unwrap();
        let text =
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(!text.contains('\x1b'), "no colours in a pipe: {text:?}");
        (text, output.status.code().unwrap())
    }

    /// The same, where it succeeds.
    fn told(&self, words: &[&str]) -> String {
        let (text, code) = self.x(words);
        assert_eq!(code, 0, "{words:?}:\n{text}");
        text
    }
}

/// All of them stand there.
fn has(text: &str, pieces: &[&str]) {
    for piece in pieces {
        assert!(text.contains(piece), "not said: {piece:?}\n{text}");
    }
}

const ADD: &str = "exercises/src/ch01_numbers/add.rs";
const GREET: &str = "exercises/src/ch02_words/greet.rs";

#[test]
fn from_the_first_look_to_the_last_exercise() {
    let tree = Tree::plant("learner");
    let starter = tree.read(ADD);

    let first = tree.told(&[]);
    assert!(first.starts_with("0 of 2 done: what fails below is your to-do list, not a fault.\n"), "{first}");
    has(&first, &["0 of 2  * 0 of 1", "Next: ch01::add, Add, 5 minutes", &format!("{ADD}:7")]);
    has(&first, &["small_numbers\n    NOT YET  1 + 2 is 3", "not yet either:\n    a_zero\n", "cargo x hint"]);

    has(&tree.told(&["hint"]), &["Hint 1 of 3\n\nA plus.\n"]);
    has(&tree.told(&["hint", ADD]), &["Hint 2 of 3\n\nTwo.\n"]);

    // A wrong answer: the first check passes, the second speaks.
    tree.edit(ADD, "    0\n", "    println!(\"a is {a}\");\n    a * 0 + 3\n");
    has(
        &tree.told(&[]),
        &["a_zero\n    your code printed:\n    | a is 0\n    NOT YET  0 + 2 is 2", "the other 1 pass"],
    );

    // An unfinished edit locks everything, until it is set aside.
    tree.edit(ADD, "a * 0 + 3", "a + ");
    let unfinished = tree.read(ADD);
    let (broken, code) = tree.x(&[]);
    assert_eq!(code, 1, "{broken}");
    has(
        &broken,
        &["It does not compile yet: ch01::add (1 error)", "expected expression", "cargo x skip ch01::add "],
    );
    has(&tree.told(&["hint"]), &["ch01::add", "Hint 3 of 3"]);
    has(&tree.told(&["skip", "add"]), &["ch01::add is skipped"]);
    assert_eq!(tree.read(ADD), starter);
    has(&tree.told(&[]), &["Next: ch02::greet"]);
    has(&tree.told(&["list"]), &["[-]   ch01::add ", "[ ] * ch01::double ", "[>]   ch02::greet "]);
    tree.told(&["resume", "add"]);
    assert_eq!(tree.read(ADD), unfinished);
    assert_eq!(tree.x(&["resume", "add"]).1, 1, "it is not skipped any more");

    // Begun again: what was written is kept, and a second time nothing is written over.
    for kept in ["add.1.rs", "add.2.rs"] {
        tree.write(ADD, &unfinished);
        has(&tree.told(&["reset", "ch01/add"]), &["is as you found it again", kept]);
        assert_eq!(tree.read(ADD), starter);
        assert_eq!(tree.read(&format!("exercises/aside/ch01_numbers/{kept}")), unfinished);
    }

    // A signature that no longer fits is not the checks' fault.
    tree.edit(ADD, "b: u32", "b: &str");
    has(&tree.x(&[]).0, &["ch01::add no longer fits its checks (3 errors)", "2 more errors"]);
    tree.told(&["reset", "add"]);

    // The solution is shown to those who say so.
    let (refused, code) = tree.x(&["show", "add"]);
    assert_eq!(code, 2);
    has(&refused, &["cargo x show ch01::add --yes"]);
    has(&tree.told(&["show", "add", "--yes"]), &["-     0\n+     a + b\n"]);

    // A chapter is drawn when it is solved, once by itself.
    assert_eq!(tree.x(&["draw", "1"]).1, 1, "it is not solved yet");
    tree.edit(ADD, "    0\n", "    b + a\n");
    let solved = tree.told(&[]);
    has(
        &solved,
        &[
            "Well done: chapter 1 is solved.",
            "3 = 3\n",
            "Now chapter 2: chapters/two.md\n",
            "1 of 2",
            "Next: ch02::greet",
        ],
    );
    assert!(!tree.told(&[]).contains("3 = 3"));
    has(&tree.told(&["draw", "ch01"]), &["3 = 3\n"]);

    tree.edit(GREET, "\"\"", "\"hello\"");
    has(&tree.told(&[]), &["2 of 2 done.", "Next: * ch01::double"]);
    tree.edit("exercises/src/ch01_numbers/double.rs", "    a\n", "    a + a\n");
    has(&tree.told(&["list"]), &["[x] * ch01::double "]);
    has(&tree.told(&[]), &["All of them are solved."]);

    // No temporary file is left anywhere.
    let sources = fs::read_dir(tree.0.join("exercises/src/ch01_numbers")).unwrap();
    assert_eq!(sources.count(), 3);
}

/// `cargo x watch`, until the test has ended.
struct Watch {
    child: Child,
    /// What it prints.
    lines: Receiver<String>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Watch {
    fn over(tree: &Tree, words: &[&str]) -> Watch {
        let mut child = tree.command(words).stdout(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = channel();
        thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        Watch { child, lines }
    }

    /// What it prints, up to the line that has these words.
    fn until(&self, words: &str) -> String {
        let mut text = String::new();
        while !text.contains(words) {
            // Only a helper that has missed a save comes to the end of so long a wait.
            let line = self.lines.recv_timeout(Duration::from_secs(120));
            text += &line.unwrap_or_else(|why| panic!("{why}; not said: {words:?}\n{text}"));
            text.push('\n');
        }
        text
    }
}

#[test]
fn what_is_saved_is_checked() {
    for (how, says) in [(&["watch"][..], "Watching exercises/src"), (&["watch", "--poll"], "twice a second")]
    {
        let tree = Tree::plant(&how.join(""));
        let watch = Watch::over(&tree, how);
        has(&watch.until(says), &["0 of 2 done"]);
        tree.edit(ADD, "    0\n", "    a + b + 1\n");
        has(&watch.until(says), &["ch01::add is saved.", "ch01::add: 0 of 2 checks pass.", "0 of 2 done"]);
        tree.edit(ADD, "a + b + 1", "a + b +");
        has(&watch.until(says), &["ch01::add is saved.", "It does not compile yet: ch01::add"]);
        tree.edit(ADD, "a + b +", "a + b");
        has(
            &watch.until(says),
            &["ch01::add is solved: all its 2 checks pass.", "3 = 3", "Next: ch02::greet"],
        );
    }
}
