//! S8: two processes say who they are; their memory is not shared; and the end of one is not the end of the other.

use std::process::{self, Command, ExitCode};

use lab::cli::{Args, Demo, Failure, Hidden, Report};
use lab::say;

use super::this_program;

pub const DEMO: Demo = Demo {
    name: "hello",
    about: "parent and child say who they are, share no memory, and one outlives the other's crash",
    rows: "S8",
    flags: &[],
    run,
};

/// The child that says hello. It has to be told who started it: it has nothing else from us.
pub const HIDDEN: Hidden = Hidden {
    name: "ch03-hello",
    run: |words| {
        let parent = words.first().map_or("nobody", String::as_str);
        say!("Hello from process {}, started by process {parent}!", process::id());
        ExitCode::SUCCESS
    },
};

/// The child that crashes.
pub const CRASH: Hidden = Hidden { name: "ch03-crash", run: |_| process::abort() };

fn run(_args: &Args) -> Result<Report, Failure> {
    say!("Hello from process {}, the parent.", process::id());
    same_address()?;
    // ANCHOR: start_again
    // What works everywhere: start a program. It may be this one, told by its arguments what to do.
    let mut child = this_program(HIDDEN)?;
    let status = child.arg(process::id().to_string()).status()?;
    say!("It ended: {status}.");
    // ANCHOR_END: start_again
    crash(this_program(CRASH)?)?;
    Ok(Report {
        remarks: vec![
            "Windows has no fork. There Python starts the interpreter again, and the child *imports* your file to find the".into(),
            "function it is to run; whatever stands at the top level of the file is run by that import. If this starts a".into(),
            "process, each child starts a child: hence `if __name__ == '__main__':`. Our program starts itself again too,".into(),
            "and `main` looks at its first argument before it does anything else: that is the same guard.".into(),
        ],
        next: vec!["price".into(), "sums".into()],
        ..Report::default()
    })
}

/// Forks once, on systems that can.
#[cfg(unix)]
fn same_address() -> Result<(), Failure> {
    let split = ch03_processes::fork::same_address()?;
    say!(
        "A number at address {:#x}: {} in process {}, {} in process {}. The same address, other memory.",
        split.address,
        split.in_parent,
        split.parent_pid,
        split.in_child,
        split.child_pid,
    );
    Ok(())
}

#[cfg(not(unix))]
fn same_address() -> Result<(), Failure> {
    say!("This system has no fork, so there is no copy of this process to compare addresses with.");
    Ok(())
}

/// A child crashes, and all that comes of it here is a status.
// ANCHOR: crash
fn crash(mut child: Command) -> Result<(), Failure> {
    let status = child.status()?;
    say!("A child has crashed: {status}. Process {} is still here.", process::id());
    Ok(())
}
// ANCHOR_END: crash
