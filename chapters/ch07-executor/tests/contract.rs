//! Chapter 7's `fetch` and `serve` keep the contract: a test for each case of the suite.

use conformance::Program;

fn program() -> Program {
    conformance::program("7", env!("CARGO_BIN_EXE_ch07-executor"))
}

conformance::serve_cases!(program);
conformance::fetch_cases!(program);
