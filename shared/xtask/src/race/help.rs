//! `cargo x race --help`.

use super::peers::ENTRIES;
use super::table::thousands;
use super::works::CASES;

const BEFORE: &str = "\
cargo x race: the same work on every server and every runtime (Linux)

  cargo x race WORK [PEER…] [flags]   one work: rounds in turns, medians, spread, ratios
  cargo x race all [flags]            every work
  cargo x race bars [flags]           all that the bars of the fast path need, and a verdict on each (about 20 minutes)
  cargo x race counts [PEER…]         instructions for a request, a spawn, a yield, a timer, by callgrind
";

const AFTER: &str = "
Flags
  --pin            server on core 1, its client on core 0; what has no client on core 1. Say it whenever you can
  --rounds N       how often each peer runs (7)
  --seconds S      how long each run is measured (2 with a client, 1 without)
  --connections N  another number of connections; or, as --size N, another size of a batch
  --calls          counts system calls for a request too, in a run of its own, where `perf` may
  --realtime       before everybody else on the machine, who stand still meanwhile (`chrt`; wants the right to)
  --anyway         reports though the machine is not quiet; the table then says so
  --json FILE      all figures, for programs
  --svg FILE       a chart, for light and dark pages

Servers run all at once, and the client goes from one to the next every 50 ms. In each work that is timed the base also
runs beside itself. If that is off by more than 3 %, or if others used a core in most runs, nothing is reported. A difference under 3 % is no finding. Absolute figures are this machine's today: only
ratios inside one run say something.

  cargo x race serve --pin --calls                         the table of servers
  cargo x race serve raw-epoll tokio ch08 --connections 64 --pin
  cargo x race spawn tokio ch08 --pin --rounds 3           a quick look
  cargo x race timers --pin --svg timers.svg
  cargo x race serve ch08 ch09 ch09@1 ch09@2 --pin         the steps of chapter 9
";

/// All of it, with every work and every peer by name.
pub fn help() -> String {
    let mut help = BEFORE.to_owned();
    help += "\nWorks\n";
    let mut last = "";
    for case in CASES {
        let name = if case.work == last { "" } else { case.work };
        last = case.work;
        let figures: Vec<&str> = case.figures.iter().map(|figure| figure.name).collect();
        help += &format!(
            "  {name:<9} {} {} ({}; beside {})\n",
            thousands(case.size),
            case.title,
            figures.join(", "),
            case.base
        );
    }
    help += "\nPeers\n";
    let names = |does: fn(&super::peers::Entry) -> bool| {
        ENTRIES.iter().filter(|entry| does(entry)).map(|entry| entry.name).collect::<Vec<_>>().join(" ")
    };
    help += &format!("  servers    {}\n", names(|entry| entry.server.is_some()));
    help += &format!("  executors  {}\n", names(|entry| entry.micro.is_some()));
    help += "  ch09@N     chapter 9 with its first N steps\n";
    help + AFTER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_work_and_every_peer_is_named() {
        let help = help();
        for case in CASES {
            assert!(help.contains(case.title) && help.contains(&format!("  {:<9}", case.work)), "{help}");
        }
        for entry in ENTRIES {
            assert!(help.contains(entry.name), "{}", entry.name);
        }
    }
}
