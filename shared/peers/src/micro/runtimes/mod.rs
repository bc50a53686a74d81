//! Every runtime as a [`Runtime`](super::Runtime).

mod chapters;
mod local_pool;
mod smol;
mod tokio;

pub use chapters::{Ch07, Ch08};
pub use local_pool::LocalPool;
pub use smol::Smol;
pub use tokio::Tokio;
