//! Chapter 2's `fetch` and `serve` keep the contract: a test for each case of the suite.

use conformance::Program;

fn program() -> Program {
    conformance::program("2", env!("CARGO_BIN_EXE_ch02-threads"))
}

conformance::serve_cases!(program);
conformance::fetch_cases!(program);

/// `fetch --pool`: no more at once than there are threads, and right all the same.
mod pool {
    use super::*;

    fn program() -> Program {
        conformance::program("2, pool", env!("CARGO_BIN_EXE_ch02-threads"))
    }

    conformance::fetch_cases!(program);
}
