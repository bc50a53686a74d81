//! Puts an `async` around the call: it runs where it is polled, on the thread of all tasks.
// <solution>
Ok(join_all(names.into_iter().map(|name| async move { library(&name) })).await)
// </solution>
