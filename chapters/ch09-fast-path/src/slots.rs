//! Who waits for which socket: a place for each, and a key that finds nobody once the place was given to another.

use std::fmt;
use std::io;
use std::rc::Rc;
use std::task::Waker;

use ch04_nonblocking_socket::Interest;

use crate::backend::{Armed, Interests, Ready};

/// So many bits of a key are the place: on most machines, of 2^28 sockets. A key has 60 bits in all, so that a note of
/// what a task waits for fits into eight bytes.
const PLACE_BITS: u32 = if usize::BITS == 64 { 28 } else { 16 };
/// The rest says how often the place was given away. At this number it is never given away again: so no key is used twice
/// (invariant I2).
const LAST: u32 = if usize::BITS == 64 { u32::MAX } else { 0xFFFE };
/// So many looks may tell of a socket for which nobody waits.
const LOOKS: u8 = 16;

/// The sockets of a driver, and who waits for them.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    /// By the place in a socket's key.
    slots: Vec<Slot>,
    /// Places that may be given away.
    free: Vec<u32>,
    /// How many sockets there are.
    sockets: usize,
}

/// A socket's place: in one line of the processor's cache, and not in two.
#[repr(align(64))]
struct Slot {
    /// Whether a socket has this place.
    taken: bool,
    /// The socket, where the driver must be able to ask less of it.
    source: Option<Rc<dyn Armed>>,
    /// Whom to wake, while somebody waits: to read, and to write.
    waiting: [Option<Waker>; 2],
    /// How often this place was given away before.
    generation: u32,
    /// What the system is asked for. It may be more than somebody waits for, never less.
    armed: Interests,
    /// What was told while nobody waited, and will not be told again: for whoever comes next.
    told: Interests,
    /// So many looks in a row have told of it in vain.
    looks: u8,
}

impl Slots {
    /// The key of the next socket. It is given away by [`insert`](Self::insert).
    ///
    /// # Errors
    /// There are as many sockets as keys.
    pub(crate) fn next_key(&mut self) -> io::Result<usize> {
        if self.free.is_empty() {
            let place = u32::try_from(self.slots.len()).ok().filter(|place| place >> PLACE_BITS == 0);
            self.free.push(place.ok_or_else(|| io::Error::other("more sockets than keys"))?);
            if self.slots.len() == self.slots.capacity() {
                // By a quarter, not twofold: there may be many sockets, and nearly half of the room would be empty.
                self.slots.reserve_exact(16 + self.slots.len() / 4);
            }
            self.slots.push(Slot {
                taken: false,
                source: None,
                waiting: [None, None],
                generation: 0,
                armed: Interests::NONE,
                told: Interests::NONE,
                looks: 0,
            });
        }
        let place = self.free[self.free.len() - 1];
        Ok((self.slots[place as usize].generation as usize) << PLACE_BITS | place as usize)
    }

    /// Takes a socket in, by the key that [`next_key`](Self::next_key) has just given.
    pub(crate) fn insert(&mut self, key: usize, source: Option<Rc<dyn Armed>>) {
        self.free.pop();
        self.sockets += 1;
        let slot = &mut self.slots[place(key)];
        (slot.taken, slot.source) = (true, source);
    }

    // ANCHOR: remove
    /// Lets a socket go. It gives back what is still held for it: to be dropped when no borrow is left (invariant I5).
    #[must_use]
    pub(crate) fn remove(&mut self, key: usize) -> Option<impl Sized + use<>> {
        let place = place(key);
        let slot = self.get(key)?;
        let held = (slot.source.take(), std::mem::take(&mut slot.waiting));
        (slot.taken, slot.armed, slot.told) = Default::default();
        slot.generation += 1;
        if slot.generation < LAST {
            self.free.push(place as u32);
        }
        self.sockets -= 1;
        Some(held)
    }

    /// The slot of a key, if it still is that socket's.
    fn get(&mut self, key: usize) -> Option<&mut Slot> {
        let slot = self.slots.get_mut(place(key))?;
        (slot.generation as usize == key >> PLACE_BITS && slot.taken).then_some(slot)
    }
    // ANCHOR_END: remove

    /// Whether it was told that the socket is ready, while nobody waited. It says so once.
    pub(crate) fn was_told(&mut self, key: usize, interest: Interest) -> bool {
        let told = &mut self.slots[place(key)].told;
        let was_told = told.has(interest);
        *told = told.without(interest);
        was_told
    }

    /// Whether this waker's task waits already.
    pub(crate) fn knows(&self, key: usize, interest: Interest, waker: &Waker) -> bool {
        let waiting = &self.slots[place(key)].waiting[index(interest)];
        waiting.as_ref().is_some_and(|known| known.will_wake(waker))
    }

