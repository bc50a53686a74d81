//! Asks one worker after another: each waits for the answer of the one before.
// <solution run_all>
let mut all: Vec<Option<Worker>> = (0..workers.max(1)).map(|_| None).collect();
let places = all.len();
let mut answers = Vec::new();
for (number, job) in jobs.iter().enumerate() {
    answers.push(have_done(job, &mut all[number % places], start));
}
answers
// </solution>
