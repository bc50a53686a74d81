//! Chapter 4: non-blocking is not the trick; being told is.
