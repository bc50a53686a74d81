//! An executor: one thread that polls tasks and waits in the poller.
