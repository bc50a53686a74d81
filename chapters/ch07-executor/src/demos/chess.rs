//! One master, many boards: board by board, and from board to board.

use std::time::Duration;

use ch07_executor::{Clock, ClockPark, LocalExecutor, Timer, join_all, sleep_on};
use lab::cli::{Args, Demo, Failure, Flag, Report, Run, Value};

use super::without_main;

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
            about: "in real time, a thousand times as fast, 6 boards and 6 moves unless said",
        },
    ],
    run,
};

/// The master thinks so long about a move.
const MASTER: Duration = Duration::from_secs(5);
/// An opponent, so long.
const OPPONENT: Duration = Duration::from_secs(55);

/// How the games are played.
#[derive(Clone, Copy)]
struct Games {
    /// How many.
    boards: u64,
    /// Moves of each side, at each board.
    moves: u64,
    /// One second of the game, on the clock.
    second: Duration,
}

// ANCHOR: board
/// A game at one board. The master's thinking is work: while it lasts, nothing else is done. The opponent's thinking
/// is a wait: it needs nobody's time but the opponent's.
async fn board(clock: Clock, games: Games) {
    for _ in 0..games.moves {
        clock.work(scaled(MASTER, games.second));
        sleep_on(&clock, scaled(OPPONENT, games.second)).await;
    }
}

/// Plays all boards, and gives the time that has passed on the clock.
fn play(clock: &Clock, games: Games, one_after_another: bool) -> Result<Duration, Failure> {
    let start = clock.now();
    let mut executor = LocalExecutor::new(ClockPark::new(clock));
    let spawner = executor.spawner();
    executor.block_on(async {
        let mut under_way = Vec::new();
        for number in 1..=games.boards {
            let game = spawner.spawn_named(format!("board {number}"), board(clock.clone(), games));
            if one_after_another {
                game.await?;
            } else {
                under_way.push(game);
            }
        }
        join_all(under_way).await.into_iter().collect::<Result<(), _>>()
    })?;
    Ok(clock.now() - start)
}
// ANCHOR_END: board

fn scaled(time: Duration, second: Duration) -> Duration {
    second.mul_f64(time.as_secs_f64())
}

fn run(args: &Args) -> Result<Report, Failure> {
    let real = args.has("real");
    let boards = args.number("boards").unwrap_or(if real { 6 } else { 24 });
    let moves = args.number("moves").unwrap_or(if real { 6 } else { 30 });
    let second = if real { Duration::from_millis(1) } else { Duration::from_secs(1) };
    let games = Games { boards, moves, second };
    let new_clock = || if real { Clock::new() } else { Clock::virtual_time() };

    let (turn, mut in_turn) = Run::measure("board by board", || play(&new_clock(), games, true));
    let (around, mut simultaneous) = Run::measure("from board to board", || play(&new_clock(), games, false));
    let unit = if real { "ms" } else { "s" };
    let shown = |time: Duration| if real { time.as_secs_f64() * 1e3 } else { time.as_secs_f64() };
    let digits = usize::from(real);
    let mut intro = format!(
        "{boards} boards, {moves} moves each side: the master thinks 5 {unit}, an opponent 55 {unit}\n  \
         board by board        {:>10.digits$} {unit}\n  from board to board   {:>10.digits$} {unit}",
        shown(turn?),
        shown(around?)
    );
    if !real {
        intro.push_str(
            "\non a virtual clock: it jumps to the next thing that happens, so nobody had to wait for this",
        );
        // The executor marks its lanes by the system's clock, on which all this was over at once. Chapter 5 draws it.
        (in_turn.timeline, simultaneous.timeline) = (None, None);
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
    let next = ["chess --boards 6", "chess --boards 12", "chess --real", "chess --real --svg chess.svg"];
    Ok(Report {
        intro,
        runs: vec![in_turn, simultaneous].into_iter().map(without_main).collect(),
        remarks: vec![pace],
        next: next.map(str::to_owned).into(),
    })
}
