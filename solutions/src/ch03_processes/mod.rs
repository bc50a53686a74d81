//! Chapter 3: the same address means other memory: everything must be posted.
