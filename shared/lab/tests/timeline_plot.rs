//! Plots of wall time against N, with characters and as SVG.
#![allow(clippy::unwrap_used, missing_docs)]

use lab::plot::{self, Series};
use proptest::prelude::*;
use timeline_xml::elements;

mod timeline_xml;

fn series(name: &str, points: &[(f64, f64)]) -> Series {
    Series { name: name.to_owned(), points: points.to_vec() }
}

fn models() -> Vec<Series> {
    vec![
        series("in turn", &[(1.0, 0.1), (10.0, 1.0), (100.0, 10.0)]),
        series("threads", &[(1.0, 0.1), (10.0, 0.1), (100.0, 0.1), (1000.0, 0.2)]),
        series("one loop", &[(1.0, 0.1), (10.0, 0.1), (100.0, 0.1), (1000.0, 0.1)]),
    ]
}

#[test]
fn lines_rise_and_one_stays_flat() {
    let expected = "
wall time

  10 s ┤                                ·●
       │                              ·
   5 s ┤                            ·
       │                          ·
       │                         ·
   2 s ┤                     · ·
       │                   ·
   1 s ┤                ·●
       │              ·
 0.5 s ┤            ·
       │          ·
       │        ·
 0.2 s ┤    · ·                                        · ·■
       │  ·                                    · · · ·
 0.1 s ┤●■▲ · · · · · · ·■▲· · · ·· · · ·■▲· · · · · · · ·▲
       └┬────────────────┬───────────────┬────────────────┬
     N  1               10              100            1,000

 ● in turn   10 s at 100
 ■ threads   0.2 s at 1,000
 ▲ one loop  0.1 s at 1,000
";
    assert_eq!(format!("\n{}", plot::text("wall time", &models(), 60)), expected);
}

#[test]
fn one_point_is_in_the_middle_and_equal_ones_stand_side_by_side() {
    let drawn = plot::text("one", &[series("a", &[(20.0, 0.05)]), series("b", &[(20.0, 0.05)])], 60);
    let line = drawn.lines().find(|line| line.contains("50 ms")).unwrap();
    assert_eq!(line.trim_start(), format!("50 ms ┤{}●■", " ".repeat(25)));
    assert!(drawn.contains(" ■ b  50 ms at 20\n"));
}

#[test]
fn a_series_without_points_is_only_in_the_legend() {
    let drawn = plot::text("", &[series("left out", &[]), series("zero", &[(0.0, 0.0)])], 60);
    assert!(drawn.contains("● left out  no point\n") && drawn.contains("■ zero      0 at 0\n"), "{drawn}");
    assert_eq!((drawn.matches('●').count(), drawn.matches('■').count()), (1, 2));
}

#[test]
fn each_of_many_series_has_a_mark_of_its_own() {
    let lines: Vec<Series> = (0..30).map(|n| series(&format!("model {n}"), &[(1.0, f64::from(n))])).collect();
    let drawn = plot::text("many", &lines, 100);
    let marks: std::collections::HashSet<char> = drawn
        .lines()
        .filter(|line| line.contains("model"))
        .map(|line| line.chars().nth(1).unwrap())
        .collect();
    assert_eq!(marks.len(), 30);
}

#[test]
fn a_plot_is_well_formed_whatever_is_in_it() {
    let series =
        |name: &str, points: &[(f64, f64)]| Series { name: name.to_owned(), points: points.to_vec() };
    for plotted in [
        vec![],
        vec![series("empty", &[])],
        vec![series("one <&> point", &[(1.0, 0.05)])],
        vec![
            series("zero", &[(0.0, 0.0), (1.0, 0.0)]),
            series("odd", &[(f64::NAN, 1.0), (1.0, f64::INFINITY)]),
        ],
        (0..12).map(|n| series(&format!("model {n}"), &[(1.0, 1.0), (1000.0, f64::from(n))])).collect(),
    ] {
        let drawn = plot::svg("a plot of \"anything\"", &plotted);
        elements(&drawn);
        assert!(!drawn.contains("NaN") && !drawn.contains("inf"), "{drawn}");
    }
}

proptest! {
    #[test]
    fn nothing_is_wider_than_the_width_that_was_given(
        width in 60..=140_usize,
        lines in prop::collection::vec(("[a-zé漢\n ]{0,50}", prop::collection::vec((0.0..1e6, -1.0..1e6), 0..9)), 0..50),
    ) {
        let lines: Vec<Series> = lines.iter().map(|(name, points)| series(name, points)).collect();
        let drawn = plot::text("a title that is itself much too long for any terminal that is only sixty columns wide", &lines, width);
        for line in drawn.lines() {
            prop_assert!(line.chars().count() <= width, "{}", drawn);
        }
        elements(&plot::svg("any", &lines));
    }
}
