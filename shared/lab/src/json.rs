//! Reading JSON: `tinyjson`, and a limit that it does not have.

use tinyjson::JsonValue;

/// Arrays and objects may stand in one another so deep. What is written here goes no deeper than five.
const DEEPEST: usize = 64;

/// Reads a text.
///
/// The parser calls itself for each level, so a text of a few thousand `[` would end the thread's stack, and with it the
/// process: no error that anybody could handle. So the levels are counted first.
///
/// # Errors
/// It is not JSON, or too deep.
pub(crate) fn parse(text: &str) -> Result<JsonValue, String> {
    if depth(text) > DEEPEST {
        return Err(format!("more than {DEEPEST} levels deep"));
    }
    text.parse().map_err(|error: tinyjson::JsonParseError| error.to_string())
}

/// How deep arrays and objects stand in one another, at most. (In a text that is not JSON, no less than the parser sees
/// before it says so: it counts what opens, and what closes only where something is open.)
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_counted_outside_of_texts() {
        for (text, expected) in [
            ("1", 0),
            ("[]", 1),
            ("[[],{}]", 2),
            (r#"{"a":[{"b":1}]}"#, 3),
            (r#"["[[[[\"[[\\", []]"#, 2),
            ("]]]]", 0),
        ] {
            assert_eq!(depth(text), expected, "{text}");
        }
    }

    #[test]
    fn a_text_that_is_too_deep_is_an_error_and_not_the_end_of_the_process() {
        let nested = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(parse(&nested(DEEPEST)).is_ok());
        for text in [nested(DEEPEST + 1), "[".repeat(1_000_000), r#"{"a":"#.repeat(1_000_000)] {
            assert_eq!(parse(&text), Err("more than 64 levels deep".to_owned()));
        }
        assert!(parse("[1").unwrap_err().contains("Unexpected EOF"));
    }
}
