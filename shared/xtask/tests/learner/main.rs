//! The learner's helper from the first look to the last exercise, on a small tree of its own.
#![allow(clippy::unwrap_used, missing_docs)]

mod places;
mod tree;

use std::fs;

use tree::{ADD, GREET, Tree, Watch, has};

#[test]
fn from_the_first_look_to_the_last_exercise() {
    let tree = Tree::plant("learner");
    let starter = tree.read(ADD);

    let first = tree.told(&[]);
    assert!(first.starts_with("0 of 2 done: what fails below is your to-do list, not a fault.\n"), "{first}");
    has(&first, &["0 of 2  * 0 of 1", "Next: ch01::add, Add, 5 minutes", &format!("{ADD}:7")]);
    has(&first, &["small_numbers\n    NOT YET  1 + 2 is 3", "not yet either:\n    a_zero\n", "cargo x hint"]);

    has(&tree.told(&["hint"]), &["Hint 1 of 3\n\nA plus.\n"]);
    has(&tree.told(&["hint", ADD]), &["Hint 2 of 3\n\nTwo.\n"]);

    // A wrong answer: the first check passes, the second speaks.
    tree.edit(ADD, "    0\n", "    println!(\"a is {a}\");\n    a * 0 + 3\n");
    has(
        &tree.told(&[]),
        &["a_zero\n    your code printed:\n    | a is 0\n    NOT YET  0 + 2 is 2", "the other 1 pass"],
    );

    // An unfinished edit locks everything, until it is set aside.
    tree.edit(ADD, "a * 0 + 3", "a + ");
    let unfinished = tree.read(ADD);
    let (broken, code) = tree.x(&[]);
    assert_eq!(code, 1, "{broken}");
    has(
        &broken,
        &["It does not compile yet: ch01::add (1 error)", "expected expression", "cargo x skip ch01::add "],
    );
    has(&tree.told(&["hint"]), &["ch01::add", "Hint 3 of 3"]);
    has(&tree.told(&["skip", "add"]), &["ch01::add is skipped"]);
    assert_eq!(tree.read(ADD), starter);
    has(&tree.told(&[]), &["Next: ch02::greet"]);
    has(&tree.told(&["list"]), &["[-]   ch01::add ", "[ ] * ch01::double ", "[>]   ch02::greet "]);
    tree.told(&["resume", "add"]);
    assert_eq!(tree.read(ADD), unfinished);
    assert_eq!(tree.x(&["resume", "add"]).1, 1, "it is not skipped any more");

    // Begun again: what was written is kept, and a second time nothing is written over.
    for kept in ["add.1.rs", "add.2.rs"] {
        tree.write(ADD, &unfinished);
        has(&tree.told(&["reset", "ch01/add"]), &["is as you found it again", kept]);
        assert_eq!(tree.read(ADD), starter);
        assert_eq!(tree.read(&format!("exercises/aside/ch01_numbers/{kept}")), unfinished);
    }

    // A signature that no longer fits is not the checks' fault.
    tree.edit(ADD, "b: u32", "b: &str");
    has(&tree.x(&[]).0, &["ch01::add no longer fits its checks (3 errors)", "2 more errors"]);
    tree.told(&["reset", "add"]);

    // The solution is shown to those who say so.
    let (refused, code) = tree.x(&["show", "add"]);
    assert_eq!(code, 2);
    has(&refused, &["cargo x show ch01::add --yes"]);
    has(&tree.told(&["show", "add", "--yes"]), &["-     0\n+     a + b\n"]);

    // A chapter is drawn when it is solved, once by itself.
    assert_eq!(tree.x(&["draw", "1"]).1, 1, "it is not solved yet");
    tree.edit(ADD, "    0\n", "    b + a\n");
    let solved = tree.told(&[]);
    has(
        &solved,
        &[
            "Well done: chapter 1 is solved.",
            "3 = 3\n",
            "Now chapter 2: chapters/two.md\n",
            "1 of 2",
            "Next: ch02::greet",
        ],
    );
    assert!(!tree.told(&[]).contains("3 = 3"));
    has(&tree.told(&["draw", "ch01"]), &["3 = 3\n"]);

    tree.edit(GREET, "\"\"", "\"hello\"");
    has(&tree.told(&[]), &["2 of 2 done.", "Next: * ch01::double"]);
    tree.edit("exercises/src/ch01_numbers/double.rs", "    a\n", "    a + a\n");
    has(&tree.told(&["list"]), &["[x] * ch01::double "]);
    has(&tree.told(&[]), &["All of them are solved."]);

    // No temporary file is left anywhere.
    let sources = fs::read_dir(tree.0.join("exercises/src/ch01_numbers")).unwrap();
    assert_eq!(sources.count(), 3);
}

#[test]
fn what_is_saved_is_checked() {
    for (how, says) in [(&["watch"][..], "Watching exercises/src"), (&["watch", "--poll"], "twice a second")]
    {
        let tree = Tree::plant(&how.join(""));
        let watch = Watch::over(&tree, how);
        has(&watch.until(says), &["0 of 2 done"]);
        tree.edit(ADD, "    0\n", "    a + b + 1\n");
        has(&watch.until(says), &["ch01::add is saved.", "ch01::add: 0 of 2 checks pass.", "0 of 2 done"]);
        tree.edit(ADD, "a + b + 1", "a + b +");
        has(&watch.until(says), &["ch01::add is saved.", "It does not compile yet: ch01::add"]);
        tree.edit(ADD, "a + b +", "a + b");
        has(
            &watch.until(says),
            &["ch01::add is solved: all its 2 checks pass.", "3 = 3", "Next: ch02::greet"],
        );
    }
}
