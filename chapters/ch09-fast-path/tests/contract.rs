//! Chapter 9's `fetch` and `serve` keep the contract: a test for each case of the suite.

use conformance::Program;

fn program() -> Program {
    conformance::program("9", env!("CARGO_BIN_EXE_ch09-fast-path"))
}

conformance::serve_cases!(program);
conformance::fetch_cases!(program);

conformance::stop_cases!(program);
