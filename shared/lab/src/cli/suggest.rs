//! "Did you mean …": the name nearest to what was typed.

/// The candidate nearest to `typed`, where one is near enough to be meant.
pub(super) fn closest<'a>(typed: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // One slip in a short word, two in a longer one; or the beginning of it.
    let slips = if typed.chars().count() <= 3 { 1 } else { 2 };
    let begun = |name: &str| typed.chars().count() >= 2 && name.starts_with(typed);
    candidates
        .map(|name| (if begun(name) { 0 } else { distance(typed, name) }, name))
        .filter(|&(distance, _)| distance <= slips)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, name)| name)
}

/// The end of a complaint: what may have been meant, or else where to look.
pub(super) fn did_you_mean(near: Option<&str>, dashes: &str, otherwise: &str) -> String {
    near.map_or_else(|| otherwise.to_owned(), |near| format!("; did you mean `{dashes}{near}`?"))
}

/// How many letters must be put in, left out or changed to make one word of the other (Levenshtein's distance).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    // The row for the first i letters of `a`: entry j is the distance to the first j letters of `b`.
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for j in 0..b.len() {
            let change = diagonal + usize::from(letter != b[j]);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_near_and_another_word_is_not() {
        let names = || ["chess", "kitchen", "fetch", "serve", "compare", "list"].into_iter();
        for (typed, meant) in [
            ("chees", Some("chess")),
            ("fecth", Some("fetch")),
            ("compare", Some("compare")),
            ("comp", Some("compare")),
            ("lst", Some("list")),
            ("x", None),
            ("zebra", None),
            ("", None),
        ] {
            assert_eq!(closest(typed, names()), meant, "{typed}");
        }
    }

    #[test]
    fn distance_counts_letters_put_in_left_out_and_changed() {
        for (a, b, n) in [("", "abc", 3), ("abc", "abc", 0), ("kitten", "sitting", 3), ("ab", "ba", 2)] {
            assert_eq!(distance(a, b), n);
            assert_eq!(distance(b, a), n);
        }
    }
}
