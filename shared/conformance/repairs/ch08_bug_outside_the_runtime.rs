//! The sleeps are made inside, by tasks.
//!
//! - file: chapters/ch08-runtime/examples/ch08_bug_outside_the_runtime.rs
//! - test: -p ch08-runtime --test bugs_of_programs
//! - caught by: outside_of_a_runtime_there_are_no_timers
// <from>
        let nap = nap(); // the argument is made first: `block_on` has not begun
        block_on(nap);
        Ok(())
    });
    attempt("wrong: made by a thread of the pool", || {
        block_on(async { spawn_blocking(|| drop(nap())).await }) // a thread of one's own is the same
// <to>
        block_on(async { nap().await });
        Ok(())
    });
    attempt("wrong: made by a thread of the pool", || {
        block_on(async {
            nap().await;
            spawn_blocking(|| ()).await
        })
// </to>
