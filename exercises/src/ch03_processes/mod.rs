//! Chapter 3: the same address means other memory: everything must be posted.

pub mod frames;

pub mod talk;

pub mod in_order;

pub mod lost_job;
