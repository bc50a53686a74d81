//! The films of steps: what the events make of them, and those that stand in the book.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lab::steps::{self, Direction, Event, Film, Socket};

/// Plays these events.
fn film(events: Vec<Event>) -> Result<Film, String> {
    let ((), steps) = steps::record(|| events.into_iter().for_each(|event| steps::note(|| event)));
    steps.film().map(Option::unwrap)
}

fn made(task: u64) -> [Event; 2] {
    [Event::Made { task, name: format!("task {task}") }, Event::Ready(task)]
}

/// A task that waits for a socket, and one that gives way once.
fn two_tasks() -> Vec<Event> {
    let told = |key| Event::Told(vec![Socket { key, readable: true, writable: false }]);
    let (later, nothing) = (Instant::now() + Duration::from_secs(3600), Duration::ZERO);
    let first = [Event::Runs(1), Event::Socket(0), Event::TimerSet(7, later)];
    let first = first.into_iter().chain([Event::AwaitsSocket(0, Direction::Readable), Event::Waits(1)]);
    let second = [Event::Runs(2), Event::Ready(2), Event::Waits(2), Event::Asks(Some(nothing)), told(0)];
    let end = [
        Event::TimerUnset(7),
        Event::Ready(1),
        Event::Runs(2),
        Event::Done(2),
        Event::Runs(1),
        Event::Done(1),
    ];
    made(1).into_iter().chain(made(2)).chain(first).chain(second).chain(end).collect()
}

#[test]
fn events_become_frames_that_hold_the_rules() {
    let film = film(two_tasks()).unwrap();
    steps::check(&film).unwrap();
    let says: Vec<&str> = film.frames.iter().map(|frame| frame.says.as_str()).collect();
    assert_eq!(says.len(), 13, "{says:#?}");
    assert_eq!(says[2], "Task 1 was the first of the ready queue: it runs.");
    assert_eq!(film.frames[2].running.as_deref(), Some("task 1"));
    assert_eq!(film.frames[2].ready, ["task 2"]);
    assert!(
        says[4].starts_with("Socket A has nothing to read yet. Task 1 waits until it is readable"),
        "{says:#?}"
    );
    assert_eq!(film.frames[4].waiting[0].1[0], "socket A readable");
    assert_eq!(film.frames[4].asked, ["tell me, once, when socket A is readable"]);
    assert_eq!(film.frames[4].timers.len(), 1);
    assert_eq!(says[6], "Task 2 gives way: it stands in the ready queue again.");
    assert_eq!(film.frames[7].told, ["socket A is readable"]);
    assert_eq!(says[8], "Task 1 has waited for this: it goes to the end of the ready queue.");
    assert_eq!(film.frames[8].ready, ["task 2", "task 1"]);
    assert_eq!(says[12], "Task 1 is done.");
}

#[test]
fn without_a_recording_nothing_is_made() {
    steps::note(|| unreachable!("nobody records"));
    assert_eq!(steps::while_noting(|| unreachable!("nobody records"), || 5), 5);
    let ((), none) = steps::record(|| ());
    assert_eq!(none.film(), Ok(None));
}

#[test]
fn of_several_runs_the_last_with_tasks_is_shown() {
    let run = |name: &str| Event::Run(name.to_owned());
    let empty = |name: &str| [run(name)].into_iter();
    let events = empty("one").chain(two_tasks()).chain(empty("two")).chain(two_tasks()).chain(empty("three"));
    assert_eq!(film(events.collect()).unwrap().run, "two");
}

#[test]
fn events_that_do_not_fit_together_are_refused() {
    let refused = |events: Vec<Event>| film(events).unwrap_err();
    let both = || made(1).into_iter().chain(made(2));
    let overtakes = refused(both().chain([Event::Runs(2)]).collect());
    assert!(overtakes.ends_with("task 2 runs, and was not the first of the queue"), "{overtakes}");
    let together = refused(both().chain([Event::Runs(1), Event::Runs(2)]).collect());
    assert!(together.ends_with("task 2 runs while task 1 does"), "{together}");
    let twice = refused(made(1).into_iter().chain([Event::Ready(1)]).collect());
    assert!(twice.ends_with("task 1 was made ready twice"), "{twice}");
    let idle = refused(made(1).into_iter().chain([Event::Waits(1)]).collect());
    assert!(idle.ends_with("task 1 stops, and did not run"), "{idle}");
}

