//! Timelines drawn with characters: small ones, compared with the whole drawing.
#![allow(clippy::unwrap_used, missing_docs)]

use std::time::Duration;

use lab::timeline::{Kind, LaneRecord, State, Stretch, Timeline, text};
use proptest::prelude::*;
use timeline_pictures::{lane, three_in_turn, three_on_one_loop, timeline};

mod timeline_pictures;

#[test]
fn runs_stand_one_above_the_other_on_one_scale() {
    // 39 columns of 10 ms: every character of the pictures above is one of the drawing.
    let drawn = text(&[("in turn", &three_in_turn()), ("one loop", &three_on_one_loop())], 66, false);
    let expected = "
 in turn    task 1 ██▒▒▒▒▒▒▒▒███
            task 2              ██▒▒▒▒▒▒▒▒███
            task 3                           ██▒▒▒▒▒▒▒▒███  0.39 s
 one loop   task 1 ██▒▒▒▒▒▒▒▒███
            task 2 ··██▒▒▒▒▒▒▒▒·███
            task 3 ····██▒▒▒▒▒▒▒▒··███                      0.19 s
            thread 112233zzzz111222333
                   ╵0                  ╵0.2 s
                   █ running   · ready, queued   ▒ waiting
                   z asleep   1, 2, … the task that runs
";
    assert_eq!(format!("\n{drawn}"), expected);
}

#[test]
fn a_run_alone_needs_no_title_and_the_legend_names_only_what_is_there() {
    let kitchen =
        timeline(90, vec![lane(Kind::Task, "cake", "###~~~~~~"), lane(Kind::Device, "oven", "   ####~~")]);
    let expected = "
 cake ██████▒▒▒▒▒▒▒▒▒▒▒▒
 oven       ========▒▒▒▒  90.0 ms
      ╵0
      █ running
      = a device at work
      ▒ waiting
";
    assert_eq!(format!("\n{}", text(&[("", &kitchen)], 6 + 18 + 2 + 7, false)), expected);
}

#[test]
fn running_with_less_than_a_core_is_drawn_as_shared() {
    let mut thread = lane(Kind::Thread, "computing", &"#".repeat(40));
    thread.stretches[0].share = Some(0.89);
    let drawn = text(&[("", &timeline(400, vec![thread.clone()]))], 60, false);
    assert!(drawn.contains("▓▓▓") && drawn.contains("▓ running, sharing its core") && !drawn.contains('█'));
    thread.stretches[0].share = Some(0.9);
    let drawn = text(&[("", &timeline(400, vec![thread]))], 60, false);
    assert!(drawn.contains("███") && !drawn.contains('▓'));
}

#[test]
fn a_short_run_is_seen_in_a_long_wait_but_beside_nothing_else() {
    // Columns of 30 ms. A third running and the rest waiting; a third running and the rest ready; too little of it.
    let lanes = |picture| timeline(1200, vec![lane(Kind::Task, "t", picture)]);
    let first_columns = |picture| {
        let drawn = text(&[("", &lanes(picture))], 1 + 2 + 40 + 2 + 6, false);
        drawn.chars().skip(3).take(2).collect::<String>()
    };
    assert_eq!(first_columns("#~~~~~"), "█▒");
    assert_eq!(first_columns("#....."), "··");
    assert_eq!(first_columns("#zz###"), "██");
}

#[test]
fn a_lane_too_short_for_a_column_is_still_seen() {
    let mut blink = lane(Kind::Task, "blink", "#");
    blink.stretches[0].to = Duration::from_micros(1);
    let drawn = text(&[("", &timeline(400, vec![blink]))], 60, false);
    assert!(drawn.starts_with(" blink █   "), "{drawn}");
}

#[test]
fn of_many_lanes_the_first_and_the_last_are_drawn() {
    let lanes = (1..=100).map(|n| lane(Kind::Task, &format!("request {n}"), "##~~")).collect();
    let drawn = text(&[("many", &timeline(40, lanes))], 80, false);
    let names: Vec<&str> = drawn.lines().map(|line| line.get(8..19).unwrap_or("").trim()).collect();
    assert_eq!(names[11], "request 12");
    assert_eq!(drawn.lines().nth(12).unwrap().trim(), "… 85 more lanes like these …");
    assert_eq!(names[13], "request 98");
    assert!(drawn.lines().nth(15).unwrap().ends_with("▒  40.0 ms"));
    assert_eq!(drawn.lines().count(), 12 + 1 + 3 + 2);
}

