//! First come, first served; once each; nobody who is over.

use exercises::ch05_event_loop::ready_queue::{ReadyQueue, TaskId};

/// More than any check needs: whoever hands out so many does not come to an end.
const FAR_TOO_MANY: usize = 1000;

/// A queue with so many tasks, all of them suspended: each was handed out once, and has not been woken.
fn suspended<const N: usize>() -> (ReadyQueue, [TaskId; N]) {
    let mut queue = ReadyQueue::new();
    let ids = std::array::from_fn(|_| queue.insert());
    let ran = all(&mut queue);
    assert!(
        ran == ids,
        "tasks {ids:?} were made in this order and never woken, and you handed out {ran:?}: each is ready at once, the \
         first goes first, and each goes once"
    );
    (queue, ids)
}

/// Hands out until nobody is ready. Somebody is: a task was woken.
fn woken(queue: &mut ReadyQueue) -> Vec<TaskId> {
    let ran = all(queue);
    assert!(
        !ran.is_empty(),
        "every task had been handed out once; now suspended ones were woken, and nobody is ready. Whoever is handed out is \
         not ready any more: note that in `pop`, or each later wake looks like a second one"
    );
    ran
}

/// Hands out until nobody is ready.
fn all(queue: &mut ReadyQueue) -> Vec<TaskId> {
    let mut ran = Vec::new();
    while let Some(id) = queue.pop() {
        ran.push(id);
        assert!(
            ran.len() < FAR_TOO_MANY,
            "nobody wakes anybody, and you have handed out {FAR_TOO_MANY} tasks, the last ones {:?}: whoever is handed \
             out is not ready any more",
            &ran[FAR_TOO_MANY - 5..]
        );
    }
    ran
}

#[test]
fn new_tasks_run_in_the_order_they_were_made() {
    check!(|| {
        let (_, ids) = suspended::<5>();
        for (at, id) in ids.iter().enumerate() {
            assert!(!ids[..at].contains(id), "you gave the ids {ids:?}: two tasks that live have the same");
        }
    });
}

#[test]
fn woken_tasks_run_in_the_order_they_were_woken() {
    check!(|| {
        let (mut queue, [a, b, c, d]) = suspended();
        for id in [c, a, d, b] {
            queue.wake(id);
        }
        let ran = woken(&mut queue);
        assert!(
            ran == [c, a, d, b],
            "tasks {c}, {a}, {d}, {b} were woken in this order, and you handed out {ran:?}: who became ready first goes \
             first, whatever its id"
        );
    });
}

#[test]
fn whoever_comes_back_goes_behind_all_others() {
    check!(|| {
        let mut queue = ReadyQueue::new();
        let ids: [TaskId; 3] = std::array::from_fn(|_| queue.insert());
        let mut ran = Vec::new();
        for _ in 0..9 {
            let id =
                queue.pop().expect("three tasks give way again and again, and you say that nobody is ready");
            ran.push(id);
            queue.wake(id); // as a task that gives way does
        }
        assert!(
            ran == [ids, ids, ids].concat(),
            "three tasks that are always ready again ran in the order {ran:?}: whoever comes back goes to the end, or the \
             others starve"
        );
    });
}

#[test]
fn a_task_woken_twice_runs_once() {
    check!(|| {
        let (mut queue, [a, b]) = suspended();
        for id in [a, b, a, a] {
            queue.wake(id);
        }
        let (len, ran) = (queue.len(), woken(&mut queue));
        assert!(
            ran == [a, b],
            "task {a} was woken, then task {b}, then task {a} twice more, and you handed out {ran:?}: a task that is \
             ready already stays where it is, once"
        );
        assert!(len == 2, "two tasks were ready, one of them woken three times, and `len` said {len}");
    });
}

#[test]
fn a_new_task_that_is_woken_runs_once() {
    check!(|| {
        let mut queue = ReadyQueue::new();
        let (a, b) = (queue.insert(), queue.insert());
        queue.wake(a);
        let ran = all(&mut queue);
        assert!(
            ran == [a, b],
            "tasks {a} and {b} are new, so ready, and {a} was woken before it ran: you handed out {ran:?}"
        );
    });
}

