//! Chapter 3.

mod frames;
mod home;
mod in_order;
mod lost_job;
mod talk;
mod your_run;
