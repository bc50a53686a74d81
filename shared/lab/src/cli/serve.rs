//! `serve`: the chapter's own server on loopback.

use std::io::Write;

use super::args::{Args, Flag, Value};
use super::help::cargo_run;
use super::report::Failure;
use super::{Chapter, Ended, ServeCommand, complain};
use crate::{net, say};

/// The flags every chapter's `serve` has.
pub(super) const FLAGS: [Flag; 1] = [Flag {
    name: "port",
    value: Value::Number(0, 65_535),
    about: "Where to listen on 127.0.0.1; 0, the default, lets the system pick.",
}];

pub(super) fn run(chapter: &Chapter, serve: &ServeCommand, args: &Args) -> Result<Ended, Failure> {
    let port = args.number("port").unwrap_or(0) as u16;
    let listener = net::listen(port)?;
    let addr = listener.local_addr()?;
    (serve.prepare)()?;
    // The first line, and the last: whoever started us reads it to know the port, and that we listen.
    say!("listening on http://{addr}");
    std::io::stdout().flush()?;
    complain(format_args!(
        "{} {}; try: curl http://{addr}/delay/500; end it with Ctrl-C",
        cargo_run(chapter),
        serve.about
    ));
    (serve.run)(args, listener)?;
    Ok(Ended::Well)
}
