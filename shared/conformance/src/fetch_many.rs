//! `fetch`: many at once, in order, and when descriptors run out.

use std::sync::Arc;

use crate::Program;
use crate::fetching::Fetched;
use crate::patience::Must;
use crate::peer::{Gate, Peer};
use crate::processes::skipped;

/// Two hundred requests are in flight at once: the server answers none before all are there. (One at a time, or a pool:
/// never more than that.)
pub fn two_hundred_at_once(p: &Program) {
    let gate = Arc::new(Gate::default());
    let all = p.of(200);
    let peer = Peer::gated(&gate, all);
    p.fetch(&vec![peer.url(); 200]).assert_brought(&[(200, 2); 200]);
    assert_eq!(gate.most(), all, "requests in flight at once");
    assert_eq!(peer.accepted(), 200, "connections");
}

/// Responses are listed in the order of the command line, whichever comes first.
pub fn results_keep_their_order(p: &Program) {
    let server = lab::server::Server::start().must("start the slow server");
    let paths =
        ["/delay/200", "/bytes/5", "/delay/100", "/status/404", "/drip/3", "/bytes/0", "/chunked/1000"];
    let urls: Vec<String> = paths.iter().map(|path| server.url(path).to_string()).collect();
    let fetched = p.fetch(&urls);
    fetched.assert_brought(&[(200, 2), (200, 5), (200, 2), (404, 4), (200, 3), (200, 0), (200, 1000)]);
    for ((_, _, line), url) in fetched.responses().iter().zip(&urls) {
        assert!(line.ends_with(url.as_str()), "{line:?} stands where {url} belongs");
    }
}

/// Without URLs it asks its own slow server, as often as it is told.
pub fn the_embedded_server(p: &Program) {
    p.fetch(&["--requests", "7", "--delay", "10"]).assert_brought(&[(200, 2); 7]);
}

/// A fetch that waits uses no CPU time to speak of. (One that asks in a loop uses a lot.)
pub fn waiting_costs_nothing(p: &Program) {
    let requests = p.of(20).to_string();
    let fetched = p.fetch(&["--requests", &requests, "--delay", "1500", "--json"]);
    let ledger = fetched.assert_exit(0).ledger();
    if p.does_ask_in_a_loop() {
        // Counted, not timed: on a loaded machine it gets little of the CPU time that it would use up.
        let asked = ledger.asked.unwrap_or_default();
        assert!(asked > 1000, "it asked {asked} times in {:?}: it does not ask in a loop", ledger.wall);
        return;
    }
    let Some(cpu) = ledger.cpu else { return skipped("this system does not tell CPU times") };
    // One that asks in a loop uses all of the wall time, or what it gets of it: on a loaded machine too.
    assert!(cpu.as_secs_f64() < 0.4, "{cpu:?} of CPU time for {:?} of waiting", ledger.wall);
}

/// With few descriptors it completes, or refuses clearly what it cannot do: nothing hangs, spins or panics.
pub fn out_of_descriptors(p: &Program) {
    if !cfg!(unix) {
        return skipped("there is no limit on open files here");
    }
    let server = lab::server::Server::start().must("start the slow server");
    let url = server.url("/delay/20").to_string();
    let words: Vec<&str> =
        ["fetch", "--json"].into_iter().chain(std::iter::repeat_n(url.as_str(), 60)).collect();
    let fetched = Fetched::run(p.command_with_fds(24, &words));
    let ledger = fetched.ledger();
    let failed = fetched.failures();
    assert_eq!(ledger.requests, Some(60), "{fetched}");
    assert_eq!(ledger.failed, Some(failed as u64), "{fetched}");
    assert_eq!(ledger.ok, Some(60 - failed as u64), "{fetched}");
    fetched.assert_exit(i32::from(failed > 0));
    let cpu = ledger.cpu.unwrap_or_default();
    assert!(cpu.as_secs_f64() < 3.0, "{cpu:?} of CPU time: it spins");
}
