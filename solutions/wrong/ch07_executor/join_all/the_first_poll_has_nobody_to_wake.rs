//! The parent's waker is left after the children were polled: a child that wakes itself in its first poll finds nobody.

// <solution wake>
if self.queued.swap(true, Ordering::SeqCst) {
    return;
}
let parent = {
    let mut woken = self.shared.lock();
    woken.children.push(self.child);
    woken.parent.take()
};
if let Some(parent) = parent {
    parent.wake_by_ref();
    self.shared.lock().parent.get_or_insert(parent);
}
// </solution>

// <solution poll>
let woken = mem::take(&mut self.shared.lock().children);
for index in woken {
    let Child::Running(future, call) = &mut self.children[index] else { continue };
    call.queued.store(false, Ordering::SeqCst);
    let waker = Waker::from(Arc::clone(call));
    if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
        self.children[index] = Child::Over(output);
    }
}
if self.children.iter().any(|child| matches!(child, Child::Running(..))) {
    let waker = cx.waker().clone();
    let displaced = self.shared.lock().parent.replace(waker);
    drop(displaced);
    return Poll::Pending;
}
let outputs = mem::take(&mut self.children).into_iter().filter_map(|child| match child {
    Child::Over(output) => Some(output),
    Child::Running(..) => None,
});
Poll::Ready(outputs.collect())
// </solution>
