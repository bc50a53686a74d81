//! `--help` and `list`.

use super::args::Value;
use super::{Chapter, Command, Flag};

/// Every demo with the source rows it shows, one a line, and the commands all chapters have.
pub(super) fn list(chapter: &Chapter) -> String {
    rows(Command::all(chapter).iter().map(|command| {
        let rows = command.demo().map_or("", |demo| demo.rows);
        vec![command.name().to_owned(), rows.to_owned(), command.about()]
    }))
}

/// The page for the whole program.
pub(super) fn program(chapter: &Chapter) -> String {
    let run = cargo_run(chapter);
    let main = Command::main_demo(chapter).name();
    let (demos, commands): (Vec<_>, Vec<_>) =
        Command::all(chapter).into_iter().partition(|command| command.demo().is_some());
    let table = |commands: &[Command<'_>]| {
        rows(commands.iter().map(|command| vec![format!("  {}", command.name()), command.about()]))
    };
    format!(
        "{}: {}\n\nUsage: {run} [COMMAND] [FLAGS]\n\nDemos (without a command: {main})\n{}\nCommands\n{}\n\
         Flags of the demos, of fetch and of compare\n{}\n\
         COMMAND --help tells the flags of one command, with their defaults.\n\n\
         Examples\n  {run}\n  {run} {main} --svg {main}.svg\n  {run} fetch --requests 100 --delay 1000\n  \
         {run} compare --sweep 1,10,100\n",
        chapter.package,
        chapter.about,
        table(&demos),
        table(&commands),
        flags(&super::COMMON),
    )
}

/// The page for one command.
pub(super) fn command(chapter: &Chapter, command: &Command<'_>) -> String {
    let run = cargo_run(chapter);
    let name = command.name();
    let urls = if command.takes_operands() { " [URL…]" } else { "" };
    let shown = command.demo().map_or(String::new(), |demo| format!(" ({})", demo.rows));
    let examples: Vec<String> =
        command.examples().iter().map(|end| format!("  {run} {name}{end}").trim_end().to_owned()).collect();
    format!(
        "{name}: {}{shown}\n\nUsage: {run} {name} [FLAGS]{urls}\n\n{}\nExamples\n{}\n",
        command.about(),
        flags(&command.flags()),
        examples.join("\n"),
    )
}

fn flags(flags: &[Flag]) -> String {
    let help = Flag { name: "help", value: Value::None, about: "This page." };
    rows(flags.iter().chain([&help]).map(|flag| {
        let limits = match flag.value {
            Value::Number(min, max) | Value::Numbers(min, max) => limits(min, max),
            Value::None | Value::Text(_) => String::new(),
        };
        let typed = format!("  --{} {}", flag.name, flag.value.placeholder()).trim_end().to_owned();
        vec![typed, format!("{}{limits}", flag.about)]
    }))
}

/// ` [1 to 24]`.
fn limits(min: u64, max: u64) -> String {
    if max == u64::MAX { format!(" [from {min}]") } else { format!(" [{min} to {max}]") }
}

/// Cells in columns; the last column as long as it likes.
fn rows(rows: impl Iterator<Item = Vec<String>>) -> String {
    let rows: Vec<Vec<String>> = rows.collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for row in &rows {
        let cells: Vec<String> =
            row.iter().enumerate().map(|(i, cell)| format!("{cell:<width$}", width = width(i))).collect();
        out.push_str(cells.join("  ").trim_end());
        out.push('\n');
    }
    out
}

/// `cargo run -p ch05-event-loop --`.
pub(super) fn cargo_run(chapter: &Chapter) -> String {
    format!("cargo run -p {} --", chapter.package)
}
