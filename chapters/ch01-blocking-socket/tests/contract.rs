//! Chapter 1's `fetch` and `serve` keep the contract: a test for each case of the suite.

use conformance::Program;

/// What the program still does wrong: each of these must fail, or be taken out here.
const KNOWN_FAILURES: &[&str] = &["serve_refusals::something_beside_a_chunk_size"];

fn program() -> Program {
    Program::new(env!("CARGO_BIN_EXE_ch01-blocking-socket")).one_at_a_time().known_failures(KNOWN_FAILURES)
}

conformance::serve_cases!(program);
conformance::fetch_cases!(program);
