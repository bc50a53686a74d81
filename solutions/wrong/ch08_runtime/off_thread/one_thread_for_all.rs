//! Gives the whole list to one thread: the tasks go on, but the calls wait for each other.
// <solution>
spawn_blocking(move || names.iter().map(|name| library(name)).collect()).await
// </solution>
