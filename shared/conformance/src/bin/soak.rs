//! `cargo x soak`: good and hostile clients on the servers of chapters 5, 7 and 8, for minutes; exit 1 when something is
//! left behind.

use std::process::ExitCode;
use std::time::Duration;

use conformance::soak;
use lab::say;
use lab::term::Progress;

const USAGE: &str = "cargo x soak [--minutes M] [--json] [--svg FILE] [5] [7] [8]";

/// What the command line says.
struct Options {
    /// How long the load is on.
    length: Duration,
    /// One line of JSON in place of the table.
    json: bool,
    /// Where the plot goes.
    svg: Option<String>,
    /// Which chapters; none means all.
    chapters: Vec<String>,
}

fn main() -> ExitCode {
    let options = match parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(why) => {
            eprintln!("soak: {why}; {USAGE}");
            return ExitCode::from(2);
        }
    };
    soak::quiet_clients();
    let progress = Progress::start("clients, good and hostile: seconds");
    let all = soak::run(&options.chapters, options.length, |done, of| progress.at(done, of));
    drop(progress);
    let passed = all.and_then(|all| {
        if let Some(file) = &options.svg {
            std::fs::write(file, soak::plot(&all)).map_err(|error| format!("{file}: {error}"))?;
        }
        say!("{}", if options.json { soak::to_json(&all) } else { soak::to_text(&all) });
        Ok(all.iter().all(|figures| figures.faults().is_empty()))
    });
    match passed {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("soak: {why}");
            ExitCode::FAILURE
        }
    }
}

fn parse(mut words: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options =
        Options { length: Duration::from_secs(600), json: false, svg: None, chapters: Vec::new() };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--minutes" => {
                let minutes = words.next().and_then(|minutes| minutes.parse::<f64>().ok());
                let minutes = minutes.filter(|minutes| (0.01..=10_000.0).contains(minutes));
                let minutes = minutes.ok_or("--minutes takes a number, such as 10 or 0.5")?;
                options.length = Duration::from_secs_f64(60.0 * minutes);
            }
            "--json" => options.json = true,
            "--svg" => options.svg = Some(words.next().ok_or("--svg takes a FILE")?),
            word if word.starts_with('-') => return Err(format!("unknown flag {word}")),
            _ => options.chapters.push(word),
        }
    }
    Ok(options)
}
