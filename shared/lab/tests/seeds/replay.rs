//! Each target with its seeds.

use std::path::Path;
use std::time::Duration;

use lab::probe::within;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::stream::{Dice, LONGEST, expand};

/// What must hold for a target's inputs.
type Check = fn(&[u8], &mut Dice);

/// A machine that goes round in circles is a failure too.
fn ends(f: impl FnOnce() + Send + 'static) {
    let why = || "some seed makes a machine go round in circles".to_owned();
    within(Duration::from_secs(60), "the seeds", why, f);
}

fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds").join(target);
    let files = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut seeds: Vec<(String, Vec<u8>)> = files
        .map(|file| file.unwrap())
        .map(|file| (file.file_name().into_string().unwrap(), std::fs::read(file.path()).unwrap()))
        .collect();
    seeds.sort();
    assert!(seeds.len() > 9, "{} is nearly empty", folder.display());
    seeds
}

/// Each seed as the fuzzer tries it, and with a few dice more.
fn as_they_are(target: &str, check: Check) {
    for (name, seed) in seeds(target) {
        eprintln!("{target}/{name}"); // shown when it fails
        check(&seed, &mut Dice::of(&seed));
        for number in 0..if seed.contains(&0xFE) { 1 } else { 3 } {
            check(&seed, &mut Dice::new(number));
        }
    }
}

/// Seeds with a few bytes changed, and any dice.
fn damaged(target: &str, check: Check, cases: u32) {
    let seeds: Vec<Vec<u8>> = seeds(target).into_iter().map(|(_, seed)| seed).collect();
    let byte = prop_oneof![any::<u8>(), select(b"\r\n\t :;,0159afHT/[{\"\0\xFF".as_slice())];
    let damage = vec((any::<Index>(), byte, 0..3_usize), 1..4);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::with_cases(cases)
    });
    let outcome = runner.run(&(select(seeds), damage, any::<u64>()), |(mut seed, damage, dice)| {
        for (place, byte, instead_of) in damage {
            let place = place.index(seed.len() + 1);
            let end = (place + instead_of).min(seed.len());
            seed.splice(place..end, [byte]);
        }
        check(&seed, &mut Dice::new(dice));
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

macro_rules! targets {
    ($($target:ident: $cases:literal)*) => {$(
        mod $target {
            #[test]
            fn every_seed_as_it_is() {
                super::ends(|| super::as_they_are(stringify!($target), crate::$target::check));
            }

            #[test]
            fn seeds_that_are_damaged() {
                super::ends(|| super::damaged(stringify!($target), crate::$target::check, $cases));
            }
        }
    )*};
}

targets! {
    exchange: 25
    conversation: 60
    chunked: 200
    url: 200
    json: 200
}

#[test]
fn an_input_may_ask_for_a_part_of_it_again() {
    assert_eq!(expand(b"ab"), b"ab");
    assert_eq!(expand(b"a\xFF\x00bc\xFF\x02d\xFF"), b"abcbcbcd");
    assert_eq!(expand(b"a\xFE\x01"), [b'a'; 257]);
    assert_eq!(expand(b"ab\xFE\xFF\xFE\xFFc").len(), 130_563);
    // Beyond the limit nothing more comes.
    let long = [[b'x'; 1_000].as_slice(), b"\xFE\xFFy"].concat();
    assert_eq!(expand(&long).len(), 131_001);
    assert_eq!(expand(&[0; 2 * LONGEST]).len(), LONGEST);
}

#[test]
fn pieces_are_the_stream_and_there_are_all_kinds() {
    let stream = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(8);
    let mut counts: Vec<usize> = (0..200)
        .map(|number| {
            let mut dice = Dice::new(number);
            let pieces = dice.pieces(&stream);
            assert_eq!(pieces.concat(), stream);
            assert!(pieces.iter().all(|piece| !piece.is_empty()));
            pieces.len()
        })
        .collect();
    counts.sort_unstable();
    assert!(counts[0] == 1 && counts[100] > 4 && counts[199] == stream.len(), "{counts:?}");
}
