//! Timers: many that fire, and many that never do.

use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use super::Runtime;
use super::meter::{Plan, Report};

/// All timers of a batch are due within so long after they were set.
const WITHIN: Duration = Duration::from_millis(50);
/// Time-outs that never come are so long.
const LONG: Duration = Duration::from_secs(30);

// ANCHOR: fire
/// Sets a batch of timers at random times, all by one task, and waits for all of them. Setting takes longer than they
/// need: most are due when the last is set.
pub async fn fire<R: Runtime>(runtime: R, plan: Plan) -> io::Result<Report> {
    // In one piece of memory, as tasks would have them: no allocation of their own.
    let mut sleeps: Pin<Box<[Option<R::Sleep>]>> = (0..plan.size).map(|_| None).collect::<Box<[_]>>().into();
    let mut random = Random(1);
    plan.measure(plan.size, async || {
        let all_over = async {
            poll_fn(|cx| {
                for mut place in each(sleeps.as_mut()) {
                    place.set(Some(runtime.sleep(random.up_to(WITHIN))));
                    if place.as_mut().as_pin_mut().is_some_and(|sleep| sleep.poll(cx).is_ready()) {
                        place.set(None); // it was that short
                    }
                }
                Poll::Ready(())
            })
            .await;
            for mut place in each(sleeps.as_mut()) {
                if let Some(sleep) = place.as_mut().as_pin_mut() {
                    sleep.await;
                    place.set(None);
                }
            }
        };
        R::without_budget(all_over).await;
    })
    .await
}
// ANCHOR_END: fire

/// The same by a task for each timer: spawned, asleep, woken, joined.
pub async fn tasks<R: Runtime>(runtime: R, plan: Plan) -> io::Result<Report> {
    let (mut random, mut tasks) = (Random(1), Vec::with_capacity(plan.size));
    plan.measure(plan.size, async || {
        tasks.extend((0..plan.size).map(|_| {
            let (here, time) = (runtime.clone(), random.up_to(WITHIN));
            runtime.spawn(async move { here.sleep(time).await })
        }));
        for task in tasks.drain(..) {
            task.await;
        }
    })
    .await
}

/// Sets one long timer after another, and drops each at once: what a time-out around each request does.
pub async fn cancel<R: Runtime>(runtime: R, plan: Plan) -> io::Result<Report> {
    plan.measure(plan.size, async || {
        let all = async {
            for _ in 0..plan.size {
                let mut sleep = pin!(runtime.sleep(LONG));
                let over = poll_fn(|cx| Poll::Ready(sleep.as_mut().poll(cx).is_ready())).await;
                assert!(!over, "half a minute is not over yet");
            }
        };
        R::without_budget(all).await;
    })
    .await
}

/// Every element of a slice that does not move.
fn each<T>(slice: Pin<&mut [T]>) -> impl Iterator<Item = Pin<&mut T>> {
    #[allow(unsafe_code)]
    // SAFETY: we move nothing out of the slice, and what we give of it is pinned again, one element at a time. The elements
    // of a boxed slice stay where they are until the box drops them, in place.
    unsafe { slice.get_unchecked_mut() }.iter_mut().map(|element| {
        #[allow(unsafe_code)]
        // SAFETY: as above: the element does not move as long as the slice does not.
        unsafe {
            Pin::new_unchecked(element)
        }
    })
}

/// Numbers without a pattern, the same ones each time (splitmix64).
struct Random(u64);

impl Random {
    fn up_to(&mut self, most: Duration) -> Duration {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let most = most.as_nanos() as u64;
        Duration::from_nanos(1 + (z ^ (z >> 31)) % most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_within_the_limit_and_spread_over_it() {
        let mut random = Random(1);
        let times: Vec<Duration> = (0..10_000).map(|_| random.up_to(WITHIN)).collect();
        assert!(times.iter().all(|time| (Duration::from_nanos(1)..=WITHIN).contains(time)));
        for tenth in 0..10 {
            let (from, to) = (WITHIN * tenth / 10, WITHIN * (tenth + 1) / 10);
            let within = times.iter().filter(|&&time| from < time && time <= to).count();
            assert!((900..1100).contains(&within), "{within} of 10,000 in tenth {tenth}");
        }
    }

    #[test]
    fn each_element_is_seen_once_and_in_order() {
        let mut slice = Box::into_pin(vec![1, 2, 3].into_boxed_slice());
        for mut element in each(slice.as_mut()) {
            element.set(*element * 10);
        }
        assert_eq!(*slice, [10, 20, 30]);
    }
}
