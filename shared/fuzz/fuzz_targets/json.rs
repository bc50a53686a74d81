//! What a child or a file says in JSON.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| lab_fuzz::json::check(
    input,
    &mut lab_fuzz::stream::Dice::of(input)
));
