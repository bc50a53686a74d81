//! What the server has seen, kept right even when a connection dies in the middle.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use tinyjson::JsonValue;

use crate::http::{Answer, Request, Service};
use crate::routes;

/// What the server has seen so far. A connection that asks for the counts over HTTP is left out of them from then on,
/// and so are its requests for them: looking changes nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Connections accepted.
    pub accepted: u64,
    /// Connections open now.
    pub open: u64,
    /// Requests that have come in whole and are not answered yet.
    pub in_flight: u64,
    /// The largest number of them at any instant.
    pub most_in_flight: u64,
    /// Requests answered: every byte was handed to the system.
    pub answered: u64,
}

impl Counts {
    /// The answer to `GET /counts`.
    pub(super) fn to_json(self) -> String {
        let Counts { accepted, open, in_flight, most_in_flight, answered } = self;
        format!(
            r#"{{"accepted":{accepted},"open":{open},"in_flight":{in_flight},"most_in_flight":{most_in_flight},"answered":{answered}}}"#
        )
    }

    /// The other way round.
    pub(super) fn from_json(text: &str) -> Option<Counts> {
        let object: HashMap<String, JsonValue> = crate::json::parse(text).ok()?.try_into().ok()?;
        // JSON knows only floating point numbers. They are exact up to 2^53, and no run of ours counts that far.
        let number = |name: &str| Some(*object.get(name)?.get::<f64>()? as u64);
        Some(Counts {
            accepted: number("accepted")?,
            open: number("open")?,
            in_flight: number("in_flight")?,
            most_in_flight: number("most_in_flight")?,
            answered: number("answered")?,
        })
    }
}

/// The counts while the loop runs. They never leave its thread: who wants them asks the loop. So they need no lock,
/// and whoever has got an answer finds it counted.
#[derive(Debug, Default)]
pub(super) struct Tally(Cell<Counts>);

impl Tally {
    pub(super) fn counts(&self) -> Counts {
        self.0.get()
    }
    fn change(&self, change: impl FnOnce(&mut Counts)) {
        let mut counts = self.0.get();
        change(&mut counts);
        self.0.set(counts);
    }
}

// ANCHOR: visit
/// What one connection has put into the counts. Dropping it takes out again what is not so any more, whichever way the
/// connection ended.
#[derive(Debug)]
pub(super) struct Visit {
    /// Where it is counted.
    tally: Rc<Tally>,
    /// How many of its requests are in flight.
    unanswered: Cell<u64>,
    /// Whether the connection is counted. Not any more once it has asked for the counts.
    counted: Cell<bool>,
}

impl Visit {
    /// A connection was accepted.
    pub(super) fn begin(tally: &Rc<Tally>) -> Visit {
        tally.change(|c| {
            c.accepted += 1;
            c.open += 1;
        });
        Visit { tally: Rc::clone(tally), unanswered: Cell::new(0), counted: Cell::new(true) }
    }
    /// A request has come in whole.
    fn arrived(&self) {
        self.unanswered.set(self.unanswered.get() + 1);
        self.tally.change(|c| {
            c.in_flight += 1;
            c.most_in_flight = c.most_in_flight.max(c.in_flight);
        });
    }
    /// All its requests are answered but the last `rest`.
    pub(super) fn answered_all_but(&self, rest: u64) {
        let done = self.unanswered.get().saturating_sub(rest);
        self.unanswered.set(self.unanswered.get() - done);
        self.tally.change(|c| {
            c.in_flight -= done;
            c.answered += done;
        });
    }
    /// It asked for the counts.
    fn looked(&self) -> Counts {
        if self.counted.replace(false) {
            self.tally.change(|c| {
                c.accepted -= 1;
                c.open -= 1;
            });
        }
        self.tally.counts()
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.tally.change(|c| {
            c.in_flight -= self.unanswered.get();
            c.open -= u64::from(self.counted.get());
        });
    }
}
// ANCHOR_END: visit

/// Answers one connection's requests, and counts them.
#[derive(Debug)]
pub(super) struct Clerk {
    /// The connection's part of the counts; shared with the connection, which knows when answers have been sent.
    pub(super) visit: Rc<Visit>,
}

impl Service for Clerk {
    fn answer(&mut self, request: &Request<'_>) -> Answer {
        if request.path == "/counts" && matches!(request.method, "GET" | "HEAD") {
            let mut answer = Answer::new(200, self.visit.looked().to_json().into_bytes());
            answer.content_type = "application/json";
            return answer;
        }
        self.visit.arrived();
        routes::slow(request)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn counts_survive_the_way_through_json() {
        let counts = Counts { accepted: 1, open: 2, in_flight: 3, most_in_flight: 4, answered: 5 };
        assert_eq!(Counts::from_json(&counts.to_json()), Some(counts));
        assert_eq!(Counts::from_json("{}"), None);
        assert_eq!(Counts::from_json("Hello, World!"), None);
    }

    #[test]
    fn a_connection_that_dies_takes_its_unanswered_requests_with_it() {
        let tally = Rc::new(Tally::default());
        let visit = Visit::begin(&tally);
        for _ in 0..3 {
            visit.arrived();
        }
        visit.answered_all_but(1);
        assert_eq!(
            tally.counts(),
            Counts { accepted: 1, open: 1, in_flight: 1, most_in_flight: 3, answered: 2 }
        );
        drop(visit);
        assert_eq!(
            tally.counts(),
            Counts { accepted: 1, open: 0, in_flight: 0, most_in_flight: 3, answered: 2 }
        );
    }

    #[test]
    fn looking_changes_nothing() {
        let tally = Rc::new(Tally::default());
        let visit = Visit::begin(&tally);
        visit.looked();
        visit.looked();
        drop(visit);
        assert_eq!(tally.counts(), Counts::default());
    }
}