    /// Waits. The waiter that stood there is given back, to be woken: it would never hear of anything again.
    ///
    /// # Errors
    /// The system cannot be asked for it; then nobody waits.
    pub(crate) fn wait(
        &mut self,
        key: usize,
        interest: Interest,
        waker: Waker,
        source: &impl Armed,
    ) -> (Option<Waker>, io::Result<()>) {
        let Some(slot) = self.get(key) else { return (Some(waker), Ok(())) };
        slot.looks = 0;
        let displaced = slot.waiting[index(interest)].replace(waker);
        let wanted = slot.armed.and(interest);
        if wanted == slot.armed {
            return (displaced, Ok(()));
        }
        let asked = source.arm(key, wanted);
        if asked.is_ok() {
            slot.armed = wanted;
        }
        (displaced, asked)
    }

    /// Something has happened: who waits for it is moved to `woken`, and what finds nobody is given back.
    fn call(slot: &mut Slot, interests: Interests, woken: &mut Vec<Waker>) -> Interests {
        let mut nobody = Interests::NONE;
        for interest in [Interest::Readable, Interest::Writable] {
            if interests.has(interest) {
                match slot.waiting[index(interest)].take() {
                    Some(waker) => woken.push(waker),
                    None => nobody = nobody.and(interest),
                }
            }
        }
        nobody
    }

    // ANCHOR: once
    /// The system tells it once: what finds nobody is kept.
    pub(crate) fn ready_once(&mut self, ready: Ready, woken: &mut Vec<Waker>) {
        // An event for a socket that is gone, whose place may be another's: it finds nobody (invariant I2).
        let Some(slot) = self.get(ready.key) else { return };
        let nobody = Slots::call(slot, ready.interests, woken);
        // The end came with the last bytes. Who reads them, and less than there was room for, must not wait for more: that is
        // one more try.
        let end = Interests { readable: ready.ended, writable: false };
        slot.told = slot.told.or(nobody).or(end);
    }
    // ANCHOR_END: once

    // ANCHOR: level
    /// The system tells it for as long as it is so. `idle`: the thread had nothing else to do.
    pub(crate) fn ready(&mut self, ready: Ready, idle: bool, woken: &mut Vec<Waker>) {
        let Some(slot) = self.get(ready.key) else { return }; // as above
        let before = woken.len();
        let nobody = Slots::call(slot, ready.interests, woken);
        if woken.len() > before {
            slot.looks = 0;
        }
        let wanted = Interests {
            readable: slot.armed.readable & !nobody.readable,
            writable: slot.armed.writable & !nobody.writable,
        };
        // Nobody waits. Often somebody has been called, and has not had a turn yet: soon it tries, and waits again. So the
        // interest is dropped only where it would keep the thread from sleeping, or has been in vain for long.
        if wanted != slot.armed {
            slot.looks += 1;
            if idle || slot.looks == LOOKS {
                slot.looks = 0;
                // Should it fail, the next event comes here again.
                if slot.source.as_ref().is_some_and(|source| source.arm(ready.key, wanted).is_ok()) {
                    slot.armed = wanted;
                }
            }
        }
    }
    // ANCHOR_END: level

    /// How many sockets there are.
    pub(crate) fn sockets(&self) -> usize {
        self.sockets
    }

    /// For how many somebody waits.
    pub(crate) fn waiting(&self) -> usize {
        self.slots.iter().filter(|slot| slot.waiting.iter().any(Option::is_some)).count()
    }
}

fn place(key: usize) -> usize {
    key & ((1 << PLACE_BITS) - 1)
}

fn index(interest: Interest) -> usize {
    match interest {
        Interest::Readable => 0,
        Interest::Writable => 1,
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let waiting = self.waiting.each_ref().map(Option::is_some);
        f.debug_struct("Slot").field("waiting", &waiting).field("armed", &self.armed).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    //! A place that is given away again and again.
    #![allow(clippy::unwrap_used)]

    use std::collections::HashSet;

    use super::*;

    /// A socket that the system knows nothing of.
    struct Nothing;

    impl Armed for Nothing {
        fn arm(&self, _: usize, _: Interests) -> io::Result<()> {
            Ok(())
        }
    }

    fn both(key: usize) -> Ready {
        Ready { key, interests: Interests { readable: true, writable: true }, ended: false }
    }

    fn take(slots: &mut Slots) -> usize {
        let key = slots.next_key().unwrap();
        slots.insert(key, None);
        slots.wait(key, Interest::Readable, Waker::noop().clone(), &Nothing).1.unwrap();
        key
    }

    #[test]
    fn i2_a_key_that_is_too_old_finds_nobody() {
        let (mut slots, mut woken, mut old) = (Slots::default(), Vec::new(), HashSet::new());
        for _ in 0..1000 {
            let key = take(&mut slots);
            assert!(slots.slots.len() == 1 && old.insert(key), "{key} was there before");
            for old in &old {
                slots.ready(both(*old), true, &mut woken);
                assert_eq!(woken.len(), usize::from(*old == key));
                woken.clear();
            }
            assert!(slots.remove(key).is_some() && slots.remove(key).is_none());
        }
    }

    #[test]
    fn i2_a_place_without_further_keys_is_not_given_away() {
        let mut slots = Slots::default();
        let key = take(&mut slots);
        slots.slots[place(key)].generation = LAST - 1;
        let last = (LAST as usize - 1) << PLACE_BITS | place(key);
        drop(slots.remove(last));
        assert_ne!(place(take(&mut slots)), place(last));
    }
}
