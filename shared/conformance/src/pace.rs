//! When a piece of a slow link's traffic arrives: the arithmetic of [`Link`](crate::link::Link), without a socket and
//! without a clock of its own.

use std::time::{Duration, Instant};

/// What a link does to the bytes that pass through it, in each direction. [`Shape::PLAIN`] does nothing; a case names what
/// it changes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// How long each byte is under way.
    pub(crate) delay: Duration,
    /// And up to so much longer, by chance. No piece overtakes another.
    pub(crate) jitter: Duration,
    /// How many bytes pass in a second; `None`: as many as come.
    pub(crate) bytes_a_second: Option<u32>,
    /// How many bytes arrive together at most: at least 1.
    pub(crate) segment: usize,
    /// How many bytes may be under way in each direction. Who sends more has to wait, as on a real path.
    pub(crate) window: usize,
    /// Chance begins here: the same seed, the same jitter.
    pub(crate) seed: u64,
}

impl Shape {
    /// Hands on what comes, when it comes.
    pub(crate) const PLAIN: Shape = Shape {
        delay: Duration::ZERO,
        jitter: Duration::ZERO,
        bytes_a_second: None,
        segment: 16 * 1024,
        window: 64 * 1024,
        seed: 1,
    };
}

/// One direction of a link: when the next piece arrives.
#[derive(Debug)]
pub(crate) struct Pace {
    /// What the link does.
    shape: Shape,
    /// When the narrow place is free again: a piece that comes before that queues.
    free_at: Option<Instant>,
    /// When the last piece arrives: the next does not come before it.
    last: Option<Instant>,
    /// The state of the random numbers. Never 0.
    random: u64,
}

impl Pace {
    /// A direction of its own: `number` tells it from the others of the same link, so that their jitter differs.
    pub(crate) fn new(shape: Shape, number: u64) -> Pace {
        // Far apart, whatever the seeds are, and odd.
        let random = (shape.seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15)) | 1;
        Pace { shape, free_at: None, last: None, random }
    }

    /// When `bytes` bytes arrive that were sent at `now`. Zero bytes are the end of the stream.
    pub(crate) fn arrival(&mut self, bytes: usize, now: Instant) -> Instant {
        let begins = self.free_at.map_or(now, |free| free.max(now));
        let takes = match self.shape.bytes_a_second {
            Some(many) => Duration::from_secs_f64(bytes as f64 / f64::from(many.max(1))),
            None => Duration::ZERO,
        };
        self.free_at = Some(begins + takes);
        let arrives = begins + takes + self.shape.delay + self.jitter();
        let arrives = self.last.map_or(arrives, |last| last.max(arrives));
        self.last = Some(arrives);
        arrives
    }

    /// Up to [`Shape::jitter`]; by xorshift, which is random enough to shake a link.
    fn jitter(&mut self) -> Duration {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.shape.jitter.mul_f64((self.random >> 11) as f64 / (1_u64 << 53) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn every_piece_is_under_way_for_the_delay() {
        let now = Instant::now();
        let mut pace = Pace::new(Shape { delay: 50 * MS, ..Shape::PLAIN }, 0);
        assert_eq!(pace.arrival(1, now), now + 50 * MS);
        assert_eq!(pace.arrival(100_000, now + 3 * MS), now + 53 * MS);
        assert_eq!(pace.arrival(0, now + 4 * MS), now + 54 * MS, "the end of the stream, too");
    }

    #[test]
    fn a_narrow_place_passes_so_many_bytes_a_second_and_the_others_queue() {
        let now = Instant::now();
        let mut pace = Pace::new(Shape { delay: 50 * MS, bytes_a_second: Some(1000), ..Shape::PLAIN }, 0);
        assert_eq!(pace.arrival(10, now), now + 60 * MS);
        assert_eq!(pace.arrival(10, now), now + 70 * MS, "behind the first");
        assert_eq!(pace.arrival(10, now + 15 * MS), now + 80 * MS);
        assert_eq!(pace.arrival(10, now + 500 * MS), now + 560 * MS, "time that nobody used is not saved up");
    }

    /// When 200 pieces arrive that were sent so far from one another.
    fn shaken(seed: u64, number: u64, apart: Duration) -> Vec<Duration> {
        let now = Instant::now();
        let mut pace = Pace::new(Shape { delay: 5 * MS, jitter: 20 * MS, seed, ..Shape::PLAIN }, number);
        (0..200).map(|i| pace.arrival(1, now + i * apart) - now).collect()
    }

    #[test]
    fn jitter_comes_again_with_its_seed_and_stays_below_its_bound() {
        let once = shaken(7, 0, 30 * MS);
        assert_eq!(once, shaken(7, 0, 30 * MS));
        assert_ne!(once, shaken(8, 0, 30 * MS));
        assert_ne!(once, shaken(7, 1, 30 * MS), "the two directions");
        let late: Vec<Duration> = (0..).zip(&once).map(|(i, arrival)| *arrival - (5 + i * 30) * MS).collect();
        assert!(late.iter().all(|late| *late < 20 * MS), "{late:?}");
        let half = late.iter().filter(|late| **late > 10 * MS).count();
        assert!((60..140).contains(&half), "{half} of 200 were late by more than half of it");
    }

    #[test]
    fn no_piece_overtakes_another() {
        assert!(shaken(7, 0, MS).is_sorted());
    }
}
