//! What `twin.py` does, in Rust: taking turns, and chess on a clock that jumps.
//!
//! ```console
//! $ cargo run -p ch05-event-loop --example ch05_twin
//! $ python3 chapters/ch05-event-loop/twin.py
//! ```
//!
//! Both print the same events in the same order.
#![forbid(unsafe_code)]

use std::error::Error;
use std::time::{Duration, Instant};

use ch05_event_loop::{Core, Coroutine, EventLoop, Sleep, Step};
use lab::say;

// ANCHOR: twin
/// `async def counts`, as the state machine that Python makes of it.
struct Counts {
    name: char,
    step: u32,
}

impl Coroutine for Counts {
    type Output = ();

    fn resume(&mut self, _: &mut Core) -> Step<()> {
        if self.step == 3 {
            return Step::Done(());
        }
        self.step += 1;
        say!("{}: step {}", self.name, self.step);
        Step::Yield // all others who are ready have their turn
    }
}

/// `async def board`: a move of the master is work, nothing else happens. The opponent's thinking is a wait.
struct Board {
    start: Instant,
    number: u32,
    moves: u32,
    /// What it awaits: a coroutine inside a coroutine. None before the first move.
    thinking: Option<Sleep>,
}

impl Coroutine for Board {
    type Output = ();

    fn resume(&mut self, core: &mut Core) -> Step<()> {
        let passed = |core: &Core| (core.now() - self.start).as_secs();
        if let Some(thinking) = &mut self.thinking
            && let Step::Wait(wait) = thinking.resume(core)
        {
            return Step::Wait(wait);
        }
        if self.moves == 2 {
            say!("{} s: board {} over", passed(core), self.number);
            return Step::Done(());
        }
        core.work(Duration::from_secs(5));
        self.moves += 1;
        say!("{} s: board {}, move {} made", passed(core), self.number, self.moves);
        let mut thinking = Sleep::For(Duration::from_secs(55));
        let wait = thinking.resume(core);
        self.thinking = Some(thinking);
        wait
    }
}
// ANCHOR_END: twin

fn main() -> Result<(), Box<dyn Error>> {
    let mut event_loop = EventLoop::with_virtual_clock()?;
    for name in ['a', 'b', 'c'] {
        event_loop.create_task(name.to_string(), Counts { name, step: 0 });
    }
    event_loop.run()?;
    let start = event_loop.core().now();
    for number in 1..=3 {
        event_loop.create_task(format!("board {number}"), Board { start, number, moves: 0, thinking: None });
    }
    event_loop.run()?;
    Ok(())
}
