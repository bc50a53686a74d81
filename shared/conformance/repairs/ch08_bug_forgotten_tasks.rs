//! A `JoinSet` holds the tasks, and gives their errors.
//!
//! - file: chapters/ch08-runtime/examples/ch08_bug_forgotten_tasks.rs
//! - test: -p ch08-runtime --test bugs_of_programs
//! - caught by: of_forgotten_tasks_nobody_hears_that_they_failed
// <from>
    for record in 1..=10 {
        drop(spawn(save(record, Rc::clone(saved))));
    }
    sleep(Duration::from_millis(50)).await; // "they will be done by then"
    Vec::new()
// <to>
    kept_in_a_set(saved).await
// </to>
