//! Which exercise is meant by what the learner typed.

use crate::exercises::catalog::Exercise;

/// Finds the exercise called `ch05::timers`, `ch05/timers`, `timers` (if no other chapter has one), by the path of any of
/// its files, or by one of its checks.
///
/// # Errors
/// None is called so, or more than one: the words name those that are near.
pub fn find<'e>(all: &'e [Exercise], said: &str) -> Result<&'e Exercise, String> {
    let (chapter, name) = taken_apart(said);
    let fits = |exercise: &&Exercise| {
        exercise.name == name
            && (chapter.is_empty() || exercise.chapter == chapter || exercise.folder == chapter)
    };
    let found: Vec<&Exercise> = all.iter().filter(fits).collect();
    match *found {
        [one] => Ok(one),
        [] => Err(format!("no exercise is called `{said}`; {}", near(all, &chapter, &name))),
        _ => Err(format!("more than one exercise is called `{said}`: {}", ids(&found))),
    }
}

/// What the learner wants to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'e> {
    /// `ch05`.
    Chapter(&'e str),
    /// One exercise.
    Exercise(&'e Exercise),
}

/// Finds what `ch05`, `5` or `ch05::timers` stands for.
///
/// # Errors
/// Nothing is called so.
pub fn place<'e>(all: &'e [Exercise], said: &str) -> Result<Place<'e>, String> {
    if is_chapter(said) {
        chapter(all, said).map(Place::Chapter)
    } else {
        find(all, said).map(Place::Exercise)
    }
}

/// Whether a word can only be a place, known or not: no command is written like that.
pub fn is_place(said: &str) -> bool {
    is_chapter(said) || said.contains("::") || said.contains(['/', '\\'])
}

/// `ch05`, `5`, `ch05-event-loop`.
fn is_chapter(said: &str) -> bool {
    said.trim_start_matches("ch").starts_with(|c: char| c.is_ascii_digit())
        && !said.contains([':', '/', '\\'])
}

/// Finds the chapter called `ch05`, `5` or `ch05_event_loop`: `ch05`.
///
/// # Errors
/// It has no exercises.
pub fn chapter<'e>(all: &'e [Exercise], said: &str) -> Result<&'e str, String> {
    let number: Option<u32> =
        said.trim_start_matches("ch").split(['_', '-']).next().and_then(|n| n.parse().ok());
    let wanted = number.map(|number| format!("ch{number:02}"));
    let found =
        all.iter().map(|exercise| &*exercise.chapter).find(|chapter| Some(*chapter) == wanted.as_deref());
    found.ok_or_else(|| {
        let mut chapters: Vec<&str> = all.iter().map(|exercise| &*exercise.chapter).collect();
        chapters.dedup();
        format!("no chapter is called `{said}`; there are {}", chapters.join(", "))
    })
}

/// The chapter, or nothing, and the name, as they may stand in a name, a path or a check's name.
fn taken_apart(said: &str) -> (String, String) {
    let said = said.trim().replace('\\', "/");
    let path = said.contains('/');
    let parts: Vec<String> = said
        .split("::")
        .flat_map(|part| part.split('/'))
        .filter(|part| !part.is_empty() && *part != ".")
        .map(|part| part.split(".rs").next().unwrap_or(part).replace('-', "_"))
        .collect();
    match &*parts {
        [] => (String::new(), String::new()),
        [name] => (String::new(), name.clone()),
        // A path's last two parts count; of a check's name, the first two.
        [.., chapter, name] if path => (chapter.clone(), name.clone()),
        [chapter, name, ..] => (chapter.clone(), name.clone()),
    }
}

