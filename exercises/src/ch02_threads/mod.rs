//! Chapter 2: threads overlap waits, and get into each other's way.
