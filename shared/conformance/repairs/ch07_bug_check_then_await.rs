//! It leaves a mark in the stretch in which it looks.
//!
//! - file: chapters/ch07-executor/examples/ch07_bug_check_then_await.rs
//! - test: -p ch07-executor --test bugs
//! - caught by: looked_up_before_an_await_and_stored_after_it_a_page_is_fetched_ten_times
// <from>
        let page = self.request().await; // here the other nine look
        self.page.replace(Page::Here(page.clone()));
        page
// <to>
        self.marks_then_awaits().await
// </to>
