//! Chapter 2's `fetch` and `serve` keep the contract: a test for each case of the suite.

use conformance::Program;

/// What the program still does wrong: each of these must fail, or be taken out here.
const KNOWN_FAILURES: &[&str] = &["serve_refusals::something_beside_a_chunk_size"];

fn program() -> Program {
    Program::new(env!("CARGO_BIN_EXE_ch02-threads")).known_failures(KNOWN_FAILURES)
}

conformance::serve_cases!(program);
conformance::fetch_cases!(program);

/// `fetch --pool`: no more at once than there are threads, and right all the same.
mod pool {
    use super::*;

    fn program() -> Program {
        super::program().with(&["--pool", "8"]).at_once(8)
    }

    conformance::fetch_cases!(program);
}
