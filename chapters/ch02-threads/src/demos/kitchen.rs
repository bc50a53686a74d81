//! Two cakes: one baker in turn, one baker concurrent, two bakers parallel. The mixer and the oven beep.

use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use ch02_threads::recipe::{MINUTE, RECIPE, Stage};
use lab::cli::{Args, Demo, Failure, Report, Run};
use lab::timeline::{self, Kind, Lane, State};
use lab::work::burn;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "kitchen",
    about: "two cakes: one baker cake by cake, one baker with both at once, two bakers",
    rows: "S4",
    flags: &[],
    run,
};

/// A baker has two hands, and they make one cake at a time.
type Baker = Arc<Mutex<()>>;

fn run(_: &Args) -> Result<Report, Failure> {
    let (ended, in_turn) = Run::measure("one baker, cake by cake", || {
        // Nobody else wants this baker: it stands at the oven until the oven beeps.
        let cakes = lanes();
        let baker = Baker::default();
        cakes.into_iter().enumerate().for_each(|(k, cake)| bake(k + 1, cake, &baker));
        Ok::<(), Failure>(())
    });
    ended?;
    let (ended, one) = Run::measure("one baker, both at once", || {
        let baker = Baker::default();
        both(&baker, &baker)
    });
    ended?;
    let (ended, two) = Run::measure("two bakers", || both(&Baker::default(), &Baker::default()));
    ended?;

    let times = |run: &Run| in_turn.ledger.wall.as_secs_f64() / run.ledger.wall.as_secs_f64();
    let remarks = vec![
        format!(
            "One baker with both cakes (concurrent): {:.2} times as fast. No hands wait at an oven.",
            times(&one)
        ),
        format!(
            "Two bakers (parallel): {:.2} times as fast. Here both work at the same instant.",
            times(&two)
        ),
        "Nobody watches the oven. It beeps: chapter 4 calls that readiness, and chapter 6 a waker."
            .to_owned(),
    ];
    Ok(Report {
        intro: "Two cakes, each: 4 minutes by hand, mixer 8, by hand 3, oven 20, by hand 3.".to_owned(),
        runs: vec![in_turn, one, two],
        remarks,
        next: vec!["batch".to_owned(), "hog".to_owned()],
    })
}

fn lanes() -> [Lane; 2] {
    [1, 2].map(|k| {
        let lane = timeline::lane(Kind::Task, || format!("cake {k}"));
        timeline::mark(lane, State::Ready);
        lane
    })
}

// ANCHOR: bake
/// Makes one cake. Hands are needed for some stages only; at a device the baker is free for another cake.
fn bake(number: usize, cake: Lane, baker: &Baker) {
    for stage in RECIPE {
        match stage {
            Stage::Hands(minutes) => {
                timeline::mark(cake, State::Ready);
                timeline::rest(State::Waiting);
                let hands = baker.lock().unwrap_or_else(PoisonError::into_inner);
                timeline::run_task(cake);
                burn(MINUTE * minutes);
                drop(hands);
            }
            Stage::Device(name, minutes) => {
                let device = timeline::lane(Kind::Device, || format!("{name} {number}"));
                timeline::mark(device, State::Running);
                timeline::mark(cake, State::Waiting);
                timeline::rest(State::Waiting);
                thread::sleep(MINUTE * minutes);
                timeline::mark(device, State::Gone); // beep
            }
        }
    }
    timeline::mark(cake, State::Gone);
    timeline::rest(State::Running);
}
// ANCHOR_END: bake

/// A thread for each cake, and a baker for each: the same one, or two.
fn both(first: &Baker, second: &Baker) -> Result<(), Failure> {
    let mut threads = Vec::new();
    for ((k, cake), baker) in (1..).zip(lanes()).zip([first, second]) {
        let baker = Arc::clone(baker);
        threads.push(lab::thread::spawn(format!("thread {k}"), move || {
            bake(k, cake, &baker);
            timeline::rest(State::Gone);
        })?);
    }
    timeline::rest(State::Waiting);
    threads.into_iter().for_each(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
    timeline::rest(State::Running);
    Ok(())
}
