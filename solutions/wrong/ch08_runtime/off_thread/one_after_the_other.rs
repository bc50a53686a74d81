//! Awaits each call before it begins the next.
// <solution>
let mut found = Vec::new();
for name in names {
    found.push(spawn_blocking(move || library(&name)).await?);
}
Ok(found)
// </solution>
