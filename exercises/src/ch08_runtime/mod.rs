//! Chapter 8: cancelling is dropping: what matters is what the future was holding.
