//! `cargo x verify`: the proof that the checks can tell a right answer from a starter and from every likely mistake.
//!
//! # Implementation
//! A copy of the package `exercises` stands under `target/verify`, in a workspace of its own that borrows the root's
//! profiles and libraries. It is filled and its checks are run in rounds: once with the starters (all must fail), once
//! with the solutions as a learner would have written them (all must pass), then with one wrong variant of every
//! exercise at once, as often as the richest exercise has variants: exercises stand on their own, so a failing check
//! convicts its own variant. An exercise that uses another's code waits for a round in which that one is solved.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use super::catalog::{self, Exercise};
use super::cut::{Parts, Variant};
use super::{results, sync};
use crate::workspace::{cargo, read, root, target, walk};
use results::{Check, Verdict};

/// A wrong variant that is still to be tried.
struct Wrong {
    /// Its exercise, by index.
    exercise: usize,
    /// Its file.
    file: PathBuf,
    /// What is wrong, in a sentence.
    mistake: String,
    /// The exercise's file with the mistake in it.
    text: String,
}

/// Verifies all exercises, or those whose id begins with `which` (`ch05`, `ch05::timers`).
///
/// # Errors
/// Something does not hold; the lines before say what.
pub fn verify(which: &str) -> Result<(), String> {
    let start = Instant::now();
    sync::check()?;
    let all = catalog::exercises()?;
    let chosen: Vec<&Exercise> = all.iter().filter(|exercise| exercise.id().starts_with(which)).collect();
    if chosen.is_empty() {
        return Err(format!("no exercise begins with `{which}`"));
    }
    let mut faults = complete(&chosen);
    let tried = Copy::make()?;

    let starters = tried.round(&[which.to_owned()], "the starters", &BTreeMap::new())?;
    for exercise in &chosen {
        let checks = of(&starters, exercise);
        // A repair has wrong code to start from, which may pass some checks; a `todo!` passes none.
        let repair = !read(exercise.file())?.contains("todo!(");
        let passed: Vec<_> = checks.iter().filter(|check| check.verdict == Verdict::Passed).collect();
        if checks.is_empty() || (passed.len() == checks.len()) || (!repair && !passed.is_empty()) {
            faults.push(format!(
                "{}: {} of {} checks pass on the starter",
                exercise.id(),
                passed.len(),
                checks.len()
            ));
        }
        faults.extend(checks.iter().filter_map(|check| wordless(check)));
    }

    let solved = solved(&all)?;
    let solutions = tried.round(&[which.to_owned()], "the solutions", &solved)?;
    for check in solutions.iter().filter(|check| check.verdict == Verdict::Failed) {
        faults.push(format!("{} fails on the solution:\n{}", check.name, check.words));
    }

    let mut waiting = wrongs(&all, &chosen)?;
    let (tries, mut caught, mut round) = (waiting.len(), 0, 0);
    while !waiting.is_empty() {
        round += 1;
        let now = pick(&all, &mut waiting);
        let mut files = solved.clone();
        files.extend(now.iter().map(|wrong| (all[wrong.exercise].file(), wrong.text.clone())));
        // The others' checks would say what the solutions' round has said.
        let own: Vec<String> = now.iter().map(|wrong| all[wrong.exercise].id() + "::").collect();
        let checks = tried.round(&own, &format!("wrong variants, round {round}: {}", now.len()), &files)?;
        for wrong in now {
            let exercise = &all[wrong.exercise];
            let mistake = wrong.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let failed: Vec<_> =
                of(&checks, exercise).into_iter().filter(|c| c.verdict == Verdict::Failed).collect();
            match failed.first() {
                Some(first) => {
                    caught += 1;
                    println!("  {} {mistake}: {}\n      {}", exercise.id(), wrong.mistake, first.sentence());
                    println!("      (by {})", names(&failed));
                    faults.extend(failed.iter().filter_map(|check| wordless(check)));
                }
                None => faults.push(format!("{} {mistake} is not caught: {}", exercise.id(), wrong.mistake)),
            }
        }
    }
    let checks = solutions.iter().filter(|check| check.verdict != Verdict::Ignored).count();
    println!(
        "{} exercises, {checks} checks: the starters are as cut, and fail; the solutions pass; {caught} of {tries} wrong \
         variants caught, {:.0} s",
        chosen.len(),
        start.elapsed().as_secs_f64()
    );
    if faults.is_empty() { Ok(()) } else { Err(format!("{} faults:\n{}", faults.len(), faults.join("\n"))) }
}

