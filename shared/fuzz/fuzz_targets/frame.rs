//! What comes through a worker's pipe.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| lab_fuzz::frame::check(
    input,
    &mut lab_fuzz::stream::Dice::of(input)
));
