//! Bytes that a server sends, to the client's machine.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| lab_fuzz::exchange::check(
    input,
    &mut lab_fuzz::stream::Dice::of(input)
));
