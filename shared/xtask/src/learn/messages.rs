//! What cargo and rustc say as JSON: which binary was built, and what is wrong where.

use tinyjson::JsonValue;

/// Something rustc said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// An error, or else a warning.
    pub error: bool,
    /// As a terminal shows it, with the source and the arrows.
    pub rendered: String,
    /// The places it names: the one where it points first, then all others.
    pub places: Vec<Place>,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, from the root, with `/` on every system.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

/// What cargo calls the test binary.
pub const CHECKS: &str = "checks";

/// What a build said.
#[derive(Debug, Default)]
pub struct Told {
    /// The errors and warnings, in order.
    pub messages: Vec<Message>,
    /// The test binary that was asked for.
    pub executable: Option<String>,
}

/// Reads what `cargo … --message-format=json` wrote: a JSON object a line. What is none is passed over.
pub fn read(text: &str) -> Told {
    let mut told = Told::default();
    for line in text.lines() {
        let Ok(json) = line.parse::<JsonValue>() else { continue };
        match string(&json, "reason") {
            // A check may need a program of its own beside it, which is built too.
            Some("compiler-artifact") if name(&json) == Some(CHECKS) => {
                told.executable = string(&json, "executable").map(ToOwned::to_owned).or(told.executable);
            }
            Some("compiler-message") => told.messages.extend(field(&json, "message").and_then(message)),
            _ => {}
        }
    }
    told
}

fn message(json: &JsonValue) -> Option<Message> {
    let error = match string(json, "level")? {
        "warning" => false,
        // "error", and "error: internal compiler error".
        level if level.starts_with("error") => true,
        _ => return None,
    };
    let mut places = Vec::new();
    gather(json, &mut places);
    // "aborting due to 2 previous errors", "2 warnings emitted": they count what was said.
    let counts = places.is_empty() && {
        let words = string(json, "message").unwrap_or_default();
        words.starts_with("aborting due to") || words.ends_with("emitted")
    };
    let rendered = string(json, "rendered").unwrap_or_default().trim_end().to_owned();
    (!counts).then_some(Message { error, rendered, places })
}

/// The places of a message, then those of the notes below it.
fn gather(json: &JsonValue, places: &mut Vec<Place>) {
    let spans = list(json, "spans");
    let primary = |span: &&JsonValue| matches!(field(span, "is_primary"), Some(JsonValue::Boolean(true)));
    let (first, others): (Vec<&JsonValue>, Vec<&JsonValue>) = spans.iter().partition(primary);
    places.extend(first.into_iter().chain(others).filter_map(place));
    for note in list(json, "children") {
        gather(note, places);
    }
}

/// Where a span is: if it is inside a macro, where the macro was used.
fn place(span: &JsonValue) -> Option<Place> {
    if let Some(used) = field(span, "expansion").and_then(|expansion| field(expansion, "span")) {
        return place(used);
    }
    let line = match field(span, "line_start")? {
        JsonValue::Number(line) => *line as u32,
        _ => return None,
    };
    Some(Place { file: string(span, "file_name")?.replace('\\', "/"), line })
}

/// The target's name.
fn name(json: &JsonValue) -> Option<&str> {
    string(field(json, "target")?, "name")
}

fn field<'j>(json: &'j JsonValue, name: &str) -> Option<&'j JsonValue> {
    match json {
        JsonValue::Object(fields) => fields.get(name),
        _ => None,
    }
}

fn string<'j>(json: &'j JsonValue, name: &str) -> Option<&'j str> {
    match field(json, name) {
        Some(JsonValue::String(text)) => Some(text),
        _ => None,
    }
}

fn list<'j>(json: &'j JsonValue, name: &str) -> &'j [JsonValue] {
    match field(json, name) {
        Some(JsonValue::Array(all)) => all,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = concat!(
        r#"{"reason":"compiler-message","message":{"level":"error","message":"mismatched types","rendered":"error: mismatched\n","#,
        r#""spans":[{"file_name":"exercises/src/a.rs","line_start":3,"is_primary":false,"expansion":null},"#,
        r#"{"file_name":"exercises\\tests\\b.rs","line_start":7,"is_primary":true,"expansion":null}],"#,
        r#""children":[{"level":"note","message":"here","spans":[{"file_name":"/std/m.rs","line_start":1,"is_primary":true,"#,
        r#""expansion":{"span":{"file_name":"exercises/src/c.rs","line_start":9,"is_primary":false}}}],"children":[]}]}}"#,
        "\nnot json\n",
        r#"{"reason":"compiler-message","message":{"level":"error","message":"aborting due to 1 previous error","rendered":"","spans":[],"children":[]}}"#,
        "\n",
        r#"{"reason":"compiler-message","message":{"level":"failure-note","message":"rustc --explain","rendered":"","spans":[],"children":[]}}"#,
        "\n",
        r#"{"reason":"compiler-artifact","target":{"name":"exercises"},"executable":null}"#,
        "\n",
        r#"{"reason":"compiler-artifact","target":{"name":"checks"},"executable":"/t/checks-1"}"#,
        "\n",
        r#"{"reason":"compiler-artifact","target":{"name":"child"},"executable":"/t/child"}"#,
        "\n",
        r#"{"reason":"build-finished","success":false}"#,
    );

    #[test]
    fn an_error_names_its_places_the_one_it_points_at_first() {
        let told = read(LINES);
        let place = |file: &str, line| Place { file: file.to_owned(), line };
        assert_eq!(told.executable.as_deref(), Some("/t/checks-1"));
        assert_eq!(
            told.messages,
            [Message {
                error: true,
                rendered: "error: mismatched".to_owned(),
                places: vec![
                    place("exercises/tests/b.rs", 7),
                    place("exercises/src/a.rs", 3),
                    place("exercises/src/c.rs", 9)
                ],
            }]
        );
    }
}
