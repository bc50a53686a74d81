//! Chapter 6: a future is a state machine; a waker says whom to continue.
