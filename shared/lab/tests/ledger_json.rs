//! The ledger's JSON: the promised keys in the promised order, there and back again.
#![allow(clippy::unwrap_used, missing_docs)]

use std::time::Duration;

use lab::ledger::Ledger;

fn full() -> Ledger {
    Ledger {
        model: "a \"model\"".into(),
        requests: Some(20),
        ok: Some(19),
        failed: Some(1),
        wall: Duration::from_micros(1_950_001),
        cpu: Some(Duration::from_millis(5)),
        threads: 1,
        voluntary_switches: Some(7),
        involuntary_switches: Some(2),
        peak_rss_kib: Some(3456),
        asked: Some(3_000_000_000),
        told: Some(3),
    }
}

#[test]
fn the_keys_stand_in_the_promised_order() {
    assert_eq!(
        full().to_json(),
        r#"{"model":"a \"model\"","requests":20,"ok":19,"failed":1,"wall_s":1.950001,"cpu_s":0.005000,"threads":1,"#
            .to_owned()
            + r#""voluntary_switches":7,"involuntary_switches":2,"peak_rss_kib":3456,"asked":3000000000,"told":3}"#
    );
}

#[test]
fn what_the_system_does_not_tell_is_null() {
    let json = Ledger { model: "m".into(), threads: 1, ..Ledger::default() }.to_json();
    for key in
        ["requests", "ok", "failed", "cpu_s", "voluntary_switches", "involuntary_switches", "peak_rss_kib"]
    {
        assert!(json.contains(&format!("\"{key}\":null")), "{key} in {json}");
    }
}

#[test]
fn a_ledger_survives_the_way_through_json() {
    for ledger in [full(), Ledger { model: "\n\u{1F9EA}\\".into(), threads: 3, ..Ledger::default() }] {
        assert_eq!(Ledger::from_json(&ledger.to_json()), Some(ledger));
    }
}

#[test]
fn what_is_no_ledger_is_refused() {
    for text in ["", "{}", "[1]", "null", "{\"model\":\"m\",\"wall_s\":-1,\"threads\":1}", "{\"model\":\"m\""]
    {
        assert_eq!(Ledger::from_json(text), None, "{text}");
    }
}
