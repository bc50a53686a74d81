//! An outcome as a table.

use super::options::Options;
use super::outcome::{Outcome, Row};
use super::statistics::spread;
use super::works::{Figure, Kind};

/// A raw loop that is less busy than this waited for its client. (With `--realtime` Linux keeps 5 % for others.)
const IDLE: f64 = 0.9;

/// Shows it.
pub fn print(outcome: &Outcome, options: &Options) {
    println!("\n{}", head(outcome, options));
    print!("{}", draw(&cells(outcome)));
    for note in notes(outcome) {
        println!("{note}");
    }
}

/// What was done, and what its control says.
fn head(outcome: &Outcome, options: &Options) -> String {
    let Outcome { case, size, control, .. } = outcome;
    let mut head = format!("{}: {} {}", case.name, thousands(*size), case.title);
    let Some(control) = control else { return head };
    let seconds = options.seconds(case);
    let place = match (case.kind, options.pin) {
        (Kind::Ping, _) => "", // the title says so
        (_, false) => ", not pinned",
        (_, true) if case.serves() => ", server and client on a core each",
        (_, true) => ", on one core",
    };
    let class = if options.realtime { ", before everybody else (real-time class)" } else { "" };
    head += &format!("; {} rounds of {seconds} s{place}{class}\n", options.rounds);
    head += &format!(
        "control: {} beside itself {:.3}, single pairs up to {:.3}; {}",
        case.base, control.ratio, control.worst, control.noise
    );
    if !control.agrees() {
        head += "\nTHIS IS NO MEASUREMENT: the control is off by more than 3 %, or others used the machine.";
    }
    head
}

/// All cells, the first row being the head.
fn cells(outcome: &Outcome) -> Vec<Vec<String>> {
    let case = outcome.case;
    let counted = outcome.rows.iter().any(|row| row.calls.is_some());
    let mut head = vec![String::new()];
    for (index, figure) in case.figures.iter().enumerate() {
        head.push(figure.name.to_owned());
        if index == 0 && case.is_timed() {
            head.push("spread".to_owned());
        }
        if figure.compared {
            head.push(format!("of {}", case.base));
        }
        if index == 0 {
            head.push("of the best".to_owned());
        }
    }
    if counted {
        head.push("calls".to_owned());
    }
    head.push("others".to_owned());

    let mut cells = vec![head];
    for row in &outcome.rows {
        let mut line = vec![row.peer.name.clone()];
        for (index, figure) in case.figures.iter().enumerate() {
            line.push(number(row.median(index), figure));
            if index == 0 && case.is_timed() {
                line.push(format!("{:.1} %", 100.0 * spread(&row.each(0))));
            }
            if figure.compared {
                line.push(ratio(outcome.ratio(index, row, &outcome.rows[0])));
            }
            if index == 0 {
                line.push(outcome.best(0).map_or_else(none, |best| ratio(outcome.ratio(0, row, best))));
            }
        }
        if counted {
            line.push(row.calls.map_or_else(none, |calls| format!("{calls:.2}")));
        }
        line.push(others(row));
        cells.push(line);
    }
    cells
}

fn others(row: &Row) -> String {
    match row.noise().disturbed {
        0 => String::new(),
        n => format!("{n} of {} runs disturbed", row.samples.len()),
    }
}

fn none() -> String {
    "–".to_owned()
}

fn ratio(ratio: f64) -> String {
    if ratio.is_finite() { format!("{ratio:.2}") } else { none() }
}

/// A figure as it is printed.
pub fn number(number: f64, figure: &Figure) -> String {
    match number {
        n if n.is_nan() => none(),
        n if n.is_infinite() => "never".to_owned(),
        n => format!("{n:.*}", figure.digits),
    }
}

/// 1000000 as 1,000,000.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The first column to the left, the last too, the others to the right.
pub fn draw(cells: &[Vec<String>]) -> String {
    let columns = cells.first().map_or(0, Vec::len);
    let width = |column: usize| cells.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for line in cells {
        let mut drawn = String::new();
        for (column, cell) in line.iter().enumerate() {
            let pad = " ".repeat(width(column) - cell.chars().count());
            match column {
                0 => drawn += &format!("{cell}{pad}"),
                last if last + 1 == columns => drawn += &format!("  {cell}"),
                _ => drawn += &format!("  {pad}{cell}"),
            }
        }
        text += drawn.trim_end();
        text.push('\n');
    }
    text
}

/// What has to be said under the table.
fn notes(outcome: &Outcome) -> Vec<String> {
    let mut notes = Vec::new();
    match outcome.case.kind {
        Kind::Serve | Kind::Ping => {
            notes.push(
                "CPU ns and calls: the server's, for one request. Under 3 % a difference is no finding."
                    .into(),
            );
            let busy = outcome.rows.first().map(|row| row.median(2)).unwrap_or(1.0);
            if outcome.case.kind == Kind::Serve && busy < IDLE {
                notes.push(format!(
                    "The raw loop was busy {:.0} % of the time: it waited for the client. So the ratios of requests/s \
                     flatter the others; the ratios of CPU do not.",
                    100.0 * busy
                ));
            }
        }
        Kind::Latency => notes.push("All connections ask at once, so the median follows the speed.".into()),
        Kind::Idle => notes.push(
            "Private memory for a connection that has sent nothing, and for one that has been answered once."
                .into(),
        ),
        Kind::Micro(_) => {
            notes.push("CPU time of the whole process. Under 3 % a difference is no finding.".into());
        }
        Kind::Threads(_) => notes.push("There and back, by the clock.".into()),
        Kind::Counts("heap") => {
            notes.push("Tables and queues of the runtime included; nobody awaits the tasks.".into())
        }
        Kind::Counts(_) => {
            notes.push("Polls of the hog, from the moment the socket is ready to its task's turn.".into())
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::super::outcome::tests::outcome;
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [vec!["", "ns", "others"], vec!["tokio", "48.0", ""], vec!["ch09", "9.0", "1 of 7"]];
        let rows = rows.map(|row| row.into_iter().map(str::to_owned).collect());
        assert_eq!(draw(&rows), "         ns  others\ntokio  48.0\nch09    9.0  1 of 7\n");
    }

    #[test]
    fn large_numbers_can_be_read() {
        let all = [1, 999, 1000, 10_000, 123_456, 1_000_000].map(thousands);
        assert_eq!(all, ["1", "999", "1,000", "10,000", "123,456", "1,000,000"]);
    }

    #[test]
    fn a_row_says_the_figure_its_spread_and_its_ratios() {
        let times = outcome("yield-1", &[("tokio", &[50.0, 48.0, 52.0]), ("ch08", &[40.0, 38.4, 41.6])]);
        let cells = cells(&times);
        assert_eq!(cells[0], ["", "ns each", "spread", "of tokio", "of the best", "others"]);
        assert_eq!(cells[2], ["ch08", "40.0", "8.0 %", "0.80", "0.80", ""]);
    }

    #[test]
    fn what_was_not_counted_is_a_dash() {
        let mut served = outcome("serve", &[("raw-epoll", &[100.0]), ("ch08", &[80.0])]);
        served.rows[0].calls = Some(2.021);
        let cells = cells(&served);
        let calls = cells[0].iter().position(|head| head == "calls").unwrap();
        assert_eq!((cells[1][calls].as_str(), cells[2][calls].as_str()), ("2.02", "–"));
        assert_eq!(number(f64::NAN, &served.case.figures[0]), "–");
        assert_eq!(number(f64::INFINITY, &served.case.figures[0]), "never");
    }
}
