//! Bytes that a client sends, to the server's machine.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| lab_fuzz::conversation::check(
    input,
    &mut lab_fuzz::stream::Dice::of(input)
));
