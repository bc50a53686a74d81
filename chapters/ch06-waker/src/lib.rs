//! A waker: who says continue, and how.
