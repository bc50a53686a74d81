//! Chapter 5's `fetch` and `serve` keep the contract: a test for each case of the suite.

use conformance::Program;

fn program() -> Program {
    conformance::program("5", env!("CARGO_BIN_EXE_ch05-event-loop"))
}

conformance::serve_cases!(program);
conformance::fetch_cases!(program);
