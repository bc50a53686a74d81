//! Chapter 1's `fetch` and `serve` keep the contract: a test for each case of the suite.

use conformance::Program;

fn program() -> Program {
    Program::new(env!("CARGO_BIN_EXE_ch01-blocking-socket")).one_at_a_time()
}

conformance::serve_cases!(program);
conformance::fetch_cases!(program);
