//! Every runtime as a [`Runtime`](super::Runtime).

mod chapters;
mod local_pool;
mod smol;
mod steps;
mod tokio;

pub use chapters::{Ch07, Ch08, Ch09};
pub use local_pool::LocalPool;
pub use smol::Smol;
pub use steps::Step;
pub use tokio::Tokio;
