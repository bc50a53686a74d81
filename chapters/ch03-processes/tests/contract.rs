//! Chapter 3's `fetch` and `serve` keep the contract: a test for each case of the suite.

use conformance::Program;

fn program() -> Program {
    conformance::program("3", env!("CARGO_BIN_EXE_ch03-processes"))
}

conformance::serve_cases!(program);
conformance::fetch_cases!(program);
