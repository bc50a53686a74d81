//! The main demo prints the twenty sums that the source text lists.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{program, watched};

const LISTED: [&str; 20] = [
    "333333283333335000000",
    "333333383333335000000",
    "333333483333355000001",
    "333333583333395000005",
    "333333683333455000014",
    "333333783333535000030",
    "333333883333635000055",
    "333333983333755000091",
    "333334083333895000140",
    "333334183334055000204",
    "333334283334235000285",
    "333334383334435000385",
    "333334483334655000506",
    "333334583334895000650",
    "333334683335155000819",
    "333334783335435001015",
    "333334883335735001240",
    "333334983336055001496",
    "333335083336395001785",
    "333335183336755002109",
];

/// The demo itself fails when its four ways of computing do not agree, so this is a test of all four.
#[test]
fn the_twenty_listed_sums_come_out_one_a_line() {
    watched(|| {
        let output = program("sums").output().unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(stdout.lines().take(20).collect::<Vec<_>>(), LISTED);
        // What follows is the report, and no further sum.
        assert!(!stdout.lines().skip(20).any(|line| line.parse::<u128>().is_ok()));
    });
}

#[test]
fn fewer_workers_than_sums_or_more_the_sums_are_the_same() {
    watched(|| {
        let sums = |workers| {
            let output = program("sums").args(["--n", "10", "--workers", workers]).output().unwrap();
            let lines = String::from_utf8(output.stdout).unwrap();
            lines.lines().take(20).map(str::to_owned).collect::<Vec<_>>()
        };
        // 0² + 1² + … + 9² = 285.
        assert_eq!(sums("1")[0], "285");
        assert_eq!(sums("1"), sums("30"));
    });
}
