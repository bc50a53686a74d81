//! One server, watched from outside, by what the system tells, and from inside, by what it tells of itself.

use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use lab::vitals::Vitals;

use super::figures::{Figures, Sample};
use super::load::Done;
use crate::chapters::Chapter;
use crate::client::Client;
use crate::patience;
use crate::processes;
use crate::serving::Serving;

/// How often a server tells its vitals, in milliseconds: twice as often as it is looked at.
const TELLS: &str = "500";

/// Told to glibc's allocator, where that is the allocator: to give back at once what is free, and large blocks by
/// themselves. As it is by default it keeps some of it, now more, now less, by half a mebibyte: more than a leak that is
/// looked for.
const GIVE_BACK: [(&str, &str); 2] =
    [("MALLOC_TRIM_THRESHOLD_", "16384"), ("MALLOC_MMAP_THRESHOLD_", "16384")];

/// A server under load.
#[derive(Debug)]
pub(super) struct Watched {
    /// The package.
    chapter: &'static str,
    /// The server.
    serving: Serving,
    /// Its process.
    pids: [u32; 1],
    /// How it was before the load.
    before: Sample,
    /// What was seen of it, once a second, for as long as it lived.
    samples: Vec<Sample>,
}

impl Watched {
    /// Starts a chapter's server, lets it serve once, and notes how it is when that is over.
    #[track_caller]
    pub(super) fn start(chapter: &Chapter, path: PathBuf) -> Watched {
        let serve = ["serve", "--port", "0", "--vitals", TELLS];
        let mut command = chapter.at(path).command(&serve);
        command.envs(GIVE_BACK);
        let serving = Serving::start(command);
        // What is made at the first use is no leak.
        serving.assert_serves();
        let pids = [serving.pids()[0]];
        let mut watched = Watched {
            chapter: chapter.package,
            serving,
            pids,
            before: Sample::default(),
            samples: Vec::new(),
        };
        watched.before = watched.settled();
        watched
    }

    pub(super) fn addr(&self) -> SocketAddr {
        self.serving.addr()
    }

    /// Notes how it is now.
    pub(super) fn look(&mut self, at: Duration) {
        if !processes::has_ended(self.pids[0]) {
            self.samples.push(self.sample(at));
        }
    }

    fn sample(&self, at: Duration) -> Sample {
        Sample {
            at,
            fds: processes::fds(&self.pids)[0] as u64,
            rss_kib: processes::resident_kib(&self.pids),
            threads: processes::threads(&self.pids) as u64,
            cpu: processes::cpu(&self.pids),
            vitals: self.told().last().copied(),
        }
    }

    /// All that it has told of itself so far.
    fn told(&self) -> Vec<Vitals> {
        self.serving.said(0).iter().filter_map(|line| Vitals::from_json(line)).collect()
    }

    /// How it is when it has told the same twice in a row, and no file was opened or closed in between.
    #[track_caller]
    fn settled(&self) -> Sample {
        let mut before = (self.told().len(), self.sample(Duration::ZERO));
        patience::until("the server comes to rest", || {
            let told = self.told();
            if told.len() < before.0 + 2 {
                return Err(format!("it has told {} times how it is", told.len()));
            }
            let now = self.sample(Duration::ZERO);
            let rests = now.fds == before.1.fds && told[told.len() - 2] == told[told.len() - 1];
            before = (told.len(), now);
            if rests { Ok(now) } else { Err(format!("{now:?}")) }
        })
    }

    /// The load is over: waits until all has drained, ends the server, and gives what was seen.
    pub(super) fn end(mut self, start: Instant, loaded: Duration, done: Vec<Done>) -> Figures {
        let mut trouble = Vec::new();
        let after = self.drained(start);
        if processes::has_ended(self.pids[0]) {
            trouble.push("it ended under the load".to_owned());
        } else {
            let rests = || processes::assert_idle(&self.pids, "after the load");
            trouble.extend(caught(rests).err());
            trouble.extend(caught(|| serves_still(self.addr())).err());
        }
        let said = self.serving.kill();
        trouble.extend(said.into_iter().filter(|line| line.contains("panicked")).take(3));
        let (before, samples) = (self.before, std::mem::take(&mut self.samples));
        Figures { chapter: self.chapter, loaded, done, samples, before, after, trouble }
    }

    /// How it is once it is as it was before; or how it still is after a long time.
    fn drained(&self, start: Instant) -> Sample {
        // What it tells next was asked after the load.
        let (since, told) = (Instant::now(), self.told().len());
        let mut last = self.samples.last().copied().unwrap_or_default();
        while !processes::has_ended(self.pids[0]) {
            last = self.sample(start.elapsed());
            if (self.told().len() > told && last.is_back_at(&self.before)) || since.elapsed() > patience::STEP
            {
                break;
            }
            thread::sleep(Duration::from_millis(50));
        }
        last
    }
}

/// What it panicked with, as an error.
fn caught(check: impl FnOnce()) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(check)).map_err(|panic| patience::words_of(panic.as_ref()))
}

/// One more request, as at the beginning.
fn serves_still(addr: SocketAddr) {
    let mut client = Client::connect(addr);
    client.send(crate::client::get("/"));
    client.answer().assert_is(200, b"Hello, World!");
}
