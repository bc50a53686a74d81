//! However long the queue: sockets are heard, timers fire, and with nobody ready the loop sleeps.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use exercises::ch05_event_loop::fairness::{Next, Turns, World};
use exercises::ch05_event_loop::ready_queue::TaskId;

const MS: Duration = Duration::from_millis(1);

/// After so many runs without a visit to the poller, the turn will not end by itself.
const STARVED: usize = 100;

/// A world on a clock of its own: a run takes a millisecond, a sleep takes as long as it is.
struct Fake {
    start: Instant,
    now: Instant,
    /// By task: what it says each time it has run.
    tasks: Vec<(TaskId, Next)>,
    /// Whose socket becomes ready when: each once, in order of time.
    sockets: VecDeque<(TaskId, Instant)>,
    /// Who ran, when.
    ran: Vec<(TaskId, Instant)>,
    /// How long it was allowed to sleep, visit by visit.
    visits: Vec<Option<Duration>>,
    /// How often somebody ran since the last visit.
    unheard: usize,
}

impl Fake {
    fn new() -> Fake {
        let now = Instant::now();
        let (tasks, ran, visits) = (Vec::new(), Vec::new(), Vec::new());
        Fake { start: now, now, tasks, sockets: VecDeque::new(), ran, visits, unheard: 0 }
    }

    /// Makes a task that always says this.
    fn task(&mut self, turns: &mut Turns, says: Next) -> TaskId {
        let id = turns.ready.insert();
        self.tasks.push((id, says));
        id
    }

    /// Makes a task that is suspended, after its first run, until its socket is ready.
    fn reader(&mut self, turns: &mut Turns, ready_at: Instant) -> TaskId {
        let id = self.task(turns, Next::WhenReady);
        self.sockets.push_back((id, ready_at));
        id
    }

    /// Somebody who is ready, as far as the tasks alone decide: it is new, or always ready again.
    fn somebody(&self) -> Option<TaskId> {
        let ready = |id, says| says == Next::Again || !self.ran.iter().any(|(ran, _)| *ran == id);
        self.tasks.iter().find(|(id, says)| ready(*id, *says)).map(|(id, _)| *id)
    }

    /// When a task has run, in ms from the start.
    fn times(&self, task: TaskId) -> Vec<u128> {
        let runs = self.ran.iter().filter(|(id, _)| *id == task);
        runs.map(|(_, at)| (*at - self.start).as_millis()).collect()
    }
}

impl World for Fake {
    fn now(&self) -> Instant {
        self.now
    }

    fn poll(&mut self, patience: Option<Duration>) -> Vec<TaskId> {
        self.unheard = 0;
        self.visits.push(patience);
        if let Some(task) = self.somebody() {
            assert!(
                patience == Some(Duration::ZERO),
                "task {task} is ready, and you visit the poller with a patience of {patience:?}: the loop would sleep while \
                 somebody could run. Zero means: only look"
            );
        }
        let ready_at = self.sockets.front().map(|(_, at)| *at);
        let wakes_up = [patience.map(|patience| self.now + patience), ready_at].into_iter().flatten().min();
        let wakes_up = wakes_up.expect(
            "you visit the poller with a patience of `None`, and no socket will ever be ready: the loop sleeps for ever, \
             timers or not",
        );
        self.now = wakes_up.max(self.now);
        let ready = self.sockets.iter().take_while(|(_, at)| *at <= self.now).count();
        self.sockets.drain(..ready).map(|(task, _)| task).collect()
    }

    fn run(&mut self, task: TaskId) -> Next {
        self.unheard += 1;
        assert!(
            self.unheard < STARVED,
            "tasks ran {STARVED} times, and the poller was not visited: a task that is always ready again keeps the turn for \
             ever. Run only those who are ready at one moment of the turn"
        );
        self.ran.push((task, self.now));
        self.now += MS;
        self.tasks
            .iter()
            .find(|(id, _)| *id == task)
            .expect("your queue handed out an id that it never gave")
            .1
    }
}

