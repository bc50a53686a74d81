//! Chunks, to both machines and to a decoder that is plain to see.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| lab_fuzz::chunked::check(
    input,
    &mut lab_fuzz::stream::Dice::of(input)
));
