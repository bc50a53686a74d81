//! What a coroutine said, in words.

use std::fmt::Debug;
use std::time::Instant;

use ch04_nonblocking_socket::Interest;
use ch05_event_loop::{Key, Step};

/// A step in words, its time counted from `start`.
pub fn words<T: Debug>(step: &Step<T>, start: Instant) -> String {
    match step {
        Step::Yield => "Yield".into(),
        Step::Done(result) => format!("Done({result:?})"),
        Step::Wait(wait) => match (wait.source, wait.deadline) {
            (None, None) => "Wait (for nothing: that is for ever)".into(),
            (None, Some(at)) => format!("Wait (until {} ms)", (at - start).as_millis()),
            (Some(source), None) => format!("Wait (until {})", ready(source)),
            (Some(source), Some(at)) => {
                format!("Wait (until {}, or until {} ms)", ready(source), (at - start).as_millis())
            }
        },
    }
}

fn ready((key, interest): (Key, Interest)) -> String {
    let ready = match interest {
        Interest::Readable => "readable",
        Interest::Writable => "writable",
    };
    format!("socket {key} is {ready}")
}
