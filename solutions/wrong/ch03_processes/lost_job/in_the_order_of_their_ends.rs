//! Gives the answers in the order in which they came.
// <solution run_all>
let answers = Mutex::new(Vec::new());
let next = AtomicUsize::new(0);
let feed = || {
    let mut worker = None;
    while let Some(job) = jobs.get(next.fetch_add(1, SeqCst)) {
        let answer = have_done(job, &mut worker, start);
        answers.lock().unwrap().push(answer);
    }
};
thread::scope(|scope| {
    for _ in 0..workers.max(1) {
        scope.spawn(feed);
    }
});
answers.into_inner().unwrap()
// </solution>
