//! Chapter 3: the same address means other memory: everything must be posted.

pub mod frames;

pub mod in_order;

pub mod talk;

pub mod both_ways;

pub mod lost_job;
