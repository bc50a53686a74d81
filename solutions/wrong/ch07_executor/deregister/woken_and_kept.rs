//! The waker is woken and stays in the table: the next event wakes a task that does not wait.

// <solution told>
let woken: Vec<Waker> = {
    let table = self.0.borrow();
    ready.iter().filter_map(|key| table.waiting.get(key).cloned()).collect()
};
woken.into_iter().for_each(Waker::wake);
// </solution>
