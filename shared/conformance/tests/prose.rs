//! Each console block of the book's pages shows what its program prints.
//!
//! `CONSOLE_BLOCKS=ch05 cargo test -p conformance --test prose` runs those of chapter 5. `cargo x blocks` writes
//! into them what the programs print today.
#![allow(clippy::unwrap_used, missing_docs)]

use std::env;

use conformance::prose::{self, Compare, Known, blocks};

#[test]
fn every_console_block_is_what_its_program_prints() {
    let filter = env::var("CONSOLE_BLOCKS").unwrap_or_default();
    if env::var_os("CONSOLE_BLOCKS_WRITE").is_some() {
        let faults = prose::write(&filter);
        assert!(faults.is_empty(), "not written:\n{}", faults.join("\n"));
        return;
    }
    let known = match env::var_os("CONSOLE_BLOCKS_KNOWN") {
        Some(_) => Known::Trusted,
        None => Known::RunAgain,
    };
    let report = prose::check(&filter, known);
    println!("{} console blocks run, {} passed before and are unchanged", report.run, report.known);
    for block in &report.again {
        println!("run again alone: {}: $ {}", block.place, block.command);
    }
    for (took, block) in report.took.iter().take(5) {
        println!("{:6.1} s  {block}", took.as_secs_f64());
    }
    assert!(report.run + report.known > 0, "no page with a console block has {filter:?} in its name");
    let faults = report.faults.len();
    assert!(faults == 0, "{faults} console blocks differ\n\n{}", report.faults.join("\n"));
}

#[test]
fn a_block_is_its_command_and_its_output() {
    let page = "Text.\n\n```console,loose,fails\n$ cargo run -p ch01 -- x\none\n\ntwo\n```\n\n```sh\n$ not this\n```\n";
    let found = blocks("a.md", page);
    assert_eq!(found.len(), 1);
    let block = &found[0];
    assert_eq!((block.place.as_str(), block.command.as_str()), ("a.md:3", "cargo run -p ch01 -- x"));
    assert_eq!((block.output.as_str(), block.compare, block.fails), ("one\n\ntwo", Compare::Loose, true));
    assert!(page.contains(&block.text));
}
