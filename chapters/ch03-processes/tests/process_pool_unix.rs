//! The pool where there are signals and zombies.
#![cfg(unix)]
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use ch03_processes::{ProcessPool, WorkerError};
use common::{Door, pool, watched};
use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::waitpid;
use nix::unistd::Pid;

fn pid(text: impl ToString) -> Pid {
    Pid::from_raw(text.to_string().parse().unwrap())
}

#[test]
fn a_worker_killed_in_the_middle_of_a_job_fails_that_job_alone() {
    watched(|| {
        let (door, pool) = (Door::open(), pool(2));
        let victim = pool.submit(door.job("victim"));
        let visitor = door.next();
        let others: Vec<_> = (0..20).map(|n| pool.submit(format!("echo {n}").into_bytes())).collect();
        kill(pid(visitor.pid), Signal::SIGKILL).unwrap();

        let error = victim.wait().unwrap_err();
        assert_eq!(error.to_string(), "the worker died before it answered (signal: 9 (SIGKILL))");
        for (n, other) in others.into_iter().enumerate() {
            assert_eq!(other.wait().unwrap(), n.to_string().into_bytes());
        }
        // Both places are filled again: two jobs can be held at one time, by two processes, neither of them the dead.
        let both = [pool.submit(door.job("one")), pool.submit(door.job("two"))];
        let (one, two) = (door.next(), door.next());
        assert!(one.pid != two.pid && one.pid != visitor.pid && two.pid != visitor.pid);
        drop((one, two));
        for pending in both {
            pending.wait().unwrap();
        }
    });
}

#[test]
fn an_abort_is_named_by_its_signal() {
    watched(|| {
        let error = pool(1).submit(b"abort".to_vec()).wait().unwrap_err();
        let WorkerError::Died(status) = error else { panic!("{error:?}") };
        assert_eq!(status.signal(), Some(Signal::SIGABRT as i32));
    });
}

#[test]
fn a_worker_killed_while_it_is_idle_costs_no_job() {
    watched(|| {
        let pool = pool(1);
        let before = String::from_utf8(pool.submit(b"pid".to_vec()).wait().unwrap()).unwrap();
        kill(pid(&before), Signal::SIGKILL).unwrap();
        // Either the pool sees beforehand that it is dead, or it cannot hand the job over, or the kill is still on
        // its way and the job dies with the worker: the one thing that must not happen is a hang or a lost worker.
        match pool.submit(b"pid".to_vec()).wait() {
            Ok(after) => assert_ne!(after, before.into_bytes()),
            Err(error) => assert!(matches!(error, WorkerError::Died(_)), "{error:?}"),
        }
        assert_eq!(pool.submit(b"echo next".to_vec()).wait().unwrap(), b"next");
    });
}

#[test]
fn no_zombie_is_left_by_close_or_drop_or_death() {
    watched(|| {
        let gone = |id: Pid| waitpid(id, None) == Err(Errno::ECHILD);
        let ask = |pool: &ProcessPool| {
            pid(String::from_utf8(pool.submit(b"pid".to_vec()).wait().unwrap()).unwrap())
        };
        let one = pool(1);
        let dies = ask(&one);
        one.submit(b"abort".to_vec()).wait().unwrap_err();
        assert!(gone(dies), "died");
        let closed = ask(&one);
        one.close();
        assert!(gone(closed), "closed");

        let two = pool(1);
        let idle = ask(&two);
        drop(two);
        assert!(gone(idle), "dropped");

        let (door, three) = (Door::open(), pool(1));
        let _stuck = three.submit(door.job("stuck"));
        let visitor = door.next();
        drop(three);
        assert!(gone(pid(visitor.pid)), "dropped while it was stuck");
    });
}

#[test]
fn a_stopped_worker_does_not_stop_the_drop() {
    watched(|| {
        let pool = pool(1);
        let id = pid(String::from_utf8(pool.submit(b"pid".to_vec()).wait().unwrap()).unwrap());
        // It will not see the end of its stdin.
        kill(id, Signal::SIGSTOP).unwrap();
        drop(pool);
        assert_eq!(waitpid(id, None), Err(Errno::ECHILD));
    });
}

#[test]
fn a_worker_that_dies_before_it_is_ready_is_tried_again() {
    watched(|| {
        // The first two starts fail, each leaving a mark; the third is a worker.
        let marks = std::env::temp_dir().join(format!("ch03-marks-{}", std::process::id()));
        std::fs::create_dir_all(&marks).unwrap();
        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg("mkdir \"$0/1\" 2>&- && exit 7; mkdir \"$0/2\" 2>&- && exit 8; exec \"$1\" ch03-errands");
        command.arg(&marks).arg(env!("CARGO_BIN_EXE_ch03-processes"));
        let pool = ProcessPool::new(command, 1).unwrap();
        let answer = pool.submit(b"echo at last".to_vec()).wait();
        pool.close();
        assert!(marks.join("2").exists());
        std::fs::remove_dir_all(&marks).unwrap();
        assert_eq!(answer.unwrap(), b"at last");
    });
}

#[test]
fn giving_up_takes_three_starts_and_no_more_however_many_jobs_there_are() {
    watched(|| {
        let (mut said, stderr) = std::io::pipe().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo started >&2; exit 7"]).stderr(stderr);
        let pool = ProcessPool::new(command, 1).unwrap();
        for answer in pool.map(vec![b"echo".to_vec(); 20]) {
            let error = answer.unwrap_err();
            assert!(
                matches!(&error, WorkerError::GaveUp(last) if last.contains("exit status: 7")),
                "{error}"
            );
        }
        pool.close();
        let mut starts = String::new();
        std::io::Read::read_to_string(&mut said, &mut starts).unwrap();
        assert_eq!(starts, "started\n".repeat(3));
    });
}
