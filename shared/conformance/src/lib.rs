//! One behaviour suite for every chapter.
#![forbid(unsafe_code)]
