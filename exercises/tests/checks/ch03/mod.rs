//! Chapter 3.

mod both_ways;
mod frames;
mod home;
mod in_order;
mod lost_job;
mod talk;
mod your_run;
