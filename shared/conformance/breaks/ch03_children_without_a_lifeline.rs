//! Nothing tells the children that their parent is gone: they go on serving its port.
//!
//! - file: chapters/ch03-processes/src/serve.rs
//! - test: -p ch03-processes --test contract -- serve_ends
//! - caught by: serve_ends::children_end_with_their_parent
// <from>
            process::exit(0);
// <to>
// </to>