/// Takes turns until `done`; at most so many.
fn turns(turns: &mut Turns, world: &mut Fake, at_most: usize, mut done: impl FnMut(&Fake) -> bool) -> usize {
    for turn in 0..at_most {
        if done(world) {
            return turn;
        }
        turns.turn(world);
    }
    at_most
}

#[test]
fn a_turn_ends_though_a_task_is_always_ready_again() {
    check!(|| {
        let (mut loop_, mut world) = (Turns::default(), Fake::new());
        let busy = world.task(&mut loop_, Next::Again);
        for turn in 1..=10 {
            loop_.turn(&mut world);
            let (ran, visits) = (world.ran.len(), world.visits.len());
            assert!(
                visits >= turn,
                "after turn {turn}, in which task {busy} was always ready again, the poller had been visited {visits} times: visit it \
                 on every turn"
            );
            assert!(
                ran <= turn,
                "in {turn} turns task {busy} ran {ran} times: whoever becomes ready in a turn has the next one"
            );
        }
        assert!(
            world.ran.len() >= 9,
            "in 10 turns a task that was always ready ran {} times",
            world.ran.len()
        );
    });
}

#[test]
fn a_socket_is_heard_though_a_task_is_always_ready() {
    check!(|| {
        let (mut loop_, mut world) = (Turns::default(), Fake::new());
        let busy = world.task(&mut loop_, Next::Again);
        let ready_at = world.now + 10 * MS;
        let reader = world.reader(&mut loop_, ready_at);
        turns(&mut loop_, &mut world, 40, |world| world.times(reader).len() == 2);
        let runs = world.times(reader);
        assert!(
            runs.len() == 2 && (10..=14).contains(&runs[1]),
            "task {busy} is always ready again; the socket of task {reader} was ready at 10 ms, and the task ran at {runs:?} ms. \
             (First, because it is new; again when its socket is ready, a turn later at most.) Visit the poller on every turn"
        );
    });
}

#[test]
fn a_timer_fires_though_a_task_is_always_ready() {
    check!(|| {
        let (mut loop_, mut world) = (Turns::default(), Fake::new());
        let busy = world.task(&mut loop_, Next::Again);
        let at = world.now + 10 * MS;
        let sleeper = world.task(&mut loop_, Next::At(at));
        turns(&mut loop_, &mut world, 40, |world| world.times(sleeper).len() == 2);
        let runs = world.times(sleeper);
        assert!(
            runs.len() >= 2 && (10..=14).contains(&runs[1]),
            "task {busy} is always ready again; task {sleeper} was to go on at 10 ms, and ran at {runs:?} ms. (First, because it \
             is new; again when its timer is due, a turn later at most.) Look at the clock on every turn"
        );
    });
}

#[test]
fn everybody_who_is_ready_runs_once_a_turn() {
    check!(|| {
        let (mut loop_, mut world) = (Turns::default(), Fake::new());
        let ids: [TaskId; 3] = std::array::from_fn(|_| world.task(&mut loop_, Next::Again));
        turns(&mut loop_, &mut world, 100, |world| world.ran.len() >= 30);
        let ran: Vec<TaskId> = world.ran.iter().map(|(task, _)| *task).collect();
        assert!(
            ran.chunks_exact(3).all(|three| three == ids) && ran.len() >= 30,
            "tasks {ids:?} are always ready again, and ran in the order {ran:?}"
        );
    });
}

