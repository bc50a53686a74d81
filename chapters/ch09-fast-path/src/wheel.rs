//! Who waits until when: a heap for what is near, a wheel for what is far.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;
use std::mem;
use std::time::{Duration, Instant};

/// Nanoseconds in a tick, as a power of two: a tick is 1.05 ms.
const TICK: u32 = 20;
/// Slots of a level, as a power of two: the bits of a tick's number that choose one.
const DIGIT: u32 = 6;
/// Slots of a level: as many as a word has bits.
const SLOTS: usize = 1 << DIGIT;
/// From the level of ticks (64 of them are 67 ms) to one whose slots are 13 days. What is further away than 2.3 years waits
/// on a list.
const LEVELS: usize = 6;
/// Times may lie so many nanoseconds before the making of the table: 36 years.
const PAST: u64 = 1 << 60;
/// Tables that are no larger than this are kept as they are.
const KEPT: usize = 1024;

/// Who waits until when, as chapter 5's [`Timers`](ch05_event_loop::Timers): exact to the nanosecond, and equal times in
/// the order they were set.
///
/// That table is a tree, in which each timer finds its place among all others when it is set; but most timers are unset
/// long before they fire. Here a timer that is set is thrown into a drawer, by six bits of its time. Only when
/// the time of a drawer comes are those that are still there put in order: a few at a time.
///
/// The drawers are *hierarchical timing wheels* (Varghese and Lauck, 1987; so were Linux's timers, and so are tokio's): on
/// the first level a drawer for each tick of 1.05 ms, on the second one for each 64 ticks, and so on. Who is drawn from a
/// higher level goes down to a lower one. Nobody is moved more often than there are levels.
pub struct Wheel<T> {
    /// Times are counted from here, in nanoseconds.
    start: Instant,
    /// The next timer's number; it tells which of equal times was set first. It comes round after four thousand million:
    /// two timers for the same nanosecond, set before and after that, change places.
    next: u32,
    /// Who waits. A timer's place does not change, and is used again after it.
    places: Vec<Place<T>>,
    /// The first place that is free, or [`NONE`]; each says which is the next.
    free: u32,
    /// How many timers are set.
    set: usize,
    /// How many notes there are below. More than are set: who is unset leaves his note, and it is thrown away when its time
    /// comes. When more than half are such, all are looked through.
    notes: usize,

    /// The tick up to which notes are in order; all that come later are in the drawers.
    now: u64,
    /// The drawer that was opened last, the earliest at the end.
    near: Vec<Note>,
    /// Those that were set since then, for a time that was near already.
    late: BinaryHeap<Reverse<Note>>,
    /// The drawers.
    levels: [Level; LEVELS],
    /// What is further away than all of them.
    far: Drawer,
}

/// Somebody's time, wherever it is kept: 16 bytes, in order of time, then of setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Note {
    /// When, in nanoseconds.
    at: u64,
    /// The timer's number.
    number: u32,
    /// The timer's place.
    place: u32,
}

/// Where a timer's waiter is.
struct Place<T> {
    /// When, in nanoseconds.
    at: u64,
    /// The timer's number. A note with another one is for a timer that was here before.
    number: u32,
    /// While it is free: the next that is.
    free: u32,
    /// `None`: it is free.
    waiter: Option<T>,
}

/// As a place: there is none.
const NONE: u32 = u32::MAX;

/// Notes in no order.
#[derive(Default)]
struct Drawer {
    /// The notes.
    notes: Vec<Note>,
    /// The earliest time among them: for how long the thread may sleep. It may be that of one who is unset by now.
    first: u64,
}

/// The drawers of one level.
struct Level {
    /// Which are not empty, a bit for each: the first is found by one instruction.
    full: u64,
    /// The drawers. Which one is next is a matter of the bits of [`Wheel::now`] at this level: it is the first after them.
    drawers: [Drawer; SLOTS],
}

/// A timer that was set. Its time, number and place together are never used twice (invariant I2): a time that is past does
/// not come again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WheelKey {
    /// When, in nanoseconds.
    at: u64,
    /// Its number.
    number: u32,
    /// Its place.
    place: u32,
}

impl<T> Wheel<T> {
    /// No timer is set.
    pub fn new() -> Wheel<T> {
        Wheel {
            start: Instant::now(),
            next: 0,
            places: Vec::new(),
            free: NONE,
            set: 0,
            notes: 0,
            now: PAST >> TICK,
            near: Vec::new(),
            late: BinaryHeap::new(),
            levels: std::array::from_fn(|_| Level::default()),
            far: Drawer::default(),
        }
    }

    /// Sets a timer. (A time too far away for an [`Instant`] means never: then set none.)
    ///
    /// # Panics
    /// When four thousand million are set.
    pub fn insert(&mut self, at: Instant, waiter: T) -> WheelKey {
        let at = self.nanoseconds(at);
        let number = self.next;
        self.next = number.wrapping_add(1);
        let place = self.occupy(at, number, waiter);
        self.set += 1;
        self.notes += 1;
        self.put(Note { at, number, place });
        WheelKey { at, number, place }
    }

