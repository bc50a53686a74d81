//! The commands of a chapter: its demos, and the four that all chapters have.

use super::args::{Flag, Value};
use super::{Chapter, Demo, FetchCommand, ServeCommand, compare, fetch, serve};

/// The flags of the demos, of `fetch` and of `compare`.
pub(super) const COMMON: [Flag; 3] = [
    Flag { name: "json", value: Value::None, about: "The ledger as one line of JSON, the last on stdout." },
    Flag { name: "svg", value: Value::Text("FILE"), about: "Write the picture as SVG." },
    Flag {
        name: "trace",
        value: Value::Text("FILE"),
        about: "Write the timeline as Chrome Trace Events; open it at https://ui.perfetto.dev.",
    },
];

/// A flag of the demos alone.
const STEPS: Flag = Flag {
    name: "steps",
    value: Value::Text("FILE"),
    about: "Write the last run step by step, as JSON: the ready queue, who waits for what.",
};

/// A command, as it can be typed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Command<'c> {
    /// One of the chapter's demos.
    Demo(&'c Demo),
    /// See [`fetch`].
    Fetch(&'c FetchCommand),
    /// See [`serve`].
    Serve(&'c ServeCommand),
    /// See [`compare`].
    Compare,
    /// See [`super::help::list`].
    List,
}

impl<'c> Command<'c> {
    /// All of them, in the order they are listed.
    pub(super) fn all(chapter: &'c Chapter) -> Vec<Command<'c>> {
        let demos = chapter.demos.iter().map(Command::Demo);
        let fetch = chapter.fetch.as_ref().map(Command::Fetch);
        let serve = chapter.serve.as_ref().map(Command::Serve);
        demos.chain(fetch).chain(serve).chain([Command::Compare, Command::List]).collect()
    }

    /// The one that is run when none is typed.
    pub(super) fn main_demo(chapter: &'c Chapter) -> Command<'c> {
        // A chapter without a demo still has something true to say.
        chapter.demos.first().map_or(Command::List, Command::Demo)
    }

    pub(super) fn find(chapter: &'c Chapter, name: &str) -> Option<Command<'c>> {
        Command::all(chapter).into_iter().find(|command| command.name() == name)
    }

    pub(super) fn name(&self) -> &'c str {
        match self {
            Command::Demo(demo) => demo.name,
            Command::Fetch(_) => "fetch",
            Command::Serve(_) => "serve",
            Command::Compare => "compare",
            Command::List => "list",
        }
    }

    /// One line for `list` and `--help`.
    pub(super) fn about(&self) -> String {
        match self {
            Command::Demo(demo) => demo.about.to_owned(),
            Command::Fetch(_) => "get URLs, or a batch of slow answers from the embedded server".to_owned(),
            Command::Serve(serve) => format!("answer HTTP on loopback; {}", serve.about),
            Command::Compare => "all models so far on one batch, each in a process of its own".to_owned(),
            Command::List => "the demos, with the rows of the source texts they show".to_owned(),
        }
    }

    /// Every flag it takes, its own first.
    pub(super) fn flags(&self) -> Vec<Flag> {
        match self {
            Command::Demo(demo) => [demo.flags, &COMMON, &[STEPS]].concat(),
            Command::Fetch(fetch) => [&fetch::FLAGS, fetch.flags, &COMMON].concat(),
            Command::Serve(serve) => [&serve::FLAGS, serve.flags].concat(),
            Command::Compare => [compare::FLAGS.as_slice(), &COMMON].concat(),
            Command::List => Vec::new(),
        }
    }

    /// Whether words without dashes may follow it.
    pub(super) fn takes_operands(&self) -> bool {
        matches!(self, Command::Fetch(_))
    }

    pub(super) fn demo(&self) -> Option<&'c Demo> {
        match self {
            Command::Demo(demo) => Some(demo),
            _ => None,
        }
    }

    /// Ends of command lines, for `--help`.
    pub(super) fn examples(&self) -> &'static [&'static str] {
        match self {
            Command::Demo(_) => &["", " --json"],
            Command::Fetch(_) => &[
                " --requests 100 --delay 1000",
                " http://127.0.0.1:8080/ http://127.0.0.1:8080/delay/500 --save pages",
                " --requests 5 --svg fetch.svg",
            ],
            Command::Serve(_) => &[" --port 8080"],
            Command::Compare => &["", " --requests 100", " --sweep 1,10,100,1000 --svg compare.svg"],
            Command::List => &[""],
        }
    }
}
