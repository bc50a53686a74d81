//! Chapter 2.

mod bell;
mod ordered_pool;
mod race;
mod release_around;
mod your_run;