#[test]
fn a_thread_that_was_started_meanwhile_notes_too() {
    let ((), steps) = steps::record(|| {
        made(1).into_iter().chain([Event::Runs(1), Event::Waits(1)]).for_each(|event| steps::note(|| event));
        lab::thread::spawn("other", || steps::note(|| Event::Ready(1))).unwrap().join().unwrap();
        [Event::Runs(1), Event::Done(1)].into_iter().for_each(|event| steps::note(|| event));
    });
    let film = steps.film().unwrap().unwrap();
    let says: Vec<&str> = film.frames.iter().map(|frame| frame.says.as_str()).collect();
    assert!(
        says.contains(&"Another thread wakes task 1: it goes to the end of the ready queue."),
        "{says:#?}"
    );
}

#[test]
fn a_film_is_the_same_after_writing_and_reading() {
    let mut film = film(two_tasks()).unwrap();
    film.frames[3].says = "\"quoted\" </script> \u{e9}\n".to_owned();
    let text = film.to_json();
    assert!(!text.contains('<'), "it must be able to stand in a page: {text}");
    let mut read = Film::from_json(&text).unwrap();
    // Times are written to the tenth of a millisecond.
    for (frame, read) in film.frames.iter().zip(&mut read.frames) {
        assert!(frame.at.abs_diff(read.at) < Duration::from_micros(51));
        read.at = frame.at;
        for ((_, due), (_, read)) in frame.timers.iter().zip(&mut read.timers) {
            assert!(due.abs_diff(*read) < Duration::from_micros(51));
            *read = *due;
        }
    }
    assert_eq!(read, film);
    let cut = Film::from_json(&text.replace("\"ready\":", "\"reedy\":")).unwrap_err();
    assert_eq!(cut, "frame 0: `ready` is not an array");
    assert!(Film::from_json(&text[..text.len() / 2]).unwrap_err().starts_with("not JSON"));
}

#[test]
fn a_film_that_breaks_a_rule_is_found() {
    let good = film(two_tasks()).unwrap();
    let broken = |name: &str, change: &dyn Fn(&mut Film)| {
        let mut film = good.clone();
        change(&mut film);
        let said = steps::check(&film).unwrap_err();
        assert!(said.contains(name), "{name}: {said}");
    };
    broken("task 2 is in two places", &|film| {
        film.frames[2].waiting.push(("task 2".into(), vec!["x".into()]))
    });
    broken("was not the first of the queue", &|film| {
        film.frames[2].running = Some("task 2".into());
        film.frames[2].ready = vec!["task 1".into()];
    });
    broken("somebody has overtaken", &|film| film.frames[8].ready.reverse());
    broken("somebody has overtaken", &|film| film.frames[3].ready.clear());
    broken("two came to the queue at once", &|film| film.frames[0].ready.push("task 9".into()));
    broken("the thread sleeps", &|film| film.frames[8].asleep = true);
    broken("time goes back", &|film| film.frames[1].at = Duration::from_secs(60));
    broken("waits for nothing", &|film| film.frames[4].waiting[0].1.clear());
    broken("runs before another has stopped", &|film| {
        film.frames[3].running = Some("task 2".into());
        film.frames[3].ready.clear();
    });
    broken("says nothing", &|film| film.frames[0].says.clear());
    broken("at the end something is left", &|film| film.frames.truncate(12));
    broken("no frames", &|film| film.frames.clear());
}

/// Every file of steps in the book.
fn committed() -> Vec<PathBuf> {
    let chapters = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../chapters");
    let folders = std::fs::read_dir(chapters).unwrap().map(|chapter| chapter.unwrap().path().join("figures"));
    let files = folders.filter_map(|folder| std::fs::read_dir(folder).ok()).flatten();
    files
        .map(|file| file.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(".steps.json"))
        .collect()
}

#[test]
fn every_film_in_the_book_holds_the_rules() {
    let files = committed();
    assert!(files.len() >= 2, "{files:?}");
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let film = Film::from_json(&text).unwrap_or_else(|what| panic!("{}: {what}", path.display()));
        steps::check(&film).unwrap_or_else(|what| panic!("{}: {what}", path.display()));
        assert!(text.len() <= 40 * 1024, "{}: {} bytes are too many for a page", path.display(), text.len());
        assert!((20..=60).contains(&film.frames.len()), "{}: {} frames", path.display(), film.frames.len());
    }
}
