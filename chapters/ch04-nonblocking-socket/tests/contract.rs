//! Chapter 4's `fetch` and `serve` keep the contract: a test for each case of the suite.

use conformance::Program;

fn program() -> Program {
    conformance::program("4", env!("CARGO_BIN_EXE_ch04-nonblocking-socket"))
}

conformance::serve_cases!(program);
conformance::fetch_cases!(program);

/// `fetch --busy`: asks in a loop, and is right all the same.
mod busy {
    use super::*;

    fn program() -> Program {
        conformance::program("4, busy", env!("CARGO_BIN_EXE_ch04-nonblocking-socket"))
    }

    conformance::fetch_cases!(program);
}