#[test]
fn tasks_have_signs_up_to_y_and_names_without_a_number_are_told_theirs() {
    let mut lanes: Vec<_> = (0..40).map(|n| lane(Kind::Task, &format!("cook {n}"), "#")).collect();
    let mut thread = lane(Kind::Thread, "main", "");
    for task in 0..40 {
        let at = |n: usize| Duration::from_millis(10 * n as u64);
        let (from, to) = (at(task), at(task + 1));
        thread.stretches.push(Stretch { from, to, state: State::Running, task: Some(task), share: None });
    }
    lanes.push(thread);
    let drawn = text(&[("", &timeline(400, lanes))], 1 + 9 + 1 + 40 + 2 + 6, false);
    assert!(drawn.starts_with(" 1 cook 0  █\n"), "{drawn}");
    assert!(
        drawn.contains("\n thread   123456789abcdefghijklmnopqrstuvwxy*****\n") || drawn.contains("******"),
        "{drawn}"
    );
    assert!(!drawn.contains('z'), "{drawn}");
}

#[test]
fn colours_are_asked_for_and_change_no_character() {
    let run = three_on_one_loop();
    let plain = text(&[("one loop", &run)], 80, false);
    let painted = text(&[("one loop", &run)], 80, true);
    assert!(!plain.contains('\x1b'));
    let mut stripped = String::new();
    for (place, part) in painted.split('\x1b').enumerate() {
        stripped.push_str(if place == 0 { part } else { part.split_once('m').unwrap().1 });
    }
    assert_eq!(stripped, plain);
    // Two tasks, two colours.
    let colour =
        |line: usize| painted.lines().nth(line).unwrap().split("38;5;").nth(1).unwrap()[..3].to_owned();
    assert_ne!(colour(0), colour(1));
}

#[test]
fn a_name_cannot_break_the_drawing() {
    let rude =
        "a very long name with a line end \n and an escape \x1b[2J that nobody wants to read to its end";
    let drawn = text(&[(rude, &timeline(40, vec![lane(Kind::Task, rude, "####")]))], 60, false);
    assert!(!drawn.contains('\x1b'));
    assert_eq!(drawn.lines().count(), 3);
    assert!(drawn.lines().all(|line| line.chars().count() <= 60), "{drawn}");
}

#[test]
fn an_empty_recording_is_drawn_too() {
    assert_eq!(text(&[], 60, false), "  ╵0\n");
    let drawn = text(&[("empty", &Timeline::default())], 60, false);
    assert_eq!(
        drawn.lines().next().unwrap().split_whitespace().collect::<Vec<_>>().join(" "),
        "empty nothing was recorded 0 µs"
    );
}

proptest! {
    #[test]
    fn nothing_is_wider_than_the_width_that_was_given(
        width in 60..=140_usize,
        pictures in prop::collection::vec("[#.~z ]{0,60}", 0..40),
        title in "[a-zé漢 ]{0,50}",
        ms in 1..100_000_u64,
    ) {
        let kind = |n| [Kind::Task, Kind::Thread, Kind::Process, Kind::Device][n % 4];
        let lanes: Vec<LaneRecord> =
            pictures.iter().enumerate().map(|(n, picture)| lane(kind(n), &title, picture)).collect();
        let end = lanes.iter().flat_map(|lane| &lane.stretches).map(|s| s.to).max().unwrap_or_default();
        let run = Timeline { lanes, length: end.max(Duration::from_millis(ms)) };
        let drawn = text(&[(title.as_str(), &run), ("other", &three_in_turn())], width, false);
        for line in drawn.lines() {
            prop_assert!(line.chars().count() <= width, "{}", drawn);
            prop_assert_eq!(line, line.trim_end());
        }
    }
}
