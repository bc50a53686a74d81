//! Who can go on: a plain queue for this thread, and an inbox for all others.
