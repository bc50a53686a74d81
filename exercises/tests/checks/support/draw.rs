//! The reward: a run on the learner's own pieces, drawn as the book draws its own.

use lab::timeline;

/// Around the drawing, so that `cargo x` finds it among what the test runner prints.
const MARKS: [&str; 2] = ["\u{2}", "\u{3}"];

/// Runs `run`, and prints who ran when. It may have something to say below the picture.
///
/// For a test that is `#[ignore = "drawn by cargo x when the chapter is solved"]` and called `your_run`.
pub fn draw(title: &str, run: impl FnOnce() -> String) {
    let (words, drawn) = timeline::record(run);
    let width = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(100);
    let colours = std::env::var_os("EXERCISE_COLOURS").is_some();
    println!("{}{}\n{words}{}", MARKS[0], timeline::text(&[(title, &drawn)], width, colours), MARKS[1]);
}
