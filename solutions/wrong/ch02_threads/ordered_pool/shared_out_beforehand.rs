//! Shares the jobs out among the threads beforehand: whoever got the slow one keeps the others of its heap waiting.
// <solution>
let threads = threads.max(1);
let count = jobs.len();
let mut heaps: Vec<Vec<(usize, Job<T>)>> = (0..threads).map(|_| Vec::new()).collect();
for (number, job) in jobs.into_iter().enumerate() {
    heaps[number % threads].push((number, job));
}
let mut results: Vec<Option<thread::Result<T>>> = (0..count).map(|_| None).collect();
thread::scope(|scope| {
    let all: Vec<_> = heaps
        .into_iter()
        .map(|heap| {
            scope.spawn(move || {
                heap.into_iter()
                    .map(|(number, job)| (number, catch_unwind(AssertUnwindSafe(job))))
                    .collect::<Vec<_>>()
            })
        })
        .collect();
    for thread in all {
        for (number, result) in thread.join().unwrap() {
            results[number] = Some(result);
        }
    }
});
results.into_iter().flatten().collect()
// </solution>
