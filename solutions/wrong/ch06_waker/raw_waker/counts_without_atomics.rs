//! An `Rc` instead of an `Arc`: two threads count at once, and handles are lost.
// <solution make>
let data = std::rc::Rc::into_raw(std::rc::Rc::new(call)).cast::<()>();
unsafe { Waker::from_raw(RawWaker::new(data, table::<F>())) }
// </solution>
// <solution clone>
unsafe { std::rc::Rc::increment_strong_count(call) };
RawWaker::new(data, table::<F>())
// </solution>
// <solution wake>
let call = unsafe { std::rc::Rc::from_raw(call) };
call();
// </solution>
// <solution drop>
unsafe { std::rc::Rc::decrement_strong_count(call) };
// </solution>
