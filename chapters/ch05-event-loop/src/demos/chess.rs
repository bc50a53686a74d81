//! One master, many boards: board by board, and from board to board.

use std::time::{Duration, Instant};

use ch05_event_loop::{Core, Coroutine, EventLoop, Step, Wait};
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};
use lab::say;

/// What `list` shows.
pub(crate) const DEMO: Demo = Demo {
    name: "chess",
    about: "one master, 24 boards: board by board, and from board to board, on a clock that jumps",
    rows: "S18",
    flags: &[
        Flag { name: "boards", value: Value::Number(1, 1_000), about: "how many boards (24)" },
        Flag { name: "moves", value: Value::Number(1, 1_000), about: "moves of each side in a game (30)" },
        Flag {
            name: "real",
            value: Value::None,
            about: "in real time, a thousand times as fast, 6 moves unless said",
        },
    ],
    run,
};

/// The master thinks so long about a move.
const MASTER: Duration = Duration::from_secs(5);
/// An opponent, so long.
const OPPONENT: Duration = Duration::from_secs(55);

// ANCHOR: board
/// A game at one board. The master's thinking is work: while it lasts, nothing else is done. The opponent's thinking
/// is a wait: it needs nobody's time but the opponent's.
#[derive(Clone, Copy)]
struct Board {
    /// Moves the master has yet to make here.
    moves: u64,
    /// Set while the opponent thinks: until when.
    thinking: Option<Instant>,
    /// One second of the game, on the loop's clock.
    second: Duration,
}

impl Coroutine for Board {
    type Output = ();

    fn resume(&mut self, core: &mut Core) -> Step<()> {
        if let Some(until) = self.thinking {
            if core.now() < until {
                return Step::Wait(Wait::until(until));
            }
            self.thinking = None;
        }
        if self.moves == 0 {
            return Step::Done(());
        }
        core.work(scaled(MASTER, self.second));
        self.moves -= 1;
        let until = core.now() + scaled(OPPONENT, self.second);
        self.thinking = Some(until);
        Step::Wait(Wait::until(until))
    }
}
// ANCHOR_END: board

fn scaled(time: Duration, second: Duration) -> Duration {
    second.mul_f64(time.as_secs_f64())
}

/// Plays all boards, and gives the time that has passed on the loop's clock.
fn play(
    mut event_loop: EventLoop,
    boards: u64,
    board: Board,
    one_after_another: bool,
) -> Result<Duration, Failure> {
    let start = event_loop.core().now();
    for number in 1..=boards {
        event_loop.create_task(format!("board {number}"), board);
        if one_after_another {
            event_loop.run()?;
        }
    }
    event_loop.run()?;
    Ok(event_loop.core().now() - start)
}

fn run(args: &Args) -> Result<Report, Failure> {
    let real = args.has("real");
    let boards = args.number("boards").unwrap_or(if real { 6 } else { 24 });
    let moves = args.number("moves").unwrap_or(if real { 6 } else { 30 });
    let second = if real { Duration::from_millis(1) } else { Duration::from_secs(1) };
    let board = Board { moves, thinking: None, second };
    let new_loop = || if real { EventLoop::new() } else { EventLoop::with_virtual_clock() };

    let (turn, in_turn) = Run::measure("board by board", || play(new_loop()?, boards, board, true));
    let (around, simultaneous) =
        Run::measure("from board to board", || play(new_loop()?, boards, board, false));
    let unit = if real { "ms" } else { "s" };
    say!("{boards} boards, {moves} moves each side: the master thinks 5 {unit}, an opponent 55 {unit}");
    let shown = |time: Duration| if real { time.as_secs_f64() * 1e3 } else { time.as_secs_f64() };
    let digits = usize::from(real);
    say!("  board by board        {:>10.digits$} {unit}", shown(turn?));
    say!("  from board to board   {:>10.digits$} {unit}", shown(around?));
    if !real {
        say!("on a virtual clock: it jumps to the next thing that happens, so nobody had to wait for this");
    }
    let round = MASTER * u32::try_from(boards)?;
    let pace = if round > MASTER + OPPONENT {
        format!("The master sets the pace: a round of {boards} boards takes {} {unit}.", round.as_secs())
    } else {
        format!(
            "The opponents set the pace: a round takes {} {unit}, however few the boards.",
            (MASTER + OPPONENT).as_secs()
        )
    };
    let remarks = vec![pace];
    let next = [
        "chess --boards 6",
        "chess --boards 12",
        "chess --real",
        "chess --svg chess.svg --boards 6 --moves 3",
    ];
    // On a virtual clock the wall time says only how fast this program computes: no ledger, but the picture if wanted.
    Ok(Report {
        runs: vec![in_turn, simultaneous],
        remarks,
        next: next.map(str::to_owned).into(),
        ..Report::default()
    })
}
