//! Files, through the pool.
//!
//! A file is always "ready": the poller refuses one (Linux: `EPERM`), and a read that must wait for the disk blocks its
//! thread all the same. So it is a thread of the pool that blocks. (tokio does the same; asyncio has no files.)

use std::io;
use std::path::PathBuf;

use crate::blocking::spawn_blocking;

/// Reads a whole file.
///
/// In asyncio `to_thread(path.read_bytes)`, in tokio `fs::read`. An example stands at [`write()`].
///
/// Dropped: the thread goes on, and what it has read is thrown away.
///
/// # Errors
/// What the system says.
///
/// # Panics
/// When this thread is in no runtime.
pub async fn read(path: impl Into<PathBuf>) -> io::Result<Vec<u8>> {
    let path = path.into();
    spawn_blocking(move || std::fs::read(path)).await.map_err(io::Error::other)?
}

/// Writes a whole file.
///
/// In asyncio `to_thread(path.write_bytes, …)`, in tokio `fs::write`.
///
/// Dropped: the file is written all the same.
///
/// ```
/// use ch08_runtime::{block_on, fs};
///
/// let path = std::env::temp_dir().join(format!("ch08-fs-{}", std::process::id()));
/// let read = block_on(async {
///     fs::write(&path, "through the pool").await?;
///     fs::read(&path).await
/// });
/// std::fs::remove_file(&path).unwrap();
/// assert_eq!(read.unwrap(), b"through the pool");
/// ```
///
/// # Errors
/// What the system says.
///
/// # Panics
/// When this thread is in no runtime.
pub async fn write(path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) -> io::Result<()> {
    let (path, bytes) = (path.into(), bytes.into());
    spawn_blocking(move || std::fs::write(path, bytes)).await.map_err(io::Error::other)?
}
