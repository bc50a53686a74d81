//! The worker's side: read a job from stdin, do it, write the answer to stdout, until the parent has no more.
//!
//! # Implementation
//! The main thread does the jobs. A second thread does nothing but read stdin, because it must see the *end* of stdin
//! at any time: the parent holds the other end of that pipe, and when the parent dies, be it by `kill -9`, the system
//! closes it. A worker in the middle of a job would otherwise outlive its parent by that job's length.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread::Builder;

use ch02_threads::thread_pool::panic_message;
use crossbeam_channel::{Receiver, bounded};

use crate::frame::{self, Kind, MAX_PAYLOAD};

/// Does jobs until the parent closes stdin. A job that panics is answered with its message, and the next is done.
///
/// stdout belongs to the answers: what a job prints there would garble them, so jobs print to stderr. (A real program
/// would move stdout out of the way: keep a duplicate for the answers, and put stderr in its place.)
///
/// # Errors
/// The parent sent something that is no job, or does not read the answers any more.
// ANCHOR: run
pub fn run(mut work: impl FnMut(&[u8]) -> Vec<u8>) -> io::Result<()> {
    let mut parent = io::stdout().lock();
    frame::write(&mut parent, Kind::Ready, &[])?;

    let working = Arc::new(AtomicBool::new(false));
    for job in read_jobs(&working)? {
        let job = job?;
        // After a panic `work` may be in any state; whoever keeps something between jobs must mind that.
        let result =
            catch_unwind(AssertUnwindSafe(|| work(&job))).map_err(|panic| panic_message(&*panic).to_owned());
        // Before the answer goes out: once the parent has it, it may close stdin, and that is no accident then.
        working.store(false, SeqCst);
        match result {
            Ok(answer) if answer.len() <= MAX_PAYLOAD => frame::write(&mut parent, Kind::Answer, &answer)?,
            Ok(answer) => {
                let text = format!("its answer of {} bytes is over the limit of {MAX_PAYLOAD}", answer.len());
                frame::write(&mut parent, Kind::Failure, text.as_bytes())?;
            }
            Err(message) => {
                frame::write(&mut parent, Kind::Failure, format!("it panicked: {message}").as_bytes())?;
            }
        }
    }
    Ok(())
}
// ANCHOR_END: run

/// Starts the thread that reads stdin. `working` is true from the moment a whole job has come until its answer goes
/// out; an end of stdin meanwhile ends this process at once.
fn read_jobs(working: &Arc<AtomicBool>) -> io::Result<Receiver<io::Result<Vec<u8>>>> {
    let working = Arc::clone(working);
    let (send, jobs) = bounded(1);
    Builder::new().name("stdin".into()).spawn(move || {
        let mut stdin = io::stdin().lock();
        loop {
            let job = match frame::read(&mut stdin) {
                Ok(Some(frame)) if frame.kind == Kind::Job => {
                    working.store(true, SeqCst);
                    Ok(frame.payload)
                }
                // Nobody is left to read the answer.
                Ok(None) if working.load(SeqCst) => process::exit(1),
                // Dropping `send` ends the loop in `run`.
                Ok(None) => return,
                Ok(Some(_)) => Err(io::Error::new(io::ErrorKind::InvalidData, "the parent sent no job")),
                Err(error) => Err(error),
            };
            let last = job.is_err();
            if send.send(job).is_err() || last {
                return;
            }
        }
    })?;
    Ok(jobs)
}
