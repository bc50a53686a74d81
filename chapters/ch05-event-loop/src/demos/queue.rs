//! The ready queue, turn by turn: who stands in it, and why.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use ch05_event_loop::{Core, Coroutine, EventLoop, Step, Wait};
use lab::cli::{Args, Demo, Failure, Report};
use lab::say;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "queue",
    about: "the ready queue, turn by turn: new tasks, tasks that gave way, tasks whose wait is over",
    rows: "S16",
    flags: &[],
    run,
};

/// What a task does when it is resumed.
#[derive(Clone, Copy)]
enum Act {
    /// Waits for so many seconds.
    Waits(u64),
    /// Computes for so many seconds, makes a task of this name, and gives way.
    Computes(u64, char),
    /// Nothing: it is over.
    Ends,
}

/// A task that tells why it is resumed. The loop does not know: to all of them it says the same word, `resume`.
struct Told {
    name: char,
    /// What it will do when it is resumed.
    act: Act,
    /// Why it stands in the queue.
    because: &'static str,
    /// When the loop's clock was set going.
    start: Instant,
    /// Which turn it is.
    turn: Rc<Cell<u32>>,
}

// ANCHOR: told
impl Coroutine for Told {
    type Output = ();

    fn resume(&mut self, core: &mut Core) -> Step<()> {
        let seconds = |at: Instant| (at - self.start).as_secs();
        let head = format!(
            "{:>4} {:>4} s  {}     {:<17}",
            self.turn.get(),
            seconds(core.now()),
            self.name,
            self.because
        );
        match std::mem::replace(&mut self.act, Act::Ends) {
            Act::Waits(time) => {
                let until = core.now() + Duration::from_secs(time);
                say!("{head}  waits until {} s", seconds(until));
                self.because = "its wait is over";
                Step::Wait(Wait::until(until))
            }
            Act::Computes(time, child) => {
                say!("{head}  computes for {time} s, makes task {child}, gives way");
                core.work(Duration::from_secs(time));
                let start = self.start;
                let turn = Rc::clone(&self.turn);
                let act = Act::Ends;
                core.create_task("child", Told { name: child, act, because: "it is new", start, turn });
                self.because = "it gave way";
                Step::Yield
            }
            Act::Ends => {
                say!("{head}  is done");
                Step::Done(())
            }
        }
    }
}
// ANCHOR_END: told

fn run(_: &Args) -> Result<Report, Failure> {
    let mut event_loop = EventLoop::with_virtual_clock()?;
    let start = event_loop.core().now();
    let turn = Rc::new(Cell::new(0));
    for (name, act) in [('a', Act::Waits(2)), ('b', Act::Waits(3)), ('c', Act::Computes(3, 'd'))] {
        let turn = Rc::clone(&turn);
        event_loop.create_task("task", Told { name, act, because: "it is new", start, turn });
    }
    say!("turn   time  task  is resumed, since  and then");
    while event_loop.tasks() > 0 {
        turn.set(turn.get() + 1);
        event_loop.run_once()?;
    }
    say!("");
    Ok(Report {
        remarks: vec![
            "In turn 2 tasks stand in the queue for three reasons. The loop knows none of them: it says `resume`."
                .to_owned(),
            "Task a's wait was over at 2 s; the thread was task c's until 3 s.".to_owned(),
        ],
        next: vec!["three".to_owned(), "nested".to_owned()],
        ..Report::default()
    })
}
