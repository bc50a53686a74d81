//! The chapters' programs, and the examples, built.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::patience::Must;

/// The folder with the workspace's Cargo.toml.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).must("find the workspace").to_path_buf()
}

/// A chapter's program, built.
pub(crate) fn program(package: &str) -> Result<PathBuf, String> {
    existing(folder().join(format!("{package}{}", env::consts::EXE_SUFFIX)))
}

/// An example of that name, built.
pub(crate) fn example(name: &str) -> Result<PathBuf, String> {
    existing(folder().join("examples").join(format!("{name}{}", env::consts::EXE_SUFFIX)))
}

fn existing(program: PathBuf) -> Result<PathBuf, String> {
    match program.exists() {
        true => Ok(program),
        false => Err(format!("there is no {}: is its name spelled right?", program.display())),
    }
}

/// The target folder.
pub(crate) fn target() -> &'static Path {
    folder().parent().unwrap_or(folder())
}

/// The programs of these packages, and of no others, built: a release build of everything takes many minutes.
pub(crate) fn programs(packages: &[&str]) -> Result<Vec<PathBuf>, String> {
    let of: Vec<&str> = packages.iter().flat_map(|package| ["-p", *package]).collect();
    let folder = build(&[&["--bins"], of.as_slice()].concat());
    packages
        .iter()
        .map(|package| existing(folder.join(format!("{package}{}", env::consts::EXE_SUFFIX))))
        .collect()
}

/// Builds them all, once for all tests of this process; gives the folder they are in.
fn folder() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| build(&["--bins", "--examples", "-p", "ch*", "-p", "lab"]))
}

/// Builds what the words name, and gives the folder it is in.
///
/// With the features and the profile of this program (`cargo test`, most often), so that there is nothing to do most often.
fn build(words: &[&str]) -> PathBuf {
    // TARGET/PROFILE/deps/this-test, or TARGET/PROFILE/this-program: the same profile, into the same place.
    let this = env::current_exe().must("find this program");
    let folder = this.parent().must("find this program's folder");
    let profile = if folder.ends_with("deps") { folder.parent() } else { Some(folder) };
    let profile = profile.must("find the folder above this test's");
    let target = profile.parent().must("find the target folder");
    let name = profile.file_name().and_then(|name| name.to_str()).must("read the profile's name");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let name = if name == "debug" { "dev" } else { name };
    cargo.args(["build", "--quiet", "--profile", name]).args(words);
    let status = cargo.arg("--target-dir").arg(target).current_dir(root()).status();
    let status = status.must("run cargo build");
    assert!(status.success(), "cargo build: {status}");
    profile.to_path_buf()
}
