//! The chunked coding, decoded byte by byte if need be.
