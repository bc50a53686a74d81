//! Chapter 7: the executor sleeps inside the poller.
