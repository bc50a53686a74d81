//! Code of other people runs unchanged on this runtime: `futures-lite`'s combinators, `async-channel`.
#![allow(clippy::unwrap_used, missing_docs)]

use std::time::Duration;

use ch08_runtime::{TcpListener, TcpStream, block_on, sleep, spawn};
use futures_lite::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, BufWriter, copy, split};
use futures_lite::{FutureExt, StreamExt, future, stream};
use lab::probe::within;

/// Runs it under a watchdog.
fn run<F: Future<Output = ()>>(what: &str, future: impl FnOnce() -> F + Send + 'static) {
    let limit = Duration::from_secs(30);
    within(limit, what, || "somebody was not woken".to_owned(), move || block_on(async { future().await }));
}

async fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let addr = listener.local_addr().unwrap();
    let (near, far) = future::zip(TcpStream::connect(addr), listener.accept()).await;
    (near.unwrap(), far.unwrap())
}

#[test]
fn buffered_lines_over_tcp_and_an_echo_by_copy() {
    run("lines", || async {
        let (near, far) = pair().await;
        let echo = spawn(async move { copy(&far, &mut &far).await.unwrap() });
        let (read, write) = split(near);
        let writer = spawn(async move {
            let mut write = BufWriter::new(write);
            for n in 0..1000 {
                write.write_all(format!("line {n}\n").as_bytes()).await.unwrap();
            }
            write.flush().await.unwrap();
            write.close().await.unwrap();
        });
        let lines: Vec<String> = BufReader::new(read).lines().map(Result::unwrap).collect().await;
        assert_eq!(lines.len(), 1000);
        assert!(lines.iter().enumerate().all(|(n, line)| *line == format!("line {n}")));
        writer.await.unwrap();
        let bytes: usize = lines.iter().map(|line| line.len() + 1).sum();
        assert_eq!(echo.await.unwrap(), bytes as u64);
    });
}

#[test]
fn a_large_body_passes_through_read_to_end() {
    run("read to end", || async {
        let (near, mut far) = pair().await;
        let sent: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
        let expected = sent.clone();
        let writer = spawn(async move {
            let mut near = near;
            near.write_all(&sent).await.unwrap();
            near.close().await.unwrap();
        });
        let mut received = Vec::new();
        far.read_to_end(&mut received).await.unwrap();
        assert!(received == expected);
        writer.await.unwrap();
    });
}

#[test]
fn a_foreign_channel_joins_a_task_and_a_thread() {
    run("channel", || async {
        let (send, receive) = async_channel::bounded(4);
        let thread = std::thread::spawn(move || {
            for n in 0..1000 {
                send.send_blocking(n).unwrap();
            }
        });
        let sum: u64 = receive.fold(0, |sum, n| sum + n).await;
        assert_eq!(sum, 499_500);
        thread.join().unwrap();
    });
}

#[test]
fn tasks_talk_through_a_foreign_channel_with_backpressure() {
    run("backpressure", || async {
        let (send, receive) = async_channel::bounded(1);
        let tasks: Vec<_> = (0..10)
            .map(|n| {
                let send = send.clone();
                spawn(async move {
                    for k in 0..10 {
                        send.send(n * 10 + k).await.unwrap();
                    }
                })
            })
            .collect();
        drop(send);
        let mut received: Vec<u32> = receive.collect().await;
        received.sort_unstable();
        assert_eq!(received, (0..100).collect::<Vec<_>>());
        for task in tasks {
            task.await.unwrap();
        }
    });
}

#[test]
fn or_and_race_and_streams_of_others() {
    run("combinators", || async {
        let slow = async {
            sleep(Duration::from_secs(3600)).await;
            "slow"
        };
        assert_eq!(slow.or(async { "quick" }).await, "quick");
        let (a, b) = future::zip(async { 1 }, async {
            sleep(Duration::from_millis(1)).await;
            2
        })
        .await;
        assert_eq!((a, b), (1, 2));
        let squares: Vec<u32> = stream::iter(1..=4).then(|n| async move { n * n }).collect().await;
        assert_eq!(squares, [1, 4, 9, 16]);
        future::yield_now().await;
        assert_eq!(future::poll_once(future::pending::<()>()).await, None);
    });
}
