//! A regular file, offered to epoll: refused. Readiness is for things that may keep one waiting.

use lab::cli::{Args, Demo, Failure, Report};

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "files",
    about: "a regular file is refused by epoll (Linux): files are not helped by any of this",
    rows: "S14",
    flags: &[],
    run,
};

#[cfg(target_os = "linux")]
fn run(_: &Args) -> Result<Report, Failure> {
    use std::fs::File;
    use std::net::TcpListener;
    use std::os::fd::AsFd;

    use lab::say;
    use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags};

    // ANCHOR: files
    let epoll = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
    let offer = |what: &str, fd: &dyn AsFd| {
        let verdict = match epoll.add(fd.as_fd(), EpollEvent::new(EpollFlags::EPOLLIN, 0)) {
            Ok(()) => "accepted: it will tell when there is something".to_owned(),
            Err(errno) => format!("refused: {errno}"),
        };
        say!("{what:<16}{verdict}");
    };
    offer("a socket", &TcpListener::bind(("127.0.0.1", 0))?);
    offer("a pipe", &std::io::pipe()?.0);
    offer("a regular file", &File::open(std::env::current_exe()?)?);
    // ANCHOR_END: files
    let remarks = [
        "For a file on a disk there is nobody to wait for: its bytes are there. But the read blocks on the disk.",
        "Async runtimes read files on other threads. Chapter 8 does: `spawn_blocking`.",
    ];
    Ok(Report { remarks: remarks.map(str::to_owned).into(), ..Report::default() })
}

#[cfg(not(target_os = "linux"))]
fn run(_: &Args) -> Result<Report, Failure> {
    Err(Failure("this demo asks Linux's epoll; it runs on Linux only".to_owned()))
}
