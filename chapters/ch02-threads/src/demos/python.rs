//! The real CPython beside ours, where there is one.

use std::process::Command;

/// fib as the source text has it, in turn and on two threads. Prints: version, GIL on or off, seconds, seconds.
const SCRIPT: &str = "\
import sys, threading, time
def fib(n):
    if n == 1: return 0
    elif n == 2: return 1
    else: return fib(n - 1) + fib(n - 2)
numbers = [int(n) for n in sys.argv[1:]]
start = time.perf_counter()
for n in numbers: fib(n)
turn = time.perf_counter() - start
threads = [threading.Thread(target=fib, args=(n,)) for n in numbers]
start = time.perf_counter()
for t in threads: t.start()
for t in threads: t.join()
both = time.perf_counter() - start
gil = getattr(sys, '_is_gil_enabled', lambda: True)()
print(sys.version.split()[0], 'on' if gil else 'off', turn, both)
";

/// Runs both in Python, and gives a sentence: what came of it, or that it was left out.
pub(super) fn fib(first: u32, second: u32) -> String {
    let output = Command::new("python3")
        .args(["-c", SCRIPT])
        .args([first.to_string(), second.to_string()])
        .stdin(std::process::Stdio::null())
        .output();
    let output = match output {
        Ok(output) if output.status.success() => output,
        Ok(output) => {
            return format!("(python3 is there, but the comparison did not run: {}.)", output.status);
        }
        Err(_) => {
            return "(There is no python3 on this machine, so the comparison with it is left out.)"
                .to_owned();
        }
    };
    let said = String::from_utf8_lossy(&output.stdout);
    match said.split_whitespace().collect::<Vec<_>>()[..] {
        [version, gil, in_turn, threads] => match (in_turn.parse::<f64>(), threads.parse::<f64>()) {
            (Ok(in_turn), Ok(threads)) => format!(
                "CPython {version}, its GIL {gil}, fib({first}) and fib({second}): in turn {in_turn:.2} s,\n\
                 on two threads {threads:.2} s: {:.2} times as fast.",
                in_turn / threads
            ),
            _ => format!("(python3 said something else than figures: {said})"),
        },
        _ => format!("(python3 said something else than figures: {said})"),
    }
}