#[test]
fn with_nobody_ready_it_sleeps_until_the_next_timer() {
    check!(|| {
        let (mut loop_, mut world) = (Turns::default(), Fake::new());
        let at = world.now + 1000 * MS;
        let sleeper = world.task(&mut loop_, Next::At(at));
        let later = world.now + 5000 * MS;
        world.task(&mut loop_, Next::At(later));
        turns(&mut loop_, &mut world, 40, |world| world.times(sleeper).len() == 2);
        let (runs, visits) = (world.times(sleeper), &world.visits);
        assert!(
            runs == [0, 1000],
            "nobody was ready; task {sleeper} was to go on at 1000 ms, and ran at {runs:?} ms, after {} visits to the poller. \
             With nobody ready, let the visit sleep until the next timer: not longer, and not without a patience at all",
            visits.len()
        );
        assert!(
            visits.len() <= 4,
            "nobody was ready until 1000 ms, and the poller was visited {} times meanwhile: a loop that asks instead of \
             sleeping burns a core",
            visits.len()
        );
    });
}

#[test]
fn whom_a_turn_has_slept_for_goes_on() {
    check!(|| {
        let (mut loop_, mut world) = (Turns::default(), Fake::new());
        let at = world.now + 1000 * MS;
        let sleeper = world.task(&mut loop_, Next::At(at));
        let later = world.now + 5000 * MS;
        world.task(&mut loop_, Next::At(later));
        turns(&mut loop_, &mut world, 40, |world| world.now >= at);
        assert!(
            world.now >= at,
            "nobody is ready until 1000 ms, and in 40 turns the loop has not slept until then: it visited the poller with \
             a patience of {:?}, {} times",
            world.visits.last(),
            world.visits.len()
        );
        let (runs, ready) = (world.times(sleeper), loop_.ready.len());
        assert!(
            runs.len() == 2 || ready == 1,
            "a turn's visit slept until 1000 ms, when the timer of task {sleeper} is due; when that turn ended, the task had \
             neither run nor was it ready. Read the clock after the visit: it may have slept"
        );
    });
}

#[test]
fn a_turn_runs_all_who_are_ready_at_one_moment() {
    check!(|| {
        let (mut loop_, mut world) = (Turns::default(), Fake::new());
        let ready_at = world.now + 1000 * MS;
        let readers: [TaskId; 3] = std::array::from_fn(|_| world.reader(&mut loop_, ready_at));
        // More comes much later: whoever runs first and visits the poller then finds something to wait for, too.
        world.sockets.push_back((readers[0], world.now + 7_200_000 * MS));
        for turn in 1..=40 {
            let before = world.ran.len();
            loop_.turn(&mut world);
            let ran = world.ran.len() - before;
            let when = if before < 3 {
                "they are new"
            } else {
                "their sockets were ready in one visit to the poller"
            };
            assert!(
                ran == 0 || ran == 3,
                "tasks {readers:?} are ready: {when}; and turn {turn} ran {ran} of them. A turn runs all who are ready at one \
                 moment: count them when the visit and the timers have made ready whom they can, and before the first runs"
            );
            if world.ran.len() == 6 {
                return;
            }
        }
        panic!(
            "tasks {readers:?} are new, so ready; at 1000 ms their sockets are ready. In 40 turns they ran {} times in all, \
             instead of twice each",
            world.ran.len()
        );
    });
}

#[test]
fn with_no_timer_it_sleeps_until_a_socket_is_ready() {
    check!(|| {
        let (mut loop_, mut world) = (Turns::default(), Fake::new());
        let ready_at = world.now + 3_600_000 * MS;
        let reader = world.reader(&mut loop_, ready_at);
        // More comes much later: whoever runs first and visits the poller then finds something to wait for, too.
        world.sockets.push_back((reader, world.now + 7_200_000 * MS));
        turns(&mut loop_, &mut world, 40, |world| world.times(reader).len() == 2);
        let (runs, visits) = (world.times(reader), &world.visits);
        assert!(
            runs == [0, 3_600_000] && visits.len() <= 4,
            "nobody was ready and no timer set; a socket was ready after an hour, and its task ran at {runs:?} ms, after {} \
             visits to the poller: with nothing to wait for but sockets, sleep without a limit",
            visits.len()
        );
    });
}
