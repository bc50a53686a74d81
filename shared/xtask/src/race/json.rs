//! Outcomes for programs.

use super::options::Options;
use super::outcome::{Outcome, Row};
use super::statistics::range;

/// One array, an object for each case.
pub fn json(outcomes: &[Outcome], options: &Options) -> String {
    let cases: Vec<String> = outcomes.iter().map(|outcome| case(outcome, options)).collect();
    format!("[\n{}\n]\n", cases.join(",\n"))
}

fn case(outcome: &Outcome, options: &Options) -> String {
    let control = outcome.control.as_ref().map_or_else(
        || "null".to_owned(),
        |control| format!(r#"{{"ratio":{},"worst":{}}}"#, number(control.ratio), number(control.worst)),
    );
    let peers: Vec<String> = outcome.rows.iter().map(|row| peer(outcome, row)).collect();
    format!(
        r#"{{"case":"{}","size":{},"seconds":{},"rounds":{},"pinned":{},"realtime":{},"base":"{}","control":{control},"measurement":{},"peers":[
{}]}}"#,
        outcome.case.name,
        outcome.size,
        options.seconds(outcome.case),
        outcome.rows.first().map_or(0, |row| row.samples.len()),
        options.pin,
        options.realtime,
        outcome.case.base,
        outcome.is_a_measurement(),
        peers.join(",\n"),
    )
}

fn peer(outcome: &Outcome, row: &Row) -> String {
    let figures = outcome.case.figures.iter().enumerate().map(|(index, figure)| {
        let (least, most) = range(&row.each(index));
        let best = outcome.best(index).map_or(f64::NAN, |best| outcome.ratio(index, row, best));
        format!(
            r#""{}":{{"median":{},"least":{},"most":{},"of_base":{},"of_best":{}}}"#,
            figure.key,
            number(row.median(index)),
            number(least),
            number(most),
            number(outcome.ratio(index, row, &outcome.rows[0])),
            number(best),
        )
    });
    let (figures, noise) = (figures.collect::<Vec<_>>().join(","), row.noise());
    format!(
        r#"{{"name":"{}",{figures},"calls":{},"runs":{},"disturbed":{},"foreign":{}}}"#,
        row.peer.name,
        row.calls.map_or_else(|| "null".to_owned(), number),
        noise.runs,
        noise.disturbed,
        number(noise.worst),
    )
}

fn number(number: f64) -> String {
    if number.is_finite() { format!("{number:.4}") } else { "null".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::outcome::tests::outcome;
    use super::*;

    #[test]
    fn programs_can_read_it() {
        let options = Options::parse(&["serve"]).unwrap();
        let outcomes = [
            outcome("serve", &[("raw-epoll", &[100.0]), ("ch09@2", &[f64::NAN])]),
            outcome("yield-1", &[("tokio", &[48.0]), ("ch08", &[24.0])]),
        ];
        let text = json(&outcomes, &options);
        let value: tinyjson::JsonValue = text.parse().unwrap_or_else(|error| panic!("{error}: {text}"));
        let ratio: &f64 = value[1]["peers"][1]["ns"]["of_base"].get().unwrap();
        assert_eq!(*ratio, 0.5);
        assert!(value[0]["peers"][1]["requests_s"]["median"].is_null());
        assert_eq!(value[0]["peers"][1]["name"].get::<String>().unwrap(), "ch09@2");
    }
}
