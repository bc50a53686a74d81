//! What somebody typed as a URL.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| lab_fuzz::url::check(
    input,
    &mut lab_fuzz::stream::Dice::of(input)
));
