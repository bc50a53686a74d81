//! Chapter 1: a socket is a stream of bytes, and a read may wait for ever.

pub mod read_all;

pub mod end_of_head;

pub mod deadline;
