//! One Ctrl-C for all who wait for it. (A test alone: the second one would end the process.)
#![cfg(unix)]
#![allow(clippy::unwrap_used, missing_docs)]

use std::pin::pin;
use std::process::Command;
use std::time::Duration;

use ch08_runtime::{block_on, join, signal, spawn, yield_now};
use lab::probe::{CountingWaker, within};

#[test]
fn one_ctrl_c_is_heard_by_all_who_wait_and_by_all_who_come_later() {
    let limit = Duration::from_secs(60);
    within(
        limit,
        "Ctrl-C",
        || "a waiter was not woken".to_owned(),
        || {
            let gone = CountingWaker::new();
            block_on(async {
                let tasks = [(); 2].map(|()| spawn(signal::stop().unwrap()));
                yield_now().await; // both wait
                let elsewhere = std::thread::spawn(|| block_on(signal::stop().unwrap()));
                assert!(gone.poll(pin!(signal::stop().unwrap())).is_pending()); // one has waited, and went
                let sent = Command::new("kill").args(["-INT", &std::process::id().to_string()]).status();
                assert!(sent.unwrap().success());
                let [one, other] = tasks;
                assert_eq!(join(one, other).await, (Ok(()), Ok(())));
                elsewhere.join().unwrap();
                signal::stop().unwrap().await;
            });
            assert_eq!((gone.wakes(), gone.clones_alive()), (0, 0));
        },
    );
}
