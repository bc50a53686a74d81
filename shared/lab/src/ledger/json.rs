//! A ledger as one line of JSON. Written by hand, because the keys have a promised order and `tinyjson` keeps none;
//! strings are escaped, and texts read, by `tinyjson`.

use std::time::Duration;

use tinyjson::JsonValue;

use super::Ledger;

pub(super) fn write(ledger: &Ledger) -> String {
    let fields = [
        ("model", quoted(&ledger.model)),
        ("requests", number(ledger.requests)),
        ("ok", number(ledger.ok)),
        ("failed", number(ledger.failed)),
        ("wall_s", seconds(Some(ledger.wall))),
        ("cpu_s", seconds(ledger.cpu)),
        ("threads", number(Some(ledger.threads))),
        ("voluntary_switches", number(ledger.voluntary_switches)),
        ("involuntary_switches", number(ledger.involuntary_switches)),
        ("peak_rss_kib", number(ledger.peak_rss_kib)),
        ("asked", number(ledger.asked)),
        ("told", number(ledger.told)),
    ];
    let fields: Vec<String> = fields.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
    format!("{{{}}}", fields.join(","))
}

pub(super) fn read(text: &str) -> Option<Ledger> {
    let value = crate::json::parse(text).ok()?;
    let fields = value.get::<std::collections::HashMap<String, JsonValue>>()?;
    let number = |key: &str| fields.get(key)?.get::<f64>().copied();
    let count = |key: &str| number(key).map(|n| n as u64);
    // `try_from`: a duration is never negative, never infinite; a text may claim anything.
    let seconds = |key: &str| Duration::try_from_secs_f64(number(key)?).ok();
    Some(Ledger {
        model: fields.get("model")?.get::<String>()?.clone(),
        requests: count("requests"),
        ok: count("ok"),
        failed: count("failed"),
        wall: seconds("wall_s")?,
        cpu: seconds("cpu_s"),
        threads: count("threads")?,
        voluntary_switches: count("voluntary_switches"),
        involuntary_switches: count("involuntary_switches"),
        peak_rss_kib: count("peak_rss_kib"),
        asked: count("asked"),
        told: count("told"),
    })
}

/// A text in quotes, escaped.
fn quoted(text: &str) -> String {
    // A string always can be written: only numbers (infinity) cannot.
    JsonValue::from(text.to_owned()).stringify().unwrap_or_default()
}

fn number(n: Option<u64>) -> String {
    n.map_or("null".to_owned(), |n| n.to_string())
}

fn seconds(time: Option<Duration>) -> String {
    time.map_or("null".to_owned(), |time| format!("{:.6}", time.as_secs_f64()))
}
