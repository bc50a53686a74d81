//! Whoever begins in the middle is followed there, and may ask for any place.

use super::tree::{ADD, GREET, Tree, Watch, has};

#[test]
fn the_helper_follows_the_learner() {
    let tree = Tree::plant("follow");
    assert!(!tree.told(&[]).contains("\n  why "), "the first of all needs no reason");

    // In the second chapter, unfinished; then solved: what was left out comes next.
    tree.edit(GREET, "\"\"", "\"hi\"");
    has(&tree.told(&[]), &["Next: ch02::greet", "\n  why    you wrote in this file last\n"]);
    has(&tree.told(&["list"]), &["[ ]   ch01::add ", "[>]   ch02::greet "]);
    has(&tree.told(&["hint"]), &["ch02::greet, Greet", "Hint 1 of 3"]);
    tree.edit(GREET, "\"hi\"", "\"hello\"");
    has(&tree.told(&[]), &["Next: ch01::add"]);

    // The chapter's ★ is begun, and is what the learner wants.
    let double = "exercises/src/ch01_numbers/double.rs";
    tree.edit(double, "    a\n", "    a + 1\n");
    has(&tree.told(&[]), &["Next: * ch01::double"]);
    // Who begins it again stays there; who sets it aside does not.
    tree.told(&["reset", "double"]);
    has(&tree.told(&[]), &["Next: * ch01::double"]);
    tree.told(&["skip", "double"]);
    has(&tree.told(&[]), &["Next: ch01::add"]);
}

#[test]
fn a_place_can_be_asked_for() {
    let tree = Tree::plant("places");
    for place in ["ch02", "2", "ch02::greet", "greet", GREET] {
        has(&tree.told(&[place]), &["0 of 2 done", "Next: ch02::greet", "NOT YET  nobody was greeted"]);
    }
    // The hint is for what was shown last.
    has(&tree.told(&["hint"]), &["ch02::greet, Greet", "Hint 1 of 3"]);
    has(&tree.told(&[]), &["Next: ch01::add"]);

    let list = tree.told(&["list", "ch02"]);
    assert!(list.starts_with("Chapter 2: 0 of 1 done") && !list.contains("ch01"), "{list}");
    has(&list, &["[>]   ch02::greet "]);

    // What is solved says so, and what follows it is next.
    tree.edit(ADD, "    0\n", "    b + a\n");
    tree.edit(GREET, "\"\"", "\"hello\"");
    has(&tree.told(&["add"]), &["ch01::add is solved: all its 2 checks pass.", "Next: * ch01::double"]);
    has(&tree.told(&["2"]), &["All of ch02 is solved.", "Next: * ch01::double"]);

    for (words, says) in [
        (&["ch03"][..], "no chapter is called `ch03`; there are ch01, ch02"),
        (&["ch02::gret"], "no exercise is called `ch02::gret`; near it: ch02::greet"),
        (&["nothing"], "no command and no exercise is called `nothing`"),
        (&["list", "greet"], "no chapter is called `greet`"),
        (&["watch", "ch03"], "no chapter is called `ch03`"),
        (&["watch", "--pol"], "`watch` takes a chapter or an exercise, and --poll"),
    ] {
        let (text, code) = tree.x(words);
        assert_eq!(code, 2, "{text}");
        has(&text, &[says]);
    }
}

#[test]
fn a_place_can_be_watched() {
    let tree = Tree::plant("watched");
    let watch = Watch::over(&tree, &["watch", "--poll", "ch02::greet"]);
    has(&watch.until("twice a second"), &["Next: ch02::greet"]);
    tree.edit(ADD, "    0\n", "    b + 1\n");
    has(&watch.until("twice a second"), &["ch01::add is saved.", "Next: ch02::greet"]);
    tree.edit(GREET, "\"\"", "\"hello\"");
    let text = watch.until("twice a second");
    has(&text, &["ch02::greet is saved.", "Next: ch01::add"]);
    assert_eq!(text.matches("ch02::greet is solved").count(), 1, "{text}");
}
