//! `cargo x figures`: the book's pictures, drawn from real runs on this machine.

use std::fs;

use crate::gates::drawings::Drawn;
use crate::steps::Outcome;
use crate::workspace::{cargo, root, run};

/// A picture, and the run it is drawn from.
#[derive(Debug)]
struct Figure {
    /// The chapter's package, which is also its folder.
    package: &'static str,
    /// What follows `--`, without `--svg`.
    arguments: &'static [&'static str],
    /// The file in the chapter's `figures` folder.
    file: &'static str,
}

const FIGURES: &[Figure] = &[
    Figure { package: "ch01-blocking-socket", arguments: &["phases", "--sync"], file: "phases.svg" },
    Figure { package: "ch01-blocking-socket", arguments: &["batch"], file: "batch.svg" },
    Figure { package: "ch02-threads", arguments: &["batch"], file: "batch.svg" },
    Figure { package: "ch02-threads", arguments: &["three"], file: "three.svg" },
    Figure { package: "ch02-threads", arguments: &["kitchen"], file: "kitchen.svg" },
    Figure { package: "ch02-threads", arguments: &["fib"], file: "fib.svg" },
    Figure { package: "ch02-threads", arguments: &["lock-io"], file: "lock-io.svg" },
    Figure { package: "ch03-processes", arguments: &["sums"], file: "sums.svg" },
    Figure { package: "ch03-processes", arguments: &["batch"], file: "batch.svg" },
    Figure { package: "ch04-nonblocking-socket", arguments: &["told"], file: "told.svg" },
    Figure { package: "ch05-event-loop", arguments: &["three"], file: "three-tasks.svg" },
    Figure { package: "ch05-event-loop", arguments: &["kitchen"], file: "kitchen.svg" },
    Figure {
        package: "ch05-event-loop",
        arguments: &["chess", "--boards", "6", "--moves", "3"],
        file: "chess.svg",
    },
    Figure {
        package: "ch05-event-loop",
        arguments: &["compare", "--sweep", "1,10,100"],
        file: "compare.svg",
    },
    Figure {
        package: "ch05-event-loop",
        arguments: &["fetch", "--requests", "8", "--delay", "100"],
        file: "batch.svg",
    },
    Figure { package: "ch05-event-loop", arguments: &["freeze"], file: "freeze.svg" },
    Figure { package: "ch07-executor", arguments: &["byte"], file: "byte.svg" },
    Figure { package: "ch07-executor", arguments: &["three"], file: "three.svg" },
    Figure { package: "ch07-executor", arguments: &["chess", "--real"], file: "chess.svg" },
    Figure { package: "ch07-executor", arguments: &["gather", "--in-turn"], file: "gather.svg" },
    Figure {
        package: "ch07-executor",
        arguments: &["fetch", "--requests", "8", "--delay", "100"],
        file: "batch.svg",
    },
    Figure { package: "ch08-runtime", arguments: &["crawler", "--limit", "4"], file: "crawler.svg" },
    Figure { package: "ch08-runtime", arguments: &["group"], file: "group.svg" },
    Figure { package: "ch08-runtime", arguments: &["freeze"], file: "freeze.svg" },
];

/// The pictures that can also be walked through, step by step: beside `NAME.svg` stands `NAME.steps.json`, of the same run.
const STEPPED: &[(&str, &str)] = &[("ch05-event-loop", "three-tasks.svg"), ("ch07-executor", "three.svg")];

/// Drawn by `cargo x soak --minutes 10 --svg FILE` alone: nobody who draws the others wants to wait for that.
const SOAK: Drawn<'_> = Drawn { folder: "appendix", file: "soak.svg" };

/// Drawn by `cargo x race serve … --pin --svg FILE` alone: it takes a machine that does nothing else.
const RACE: Drawn<'_> = Drawn { folder: "ch09-fast-path", file: "serve.svg" };

/// What the pictures are, for those who check that each is shown.
pub fn drawn() -> Vec<Drawn<'static>> {
    let figures = FIGURES.iter().map(|figure| Drawn { folder: figure.package, file: figure.file });
    figures.chain([SOAK, RACE]).collect()
}

/// Draws all of them.
pub fn draw() -> Result<Outcome, String> {
    // Built before the first run, so that no picture shows a machine that was busy compiling.
    run(cargo().args(["build", "--quiet", "--workspace", "--bins"]))?;
    for figure in FIGURES {
        let folder = root().join("chapters").join(figure.package).join("figures");
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let file = folder.join(figure.file);
        println!("-- {} {} -> {}", figure.package, figure.arguments.join(" "), figure.file);
        let mut draw = cargo();
        draw.args(["run", "--quiet", "-p", figure.package, "--"])
            .args(figure.arguments)
            .arg("--svg")
            .arg(&file);
        if STEPPED.contains(&(figure.package, figure.file)) {
            draw.arg("--steps").arg(file.with_extension("steps.json"));
        }
        run(&mut draw)?;
        // A run may succeed and have no picture to write; the page that shows it would be the one to find out.
        let drawn = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        if !drawn.contains("<svg") {
            return Err(format!("{} is not an SVG", file.display()));
        }
    }
    Ok(Outcome::Passed)
}
