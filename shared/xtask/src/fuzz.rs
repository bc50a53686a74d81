//! `cargo x fuzz`: bytes made up by a fuzzer, for everything that reads bytes. What must hold stands in `shared/fuzz`.

use std::fs;
use std::process::ExitCode;

use crate::deep::{has_nightly, nightly};
use crate::workspace::{output, root, run, target};

/// So long for each target, in seconds, unless told otherwise.
const SECONDS: u32 = 30;

/// An input that takes longer than this, in seconds, is a finding.
const TIMEOUT: &str = "-timeout=25";

/// Inputs are no longer than this, in bytes. They can ask for parts of themselves again, so streams are longer.
const MAX_LEN: &str = "-max_len=2048";

/// `cargo x fuzz [--seconds N] [TARGET]`.
pub fn fuzz(words: &[&str]) -> ExitCode {
    let all = match targets() {
        Ok(all) => all,
        Err(why) => return failed(&why),
    };
    let (seconds, targets) = match options(words, all) {
        Ok(options) => options,
        Err(why) => {
            eprintln!("cargo x fuzz: {why}");
            return ExitCode::from(2);
        }
    };
    if let Some(why) = missing() {
        println!("== fuzz: skipped: {why}");
        return ExitCode::SUCCESS;
    }
    for name in &targets {
        println!("== fuzz {name}: {seconds} s");
        if let Err(why) = run_target(name, seconds) {
            return failed(&format!(
                "{name}: {why}. The input is named above: mend what it has found, and keep it, made small \
                 (cargo fuzz tmin), in shared/fuzz/seeds/{name}"
            ));
        }
    }
    ExitCode::SUCCESS
}

/// What is not here that is needed, in words.
fn missing() -> Option<String> {
    if !cfg!(unix) {
        return Some("it is set up for Linux and macOS".to_owned());
    }
    if !has_nightly().unwrap_or(false) {
        return Some("the nightly toolchain is not installed here".to_owned());
    }
    let installed = output(nightly().args(["fuzz", "--version"])).is_ok();
    (!installed).then(|| {
        "cargo-fuzz is not installed here (cargo install cargo-fuzz --locked); the workflow runs it".into()
    })
}

/// How long for each target, and which.
fn options(words: &[&str], all: Vec<String>) -> Result<(u32, Vec<String>), String> {
    let (mut seconds, mut wanted, mut words) = (SECONDS, Vec::new(), words.iter());
    while let Some(word) = words.next() {
        if *word == "--seconds" {
            let number = words.next().and_then(|number| number.parse().ok()).filter(|number| *number > 0);
            seconds = number.ok_or("--seconds takes a number, 1 or more")?;
        } else if all.iter().any(|name| name == word) {
            wanted.push((*word).to_owned());
        } else {
            return Err(format!("no target is called `{word}`; there are: {}", all.join(", ")));
        }
    }
    Ok((seconds, if wanted.is_empty() { all } else { wanted }))
}

/// The names of all targets.
fn targets() -> Result<Vec<String>, String> {
    let folder = root().join("shared/fuzz/fuzz_targets");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".rs").map(str::to_owned))
        .collect();
    names.sort();
    Ok(names)
}

/// Runs one target. What it learns is kept under `target`, and the seeds in the tree stay as they are.
fn run_target(name: &str, seconds: u32) -> Result<(), String> {
    let fuzz = root().join("shared/fuzz");
    let made = target().join("fuzz");
    let (corpus, artifacts) = (made.join("corpus").join(name), made.join("artifacts").join(name));
    for folder in [&corpus, &artifacts] {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let mut command = nightly();
    command.args(["fuzz", "run"]).arg("--fuzz-dir").arg(&fuzz).arg("--target-dir").arg(&made);
    // The first folder is added to, the second only read.
    command.arg(name).arg(&corpus).arg(fuzz.join("seeds").join(name));
    command.args(["--", TIMEOUT, MAX_LEN, "-print_final_stats=1"]).arg(format!("-max_total_time={seconds}"));
    command.arg(format!("-artifact_prefix={}/", artifacts.display()));
    let words = match name {
        "exchange" | "conversation" | "chunked" => "http",
        name => name,
    };
    let words = fuzz.join(words).with_extension("dict");
    if words.exists() {
        command.arg(format!("-dict={}", words.display()));
    }
    run(&mut command)
}

fn failed(why: &str) -> ExitCode {
    eprintln!("cargo x fuzz: {why}");
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_a_time_and_targets_that_exist() {
        let all = || vec!["exchange".to_owned(), "url".to_owned()];
        assert_eq!(options(&[], all()), Ok((SECONDS, all())));
        assert_eq!(options(&["url", "--seconds", "600"], all()), Ok((600, vec!["url".to_owned()])));
        for wrong in [&["--seconds"][..], &["--seconds", "0"], &["--seconds", "url"], &["nothing"]] {
            assert!(options(wrong, all()).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn every_target_has_seeds_and_a_place_in_the_manifest() {
        let targets = targets().unwrap();
        assert!(targets.len() >= 6, "{targets:?}");
        let manifest = crate::workspace::read("shared/fuzz/Cargo.toml").unwrap();
        for name in targets {
            assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
            let seeds = root().join("shared/fuzz/seeds").join(&name);
            assert!(fs::read_dir(&seeds).is_ok_and(|seeds| seeds.count() > 0), "{}", seeds.display());
        }
    }
}