/// What an exercise must have beside its code.
fn complete(chosen: &[&Exercise]) -> Vec<String> {
    let mut faults = Vec::new();
    for exercise in chosen {
        let id = exercise.id();
        faults.extend(catalog::hints(exercise).err());
        match catalog::variants(exercise) {
            Ok(variants) if variants.len() >= 3 => {}
            _ => faults
                .push(format!("{id}: fewer than three wrong variants in {}", exercise.wrong().display())),
        }
        let page = exercise.page.split('#').next().unwrap_or_default();
        if read(page).is_err() {
            faults.push(format!("{id}: there is no page {page}"));
        }
        if !root().join(exercise.checks()).is_file() {
            faults.push(format!("{id}: there is no {}", exercise.checks().display()));
        }
    }
    faults
}

/// The exercises' files, solved.
fn solved(all: &[Exercise]) -> Result<BTreeMap<PathBuf, String>, String> {
    all.iter()
        .map(|exercise| Ok((exercise.file(), Parts::of(&read(exercise.solution())?)?.solved())))
        .collect()
}

/// All wrong variants of the chosen exercises.
fn wrongs(all: &[Exercise], chosen: &[&Exercise]) -> Result<Vec<Wrong>, String> {
    let mut wrongs = Vec::new();
    for (index, exercise) in all.iter().enumerate().filter(|(_, exercise)| chosen.contains(exercise)) {
        let solution = read(exercise.solution())?;
        for file in catalog::variants(exercise)? {
            let text = read(&file)?;
            let named = |why| format!("{}: {why}", file.display());
            let variant = Variant::of(&text).map_err(named)?;
            let text = Parts::of(&solution)?.mistaken(&variant).map_err(named)?;
            wrongs.push(Wrong {
                exercise: index,
                mistake: variant.mistake.clone(),
                file: file.clone(),
                text,
            });
        }
    }
    Ok(wrongs)
}

/// Takes one wrong variant of each exercise, but for exercises that use one which is wrong in this round.
fn pick(all: &[Exercise], waiting: &mut Vec<Wrong>) -> Vec<Wrong> {
    let (mut now, mut later) = (Vec::<Wrong>::new(), Vec::new());
    for wrong in waiting.drain(..) {
        let other = |picked: &Wrong| {
            let (one, two) = (&all[picked.exercise], &all[wrong.exercise]);
            one == two || one.uses.contains(&two.id()) || two.uses.contains(&one.id())
        };
        if now.iter().any(other) { later.push(wrong) } else { now.push(wrong) }
    }
    *waiting = later;
    now
}

/// The checks of an exercise among all.
fn of<'c>(checks: &'c [Check], exercise: &Exercise) -> Vec<&'c Check> {
    results::of(checks, &exercise.id(), &read(exercise.checks()).unwrap_or_default())
}

fn names(checks: &[&Check]) -> String {
    let names: Vec<&str> = checks.iter().filter_map(|check| check.name.rsplit("::").next()).collect();
    names.join(", ")
}

/// A check that failed without telling the learner anything.
fn wordless(check: &Check) -> Option<String> {
    let bare = [
        "assertion failed",
        "assertion `",
        "called `Result::",
        "called `Option::",
        "Any { .. }",
        "had to be killed",
    ];
    let said = check.sentence();
    let said = said.split(" before that: ").next().unwrap_or_default();
    let wordless = said.is_empty() || bare.iter().any(|bare| said.contains(bare));
    (check.verdict == Verdict::Failed && wordless)
        .then(|| format!("{} fails without a sentence: {said:?}", check.name))
}

/// The copy of the package that is filled and run.
struct Copy {
    /// Its workspace's folder.
    folder: PathBuf,
}

impl Copy {
    /// Makes it anew, but for what was built.
    fn make() -> Result<Copy, String> {
        let folder = target().join("verify");
        let package = folder.join("exercises");
        let io = |error: std::io::Error| format!("{}: {error}", folder.display());
        if package.exists() {
            fs::remove_dir_all(&package).map_err(io)?;
        }
        fs::create_dir_all(&package).map_err(io)?;
        fs::write(folder.join("Cargo.toml"), workspace(&read("Cargo.toml")?, &root())).map_err(io)?;
        fs::write(folder.join("Cargo.lock"), read("Cargo.lock")?).map_err(io)?;
        for file in walk(&root().join("exercises")).map_err(io)? {
            let Ok(inside) = file.strip_prefix(root().join("exercises")) else { continue };
            if file.is_dir() {
                fs::create_dir_all(package.join(inside)).map_err(io)?;
            } else {
                fs::copy(&file, package.join(inside)).map_err(io)?;
            }
        }
        Ok(Copy { folder })
    }