#[test]
fn a_wake_that_comes_while_the_task_runs_is_not_lost() {
    check!(|| {
        let (mut queue, [a, b]) = suspended();
        queue.wake(a);
        queue.wake(b);
        let running = queue.pop();
        let who = running.map_or("nobody".into(), |id| format!("task {id}"));
        assert!(
            running == Some(a),
            "tasks {a} and {b} had been handed out once; now {a} was woken, then {b}, and you handed out {who}. Whoever is \
             handed out is not ready any more: note that in `pop`, or each later wake looks like a second one"
        );
        queue.wake(a); // its data came while it ran, after it had looked
        let ran = all(&mut queue);
        assert!(
            ran == [b, a],
            "task {a} was handed out, and woken while it ran; then you handed out {ran:?} instead of [{b}, {a}]: the mark \"is ready\" must be gone before the task runs, or such a wake is lost and the task \
             sleeps for ever"
        );
    });
}

#[test]
fn a_wake_for_nobody_is_ignored() {
    check!(|| {
        let (mut queue, [a, b]) = suspended();
        queue.remove(a);
        queue.wake(a);
        queue.wake(b + 1000);
        let (len, ran) = (queue.len(), all(&mut queue));
        assert!(
            ran.is_empty(),
            "task {a} is over, a task {} never was; both were woken, and you handed out {ran:?}",
            b + 1000
        );
        assert!(len == 0, "nobody is ready, and `len` said {len}: the loop would not sleep");
        queue.wake(b);
        let ran = woken(&mut queue);
        assert!(ran == [b], "task {b} is alive and was woken, and you handed out {ran:?}");
    });
}

#[test]
fn a_task_that_is_over_leaves_the_queue() {
    check!(|| {
        let (mut queue, [a, b, c]) = suspended();
        for id in [a, b, c] {
            queue.wake(id);
        }
        queue.remove(b); // it had woken itself, and then it was over
        let (len, empty) = (queue.len(), queue.is_empty());
        let ran = woken(&mut queue);
        assert!(
            ran == [a, c],
            "tasks {a}, {b}, {c} were ready, then {b} was over, and you handed out {ran:?}"
        );
        assert!(len == 2 && !empty, "two tasks were left in the queue, and `len` said {len}");
        queue.wake(a);
        queue.remove(a);
        assert!(
            queue.is_empty() && queue.pop().is_none(),
            "the only task that was ready is over, and you still have somebody: the loop would not sleep"
        );
    });
}

#[test]
fn a_late_wake_finds_nobody_and_not_somebody_else() {
    check!(|| {
        let (mut queue, [a, b]) = suspended();
        queue.remove(a);
        let c = queue.insert();
        assert!(c != a && c != b, "task {a} is over, and a new task got the id {c}, which was used before");
        queue.remove(b);
        let d = queue.insert();
        assert!(
            ![a, b, c].contains(&d),
            "a new task got the id {d}; {a}, {b}, {c} were used before: a late wake for the old task would reach it"
        );
        let ran = all(&mut queue);
        assert!(ran == [c, d], "tasks {c} and {d} are new, and you handed out {ran:?}");
        queue.wake(a);
        let ran = all(&mut queue);
        assert!(ran.is_empty(), "a late wake for task {a}, which is over, made you hand out {ran:?}");
    });
}

#[test]
fn it_counts_who_is_ready() {
    check!(|| {
        let mut queue = ReadyQueue::new();
        assert!(queue.is_empty(), "nobody was made yet, and you say that somebody is ready");
        for made in 1..=3 {
            queue.insert();
            assert!(queue.len() == made, "{made} new tasks are ready, and `len` says {}", queue.len());
        }
        queue.pop();
        assert!(
            queue.len() == 2 && !queue.is_empty(),
            "three were ready and one was handed out: two are left, and `len` says {}. (Who runs or is suspended does not \
             count)",
            queue.len()
        );
    });
}
