//! Makes a task of each call: all tasks run on one thread.
// <solution>
let calls: Vec<_> = names.into_iter().map(|name| ch08_runtime::spawn(async move { library(&name) })).collect();
join_all(calls).await.into_iter().collect()
// </solution>
