//! Chapter 1.

mod deadline;
mod end_of_head;
mod read_all;
mod script;
mod your_run;
