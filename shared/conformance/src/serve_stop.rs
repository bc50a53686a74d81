//! `serve`: how it stops on SIGINT and SIGTERM, from chapter 8 on.
//!
//! A signal and a request on its way would race, and either might win. So every request that is to be *in flight* comes
//! in one write behind another request, and the case waits for the answer to that one: then both have been read.

use std::time::{Duration, Instant};

use crate::Program;
use crate::client::{Client, echo, get};
use crate::processes::{self, skipped};
use crate::serving::Serving;

const NO_SIGNALS: &str = "there are no signals here";

/// The two signals that ask a program to stop.
const SIGNALS: [&str; 2] = ["INT", "TERM"];

/// A client that has had the answer to `GET /`; what is sent with that request has been read too.
#[track_caller]
fn client_with(serve: &Serving, rest: &str) -> Client {
    let mut client = serve.client();
    client.send(get("/") + rest);
    client.answer().assert_is(200, b"Hello, World!");
    client
}

/// Checks that this is the whole rest of what comes: one answer, which says that it is the last.
#[track_caller]
fn assert_last_answer(client: &mut Client, body: &[u8]) {
    let answer = client.answer();
    answer.assert_is(200, body);
    assert_eq!(answer.header("connection"), Some("close"), "in the last answer's head, {:?}", answer.head);
    client.assert_closed();
}

/// Checks that it ends, with 0, and has said nothing after its first line.
#[track_caller]
fn assert_ends_well(mut serve: Serving) {
    let status = serve.wait();
    assert_eq!(status.code(), Some(0), "serve ended with {status}");
    assert_eq!(serve.rest_of_stdout(), "", "stdout after the first line");
}

/// The same program once more, told to stop a while ago, with an answer in flight that takes too long. As long as it
/// waits, no program that was told later can have come to its own deadline: it says *at once* without a clock.
struct Witness {
    /// The program. It ends when its deadline comes, or with this.
    _serve: Serving,
    /// Waits for an answer that takes a minute.
    client: Client,
}

impl Witness {
    #[track_caller]
    fn stopping(p: &Program) -> Witness {
        let serve = p.serve();
        let client = client_with(&serve, &get("/delay/60000"));
        serve.signal("TERM");
        // It has seen the signal.
        serve.assert_refuses();
        Witness { _serve: serve, client }
    }

    /// Checks that its deadline has not come.
    #[track_caller]
    fn assert_still_waits(&self, what: &str) {
        assert!(
            !self.client.has_something_to_read(),
            "{what} took as long as another program's whole deadline"
        );
    }
}

/// SIGINT with 50 answers in flight: all complete and say that they are the last, no new client is taken, exit 0.
pub fn sigint_completes_what_is_in_flight(p: &Program) {
    completes_what_is_in_flight(p, "INT");
}

/// SIGTERM does the same.
pub fn sigterm_completes_what_is_in_flight(p: &Program) {
    completes_what_is_in_flight(p, "TERM");
}

fn completes_what_is_in_flight(p: &Program, signal: &str) {
    if !cfg!(unix) {
        return skipped(NO_SIGNALS);
    }
    // On a machine so loaded that half of the delay is over before the signal is out, the trial says nothing.
    for delay in [500, 1000, 2000].map(Duration::from_millis) {
        let serve = p.serve();
        let mut clients: Vec<Client> = (0..50).map(|_| client_with(&serve, "")).collect();
        let asked = Instant::now();
        for client in &mut clients {
            client.send(get("/") + &get(&format!("/delay/{}", delay.as_millis())));
        }
        for client in &mut clients {
            client.answer().assert_is(200, b"Hello, World!");
        }
        serve.signal(signal);
        if asked.elapsed() > delay / 2 {
            continue;
        }
        serve.assert_refuses();
        for client in &mut clients {
            assert_last_answer(client, b"ok");
        }
        return assert_ends_well(serve);
    }
    panic!("this machine is too slow to say: a second went by between 50 requests and a signal");
}

/// Connections with nothing in flight close at once, while others still wait for their answers.
pub fn idle_connections_close_at_once(p: &Program) {
    if !cfg!(unix) {
        return skipped(NO_SIGNALS);
    }
    let witness = Witness::stopping(p);
    let serve = p.serve();
    let waiting = client_with(&serve, &get("/delay/60000"));
    let mut idle: Vec<Client> = (0..20).map(|_| client_with(&serve, "")).collect();
    // A blank line is not yet a request.
    idle.extend((0..20).map(|_| client_with(&serve, "\r\n")));
    serve.signal("TERM");
    for client in &mut idle {
        client.assert_closed();
    }
    serve.assert_refuses();
    assert!(!waiting.has_something_to_read(), "the answer in flight was given up");
    witness.assert_still_waits("closing the idle connections and the listener");
}

/// Requests that came behind the one in flight are not answered: its answer said that it is the last.
pub fn nothing_is_begun_behind_the_last_answer(p: &Program) {
    if !cfg!(unix) {
        return skipped(NO_SIGNALS);
    }
    let serve = p.serve();
    let behind = get("/").repeat(20) + &get("/delay/1");
    let mut client = client_with(&serve, &(get("/delay/1500") + &behind));
    serve.signal("TERM");
    assert_last_answer(&mut client, b"ok");
    assert_ends_well(serve);
}

