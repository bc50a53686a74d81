//! Chapter 4's `fetch` and `serve` keep the contract: a test for each case of the suite.

use conformance::Program;

/// What the program still does wrong: each of these must fail, or be taken out here.
const KNOWN_FAILURES: &[&str] = &["serve_refusals::something_beside_a_chunk_size"];

fn program() -> Program {
    Program::new(env!("CARGO_BIN_EXE_ch04-nonblocking-socket")).known_failures(KNOWN_FAILURES)
}

conformance::serve_cases!(program);
conformance::fetch_cases!(program);

/// `fetch --busy`: asks in a loop, and is right all the same.
mod busy {
    use super::*;

    fn program() -> Program {
        super::program().with(&["--busy"]).asks_in_a_loop()
    }

    conformance::fetch_cases!(program);
}
