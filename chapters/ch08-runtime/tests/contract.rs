//! Chapter 8's `fetch` and `serve` keep the contract: a test for each case of the suite.

use conformance::Program;

fn program() -> Program {
    conformance::program("8", env!("CARGO_BIN_EXE_ch08-runtime"))
}

conformance::serve_cases!(program);
conformance::fetch_cases!(program);

conformance::stop_cases!(program);