    /// The waiter of a timer that has not fired.
    pub fn peek(&self, key: WheelKey) -> Option<&T> {
        let place = self.places.get(key.place as usize)?;
        if place.is(key.at, key.number) { place.waiter.as_ref() } else { None }
    }

    /// The waiter of a timer that has not fired, to be replaced by another.
    pub fn get_mut(&mut self, key: WheelKey) -> Option<&mut T> {
        let place = self.places.get_mut(key.place as usize)?;
        if place.is(key.at, key.number) { place.waiter.as_mut() } else { None }
    }

    /// Unsets a timer; its waiter is given back. `None` when it has fired already.
    pub fn cancel(&mut self, key: WheelKey) -> Option<T> {
        let waiter = self.vacate(Note { at: key.at, number: key.number, place: key.place })?;
        if self.notes > 2 * self.set + KEPT {
            self.tidy();
        }
        Some(waiter)
    }

    // ANCHOR: next
    /// When to look again: when the next one fires, or before that, if an earlier one was unset.
    pub fn next(&self) -> Option<Instant> {
        if self.is_empty() {
            return None;
        }
        let near = self.near.last().map(|note| note.at);
        let late = self.late.peek().map(|note| note.0.at);
        // All in the drawers are later than those that are in order.
        let at =
            near.into_iter().chain(late).min().or_else(|| self.first_drawer().map(|found| found.first))?;
        match at.checked_sub(PAST) {
            Some(after) => self.start.checked_add(Duration::from_nanos(after)),
            None => self.start.checked_sub(Duration::from_nanos(PAST - at)).or(Some(self.start)),
        }
    }
    // ANCHOR_END: next

    // ANCHOR: fire
    /// Moves the waiters of all timers that are due `now` to `woken`, the earliest first.
    pub fn fire(&mut self, now: Instant, woken: &mut Vec<T>) {
        let now = self.nanoseconds(now);
        loop {
            while let Some(note) = self.pop_due(now) {
                self.notes -= 1;
                woken.extend(self.vacate(note)); // or it was unset
            }
            if !(self.near.is_empty() && self.late.is_empty()) {
                return; // and so is nothing in the drawers
            }
            match self.first_drawer() {
                Some(found) if found.tick <= now >> TICK => self.open(found),
                // Until there nothing happens: so the next that is set is thrown near.
                found => {
                    let quiet = found.map_or(u64::MAX, |found| found.tick - 1);
                    self.now = self.now.max(quiet.min(now >> TICK));
                    return;
                }
            }
        }
    }

    /// Takes the first of those in order, if it is due.
    fn pop_due(&mut self, now: u64) -> Option<Note> {
        let late = self.late.peek().map(|late| late.0);
        match (self.near.last(), late) {
            (Some(&near), late) if late.is_none_or(|late| near < late) => {
                if near.at <= now {
                    self.near.pop()
                } else {
                    None
                }
            }
            (_, Some(late)) if late.at <= now => self.late.pop().map(|late| late.0),
            _ => None,
        }
    }

    /// The time of a drawer has come: its notes are put in order, or into the drawers of lower levels.
    fn open(&mut self, found: Found) {
        self.now = found.tick;
        let drawer = match found.level {
            LEVELS => &mut self.far,
            level => {
                self.levels[level].full &= !(1 << found.slot);
                &mut self.levels[level].drawers[found.slot]
            }
        };
        let notes = mem::take(&mut drawer.notes);
        if found.level == 0 {
            self.near = notes;
            self.near.sort_unstable_by(|a, b| b.cmp(a));
            return;
        }
        for note in notes {
            if note.is_set(&self.places) {
                self.put(note);
            } else {
                self.notes -= 1;
            }
        }
    }
    // ANCHOR_END: fire

    // ANCHOR: put
    /// Puts a note where it belongs.
    fn put(&mut self, note: Note) {
        let tick = note.at >> TICK;
        if tick <= self.now {
            self.late.push(Reverse(note));
            return;
        }
        // The highest digit in which its tick is not that of now: only when that one has turned can it be due.
        let level = ((tick ^ self.now).ilog2() / DIGIT) as usize;
        match self.levels.get_mut(level) {
            Some(drawers) => {
                let slot = (tick >> (DIGIT * level as u32)) as usize % SLOTS;
                drawers.full |= 1 << slot;
                drawers.drawers[slot].put(note);
            }
            None => self.far.put(note),
        }
    }
    // ANCHOR_END: put

