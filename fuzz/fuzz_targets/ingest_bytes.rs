//! Any bytes, as any kind of file: reading them never panics, every report has
//! an id, and every error is one line.
//!
//! `RUSTC_BOOTSTRAP=1 cargo fuzz run ingest_bytes` (the sanitizers need it on
//! stable Rust).

#![no_main]

use libfuzzer_sys::fuzz_target;
use verbale_ingest::reports_from_bytes;

fuzz_target!(|bytes: &[u8]| {
    for name in [
        "fuzz",
        "fuzz.html",
        "fuzz.txt",
        "fuzz.json",
        "fuzz.jsonl",
        "fuzz.eml",
        "fuzz.mbox",
        "fuzz.docx",
        "fuzz.odt",
    ] {
        for outcome in reports_from_bytes(name, bytes) {
            match outcome {
                Ok(report) => assert!(!report.id.is_empty()),
                Err(error) => assert!(!error.to_string().contains('\n')),
            }
        }
    }
});
