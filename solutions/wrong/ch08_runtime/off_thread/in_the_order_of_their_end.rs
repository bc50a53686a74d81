//! Gives the answers in the order in which they came.
// <solution>
let mut calls = ch08_runtime::JoinSet::new();
for name in names {
    calls.spawn(async move { spawn_blocking(move || library(&name)).await });
}
let mut found = Vec::new();
while let Some(answer) = calls.join_next().await {
    found.push(answer??);
}
Ok(found)
// </solution>
