//! Timelines as SVG: well-formed, self-contained, and with everything in them that was recorded.
#![allow(clippy::unwrap_used, missing_docs)]

use std::time::Duration;

use lab::timeline::{Kind, LaneRecord, State, Stretch, Timeline, svg};
use proptest::prelude::*;
use timeline_pictures::{lane, three_in_turn, three_on_one_loop, timeline};
use timeline_xml::elements;

mod timeline_pictures;
mod timeline_xml;

/// How many elements have this among their classes.
fn count(xml: &str, class: &str) -> usize {
    let classes =
        elements(xml).into_iter().flat_map(|(_, attributes)| attributes).filter(|(key, _)| key == "class");
    classes.filter(|(_, value)| value.split(' ').any(|other| other == class)).count()
}

#[test]
fn every_stretch_is_drawn_and_the_legend_explains_what_occurs() {
    let drawn = svg("three", &[("in turn", &three_in_turn()), ("one loop", &three_on_one_loop())]);
    // 6 + 6 + 6 running, one in the legend, two in the legend for the tasks.
    assert_eq!(count(&drawn, "run"), 18 + 3);
    assert_eq!(count(&drawn, "waiting"), 6 + 1);
    assert_eq!(count(&drawn, "ready"), 4 + 1);
    assert_eq!(count(&drawn, "asleep"), 1 + 1);
    assert_eq!(count(&drawn, "device"), 0);
    for text in ["in turn", "one loop", "task 3", "0.39 s", "0.19 s", "asleep", "which task the thread runs"]
    {
        assert!(drawn.contains(&format!(">{text}<")), "{text}");
    }
    assert!(!drawn.contains("a device at work"));
}

#[test]
fn a_drawing_says_what_it_is_and_needs_nothing_else() {
    let drawn = svg("three", &[("in turn", &three_in_turn())]);
    let all = elements(&drawn);
    let (name, root) = &all[0];
    let attribute = |key: &str| root.iter().find(|(other, _)| other == key).map(|(_, value)| value.as_str());
    assert_eq!((name.as_str(), attribute("role")), ("svg", Some("img")));
    assert!(attribute("viewBox").is_some() && attribute("width").is_none() && attribute("height").is_none());
    for part in attribute("aria-labelledby").unwrap().split(' ') {
        let of_that_id = |(_, attributes): &&(String, Vec<(String, String)>)| {
            attributes.iter().any(|(key, value)| key == "id" && value == part)
        };
        assert!(all.iter().any(|element| of_that_id(&element)), "{part}");
    }
    assert!(drawn.contains("in turn: 3 tasks, 0.39 s."));
    // Nothing from elsewhere: the name of the format is the only address. No blank line: Markdown would end the HTML.
    assert_eq!(drawn.matches("http").count(), 1);
    assert!(!drawn.contains("\n\n"));
}

#[test]
fn two_drawings_in_one_page_do_not_clash() {
    let names = |title| {
        let all = elements(&svg(title, &[("run", &three_on_one_loop())]));
        let root = all[0].1.iter().find(|(key, _)| key == "class").unwrap().1.clone();
        let ids: Vec<_> =
            all.into_iter().flat_map(|(_, a)| a).filter(|(key, _)| key == "id").map(|a| a.1).collect();
        assert!(ids.len() >= 3 && ids.iter().all(|id| id.starts_with(&root)));
        root
    };
    assert_ne!(names("one"), names("two"));
    assert_eq!(names("one"), names("one"));
}

#[test]
fn every_rule_of_the_style_is_only_for_this_drawing() {
    let drawn = svg("three", &[("in turn", &three_in_turn())]);
    let class = format!(".{}", &elements(&drawn)[0].1.iter().find(|(key, _)| key == "class").unwrap().1);
    let style = drawn.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    for rule in style.lines().filter(|line| line.contains('{') && !line.starts_with('@')) {
        assert!(rule.trim_start_matches(":root").starts_with(&class), "{rule}");
    }
}

#[test]
fn what_means_something_in_xml_is_escaped() {
    let rude = "</text><script>alert(\"&amp;\")</script>\u{1b}[31m\0";
    let drawn = svg(rude, &[(rude, &timeline(40, vec![lane(Kind::Task, rude, "####")]))]);
    assert!(elements(&drawn).iter().all(|(name, _)| name != "script"));
    assert!(drawn.contains("&lt;script&gt;"));
}

#[test]
fn a_shared_core_fills_a_part_of_the_bar() {
    let mut thread = lane(Kind::Thread, "computing", &"#".repeat(40));
    thread.stretches[0].share = Some(0.5);
    let drawn = svg("shared", &[("", &timeline(400, vec![thread]))]);
    assert_eq!((count(&drawn, "part"), count(&drawn, "run")), (2, 2)); // one on the lane, one in the legend
    let heights: Vec<f64> = elements(&drawn)
        .into_iter()
        .filter(|(_, attributes)| {
            attributes.iter().any(|(key, value)| key == "class" && value.ends_with(" c0"))
        })
        .map(|(_, attributes)| attributes.iter().find(|(key, _)| key == "height").unwrap().1.parse().unwrap())
        .collect();
    assert_eq!(heights[1], heights[0] / 2.0);
}

#[test]
fn a_lane_of_very_many_stretches_stays_a_small_file() {
    let mut thread = lane(Kind::Thread, "main", "");
    for n in 0..100_000_u64 {
        let at = |n: u64| Duration::from_micros(10 * n);
        let state = if n % 2 == 0 { State::Running } else { State::Asleep };
        thread.stretches.push(Stretch { from: at(n), to: at(n + 1), state, task: None, share: None });
    }
    let drawn = svg("busy", &[("", &timeline(1000, vec![thread]))]);
    elements(&drawn);
    assert!(drawn.len() < 300_000, "{}", drawn.len());
}

#[test]
fn an_empty_recording_is_drawn_too() {
    elements(&svg("", &[]));
    let drawn = svg("nothing", &[("empty", &Timeline::default())]);
    elements(&drawn);
    assert!(drawn.contains("nothing was recorded"));
}

proptest! {
    #[test]
    fn everything_is_within_the_sheet(pictures in prop::collection::vec("[#.~z ]{0,60}", 0..30), ms in 600..10_000_u64) {
        let kind = |n| [Kind::Task, Kind::Thread, Kind::Process, Kind::Device][n % 4];
        let lanes: Vec<LaneRecord> =
            pictures.iter().enumerate().map(|(n, picture)| lane(kind(n), &format!("lane {n}"), picture)).collect();
        let drawn = svg("any", &[("run", &Timeline { lanes, length: Duration::from_millis(ms) }), ("", &three_in_turn())]);
        let all = elements(&drawn);
        let number = |attributes: &[(String, String)], key: &str| {
            attributes.iter().find(|(other, _)| other == key).map(|(_, value)| value.parse::<f64>().unwrap())
        };
        let view = all[0].1.iter().find(|(key, _)| key == "viewBox").unwrap().1.clone();
        let view: Vec<f64> = view.split(' ').map(|n| n.parse().unwrap()).collect();
        for (name, attributes) in all.iter().filter(|(name, _)| name == "rect") {
            let get = |key| number(attributes, key).unwrap();
            prop_assert!(get("x") >= 0.0 && get("x") + get("width") <= view[2] + 0.02, "{} {:?}", name, attributes);
            prop_assert!(get("y") >= 0.0 && get("y") + get("height") <= view[3] + 0.02, "{} {:?}", name, attributes);
        }
    }
}
