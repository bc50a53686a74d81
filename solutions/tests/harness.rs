//! What the checks stand on: however the learner's code goes wrong, one check fails, in time, with the right words.
#![allow(clippy::unwrap_used)]

use std::process::Command;

#[macro_use]
#[allow(dead_code, unused_imports, reason = "nothing is drawn here")]
#[path = "../../exercises/tests/checks/support/mod.rs"]
pub(crate) mod support;

/// Code that goes wrong, each in its own way: run by the tests below, in a process of its own.
mod wrong {
    #[test]
    #[ignore = "goes wrong on purpose"]
    fn spins() {
        check!(within 1, || loop {
            std::hint::spin_loop();
        });
    }

    #[test]
    #[ignore = "goes wrong on purpose"]
    fn sleeps() {
        check!(within 1, || {
            crate::support::if_stuck(|| "nobody will wake it".into());
            loop {
                std::thread::park();
            }
        });
    }

    #[test]
    #[ignore = "goes wrong on purpose"]
    fn hangs_with_the_words() {
        check!(within 1, || {
            // The diagnosis itself never returns: only the parent can end this.
            crate::support::if_stuck(|| {
                loop {
                    std::thread::park();
                }
            });
            loop {
                std::thread::park();
            }
        });
    }

    #[test]
    #[ignore = "goes wrong on purpose"]
    fn aborts() {
        check!(|| std::process::abort());
    }

    #[test]
    #[ignore = "goes wrong on purpose"]
    fn exits() {
        check!(|| std::process::exit(7));
    }

    #[test]
    #[ignore = "goes wrong on purpose"]
    fn overflows_the_stack() {
        #[expect(unconditional_recursion)]
        fn deeper(n: u64) -> u64 {
            std::hint::black_box(deeper(std::hint::black_box(n) + 1) + 1)
        }
        check!(|| assert!(deeper(0) > 0));
    }

    #[test]
    #[ignore = "goes wrong on purpose"]
    fn reaches_a_todo_on_another_thread() {
        check!(|| {
            let thread = std::thread::spawn(|| {
                #[expect(clippy::todo)]
                {
                    todo!("Write this")
                }
            });
            let _: Result<(), _> = thread.join();
        });
    }

    #[test]
    #[ignore = "goes wrong on purpose"]
    fn panics_elsewhere_before_it_fails() {
        check!(|| {
            let _ = std::thread::spawn(|| panic!("the first")).join();
            println!("the learner's own print");
            panic!("the sentence");
        });
    }
}

/// What the check of that name says in its test's output, and that it failed.
fn words(name: &str) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args([&format!("wrong::{name}"), "--exact", "--ignored", "--test-threads=1"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("1 failed"), "{name} does not fail one test:\n{text}");
    let (_, said) =
        text.split_once(" stdout ----\n").unwrap_or_else(|| panic!("{name} says nothing:\n{text}"));
    said.split("\n\n\nfailures:").next().unwrap().to_owned()
}

#[test]
fn a_spin_is_told_from_a_sleep() {
    let spins = words("spins");
    assert!(spins.starts_with("NOT YET  it did not end within 1 s, and used the CPU"), "{spins}");
    let sleeps = words("sleeps");
    assert!(sleeps.starts_with("NOT YET  it did not end within 1 s, and used no CPU"), "{sleeps}");
    assert!(sleeps.ends_with("nobody will wake it"), "{sleeps}");
}

#[test]
fn a_watchdog_that_hangs_is_killed_from_outside() {
    let said = words("hangs_with_the_words");
    assert!(said.contains("NOT YET  it had to be killed"), "{said}");
}

#[test]
fn the_death_of_the_process_is_put_into_words() {
    let said = words("exits");
    assert!(said.contains("ended with code 7 in the middle of the check"), "{said}");
    let said = words("overflows_the_stack");
    assert!(said.contains("calls itself without an end"), "{said}");
    let said = words("aborts");
    assert!(said.contains("NOT YET  the process"), "{said}");
}

#[test]
fn a_todo_on_any_thread_is_the_verdict() {
    let said = words("reaches_a_todo_on_another_thread");
    assert!(said.starts_with("TO DO    Write this\n"), "{said}");
}

#[test]
fn a_panic_on_another_thread_is_named_beside_the_sentence() {
    let said = words("panics_elsewhere_before_it_fails");
    assert!(said.starts_with("the learner's own print\nNOT YET  the sentence\n"), "{said}");
    assert!(said.contains("before that: the first"), "{said}");
}
