//! `fetch`: a batch of URLs, or of slow answers from the embedded server, by the chapter's own model.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::args::{Args, Flag, Value};
use super::report::{Failure, write_timelines};
use super::{Chapter, Ended, FetchCommand, complain, to_stderr};
use crate::fetch::{DEFAULT_TIMEOUT, FetchError, FetchResult, Target};
use crate::ledger::Ledger;
use crate::server::ServerProcess;
use crate::url::Url;
use crate::{say, term, timeline};

pub(super) const REQUESTS: Flag =
    Flag { name: "requests", value: Value::Number(1, 100_000), about: "How many requests; 20 by default." };
pub(super) const DELAY: Flag = Flag {
    name: "delay",
    value: Value::Number(0, 600_000),
    about: "How long the server takes for each, in ms; 50 by default.",
};
/// The longest `--timeout`, a day: beyond it "no timeout" is meant, and a clock's arithmetic might overflow.
const TIMEOUT: Flag = Flag {
    name: "timeout",
    value: Value::Number(1, 86_400_000),
    about: "The limit on each fetch, from connect to last byte, in ms; 30000 by default.",
};
const SAVE: Flag = Flag {
    name: "save",
    value: Value::Text("DIR"),
    about: "Write the body of the K-th URL (from 0) to DIR/K, whatever the status.",
};

/// The flags every chapter's `fetch` has.
pub(super) const FLAGS: [Flag; 4] = [REQUESTS, DELAY, TIMEOUT, SAVE];
pub(super) const DEFAULT_REQUESTS: u64 = 20;
pub(super) const DEFAULT_DELAY: u64 = 50;

/// What to fetch, in command-line order, and for each where it is or why nobody knows.
struct Batch {
    /// As they were given.
    urls: Vec<Url>,
    /// As many, in the same order.
    targets: Vec<Result<Target, FetchError>>,
    /// The embedded server, where it is asked. It ends with the batch.
    _server: Option<ServerProcess>,
}

pub(super) fn run(chapter: &Chapter, command: &FetchCommand, args: &Args) -> Result<Ended, Failure> {
    let batch = if args.operands.is_empty() {
        slow_batch(args)?
    } else {
        match given_batch(command, args) {
            Ok(batch) => batch,
            Err(usage) => return Ok(Ended::Usage(usage)),
        }
    };
    let folder = args.text("save").map(PathBuf::from);
    if let Some(folder) = &folder {
        std::fs::create_dir_all(folder)
            .map_err(|error| Failure(format!("cannot create the folder {}: {error}", folder.display())))?;
    }
    let drawn = args.has("svg") || args.has("trace");
    let (measured, timeline) = if drawn {
        let (measured, timeline) = timeline::record(|| fetch(command, args, batch));
        (measured, Some(timeline))
    } else {
        (fetch(command, args, batch), None)
    };
    let (urls, results, ledger) = measured;

    let mut failed = 0;
    for (place, (url, result)) in urls.iter().zip(results).enumerate() {
        let path = folder.as_ref().map(|folder| folder.join(place.to_string()));
        if let Err(message) = show(url, result, path.as_deref()) {
            complain(format_args!("fetch: {url}: {message}"));
            failed += 1;
        }
    }
    let ledger = Ledger { ok: ledger.requests.map(|all| all - failed), failed: Some(failed), ..ledger };
    if args.json() {
        say!("{}", ledger.to_json());
    } else {
        to_stderr(&format!("\n{}", Ledger::table(std::slice::from_ref(&ledger)).trim_end()));
    }
    if let Some(timeline) = timeline {
        let title = format!("{} fetch, {}", chapter.package, ledger.model);
        write_timelines(args, &title, &[(ledger.model.as_str(), &timeline)])?;
    }
    Ok(if failed == 0 { Ended::Well } else { Ended::Badly })
}

/// The URLs that were given.
fn given_batch(command: &FetchCommand, args: &Args) -> Result<Batch, String> {
    if let Some(flag) = ["requests", "delay"].into_iter().find(|flag| args.has(flag)) {
        return Err(format!("--{flag} is for the embedded server; with URLs it means nothing"));
    }
    let urls = args.operands.iter().map(|text| text.parse()).collect::<Result<Vec<Url>, String>>()?;
    let targets = (command.resolve)(&urls);
    Ok(Batch { urls, targets, _server: None })
}

/// Without URLs: slow answers from the embedded server.
fn slow_batch(args: &Args) -> Result<Batch, Failure> {
    let requests = args.number("requests").unwrap_or(DEFAULT_REQUESTS);
    let delay = args.number("delay").unwrap_or(DEFAULT_DELAY);
    let server = ServerProcess::start()?;
    let target = server.target(&format!("/delay/{delay}"));
    let urls = vec![target.url.clone(); requests as usize];
    let targets = urls.iter().map(|_| Ok(target.clone())).collect();
    Ok(Batch { urls, targets, _server: Some(server) })
}

/// Fetches what has an address; results in the order of the command line. The bill is for the fetching alone.
fn fetch(command: &FetchCommand, args: &Args, batch: Batch) -> (Vec<Url>, Vec<FetchResult>, Ledger) {
    let timeout = args.number("timeout").map_or(DEFAULT_TIMEOUT, Duration::from_millis);
    let mut targets = Vec::new();
    // What has no address is not fetched; its error keeps its place.
    let places: Vec<Result<(), FetchError>> =
        batch.targets.into_iter().map(|target| target.map(|target| targets.push(target))).collect();
    let model = (command.model)(args);
    let progress = term::Progress::start(format!("fetching {} URLs: {model}", targets.len()));
    let (results, mut ledger) = Ledger::measure(model, || (command.run)(args, &targets, timeout));
    drop(progress);
    let mut results = results.into_iter();
    let missing = || Err(FetchError::Worker("the model gave no result for it".to_owned()));
    let results: Vec<FetchResult> =
        places.into_iter().map(|place| place.and_then(|()| results.next().unwrap_or_else(missing))).collect();
    ledger.requests = Some(results.len() as u64);
    (batch.urls, results, ledger)
}

/// One URL's line on stdout, and its file. The error is what to say of it on stderr.
fn show(url: &Url, result: FetchResult, path: Option<&Path>) -> Result<(), String> {
    let saved = result.map_err(|error| error.to_string()).and_then(|fetched| {
        if let Some(path) = path {
            std::fs::write(path, &fetched.response.body)
                .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        }
        Ok(fetched)
    });
    match saved {
        Ok(fetched) => {
            let bytes = fetched.response.body.len();
            say!("{} {bytes:>9} B {:>8.3} s  {url}", fetched.response.status, fetched.elapsed.as_secs_f64());
            Ok(())
        }
        Err(message) => {
            // What an earlier run left there, or half a body, must not be taken for this one's.
            path.map_or(Ok(()), remove)
                .map_err(|error| format!("{message}; and its old file stays: {error}"))
                .and(Err(message))
        }
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
