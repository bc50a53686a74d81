//! Two cakes, one baker, one thread: the oven and the mixer work by themselves and beep.

use ch02_threads::recipe::{MINUTE, RECIPE, Stage};
use ch05_event_loop::{Core, Coroutine, EventLoop, Sleep, Step};
use lab::cli::{Args, Demo, Failure, Report, Run};
use lab::timeline::{self, Kind, Lane, State};
use lab::work::burn;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "kitchen",
    about: "one baker, two cakes: cake by cake, and both at once; the mixer and the oven beep",
    rows: "S4",
    flags: &[],
    run,
};

// ANCHOR: cake
/// A cake in the making. At a device the baker leaves; the beep says where to go on.
struct Cake {
    /// Which cake.
    number: u32,
    /// What is still to do.
    stages: std::slice::Iter<'static, Stage>,
    /// The device at work for this cake, with its lane in the picture.
    device: Option<(Sleep, Lane)>,
}

impl Coroutine for Cake {
    type Output = ();

    fn resume(&mut self, core: &mut Core) -> Step<()> {
        loop {
            if let Some((device, lane)) = &mut self.device {
                match device.resume(core) {
                    Step::Done(()) => timeline::mark(*lane, State::Gone), // beep
                    wait => return wait,
                }
                self.device = None;
            }
            match self.stages.next() {
                None => return Step::Done(()),
                Some(Stage::Hands(minutes)) => burn(MINUTE * *minutes),
                Some(Stage::Device(name, minutes)) => {
                    let lane = timeline::lane(Kind::Device, || format!("{name} {}", self.number));
                    timeline::mark(lane, State::Running);
                    self.device = Some((Sleep::For(MINUTE * *minutes), lane));
                }
            }
        }
    }
}
// ANCHOR_END: cake

fn bake(one_after_another: bool) -> Result<(), Failure> {
    let mut event_loop = EventLoop::new()?;
    for number in 1..=2 {
        event_loop
            .create_task(format!("cake {number}"), Cake { number, stages: RECIPE.iter(), device: None });
        if one_after_another {
            event_loop.run()?;
        }
    }
    Ok(event_loop.run()?)
}

fn run(_: &Args) -> Result<Report, Failure> {
    let (ended, in_turn) = Run::measure("cake by cake", || bake(true));
    ended?;
    let (ended, at_once) = Run::measure("both at once", || bake(false));
    ended?;
    Ok(Report {
        intro: "One baker, two cakes: 4 minutes of work, mixer 8, work 3, oven 20, work 3.".to_owned(),
        runs: vec![in_turn, at_once],
        remarks: vec![
            "Nobody watches the oven. It beeps, and the baker knows which cake to go on with: that is readiness."
                .to_owned(),
        ],
        next: vec!["three".to_owned()],
    })
}
