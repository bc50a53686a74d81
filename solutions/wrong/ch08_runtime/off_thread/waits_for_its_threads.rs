//! Makes threads, and waits for them with `join`, which blocks.
// <solution>
let calls: Vec<_> = names.into_iter().map(|name| std::thread::spawn(move || library(&name))).collect();
calls
    .into_iter()
    .map(|call| {
        call.join().map_err(|panic| {
            JoinError::Panicked((*panic.downcast::<&str>().unwrap_or_default()).to_owned())
        })
    })
    .collect()
// </solution>
