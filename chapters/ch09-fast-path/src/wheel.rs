//! Who waits until when: a heap for what is near, a wheel for what is far.
