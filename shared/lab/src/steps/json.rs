//! A film as JSON, a frame a line: it is read by people too. Written by hand, because the keys have an order and
//! `tinyjson` keeps none; texts are read by `tinyjson`.

use std::collections::HashMap;
use std::time::Duration;

use tinyjson::JsonValue;

use super::{Film, Frame};

pub(super) fn write(film: &Film) -> String {
    let frames: Vec<String> = film.frames.iter().map(frame).collect();
    format!("{{\"run\":{},\"frames\":[\n{}\n]}}\n", quoted(&film.run), frames.join(",\n"))
}

fn frame(frame: &Frame) -> String {
    let waiting = frame.waiting.iter().map(|(task, waits)| format!("[{},{}]", quoted(task), texts(waits)));
    let timers = frame.timers.iter().map(|(task, due)| format!("[{},{}]", quoted(task), seconds(*due)));
    let fields = [
        ("t", seconds(frame.at)),
        ("says", quoted(&frame.says)),
        ("running", frame.running.as_ref().map_or("null".to_owned(), |task| quoted(task))),
        ("asleep", frame.asleep.to_string()),
        ("ready", texts(&frame.ready)),
        ("waiting", array(waiting)),
        ("timers", array(timers)),
        ("asked", texts(&frame.asked)),
        ("told", texts(&frame.told)),
    ];
    let fields: Vec<String> = fields.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
    format!("{{{}}}", fields.join(","))
}

/// A text in quotes, escaped; and so that it can stand inside an HTML `<script>`, which any `</` might end.
fn quoted(text: &str) -> String {
    JsonValue::from(text.to_owned()).stringify().unwrap_or_default().replace('<', "\\u003c")
}

fn texts(texts: &[String]) -> String {
    array(texts.iter().map(|text| quoted(text)))
}

fn array(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

/// To the tenth of a millisecond.
fn seconds(time: Duration) -> String {
    format!("{:.4}", time.as_secs_f64())
}

type Fields = HashMap<String, JsonValue>;

pub(super) fn read(text: &str) -> Result<Film, String> {
    let value = crate::json::parse(text).map_err(|error| format!("not JSON: {error}"))?;
    let film: &Fields = value.get().ok_or("not an object")?;
    let frames = items(film.get("frames"), "frames")?;
    let frames = frames.iter().enumerate().map(|(n, frame)| {
        let fields = frame.get::<Fields>().ok_or("not an object".to_owned());
        fields.and_then(read_frame).map_err(|what| format!("frame {n}: {what}"))
    });
    Ok(Film { run: string(film.get("run"), "run")?, frames: frames.collect::<Result<_, _>>()? })
}

fn read_frame(fields: &Fields) -> Result<Frame, String> {
    let texts = |key: &str| -> Result<Vec<String>, String> {
        items(fields.get(key), key)?.iter().map(|text| string(Some(text), key)).collect()
    };
    Ok(Frame {
        at: time(fields.get("t"), "t")?,
        says: string(fields.get("says"), "says")?,
        running: match fields.get("running") {
            Some(JsonValue::Null) => None,
            task => Some(string(task, "running")?),
        },
        asleep: *fields.get("asleep").and_then(|value| value.get()).ok_or("no `asleep`")?,
        ready: texts("ready")?,
        waiting: pairs(fields, "waiting", |waits| {
            items(Some(waits), "waiting")?.iter().map(|wait| string(Some(wait), "waiting")).collect()
        })?,
        timers: pairs(fields, "timers", |due| time(Some(due), "timers"))?,
        asked: texts("asked")?,
        told: texts("told")?,
    })
}

fn items<'v>(value: Option<&'v JsonValue>, key: &str) -> Result<&'v Vec<JsonValue>, String> {
    value.and_then(|value| value.get()).ok_or_else(|| format!("`{key}` is not an array"))
}

fn string(value: Option<&JsonValue>, key: &str) -> Result<String, String> {
    value.and_then(|value| value.get()).cloned().ok_or_else(|| format!("`{key}` is not a text"))
}

fn time(value: Option<&JsonValue>, key: &str) -> Result<Duration, String> {
    let seconds = value.and_then(|value| value.get::<f64>()).copied();
    let time = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    time.ok_or_else(|| format!("`{key}` is not a time"))
}

/// Pairs of a task and something else.
fn pairs<T>(
    fields: &Fields,
    key: &str,
    read: impl Fn(&JsonValue) -> Result<T, String>,
) -> Result<Vec<(String, T)>, String> {
    let pair = |value: &JsonValue| match value.get::<Vec<JsonValue>>().map(Vec::as_slice) {
        Some([task, other]) => Ok((string(Some(task), key)?, read(other)?)),
        _ => Err(format!("`{key}` is not a list of pairs")),
    };
    items(fields.get(key), key)?.iter().map(pair).collect()
}
