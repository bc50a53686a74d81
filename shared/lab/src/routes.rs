//! What servers answer: [`contract`] for every chapter's `serve`, [`slow`] for the laboratory's own server.

use crate::http::{Answer, Request};

/// The answers every chapter's `serve` gives.
///
/// | request | answer |
/// |---|---|
/// | `GET /` | 200, `Hello, World!` |
/// | `GET /delay/MS` | 200 `ok` after MS milliseconds |
/// | `POST /echo` | 200, the body back |
/// | `HEAD` of either | the head alone |
/// | another path, another method | 404, 405 |
pub fn contract(_request: &Request<'_>) -> Answer {
    todo!()
}

/// The answers of the slow server: those of [`contract`], and `/bytes/N`, `/status/CODE`, `/chunked/N`, `/drip/N`,
/// `/headers`.
pub fn slow(_request: &Request<'_>) -> Answer {
    todo!()
}
