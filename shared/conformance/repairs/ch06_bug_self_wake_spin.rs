//! The waker is left with the thread that brings the parcel.
//!
//! - file: chapters/ch06-waker/examples/ch06_bug_self_wake_spin.rs
//! - test: -p ch06-waker --test bugs
//! - caught by: a_future_that_wakes_itself_is_polled_all_the_time
// <from>
    let here = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&here);
    let thread = lab::thread::spawn("courier", move || {
        thread::sleep(WAIT);
        set.store(true, Ordering::SeqCst);
    })?;
    let mut polls = 0;
    // ANCHOR: spin
    block_on(poll_fn(|cx| {
        polls += 1;
        if here.load(Ordering::SeqCst) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref(); // wrong: nothing has happened that would be worth a poll
        Poll::Pending
    }));
// <to>
    let here = Arc::new(AtomicBool::new(false));
    let mut polls = 0;
    let mut thread = None;
    block_on(poll_fn(|cx| {
        polls += 1;
        if here.load(Ordering::SeqCst) {
            return Poll::Ready(());
        }
        let (set, waker) = (Arc::clone(&here), cx.waker().clone());
        thread = Some(thread::spawn(move || {
            thread::sleep(WAIT);
            set.store(true, Ordering::SeqCst);
            waker.wake();
        }));
        Poll::Pending
    }));
    let Some(thread) = thread else { return Ok(polls) };
// </to>
