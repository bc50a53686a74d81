//! A batch on threads: as many requests under way as there are threads, results in order, failures alone.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use ch02_threads::{fetch_all, fetch_all_pool};
use common::{LONG, all_or_none, within};
use lab::fetch::{FetchError, FetchResult, Target};
use lab::server::Server;

fn all_ok(results: &[FetchResult]) -> bool {
    results.iter().all(|result| result.as_ref().is_ok_and(|fetched| fetched.response.status == 200))
}

#[test]
fn a_thread_for_each_request_has_all_of_them_under_way_at_once() {
    within(|| {
        let target = Target::at(all_or_none(50, 1), "/");
        assert!(all_ok(&fetch_all(&vec![target; 50], LONG)));
    });
}

#[test]
fn a_pool_has_as_many_requests_under_way_as_threads() {
    within(|| {
        let target = Target::at(all_or_none(4, 5), "/");
        assert!(all_ok(&fetch_all_pool(4, &vec![target; 20], LONG)));
    });
}

#[test]
fn a_pool_has_no_more_requests_under_way_than_threads() {
    within(|| {
        let server = Server::start().unwrap();
        assert!(all_ok(&fetch_all_pool(3, &vec![server.target("/delay/20"); 12], LONG)));
        let counts = server.counts();
        assert_eq!(counts.accepted, 12);
        assert!(counts.most_in_flight <= 3, "{counts:?}");
    });
}

#[test]
fn results_come_in_the_order_of_the_targets_and_a_failure_is_alone() {
    within(|| {
        let server = Server::start().unwrap();
        // The later ones are done first: their delays are shorter.
        let mut targets: Vec<Target> =
            (0..6).map(|k| server.target(&format!("/delay/{}", 60 - 10 * k))).collect();
        targets.extend((0..6).map(|n| server.target(&format!("/bytes/{n}"))));
        targets[3] = Target::at(([127, 0, 0, 1], 1).into(), "/"); // nobody listens there
        for results in [fetch_all(&targets, LONG), fetch_all_pool(4, &targets, LONG)] {
            let bodies: Vec<Option<usize>> =
                results.iter().map(|result| result.as_ref().ok().map(|f| f.response.body.len())).collect();
            let [two, none] = [Some(2), None];
            let expected =
                [two, two, two, none, two, two, Some(0), Some(1), Some(2), Some(3), Some(4), Some(5)];
            assert_eq!(bodies, expected);
            assert!(matches!(results[3], Err(FetchError::Connect { .. })), "{:?}", results[3]);
        }
    });
}

#[test]
fn a_pool_of_no_threads_refuses_every_request() {
    within(|| {
        let server = Server::start().unwrap();
        let results = fetch_all_pool(0, &[server.target("/"), server.target("/")], LONG);
        assert_eq!(results.len(), 2);
        assert!(results.iter().all(|result| matches!(result, Err(FetchError::Worker(_)))), "{results:?}");
    });
}

#[test]
fn a_batch_of_nothing_is_nothing() {
    within(|| {
        assert!(fetch_all(&[], LONG).is_empty());
        assert!(fetch_all_pool(2, &[], LONG).is_empty());
    });
}