    /// Fills the copy with the starters but for `files`, and runs the checks whose names contain one of `which`.
    fn round(
        &self,
        which: &[String],
        what: &str,
        files: &BTreeMap<PathBuf, String>,
    ) -> Result<Vec<Check>, String> {
        let start = Instant::now();
        for (path, starter) in sync::starters()? {
            let file = self.folder.join(&path);
            let text = files.get(&path).unwrap_or(&starter);
            // Cargo looks at the time of a file, not at its text.
            if fs::read_to_string(&file).is_ok_and(|now| now == *text) {
                continue;
            }
            fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))?;
        }
        let mut command = cargo();
        command.args(["test", "--quiet", "--package", "exercises", "--test", "checks"]);
        command.current_dir(&self.folder).env("CARGO_TARGET_DIR", self.folder.join("target"));
        settings(&mut command);
        let built =
            command.arg("--no-run").output().map_err(|error| format!("cargo cannot be started: {error}"))?;
        let said = String::from_utf8_lossy(&built.stderr);
        if !built.status.success() {
            return Err(format!("{what}: does not compile:\n{said}"));
        }
        if files.is_empty() && said.contains("warning") {
            return Err(format!("{what}: warnings:\n{said}"));
        }
        let mut command = cargo();
        command.args(["test", "--package", "exercises", "--test", "checks", "--"]).args(which);
        command.current_dir(&self.folder).env("CARGO_TARGET_DIR", self.folder.join("target"));
        settings(&mut command);
        command.env_remove("RUST_BACKTRACE");
        // Many wrong variants hang until the watchdog ends them: they wait side by side.
        command.env("RUST_TEST_THREADS", "24");
        let ran = command.output().map_err(|error| format!("cargo cannot be started: {error}"))?;
        let checks = results::parse(&String::from_utf8_lossy(&ran.stdout));
        let failed = checks.iter().filter(|check| check.verdict == Verdict::Failed).count();
        println!("{what}: {failed} of {} checks fail, {:.1} s", checks.len(), start.elapsed().as_secs_f64());
        Ok(checks)
    }
}

/// How the copy is built.
fn settings(command: &mut Command) {
    // One file after another changes, and CI turns it off: each round would take ten seconds more.
    command.env("CARGO_INCREMENTAL", "1");
    // Nobody looks at a backtrace here: less to write in each round.
    command.env("CARGO_PROFILE_DEV_DEBUG", "none");
}

/// The root's manifest for the copy's workspace: one member, and paths that lead back.
fn workspace(manifest: &str, root: &Path) -> String {
    let mut seen = BTreeSet::new();
    let lines = manifest.lines().filter_map(|line| {
        let key = line.split(" = ").next().unwrap_or_default();
        match key {
            "members" if seen.insert(key) => Some("members = [\"exercises\"]".to_owned()),
            "exclude" | "default-members" => None,
            // TOML's literal strings leave Windows' backslashes alone.
            _ => Some(match line.split_once("path = \"") {
                Some((before, after)) => match after.split_once('"') {
                    Some((path, after)) => format!("{before}path = '{}'{after}", root.join(path).display()),
                    None => line.to_owned(),
                },
                None => line.to_owned(),
            }),
        }
    });
    lines.map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exercise(name: &str, uses: &[&str]) -> Exercise {
        Exercise {
            chapter: "ch01".into(),
            folder: "ch01_x".into(),
            name: name.into(),
            title: String::new(),
            minutes: 5,
            idea: String::new(),
            page: String::new(),
            optional: false,
            uses: uses.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn a_round_holds_one_mistake_of_each_and_none_of_what_another_uses() {
        let all = [exercise("a", &[]), exercise("b", &["ch01::a"]), exercise("c", &[])];
        let wrong =
            |exercise| Wrong { exercise, file: PathBuf::new(), mistake: String::new(), text: String::new() };
        let mut waiting = vec![wrong(0), wrong(0), wrong(1), wrong(2)];
        let mut rounds = Vec::new();
        while !waiting.is_empty() {
            rounds.push(pick(&all, &mut waiting).iter().map(|wrong| wrong.exercise).collect::<Vec<_>>());
        }
        assert_eq!(rounds, [vec![0, 2], vec![0], vec![1]]);
    }

    #[test]
    fn the_copys_workspace_leads_back_to_the_libraries() {
        let manifest =
            "[workspace]\nmembers = [\"a\"]\nexclude = [\"b\"]\nlab = { path = \"shared/lab\" }\nx = \"1\"\n";
        let root = Path::new("root");
        let expected = format!("lab = {{ path = '{}' }}", root.join("shared/lab").display());
        assert_eq!(
            workspace(manifest, root),
            format!("[workspace]\nmembers = [\"exercises\"]\n{expected}\nx = \"1\"\n")
        );
    }
}
