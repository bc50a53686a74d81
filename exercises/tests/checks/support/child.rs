//! The child's side of a check: it runs the body, says in a sentence what went wrong, and ends.

use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use super::rest::{Kept, Others, what_the_others_do_within};

/// Set in the child, and only there.
pub const CHILD: &str = "EXERCISE_CHECK_CHILD";

/// Printed by the child before anything of the learner's: what stands before it is the test runner's.
pub const BEGIN: &str = "\u{2}";

/// The name of the thread that ends a check which does not end. (It fits into the 15 bytes that Linux keeps.)
pub const WATCHDOG: &str = "check's end";

/// Printed by the child when time is over and it looks for words.
pub const OVER: &str = "\u{4}";

/// A check may take so many times its limit, if it is the machine that makes it wait.
pub const AT_MOST: u32 = 5;

/// How many times slower than usual everything is here, if the environment says so. Limits are so many times longer.
const SLOWER: &str = "LAB_SLOWER";

/// A panic with these words is none of the learner's.
const ON_PURPOSE: &str = "as the check wants it";

/// What the watchdog adds when the check does not end.
static DIAGNOSIS: Mutex<Option<Box<dyn Fn() -> String + Send>>> = Mutex::new(None);

/// What the panics of all threads said, the latest at the end.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Whether this process was started to run one check.
pub fn is_child() -> bool {
    std::env::var_os(CHILD).is_some()
}

/// From now on, a check that hangs ends with these words: what was seen so far, and the likely mistake.
pub fn if_stuck(diagnosis: impl Fn() -> String + Send + 'static) {
    *DIAGNOSIS.lock().unwrap() = Some(Box::new(diagnosis));
}

/// The limit of a check of so many seconds, on this machine.
pub fn limit(seconds: u64) -> Duration {
    let slower = std::env::var(SLOWER).ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    Duration::from_secs(seconds).saturating_mul(slower)
}

/// Runs the body and ends the process: with 0, or with 101 after the words.
pub fn run(seconds: u64, body: impl FnOnce()) {
    std::panic::set_hook(Box::new(heard));
    print!("{BEGIN}");
    std::io::Write::flush(&mut std::io::stdout()).unwrap();
    let limit = limit(seconds);
    let watchdog = thread::Builder::new().name(WATCHDOG.into());
    let watching = watchdog.spawn(move || {
        patience(limit);
        eprint!("{OVER}");
        end(&format!("it did not end within {} s{}{}", limit.as_secs(), spent(), diagnosis()));
    });
    watching.unwrap();
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(()) => std::process::exit(0),
        // The last panic is the one that came here; those before it, on other threads or caught, may be the reason.
        Err(_) => {
            let last = PANICS.lock().unwrap().pop();
            end(&last.unwrap_or_else(|| "it panicked without a word".into()))
        }
    }
}

/// Returns when the check has had its time: the time in which its threads only waited for a core does not count.
fn patience(limit: Duration) {
    let (start, mut kept) = (Instant::now(), Kept::default());
    while start.elapsed() < limit + kept.waiting().min(limit * (AT_MOST - 1)) {
        thread::sleep(limit / 20);
    }
}

/// Every panic, on every thread, comes here first.
fn heard(panic: &PanicHookInfo<'_>) {
    let payload = panic.payload();
    let message =
        payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str));
    let message = message.unwrap_or("a panic without words");
    let place = panic.location().map_or(String::new(), |place| format!("{}:{}", place.file(), place.line()));
    // `todo!` on any thread is the verdict: whoever waits for that thread would wait in vain.
    if let Some(what) = message.strip_prefix("not yet implemented") {
        let what = what.trim_start_matches([':', ' ']);
        eprintln!("TO DO    {what}\n         {place}");
        std::process::exit(101);
    }
    // Some checks look what becomes of a panic.
    if message.contains(ON_PURPOSE) {
        return;
    }
    // An assertion of the check speaks for itself; a panic of the learner's code needs to be named as one.
    let words = if place.contains("tests") {
        format!("{message}\n         (asked by {place})")
    } else {
        format!("your code panicked: {message}\n         {place}")
    };
    PANICS.lock().unwrap().push(words);
}

/// Says the verdict and ends the process, whatever other threads are doing.
fn end(verdict: &str) -> ! {
    eprintln!("NOT YET  {verdict}");
    // A check that catches a panic and fails with its words has said it already.
    let before = PANICS.lock().map(|all| all.clone()).unwrap_or_default();
    for before in before.iter().filter(|before| !verdict.contains(before.lines().next().unwrap_or_default()))
    {
        eprintln!("         before that: {before}");
    }
    std::process::exit(101)
}

/// Spinning or sleeping? Asked when time is over.
fn spent() -> &'static str {
    match what_the_others_do_within(Duration::from_secs(1)) {
        Some(Others::Spin) => ", and used the CPU all the time: something is asked again and again",
        Some(Others::Sleep) => ", and used no CPU: it waits for something that does not come",
        _ => "",
    }
}

fn diagnosis() -> String {
    // The check's thread may hang while it holds the lock; then there is nothing to add.
    DIAGNOSIS
        .try_lock()
        .ok()
        .and_then(|say| say.as_ref().map(|say| format!(".\n         {}", say())))
        .unwrap_or_default()
}
