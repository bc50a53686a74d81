//! All of the input goes in, all of the output comes out, however much, and however the child ends.

use std::io::{Error, ErrorKind};
use std::process::Command;

use exercises::ch03_processes::both_ways::{Ended, communicate};

use super::home::{child, zombies};

/// Lines enough to fill both pipes, and what the child says to them.
fn a_megabyte() -> (String, String) {
    let lines =
        (0..20_000).map(|number| format!("line {number} of a long letter, to which an answer is due"));
    lines.fold((String::new(), String::new()), |(input, output), line| {
        (input + &line + "\n", output + "you said: " + &line + "\n")
    })
}

/// How it ended, in words.
fn shown(ended: &Result<Ended, Error>) -> String {
    match ended {
        Ok(Ended { output, status }) if output.len() > 100 => {
            format!("{} bytes of output and {status}", output.len())
        }
        Ok(Ended { output, status }) => {
            format!("the output {:?} and {status}", String::from_utf8_lossy(output))
        }
        Err(error) => format!("an error ({:?}: {error})", error.kind()),
    }
}

/// Whether it ended with this output and this code.
fn is(ended: &Result<Ended, Error>, output: &str, code: i32) -> bool {
    ended.as_ref().is_ok_and(|ended| ended.output == output.as_bytes() && ended.status.code() == Some(code))
}

#[test]
fn a_little_in_and_a_little_out() {
    check!(|| {
        crate::support::if_stuck(|| {
            "The child reads until its input ends, and you wait for the child's end: its input ends when your end of the pipe is dropped"
                .into()
        });
        let got = communicate(&mut child(), b"square 3\nsquare 4\n");
        assert!(
            is(&got, "9\n16\n", 3),
            "the child was sent two jobs, says \"9\\n16\\n\", and at the end of its input ends with code 3; you gave {}",
            shown(&got)
        );
        let got = communicate(&mut child(), b"");
        assert!(is(&got, "", 3), "no input, no output, code 3; you gave {}", shown(&got));
    });
}

#[test]
fn a_megabyte_both_ways() {
    check!(|| {
        let (input, output) = a_megabyte();
        let length = input.len();
        crate::support::if_stuck(move || {
            format!(
                "{length} bytes go in, and the child answers while it reads. Both pipes are full: you wait until it reads on, and it waits \
                 until you read. Let a thread write, and read meanwhile"
            )
        });
        let got = communicate(&mut child(), input.as_bytes());
        assert!(
            is(&got, &output, 3),
            "{} bytes went in, {} bytes were to come out, and the child's code is 3; you gave {}",
            input.len(),
            output.len(),
            shown(&got)
        );
    });
}

#[test]
fn a_child_that_has_seen_enough() {
    check!(|| {
        crate::support::if_stuck(|| {
            "The child has ended and left most of its input unread: nobody will read it any more".into()
        });
        let (input, _) = a_megabyte();
        let got = communicate(&mut child(), ("half 9\n".to_owned() + &input).as_bytes());
        assert!(
            is(&got, "half an ans", 9),
            "after the first line the child said \"half an ans\" and ended with code 9, a megabyte was left unread, and you gave {}. That \
             the pipe broke is no error of yours: what it said and how it ended is what your caller wants",
            shown(&got)
        );
    });
}

#[test]
fn nobody_is_left_behind() {
    check!(|| {
        crate::support::if_stuck(|| "The child has died, and you still wait".into());
        let got = communicate(&mut child(), b"square 3\nexit 7\nsquare 4\n");
        assert!(
            is(&got, "9\n", 7),
            "the child said \"9\\n\" and ended with code 7; you gave {}",
            shown(&got)
        );
        let left = zombies();
        assert!(
            left == 0,
            "the child has ended and nobody waited for it: it stays in the system's list, a zombie"
        );
        let none = communicate(&mut Command::new("there-is-no-such-program"), b"hello");
        assert!(
            none.as_ref().is_err_and(|error| error.kind() == ErrorKind::NotFound),
            "there is no such program, and you gave {}",
            shown(&none)
        );
    });
}