/// An answer that takes longer than the deadline is sent all the same, if it is due before that: its delay goes on, and
/// is not begun anew.
pub fn no_answer_is_put_off(p: &Program) {
    if !cfg!(unix) {
        return skipped(NO_SIGNALS);
    }
    let serve = p.serve();
    let mut long = client_with(&serve, &get("/delay/4000"));
    let mut half_of_it = client_with(&serve, &get("/delay/2000"));
    half_of_it.answer().assert_is(200, b"ok");
    serve.signal("TERM");
    assert_last_answer(&mut long, b"ok");
    assert_ends_well(serve);
}

/// A request of which a part had come is in flight: its other half is read, and it is answered.
pub fn the_other_half_of_a_request_may_still_come(p: &Program) {
    if !cfg!(unix) {
        return skipped(NO_SIGNALS);
    }
    let serve = p.serve();
    let upload = String::from_utf8_lossy(&echo(b"hello")).into_owned();
    let (here, missing) = upload.split_at(upload.len() - 2);
    let mut heads: Vec<Client> = (0..10).map(|_| client_with(&serve, "GET / HTTP/1.1\r\nHos")).collect();
    let mut bodies: Vec<Client> = (0..10).map(|_| client_with(&serve, here)).collect();
    let mut idle = client_with(&serve, "");
    serve.signal("TERM");
    // Now it stops, and not only soon.
    idle.assert_closed();
    serve.assert_refuses();
    for (head, body) in heads.iter_mut().zip(&mut bodies) {
        head.send("t: localhost\r\n\r\n");
        body.send(missing);
        assert_last_answer(head, b"Hello, World!");
        assert_last_answer(body, b"hello");
    }
    assert_ends_well(serve);
}

/// Whoever would hold it up is cut at the deadline, and exit is 0: slow answers, half requests, clients that never read
/// and refused ones that never close.
pub fn at_the_deadline_all_are_cut(p: &Program) {
    if !cfg!(unix) {
        return skipped(NO_SIGNALS);
    }
    let serve = p.serve();
    let mut waiting: Vec<Client> = Vec::new();
    for _ in 0..20 {
        waiting.push(client_with(&serve, &get("/delay/60000")));
        waiting.push(client_with(&serve, "GET / HTTP/1.1\r\nHos"));
        waiting.push(client_with(
            &serve,
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhal",
        ));
    }
    let mut stuck = Client::connect_narrow(serve.addr());
    stuck.send_until_stuck(get("/").repeat(500_000).as_bytes(), Duration::from_millis(400));
    let mut refused = client_with(&serve, "garbage\r\n\r\n");
    assert_eq!(refused.answer().status, 400);
    serve.signal("TERM");
    serve.assert_refuses();
    assert_ends_well(serve);
    for client in &mut waiting {
        let came = client.rest_or_reset();
        assert!(came.is_empty(), "nothing was due, and {:?} came", String::from_utf8_lossy(&came));
    }
    let _ = stuck.rest_or_reset();
}

/// A second signal, the same or the other one, ends it at once, whatever is in flight.
pub fn a_second_signal_ends_it_at_once(p: &Program) {
    if !cfg!(unix) {
        return skipped(NO_SIGNALS);
    }
    for (first, second) in [("INT", "INT"), ("TERM", "TERM"), ("INT", "TERM"), ("TERM", "INT")] {
        let witness = Witness::stopping(p);
        let mut serve = p.serve();
        let mut clients: Vec<Client> = (0..50).map(|_| client_with(&serve, &get("/delay/60000"))).collect();
        serve.signal(first);
        serve.assert_refuses();
        assert!(!clients[0].has_something_to_read(), "the first signal has cut an answer in flight");
        serve.signal(second);
        serve.wait();
        witness.assert_still_waits(&format!("its end by SIG{first} and SIG{second}"));
        for client in &mut clients {
            assert!(client.rest_or_reset().is_empty(), "an answer came where none was due");
        }
    }
}

/// With nobody connected either signal ends it at once, with 0.
pub fn with_nobody_connected_it_ends_at_once(p: &Program) {
    if !cfg!(unix) {
        return skipped(NO_SIGNALS);
    }
    let witness = Witness::stopping(p);
    for signal in SIGNALS {
        let serve = p.serve();
        serve.assert_serves();
        serve.signal(signal);
        assert_ends_well(serve);
    }
    witness.assert_still_waits("ending with nobody connected");
}

/// Whoever has read its first line may stop it: the signals are handled by then.
pub fn from_its_first_line_on_it_stops_well(p: &Program) {
    if !cfg!(unix) {
        return skipped(NO_SIGNALS);
    }
    for round in 0..20 {
        let serve = p.serve();
        serve.signal(SIGNALS[round % 2]);
        assert_ends_well(serve);
    }
}

/// Clients that are still in the backlog when it stops are answered or sent away, and none of them is left hanging.
pub fn whoever_was_not_accepted_sees_an_end(p: &Program) {
    if !cfg!(unix) {
        return skipped(NO_SIGNALS);
    }
    let serve = p.serve();
    serve.assert_serves();
    let pids = serve.pids();
    processes::signal("STOP", &pids);
    let mut clients: Vec<Client> = (0..100).map(|_| serve.client()).collect();
    for client in &mut clients {
        client.send(get("/"));
    }
    serve.signal("TERM");
    processes::signal("CONT", &pids);
    assert_ends_well(serve);
    for client in &mut clients {
        let came = client.rest_or_reset();
        let whole = came.is_empty() || came.ends_with(b"Hello, World!");
        assert!(whole, "half an answer came: {:?}", String::from_utf8_lossy(&came));
    }
}
