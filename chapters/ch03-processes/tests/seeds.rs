//! The fuzzer's seeds for frames and messages, and all it ever found, tried again on any Rust and cut in many ways.
//!
//! What must hold is in `shared/fuzz/src`; the seeds are in `shared/fuzz/seeds/frame`.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../../../shared/fuzz/src/frame.rs"]
mod frame;
#[path = "../../../shared/fuzz/src/heap.rs"]
mod heap;
#[path = "../../../shared/fuzz/src/stream.rs"]
mod stream;

use stream::Dice;

#[test]
fn every_seed_of_frames_whole_and_in_pieces() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/fuzz/seeds/frame");
    let mut tried = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        eprintln!("{}", path.display()); // shown when it fails
        let seed = std::fs::read(&path).unwrap();
        frame::check(&seed, &mut Dice::of(&seed));
        (0..20).for_each(|number| frame::check(&seed, &mut Dice::new(number)));
        // One byte changed, each in turn.
        for place in 0..seed.len().min(100) {
            let mut damaged = seed.clone();
            damaged[place] ^= 1 << (place % 8);
            frame::check(&damaged, &mut Dice::new(place as u64));
        }
        tried += 1;
    }
    assert!(tried > 9, "{folder} is nearly empty");
}
