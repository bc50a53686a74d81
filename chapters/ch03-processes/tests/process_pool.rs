//! The pool of worker processes: order, failures, replacement, and how it ends.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::process::Command;

use ch03_processes::frame::MAX_PAYLOAD;
use ch03_processes::{ProcessPool, WorkerError};
use common::{Door, pool, program, watched};

fn texts(answers: Vec<Result<Vec<u8>, WorkerError>>) -> Vec<String> {
    answers.into_iter().map(|answer| String::from_utf8(answer.unwrap()).unwrap()).collect()
}

#[test]
fn answers_are_in_the_order_of_the_jobs_whichever_comes_first() {
    watched(|| {
        let (door, pool) = (Door::open(), pool(2));
        let jobs: Vec<Vec<u8>> = ["a", "b", "c", "d"].map(|name| door.job(name)).into();
        let map = std::thread::spawn(move || texts(pool.map(jobs)));
        // Two workers: "a" stays, and the others pass one by one. That the next comes shows that the one before has
        // been answered.
        let (first, second) = (door.next(), door.next());
        let (a, b) = if first.name == "a" { (first, second) } else { (second, first) };
        drop(b);
        let c = door.next();
        drop(c);
        let d = door.next();
        assert_eq!((a.name.as_str(), d.name.as_str()), ("a", "d"));
        assert_ne!(a.pid, d.pid);
        drop(d);
        drop(a);
        assert_eq!(map.join().unwrap(), ["a", "b", "c", "d"]);
    });
}

#[test]
fn any_bytes_go_out_and_come_back() {
    watched(|| {
        let pool = pool(2);
        // Longer than any pipe's buffer, with every byte in it.
        let long: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 256) as u8).collect();
        let job = [b"echo ", long.as_slice()].concat();
        let answers = pool.map([job, b"echo".to_vec(), b"echo \0\n\xff".to_vec()]);
        let answers: Vec<Vec<u8>> = answers.into_iter().map(Result::unwrap).collect();
        assert!(answers == [long, Vec::new(), b"\0\n\xff".to_vec()]);
        pool.close();
    });
}

#[test]
fn a_panic_is_a_failed_job_and_the_worker_lives_on() {
    watched(|| {
        let pool = pool(1);
        let pid = || pool.submit(b"pid".to_vec()).wait().unwrap();
        let before = pid();
        let error = pool.submit(b"panic on purpose".to_vec()).wait().unwrap_err();
        assert_eq!(error.to_string(), "the job failed in the worker: it panicked: on purpose");
        assert_eq!(pid(), before);
    });
}

#[test]
fn a_worker_that_exits_is_named_by_its_status_and_replaced() {
    watched(|| {
        let pool = pool(1);
        // More often than a worker may die before it is ready: these were ready, so nobody gives up.
        for n in [1, 2, 3, 4, 5] {
            let error = pool.submit(format!("exit {n}").into_bytes()).wait().unwrap_err();
            let WorkerError::Died(status) = error else { panic!("{error:?}") };
            assert_eq!(status.code(), Some(n));
            assert_eq!(pool.submit(b"echo next".to_vec()).wait().unwrap(), b"next");
        }
        for _ in 0..5 {
            assert!(matches!(pool.submit(b"exit 1".to_vec()).wait(), Err(WorkerError::Died(_))));
        }
        assert_eq!(pool.submit(b"echo next".to_vec()).wait().unwrap(), b"next");
    });
}

#[test]
fn a_job_that_prints_is_found_out() {
    watched(|| {
        let pool = pool(1);
        let error = pool.submit(b"print Hello, World!".to_vec()).wait().unwrap_err();
        assert!(matches!(error, WorkerError::Garbled(_)), "{error:?}");
        // The stream cannot be trusted after that, so the worker is a new one.
        assert_eq!(pool.submit(b"echo next".to_vec()).wait().unwrap(), b"next");
    });
}

#[test]
fn a_program_that_does_not_exist_is_an_error_at_once() {
    let error = ProcessPool::new(Command::new("no/such/program"), 2).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
}

#[test]
fn a_program_that_is_no_worker_makes_the_pool_give_up_and_say_so() {
    watched(|| {
        // Ends at once: the command line is wrong.
        let pool = ProcessPool::new(program("--no-such-flag"), 2).unwrap();
        let jobs = || vec![b"echo".to_vec(); 20];
        for answer in pool.map(jobs()) {
            let error = answer.unwrap_err();
            assert!(matches!(error, WorkerError::GaveUp(_)), "{error:?}");
            assert!(error.to_string().contains("exit"), "{error}");
        }
        // Jobs that come later are told the same.
        assert!(matches!(pool.submit(b"echo".to_vec()).wait(), Err(WorkerError::GaveUp(_))));
        pool.close();
    });
}

#[test]
fn a_job_that_is_too_long_is_refused_and_the_worker_lives_on() {
    watched(|| {
        let pool = pool(1);
        let pid = || pool.submit(b"pid".to_vec()).wait().unwrap();
        let before = pid();
        // The memory is never touched, so it costs nothing.
        let error = pool.submit(vec![0; MAX_PAYLOAD + 1]).wait().unwrap_err();
        assert_eq!(error, WorkerError::TooLong(MAX_PAYLOAD + 1));
        assert_eq!(pid(), before);
    });
}

#[test]
fn close_has_every_job_done() {
    watched(|| {
        let (door, pool) = (Door::open(), pool(1));
        let stays = pool.submit(door.job("stays"));
        let queued: Vec<_> = (0..50).map(|n| pool.submit(format!("echo {n}").into_bytes())).collect();
        let visitor = door.next();
        let close = std::thread::spawn(move || pool.close());
        drop(visitor);
        close.join().unwrap();
        assert_eq!(stays.wait().unwrap(), b"stays");
        let answers = texts(queued.into_iter().map(|pending| pending.wait()).collect());
        assert_eq!(answers, (0..50).map(|n| n.to_string()).collect::<Vec<_>>());
    });
}

#[test]
fn drop_with_a_stuck_worker_returns_and_says_so_to_whoever_waits() {
    watched(|| {
        let (door, pool) = (Door::open(), pool(1));
        let stuck = pool.submit(door.job("stuck"));
        let queued = pool.submit(b"echo never".to_vec());
        let visitor = door.next();
        drop(pool);
        assert_eq!(stuck.wait(), Err(WorkerError::Dropped));
        assert_eq!(queued.wait(), Err(WorkerError::Dropped));
        // The worker is gone, and its connection with it.
        let mut rest = Vec::new();
        let _ = std::io::Read::read_to_end(&mut &visitor.stream, &mut rest);
        assert!(rest.is_empty());
    });
}
