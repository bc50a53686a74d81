//! Chapter 5.

mod echo;
mod fairness;
mod nested;
mod ready_queue;
mod timers;
mod words;
mod your_run;
