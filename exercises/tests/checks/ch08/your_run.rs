//! A worker with jobs of all kinds, and a graceful stop: on the learner's own pieces.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use ch08_runtime::sync::mpsc;
use ch08_runtime::{block_on, sleep};
use exercises::ch08_runtime::graceful::{Job, work_until};
use exercises::ch08_runtime::off_thread::look_up;
use exercises::ch08_runtime::race::race;
use exercises::ch08_runtime::timeout::timeout;
use lab::timeline::{Kind, State, lane, mark_at};

/// When the worker is asked to stop, and how long jobs in flight have then.
const STOP: Duration = Duration::from_millis(600);
const GRACE: Duration = Duration::from_millis(400);

/// Stretches of time: who waited, from when to when, and whether it came to its end.
#[derive(Clone)]
struct Diary {
    start: Instant,
    lines: Arc<Mutex<Vec<Line>>>,
}

struct Line {
    kind: Kind,
    name: String,
    from: Duration,
    to: Duration,
    done: bool,
}

/// Writes its line when it is dropped: so it sees also the end of a job that is cut.
struct Page {
    diary: Diary,
    at: usize,
}

impl Diary {
    fn new() -> Diary {
        Diary { start: Instant::now(), lines: Arc::default() }
    }

    fn page(&self, kind: Kind, name: &str) -> Page {
        let mut lines = self.lines.lock().unwrap();
        let from = self.start.elapsed();
        lines.push(Line { kind, name: name.to_owned(), from, to: from, done: false });
        Page { diary: self.clone(), at: lines.len() - 1 }
    }

    /// A job that writes a line.
    fn job(&self, name: &'static str, work: impl Future<Output = ()> + 'static) -> Job {
        let diary = self.clone();
        Box::pin(async move {
            let page = diary.page(Kind::Task, name);
            work.await;
            page.done();
        })
    }
}

impl Page {
    fn done(self) {
        self.diary.lines.lock().unwrap()[self.at].done = true;
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.diary.lines.lock().unwrap()[self.at].to = self.diary.start.elapsed();
    }
}

/// Where library calls write: they are plain functions, and have no other way to it.
static DIARY: Mutex<Option<Diary>> = Mutex::new(None);

/// A call that blocks its thread, longer for longer names.
fn library(name: &str) -> usize {
    let page = DIARY.lock().unwrap().as_ref().map(|diary| diary.page(Kind::Thread, name));
    thread::sleep(Duration::from_millis(80 * name.len() as u64));
    page.into_iter().for_each(Page::done);
    name.len()
}

async fn wait(time: u64) {
    sleep(Duration::from_millis(time)).await;
}

/// The run: how many jobs were cut, and whether one that came too late went back.
async fn run(diary: &Diary) -> (usize, bool) {
    let (jobs, receiver) = mpsc::channel(8);
    let stop = async {
        let page = diary.page(Kind::Device, "the stop");
        sleep(STOP).await;
        page.done();
    };
    for job in [
        diary.job("quick", wait(250)),
        diary.job("timeout", async {
            let _ = timeout(Duration::from_millis(400), wait(5_000)).await;
        }),
        diary.job("race", race(wait(5_000), wait(500))),
        diary.job("off thread", async {
            let names = ["ada", "grace", "barbara"].map(str::to_owned);
            let _ = look_up(names.into(), library).await;
        }),
        diary.job("in flight", wait(800)),
        diary.job("too long", wait(5_000)),
    ] {
        let _ = jobs.send(job).await;
    }
    let cut = work_until(receiver, stop, GRACE).await;
    (cut, jobs.send(Box::pin(async {})).await.is_err())
}

#[test]
#[ignore = "drawn by cargo x when the chapter is solved"]
fn your_run() {
    crate::support::draw("your worker", || {
        let diary = Diary::new();
        *DIARY.lock().unwrap() = Some(diary.clone());
        // On a thread that does not record: the diary alone is drawn.
        let (cut, went_back) = {
            let diary = diary.clone();
            thread::spawn(move || block_on(run(&diary))).join().unwrap()
        };
        let lines = diary.lines.lock().unwrap();
        for line in lines.iter() {
            let lane = lane(line.kind, || line.name.clone());
            mark_at(lane, State::Waiting, line.from);
            mark_at(lane, State::Gone, line.to);
        }
        let ends = |done: bool, kind: Kind| {
            let lines = lines.iter().filter(|line| line.done == done && line.kind == kind);
            lines
                .map(|line| format!("{} {} ms", line.name, line.to.as_millis()))
                .collect::<Vec<_>>()
                .join(", ")
        };
        format!(
            "Done: {}; {}.\nDropped at its await, when the grace was over: {} ({cut} job cut).\nOne thread ran all these; \
             ada, grace and barbara are calls that blocked threads of their own.{}",
            ends(true, Kind::Task),
            ends(true, Kind::Device),
            ends(false, Kind::Task),
            if went_back { " A job that came after the stop went back." } else { "" }
        )
    });
}
