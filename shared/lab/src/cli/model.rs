//! One model in a process of its own, since peak memory never falls: the child's side and the parent's.

use std::io;
use std::net::SocketAddr;
use std::process::{Command, ExitCode, Stdio};

use super::{Chapter, complain};
use crate::fetch::{DEFAULT_TIMEOUT, Model, Target};
use crate::ledger::Ledger;
use crate::say;

/// The hidden command: `lab-model NAME REQUESTS DELAY SERVER`.
pub(super) const COMMAND: &str = "lab-model";

/// So many requests, of so many milliseconds, to that server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Batch {
    /// How many.
    pub(super) requests: u64,
    /// How long the server takes for each, in ms.
    pub(super) delay: u64,
    /// Where it listens.
    pub(super) server: SocketAddr,
}

/// The parent's side: runs one model, and gives its bill, or a sentence that says why there is none.
pub(super) fn run_in_child(model: &Model, batch: Batch) -> Result<Ledger, String> {
    let program = std::env::current_exe().map_err(|error| format!("where is this program? {error}"))?;
    let mut child = Command::new(program)
        .args([COMMAND, model.name])
        .args([batch.requests.to_string(), batch.delay.to_string(), batch.server.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start it: {error}"))?;
    // Kept open for as long as we wait: the child ends when it is closed, and a parent's death closes it.
    let lifeline = child.stdin.take();
    let output = child.wait_with_output().map_err(|error| format!("cannot wait for it: {error}"))?;
    drop(lifeline);
    let said = String::from_utf8_lossy(&output.stdout);
    let ledger = said.lines().last().and_then(Ledger::from_json);
    ledger
        .filter(|_| output.status.success())
        .ok_or_else(|| format!("ended without a bill: {}", output.status))
}

/// The child's side.
pub(super) fn child_main(chapter: &Chapter, words: &[String]) -> ExitCode {
    let Some((model, batch)) = read(chapter, words) else {
        complain(format_args!("{COMMAND} is for `compare`: NAME REQUESTS DELAY SERVER"));
        return ExitCode::from(2);
    };
    end_with_parent();
    let target = Target::at(batch.server, &format!("/delay/{}", batch.delay));
    let targets = vec![target; batch.requests as usize];
    let (results, mut ledger) = Ledger::measure(model.name, || (model.fetch_all)(&targets, DEFAULT_TIMEOUT));

    ledger.count(&results);
    if let Some(error) = results.iter().find_map(|result| result.as_ref().err()) {
        let failed = ledger.failed.unwrap_or_default();
        complain(format_args!("{}: {failed} of {} failed, the first: {error}", model.name, batch.requests));
    }
    say!("{}", ledger.to_json());
    ExitCode::SUCCESS
}

fn read(chapter: &Chapter, words: &[String]) -> Option<(Model, Batch)> {
    let [name, requests, delay, server] = words else { return None };
    let model = (chapter.models)().into_iter().find(|model| model.name == name)?;
    let batch =
        Batch { requests: requests.parse().ok()?, delay: delay.parse().ok()?, server: server.parse().ok()? };
    Some((model, batch))
}

/// Ends this process when stdin is closed. A thread of the standard library: it is no part of the model, so it must
/// not count among the model's threads.
fn end_with_parent() {
    let watch = || {
        // Nothing is ever sent, so the end of this is the end of the parent.
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        std::process::exit(1);
    };
    // Without a thread the model runs all the same, and may outlive us for as long as it takes.
    let _ = std::thread::Builder::new().name("lifeline".to_owned()).spawn(watch);
}
