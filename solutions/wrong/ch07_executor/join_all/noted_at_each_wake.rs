//! The flag is not asked: a child that is woken a thousand times is polled a thousand times.

// <solution wake>
let parent = {
    let mut woken = self.shared.lock();
    woken.children.push(self.child);
    woken.parent.take()
};
if let Some(parent) = parent {
    parent.wake();
}
// </solution>
