//! Each task adds its result to a common list as it ends: the order is that of the answers.

// <solution>
let results = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
let tasks: Vec<_> = pages
    .iter()
    .cloned()
    .map(|page| {
        let (reactor, results) = (reactor.clone(), results.clone());
        spawner.spawn(async move {
            let result = fetch(&reactor, &page, LIMIT).await;
            results.borrow_mut().push(result);
        })
    })
    .collect();
for task in tasks {
    let _ = task.await;
}
results.take()
// </solution>
