fn main() {
    let t="The minister said on Tuesday that both harbours would stay open until the end of the year. ".repeat(30);
    let mut s = String::new();
    for i in 0..20000 {
        s += &format!("{{\"id\":\"{i}\",\"text\":\"{t}\"}}\n");
    }
    let b = std::time::Instant::now();
    let n = verbale_ingest::reports_from_bytes("a.jsonl", s.clone()).count();
    eprintln!("{n} lines {} MB {:?}", s.len() >> 20, b.elapsed());
    let page = std::fs::read("crates/ingest/tests/data/news.html").unwrap();
    let b = std::time::Instant::now();
    for _ in 0..500 {
        verbale_ingest::reports_from_bytes("a.html", page.clone()).count();
    }
    eprintln!("page {:?}", b.elapsed() / 500);
    let big = t.repeat(20000);
    let b = std::time::Instant::now();
    verbale_ingest::reports_from_bytes("a.txt", big.clone()).count();
    eprintln!("text {} MB {:?}", big.len() >> 20, b.elapsed());
}
