//! Edge-triggered, what was told while nobody waited is not kept: whoever comes next waits for ever.
//!
//! - file: chapters/ch09-fast-path/src/slots.rs
//! - test: -p ch09-fast-path --test driver edge
//! - caught by: edge::a_socket_that_was_told_of_while_nobody_waited_is_tried_by_the_next
// <from>
        slot.told = slot.told.or(nobody).or(end);
// <to>
        let _ = nobody;
        slot.told = slot.told.or(end);
// </to>
