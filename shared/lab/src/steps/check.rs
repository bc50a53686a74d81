//! What must be true of every film, whatever it shows.

use std::collections::HashSet;

use super::{Film, Frame};

/// Looks at nothing but the frames: a fault in playing the events again is found too.
///
/// Time never goes back. No task is in two places. A task runs only from the head of the ready queue; nobody overtakes in
/// the queue, and whoever comes, comes in at its end. The thread sleeps only when nobody is ready. At the end nobody is
/// ready, runs or waits, and no timer is set.
///
/// # Errors
/// Which frame breaks which rule.
pub fn check(film: &Film) -> Result<(), String> {
    let nothing = Frame::default();
    let before = std::iter::once(&nothing).chain(&film.frames);
    for (n, (before, frame)) in before.zip(&film.frames).enumerate() {
        alone(frame)
            .and_then(|()| follows(before, frame))
            .map_err(|rule| format!("frame {n}: {rule}: {frame:?}"))?;
    }
    let last = film.frames.last().ok_or("no frames")?;
    let left = last.running.is_some() || !last.ready.is_empty() || !last.waiting.is_empty();
    if left || !last.timers.is_empty() {
        return Err(format!("at the end something is left: {last:?}"));
    }
    Ok(())
}

/// The rules of one frame.
fn alone(frame: &Frame) -> Result<(), String> {
    let mut seen = HashSet::new();
    let waiting = frame.waiting.iter().map(|(task, _)| task);
    for task in frame.running.iter().chain(&frame.ready).chain(waiting) {
        if !seen.insert(task) {
            return Err(format!("{task} is in two places"));
        }
    }
    if frame.says.is_empty() {
        return Err("it says nothing".to_owned());
    }
    if frame.asleep && (frame.running.is_some() || !frame.ready.is_empty()) {
        return Err("the thread sleeps, and somebody could run".to_owned());
    }
    if let Some((task, _)) = frame.waiting.iter().find(|(_, waits)| waits.is_empty()) {
        return Err(format!("{task} waits for nothing"));
    }
    Ok(())
}

/// The rules of two frames in a row.
fn follows(before: &Frame, frame: &Frame) -> Result<(), String> {
    if frame.at < before.at {
        return Err("time goes back".to_owned());
    }
    let mut queue = before.ready.as_slice();
    if frame.running != before.running
        && let Some(task) = &frame.running
    {
        if before.running.is_some() {
            return Err(format!("{task} runs before another has stopped"));
        }
        match queue {
            [first, others @ ..] if first == task => queue = others,
            _ => return Err(format!("{task} was not the first of the queue")),
        }
    }
    // Whoever stood there stands there still, in the same order, before all who are new.
    if !frame.ready.starts_with(queue) {
        return Err(format!("the queue was {queue:?}, and somebody has overtaken or vanished"));
    }
    if frame.ready.len() > queue.len() + 1 {
        return Err("two came to the queue at once".to_owned());
    }
    Ok(())
}
