//! From an input to a stream, and from a stream to pieces.

/// A stream is no longer than this, in bytes: twice the longest head. What an input asks for beyond it is left out.
pub const LONGEST: usize = 128 * 1024;

/// Beyond this, in bytes, a stream is long.
const LONG: usize = 4 * 1024;

/// In an input: what stands before it, back to the last such mark, comes so many more times as the next byte says.
const AGAIN: u8 = 0xFF;
/// The same, 256 times as many.
const AGAIN_256: u8 = 0xFE;

/// The stream that an input stands for: its own bytes, with the marked parts of it repeated. So a small file can be a head
/// of 64 KiB or a thousand requests, and a fuzzer that changes one byte of it changes how many.
pub fn expand(input: &[u8]) -> Vec<u8> {
    let mut stream = Vec::with_capacity(input.len());
    let mut block = 0;
    let mut bytes = input.iter().copied();
    while let Some(byte) = bytes.next() {
        let times = match byte {
            AGAIN => 1,
            AGAIN_256 => 256,
            _ => {
                stream.push(byte);
                continue;
            }
        };
        let times = times * usize::from(bytes.next().unwrap_or(0));
        let size = stream.len() - block;
        let room = LONGEST.saturating_sub(stream.len()).checked_div(size).unwrap_or(0);
        for _ in 0..times.min(room) {
            stream.extend_from_within(block..block + size);
        }
        block = stream.len();
    }
    stream.truncate(LONGEST);
    stream
}

/// Chances that can be had again: the same start, the same throws. (The generator is SplitMix64.)
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice of that number.
    pub fn new(number: u64) -> Dice {
        Dice(number)
    }

    /// Dice of an input's own, so that it does the same whenever it is tried. (The hash is FNV-1a.)
    pub fn of(input: &[u8]) -> Dice {
        Dice(fnv(FNV, input))
    }

    /// A number below `n`; 0 for 0.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        (z % n.max(1) as u64) as usize
    }

    /// Ways to cut this stream, `most` of them: a long one is cut only once, or the short ones, which find more in less
    /// time, would have to wait for it.
    pub fn cuts<'s>(&mut self, stream: &'s [u8], most: usize) -> Vec<Vec<&'s [u8]>> {
        let ways = if stream.len() > LONG { 1 } else { most };
        (0..ways).map(|_| self.pieces(stream)).collect()
    }

    /// The stream in pieces: a few large ones, many small ones, single bytes, or one that ends beside each line's end.
    pub fn pieces<'s>(&mut self, stream: &'s [u8]) -> Vec<&'s [u8]> {
        let ways = [1, 2, 5, 33, 700, 9_000, stream.len() / 2 + 1, stream.len() + 1];
        // A long stream in tiny pieces would take too long.
        let shortest = stream.len() / 256;
        let (largest, lines) = (ways[self.below(ways.len())].max(shortest + 1), self.below(4) == 0);
        let mut pieces = Vec::new();
        let mut rest = stream;
        while !rest.is_empty() {
            let size = shortest + self.below(largest - shortest) + 1;
            let line = if lines { rest.iter().take(size).position(|byte| *byte == b'\n') } else { None };
            // Before the CR, between the two, after the LF, and one later.
            let end = line.map_or(size, |line| (line + self.below(4)).saturating_sub(1));
            let (piece, next) = rest.split_at(end.clamp(1, rest.len()));
            pieces.push(piece);
            rest = next;
        }
        pieces
    }
}

/// Where [`fnv`] begins.
pub const FNV: u64 = 0xCBF2_9CE4_8422_2325;

/// Adds bytes to a hash.
pub fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3))
}

/// For messages: so much of the bytes as a person would read.
pub fn shown(bytes: &[u8]) -> String {
    let start = &bytes[..bytes.len().min(2_000)];
    format!("{:?} ({} bytes)", String::from_utf8_lossy(start), bytes.len())
}