    /// The first drawer that is not empty.
    fn first_drawer(&self) -> Option<Found> {
        // What is on a lower level comes earlier than all that is on a higher one; and on each the first bit is the first.
        for (level, drawers) in self.levels.iter().enumerate() {
            if drawers.full != 0 {
                let slot = drawers.full.trailing_zeros() as usize;
                let digits = DIGIT * level as u32;
                // Above its own digit a drawer has those of now, and below it zeros.
                let above = self.now >> (digits + DIGIT) << (digits + DIGIT);
                let tick = above | (slot as u64) << digits;
                return Some(Found { level, slot, tick, first: drawers.drawers[slot].first });
            }
        }
        let digits = DIGIT * LEVELS as u32;
        let first = self.far.notes.first().map(|_| self.far.first)?;
        Some(Found { level: LEVELS, slot: 0, tick: first >> TICK >> digits << digits, first })
    }

    /// Throws away the notes of all who are unset, and memory that a rush has left.
    fn tidy(&mut self) {
        let is_set = |note: &Note| note.is_set(&self.places);
        self.near.retain(is_set);
        self.near.shrink_to(KEPT);
        self.late.retain(|note| is_set(&note.0));
        self.late.shrink_to(KEPT);
        for level in &mut self.levels {
            for (slot, drawer) in level.drawers.iter_mut().enumerate() {
                drawer.tidy(is_set);
                level.full &= !(u64::from(drawer.notes.is_empty()) << slot);
            }
        }
        self.far.tidy(is_set);
        self.notes = self.set;
    }

    /// Puts a waiter into a free place.
    fn occupy(&mut self, at: u64, number: u32, waiter: T) -> u32 {
        let place = Place { at, number, free: NONE, waiter: Some(waiter) };
        if self.free == NONE {
            let index = u32::try_from(self.places.len()).ok().filter(|index| *index != NONE);
            self.places.push(place);
            return index.unwrap_or_else(|| panic!("too many timers"));
        }
        let index = self.free;
        let free = mem::replace(&mut self.places[index as usize], place);
        self.free = free.free;
        index
    }

    /// Takes a waiter out, and frees its place; `None` if it has gone.
    fn vacate(&mut self, note: Note) -> Option<T> {
        let place = self.places.get_mut(note.place as usize)?;
        if !place.is(note.at, note.number) {
            return None;
        }
        let waiter = place.waiter.take();
        place.free = mem::replace(&mut self.free, note.place);
        self.set -= 1;
        if self.set == 0 && self.places.capacity() > KEPT {
            // After a rush its memory is given back. What notes are left name places that are not there.
            self.places = Vec::new();
            self.free = NONE;
            self.tidy();
        }
        waiter
    }

    /// A time as the notes have it. What is too early or too late to be said is the first or last that can be.
    fn nanoseconds(&self, at: Instant) -> u64 {
        let nanoseconds = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        match at.checked_duration_since(self.start) {
            Some(after) => PAST.saturating_add(nanoseconds(after)),
            None => PAST.saturating_sub(nanoseconds(self.start - at)),
        }
    }

    /// How many are set.
    pub fn len(&self) -> usize {
        self.set
    }

    /// For how many timers and notes it holds memory.
    pub fn capacity(&self) -> usize {
        let drawers = self.levels.iter().flat_map(|level| &level.drawers).chain([&self.far]);
        let notes: usize = drawers.map(|drawer| drawer.notes.capacity()).sum();
        self.places.capacity() + notes + self.near.capacity() + self.late.capacity()
    }

    /// Whether none is set.
    pub fn is_empty(&self) -> bool {
        self.set == 0
    }
}

impl Note {
    /// Whether its timer is set; else somebody else's is in that place, or nobody's.
    fn is_set<T>(&self, places: &[Place<T>]) -> bool {
        places.get(self.place as usize).is_some_and(|place| place.is(self.at, self.number))
    }
}

impl<T> Place<T> {
    /// Whether this timer's waiter is here.
    fn is(&self, at: u64, number: u32) -> bool {
        self.number == number && self.at == at && self.waiter.is_some()
    }
}

/// A drawer that is not empty.
struct Found {
    /// On which level; [`LEVELS`] is the list of what is far.
    level: usize,
    /// Which one there.
    slot: usize,
    /// Its first tick. Before that none of its timers is due.
    tick: u64,
    /// Its earliest time, in nanoseconds.
    first: u64,
}

impl Drawer {
    fn put(&mut self, note: Note) {
        self.first = if self.notes.is_empty() { note.at } else { self.first.min(note.at) };
        self.notes.push(note);
    }

    fn tidy(&mut self, is_set: impl Fn(&Note) -> bool) {
        self.notes.retain(is_set);
        self.notes.shrink_to_fit();
        self.first = self.notes.iter().map(|note| note.at).min().unwrap_or(0);
    }
}

impl Default for Level {
    fn default() -> Level {
        Level { full: 0, drawers: std::array::from_fn(|_| Drawer::default()) }
    }
}

impl<T> Default for Wheel<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for Wheel<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wheel").field("set", &self.set).field("notes", &self.notes).finish_non_exhaustive()
    }
}
