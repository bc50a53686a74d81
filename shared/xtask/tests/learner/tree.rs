//! A small tree with exercises, and the helper in it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

pub const ADD: &str = "exercises/src/ch01_numbers/add.rs";
pub const GREET: &str = "exercises/src/ch02_words/greet.rs";

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
pub struct Tree(pub PathBuf);

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Tree {
    pub fn plant(name: &str) -> Tree {
        let tree = Tree(std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id())));
        for (path, text) in FILES {
            tree.write(path, text);
        }
        tree.write("exercises/tests/checks/ch01/your_run.rs", YOUR_RUN);
        assert!(tree.x(&["sync"]).0.contains("wrote exercises"), "the starters are cut");
        tree
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }

    /// In the learner's file, one text in the place of another.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
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
    pub fn x(&self, words: &[&str]) -> (String, i32) {
        let output = self.command(words).output().unwrap();
        let text =
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(!text.contains('\x1b'), "no colours in a pipe: {text:?}");
        (text, output.status.code().unwrap())
    }

    /// The same, where it succeeds.
    pub fn told(&self, words: &[&str]) -> String {
        let (text, code) = self.x(words);
        assert_eq!(code, 0, "{words:?}:\n{text}");
        text
    }
}

/// All of them stand there.
pub fn has(text: &str, pieces: &[&str]) {
    for piece in pieces {
        assert!(text.contains(piece), "not said: {piece:?}\n{text}");
    }
}

/// `cargo x watch`, until the test has ended.
pub struct Watch {
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
    pub fn over(tree: &Tree, words: &[&str]) -> Watch {
        let mut child = tree.command(words).stdout(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = channel();
        thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        Watch { child, lines }
    }

    /// What it prints, up to the line that has these words.
    pub fn until(&self, words: &str) -> String {
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
