#![allow(missing_docs, clippy::all)]
mod given;
use std::io::Write;
fn main() {
    let reader = std::sync::OnceLock::new();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for file in std::env::args().skip(1) {
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            let v: serde_json::Value = serde_json::from_str(line).unwrap();
            let s = |k: &str| v.get(k).and_then(|x| x.as_str()).map(str::to_owned);
            let text = s("text").unwrap();
            let document = verbale_schema::Document { id: s("id").unwrap(), title: s("title"), publisher: s("publisher"), url: s("url"), published: s("published"), language: None, sha256: String::new(), length: text.chars().count(), text: Some(text.clone()) };
            use std::hash::{DefaultHasher, Hash, Hasher};
            let mut h = DefaultHasher::new(); text.hash(&mut h);
            let cache = format!("/tmp/rd/cache/{:016x}", h.finish());
            let analysis = match std::fs::read_to_string(&cache) {
                Ok(file) => given::parse(&text, &file),
                Err(_) => { let a = reader.get_or_init(verbale_model::Reader::new).read(&text); std::fs::write(&cache, given::write(&text, &a)).unwrap(); a }
            };
            let record = verbale_record::record(document, &text, &analysis, verbale_record::Options::default());
            serde_json::to_writer(&mut out, &record).unwrap();
            writeln!(out).unwrap();
        }
    }
}