/// The names that are nearest to what was typed.
fn near(all: &[Exercise], chapter: &str, name: &str) -> String {
    let mut scored: Vec<(usize, &Exercise)> = all
        .iter()
        .map(|exercise| {
            let other = if chapter.is_empty() || exercise.chapter == chapter { 0 } else { 1 };
            (distance(&exercise.name, name) * 2 + other, exercise)
        })
        .collect();
    scored.sort_by_key(|(score, _)| *score);
    let limit = 2 * (name.chars().count() / 2).max(2);
    let found: Vec<&Exercise> =
        scored.iter().filter(|(score, _)| *score <= limit).take(3).map(|(_, exercise)| *exercise).collect();
    if found.is_empty() { "`cargo x list` names all".to_owned() } else { format!("near it: {}", ids(&found)) }
}

fn ids(found: &[&Exercise]) -> String {
    found.iter().map(|exercise| exercise.id()).collect::<Vec<_>>().join(", ")
}

/// How many characters must be put in, left out or changed to make one of the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::super::sample::exercise;
    use super::*;

    fn all() -> Vec<Exercise> {
        vec![
            exercise("ch01_blocking_socket", "read_all"),
            exercise("ch05_event_loop", "timers"),
            exercise("ch05_event_loop", "echo"),
            exercise("ch07_executor", "echo"),
        ]
    }

    #[test]
    fn an_exercise_has_many_names() {
        let all = all();
        for said in [
            "ch05::timers",
            "ch05/timers",
            "timers",
            "timers.rs",
            "ch05_event_loop::timers",
            "exercises/src/ch05_event_loop/timers.rs",
            "./exercises/src/ch05_event_loop/timers.rs:31",
            "exercises\\src\\ch05_event_loop\\timers.rs",
            "/home/me/exercises/src/ch05_event_loop/timers.rs",
            "ch05::timers::equal_deadlines_fire_in_order",
        ] {
            assert_eq!(find(&all, said).map(Exercise::id), Ok("ch05::timers".to_owned()), "{said}");
        }
    }

    #[test]
    fn a_name_in_two_chapters_must_be_told_apart() {
        let all = all();
        assert_eq!(
            find(&all, "echo").map(Exercise::id),
            Err("more than one exercise is called `echo`: ch05::echo, ch07::echo".to_owned())
        );
        assert_eq!(find(&all, "ch07::echo").map(Exercise::id), Ok("ch07::echo".to_owned()));
    }

    #[test]
    fn an_unknown_name_leads_to_the_nearest() {
        let all = all();
        let said = find(&all, "ch05::timer").unwrap_err();
        assert_eq!(said, "no exercise is called `ch05::timer`; near it: ch05::timers");
        assert!(find(&all, "read-al").unwrap_err().ends_with("near it: ch01::read_all"));
        assert!(find(&all, "something_else").unwrap_err().ends_with("`cargo x list` names all"));
    }

    #[test]
    fn a_place_is_a_chapter_or_an_exercise() {
        let all = all();
        for said in ["ch05", "5", "ch05-event-loop"] {
            assert_eq!(place(&all, said), Ok(Place::Chapter("ch05")), "{said}");
        }
        for said in ["ch05::timers", "timers", "exercises/src/ch05_event_loop/timers.rs"] {
            assert_eq!(place(&all, said), Ok(Place::Exercise(&all[1])), "{said}");
        }
        assert!(place(&all, "ch09").unwrap_err().starts_with("no chapter is called `ch09`"));
        assert!(place(&all, "ch05::timer").unwrap_err().ends_with("near it: ch05::timers"));
        assert!(is_place("ch09") && is_place("5") && is_place("ch05::timer") && !is_place("check"));
    }

    #[test]
    fn a_chapter_has_a_number() {
        let all = all();
        for said in ["ch05", "5", "05", "ch5", "ch05_event_loop", "ch05-event-loop"] {
            assert_eq!(chapter(&all, said), Ok("ch05"), "{said}");
        }
        assert_eq!(
            chapter(&all, "ch09").unwrap_err(),
            "no chapter is called `ch09`; there are ch01, ch05, ch07"
        );
    }
}
