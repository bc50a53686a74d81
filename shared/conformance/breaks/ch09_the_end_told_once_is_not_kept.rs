//! Edge-triggered, the end of the stream came with the last bytes, and is not kept for whoever reads them: nobody hears of it.
//!
//! - file: chapters/ch09-fast-path/src/slots.rs
//! - test: -p ch09-fast-path --test driver edge
//! - caught by: edge::the_end_that_comes_with_the_last_bytes_is_seen
// <from>
        slot.told = slot.told.or(nobody).or(end);
// <to>
        let _ = end;
        slot.told = slot.told.or(nobody);
// </to>
