//! Chapter 1's `fetch` and `serve` keep the contract: a test for each case of the suite.

use conformance::Program;

fn program() -> Program {
    conformance::program("1", env!("CARGO_BIN_EXE_ch01-blocking-socket"))
}

conformance::serve_cases!(program);
conformance::fetch_cases!(program);
