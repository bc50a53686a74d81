//! A map whose keys are numbers that we count up ourselves.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A [`HashMap`] whose keys are numbers that we count up ourselves.
///
/// The standard hasher defends a map against keys that an enemy has chosen. Nobody chooses ours, and the defence costs
/// more than the look-up: it was the dearest thing in a turn of the loop.
pub type Counted<K, V> = HashMap<K, V, BuildHasherDefault<CountedHasher>>;

/// Hashes one number, by one multiplication. (As Knuth's "multiplicative hashing": an odd factor near 2^64 divided by the
/// golden ratio spreads neighbours over all the bits.)
#[derive(Debug, Default)]
pub struct CountedHasher(u64);

impl Hasher for CountedHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64((*byte).into()));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(8) ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn finish(&self) -> u64 {
        // The product's high bits are the well-mixed ones, and a table looks at the low ones first.
        self.0.rotate_left(26)
    }
}
