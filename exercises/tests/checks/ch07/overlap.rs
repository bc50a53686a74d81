//! The server has all three requests at once.

use std::net::TcpListener;
use std::rc::Rc;
use std::time::{Duration, Instant};

use ch07_executor::{LocalExecutor, Reactor, ReactorPark, sleep_on};
use exercises::ch07_executor::overlap::three_pages;
use lab::fetch::{FetchResult, Target};
use lab::server::Server;

/// Runs the learner's function to its end.
fn fetched(pages: [Target; 3]) -> Vec<FetchResult> {
    let reactor = Reactor::new().unwrap();
    let mut executor = LocalExecutor::new(ReactorPark::new(&reactor));
    let spawner = executor.spawner();
    executor.block_on(async { three_pages(&reactor, &spawner, &pages).await })
}

/// The body that came, or why none did.
fn body(result: &FetchResult) -> String {
    match result {
        Ok(fetched) => String::from_utf8_lossy(&fetched.response.body).into_owned(),
        Err(error) => format!("({error})"),
    }
}

#[test]
fn the_server_has_three_at_once() {
    check!(|| {
        let server = Rc::new(Server::start().unwrap());
        // They take so long that no answer comes while we look: only what was asked for counts.
        let pages = ["/delay/60000", "/delay/60001", "/delay/60002"].map(|path| server.target(path));
        let reactor = Reactor::new().unwrap();
        let mut executor = LocalExecutor::new(ReactorPark::new(&reactor));
        let spawner = executor.spawner();
        let asking = spawner.spawn({
            let (reactor, spawner) = (reactor.clone(), spawner.clone());
            async move { three_pages(&reactor, &spawner, &pages).await }
        });
        let until = Instant::now() + Duration::from_secs(2);
        let most = executor.block_on(async {
            while server.counts().in_flight < 3 && Instant::now() < until && !asking.is_finished() {
                sleep_on(&reactor, Duration::from_millis(1)).await;
            }
            server.counts().in_flight
        });
        assert!(
            most == 3,
            "three requests, each takes a minute; after 2 s the server has {most} of them. A future does nothing until it is \
             polled, and an `await` polls one until it is over: the next has not begun"
        );
    });
}

#[test]
fn the_answers_are_in_the_order_of_the_questions() {
    check!(|| {
        let server = Server::start().unwrap();
        let got = fetched(["/drip/9", "/delay/20", "/bytes/1"].map(|path| server.target(path)));
        let got: Vec<usize> = got.iter().map(|page| body(page).len()).collect();
        assert!(
            got == [9, 2, 1],
            "the slowest was asked for first: 9, 2 and 1 bytes were to come, in this order, and you gave {got:?}. The answers \
             have the order of the questions, not that of their coming"
        );
    });
}

#[test]
fn a_page_that_fails_does_no_harm_to_the_others() {
    check!(|| {
        let server = Server::start().unwrap();
        let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let got = fetched([server.target("/bytes/1"), Target::at(nobody, "/"), server.target("/delay/20")]);
        let said: Vec<String> = got.iter().map(body).collect();
        assert!(
            got.len() == 3 && got[0].is_ok() && got[1].is_err() && got[2].is_ok(),
            "nobody listens where the second page should be; the first and the third are there. You gave {said:?}: one result \
             for each page, whatever became of the others"
        );
    });
}
