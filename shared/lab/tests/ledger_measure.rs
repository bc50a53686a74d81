//! What the ledger writes down is what happened. One test, so that nothing else runs in this process meanwhile.
#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::{Arc, Barrier};
use std::time::Duration;

use lab::ledger::{Ledger, tally};
use lab::thread;

#[test]
fn a_measurement_bills_what_ran_inside_it_and_nothing_else() {
    // Before: work, threads and tally that must not be billed.
    three_threads_at_once();
    tally::asked();
    lab::work::burn(Duration::from_millis(50));

    let (result, ledger) = Ledger::measure("nothing", || 42);
    assert_eq!(result, 42);
    assert_eq!((ledger.model.as_str(), ledger.threads), ("nothing", 1));
    assert_eq!((ledger.asked, ledger.told), (None, None), "the earlier `asked` is not this run's");

    let amount = Duration::from_millis(100);
    let (_, ledger) = Ledger::measure("work", || {
        lab::work::burn(amount);
        three_threads_at_once();
        tally::asked();
        tally::told(3);
    });
    assert!(ledger.wall >= amount);
    assert_eq!(ledger.threads, 4, "three, and the main thread");
    assert_eq!((ledger.asked, ledger.told), (Some(1), Some(3)));
    if cfg!(unix) {
        // The kernel counts in its own grain: a few per cent may be missing.
        assert!(ledger.cpu.unwrap() >= amount * 8 / 10, "{ledger:?}");
        assert!(ledger.voluntary_switches.unwrap() > 0, "three threads waited at a barrier");
        let rss = ledger.peak_rss_kib.unwrap();
        assert!((256..4_000_000).contains(&rss), "{rss} KiB: neither pages nor bytes");
    }
    assert_eq!(thread::alive(), 1);

    // A thread that panics is counted no more.
    let thread = thread::spawn("panics", || panic!("on purpose")).unwrap();
    assert!(thread.join().is_err());
    assert_eq!(thread::alive(), 1);

    // The children that were waited for are billed, too.
    #[cfg(unix)]
    {
        let (_, ledger) = Ledger::measure("child", || {
            let loops = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
            assert!(std::process::Command::new("sh").args(["-c", loops]).status().unwrap().success());
        });
        assert!(ledger.cpu.unwrap() > Duration::from_millis(20), "{ledger:?}");
    }

    // Memory has a peak, and it does not fall.
    let (block, grown) = Ledger::measure("64 MiB", || vec![1_u8; 64 << 20]);
    drop(std::hint::black_box(block));
    let (_, after) = Ledger::measure("nothing", || ());
    if cfg!(unix) {
        // A kernel may be some pages out between two readings; a peak that fell with the block would be out by all.
        assert!(grown.peak_rss_kib.unwrap() >= 63 << 10, "{grown:?}");
        assert!(after.peak_rss_kib.unwrap() >= 63 << 10, "{after:?}");
    }
}

fn three_threads_at_once() {
    let barrier = Arc::new(Barrier::new(3));
    let threads: Vec<_> = (0..3)
        .map(|i| {
            let barrier = Arc::clone(&barrier);
            thread::spawn(format!("thread {i}"), move || barrier.wait()).unwrap()
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}
