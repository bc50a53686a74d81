//! Chapter 4's `fetch` and `serve` keep the contract: a test for each case of the suite.

use conformance::Program;

fn program() -> Program {
    Program::new(env!("CARGO_BIN_EXE_ch04-nonblocking-socket"))
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
