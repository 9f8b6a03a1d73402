//! Documents, mail, archives and folders, made here as the programs that write them do.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs;
use std::io::{Cursor, Write as _};
use std::panic;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use verbale_ingest::{Columns, Error, Input, Report, reports, reports_from_bytes, reports_with};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const SAID: &str = "Harbour master Ines Lund said on Friday that the pier would stay open.";
const DENIED: &str = "Her deputy, Aldo Verne, denied that the ferries had been sold to a bank.";

fn read(name: &str, bytes: impl Into<Vec<u8>>) -> Vec<Result<Report, Error>> {
    reports_from_bytes(name, bytes).collect()
}

fn one(name: &str, bytes: impl Into<Vec<u8>>) -> Report {
    let mut reports = read(name, bytes);
    assert_eq!(reports.len(), 1);
    reports.remove(0).unwrap()
}

fn texts(reports: &[Result<Report, Error>]) -> Vec<(&str, &str)> {
    reports
        .iter()
        .map(|report| report.as_ref().unwrap())
        .map(|report| (&*report.id, &*report.text))
        .collect()
}

fn error(name: &str, bytes: impl Into<Vec<u8>>) -> String {
    read(name, bytes).remove(0).unwrap_err().to_string()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, *bytes).unwrap();
    }
    archive.into_inner().unwrap()
}

fn docx() -> Vec<u8> {
    let text = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\" xmlns:mc=\"mc\"><w:body>\
         <w:p><w:r><w:t>For release</w:t></w:r></w:p>\
         <w:p><w:r><w:t xml:space=\"preserve\">Harbour master </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>Ines Lund</w:t></w:r>\
         <w:r><w:t xml:space=\"preserve\">{}</w:t></w:r><w:del><w:r><w:delText> struck out</w:delText></w:r></w:del></w:p>\n \
         <mc:AlternateContent><mc:Choice><w:p><w:r><w:t>Lund &amp; Verne</w:t><w:br/><w:t>Kelmouth</w:t></w:r></w:p></mc:Choice>\
         <mc:Fallback><w:p><w:r><w:t>Lund and Verne</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>\
         <w:p/></w:body></w:document>",
        &SAID["Harbour master Ines Lund".len()..],
    );
    let title = "<cp:coreProperties xmlns:dc=\"dc\"><dc:title>Pier &amp; ferries</dc:title></cp:coreProperties>";
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", text.as_bytes()),
        ("docProps/core.xml", title.as_bytes()),
    ])
}

fn odt() -> Vec<u8> {
    let text = format!(
        "<office:document-content><office:body><office:text><text:h>For<text:s/>release</text:h>\
         <text:p>{SAID}<office:annotation><text:p>Is this so?</text:p></office:annotation></text:p>\
         <text:p>Lund<text:line-break/><text:span>Kelmouth</text:span></text:p>\
         </office:text></office:body></office:document-content>"
    );
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", text.as_bytes()),
    ])
}

fn message() -> Vec<u8> {
    let attached = [
        "--inner\r\nContent-Type: text/plain; name=\"readout.txt\"\r\nContent-Disposition: attachment; filename=\"readout.txt\"\r\n\r\n",
        DENIED,
        "\r\n--inner\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=\"logo.png\"\r\n\r\nPNG\r\n--inner--\r\n",
    ]
    .concat();
    format!(
        "From: =?utf-8?Q?Ren=C3=A9e_Okoro?= <press@harbour.example>\r\nTo: desk@courier.example\r\n\
         Subject: The pier stays open\r\nDate: Fri, 7 Mar 2031 09:30:00 +0100\r\nMessage-ID: <1@harbour.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=inner\r\n\r\n\
         --inner\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{SAID}\r\n\r\nOn Thursday Pia Dorn wrote:\r\n> Will it stay open?\r\n\
         \r\n-- \r\nRenée Okoro, press office\r\n{attached}"
    )
    .into_bytes()
}

#[test]
fn files_in_a_folder_are_read_in_the_order_of_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::create_dir_all(path.join("b/deep")).unwrap();
    fs::create_dir(path.join(".hidden")).unwrap();
    for (name, text) in [
        ("c.txt", "The third."),
        ("a.txt", "The first."),
        ("b/deep/b.html", "<p>The second.</p>"),
        (".hidden/d.txt", "Never."),
        ("b/logo.png", "Never."),
    ] {
        fs::write(path.join(name), text).unwrap();
    }
    let all = |path: &Path| -> Vec<String> {
        reports(&Input::File(path.to_owned()))
            .map(|report| report.unwrap().text)
            .collect()
    };
    assert_eq!(all(path), ["The first.", "The second.", "The third."]);
    assert_eq!(all(&path.join("*.txt")), ["The first.", "The third."]);
    assert_eq!(all(&path.join("b")), ["The second."]);
    let none = reports(&Input::File(path.join("*.pdf"))).next().unwrap();
    assert!(none.unwrap_err().to_string().contains("no such file"));
}

#[test]
fn packed_files_are_read_as_what_they_are() {
    let lines = "{\"text\": \"The first.\"}\n{\"text\": \"The second.\"}\n";
    let zstd = |text: &str| compress_to_vec(text.as_bytes(), CompressionLevel::Fastest);
    let (first, second) = lines.split_at(lines.len() / 2);
    for (name, bytes) in [
        ("week.jsonl.gz", gzip(lines.as_bytes())),
        (
            "week.jsonl.gz",
            [gzip(first.as_bytes()), gzip(second.as_bytes())].concat(),
        ),
        ("week.jsonl.zst", zstd(lines)),
        ("week.jsonl.zst", [zstd(first), zstd(second)].concat()),
    ] {
        let reports = read(name, bytes);
        assert_eq!(
            texts(&reports),
            [("week:1", "The first."), ("week:2", "The second.")]
        );
    }
    assert_eq!(
        one("page.html.gz", gzip(b"Pier <b>open</b>.")).text,
        "Pier open."
    );
    let mut cut = gzip(SAID.as_bytes());
    cut.truncate(cut.len() / 2);
    assert!(error("a.txt.gz", cut).starts_with("a.txt.gz cannot be read"));
}

#[test]
fn files_in_archives_are_read() {
    let files: [(&str, &[u8]); 4] = [
        ("day/a.txt", b"The first."),
        ("__MACOSX/day/a.txt", b"Never."),
        ("day/b.html", b"<p>The second.</p>"),
        ("day/logo.png", b"Never."),
    ];
    for (name, bytes) in [
        ("week.zip", zip(&files)),
        ("week.tar", tar(&files)),
        ("week.tar.gz", gzip(&tar(&files))),
        ("weeks.zip", zip(&[("week.zip", &zip(&files))])),
    ] {
        let reports = read(name, bytes);
        assert_eq!(
            texts(&reports),
            [("a", "The first."), ("b", "The second.")],
            "{name}"
        );
    }
    let broken = zip(&[("a.json", b"{"), ("b.txt", b"The second.")]);
    let reports = read("week.zip", broken);
    let first = reports[0].as_ref().unwrap_err().to_string();
    assert!(
        first.starts_with("week.zip: a.json: broken JSON"),
        "{first}"
    );
    assert_eq!(reports[1].as_ref().unwrap().text, "The second.");
    assert!(error("week.zip", &b"PK\x03\x04 and no more"[..]).contains("broken archive"));
}

#[test]
fn archives_within_archives_have_an_end() {
    let mut archive = zip(&[("a.txt", SAID.as_bytes())]);
    for _ in 0..10 {
        archive = zip(&[("inner.zip", &archive)]);
    }
    assert!(error("outer.zip", archive).contains("within each other: unpack it first"));
}

#[test]
fn documents_of_word_processors() {
    let report = one("letter.docx", docx());
    assert_eq!(
        report.text,
        format!("For release\n\n{SAID}\n\nLund & Verne\nKelmouth")
    );
    assert_eq!(report.title.as_deref(), Some("Pier & ferries"));
    assert_eq!((&*report.id, report.warnings.len()), ("letter", 0));
    // The name does not matter.
    assert_eq!(one("letter", docx()).text, report.text);

    let report = one("letter.odt", odt());
    assert_eq!(
        report.text,
        format!("For release\n\n{SAID}\n\nLund\nKelmouth")
    );
    assert!(error("letter.docx", zip(&[("word/styles.xml", b"")])).contains("broken document"));
}

#[test]
fn messages_and_what_is_attached() {
    let reports = read("mail.eml", message());
    assert_eq!(texts(&reports), [("mail", SAID), ("readout", DENIED)]);
    let report = reports[0].as_ref().unwrap();
    assert_eq!(report.title.as_deref(), Some("The pier stays open"));
    assert_eq!(report.publisher.as_deref(), Some("Renée Okoro"));
    assert_eq!(
        report.published.as_deref(),
        Some("2031-03-07T09:30:00+01:00")
    );
    assert_eq!(report.warnings[0].code, "quoted");
    // The name does not matter.
    assert_eq!(read("mail", message()).len(), 2);
}

#[test]
fn a_forwarded_message_is_a_report_of_its_own() {
    let mail = format!(
        "From: desk@courier.example\nSubject: Fwd: pier\nMIME-Version: 1.0\nContent-Type: text/plain\n\n\
         For tomorrow.\n\n---------- Forwarded message ---------\nFrom: Harbour Office <press@harbour.example>\n\
         Date: Fri, 7 Mar 2031 at 09:30\nSubject: The pier stays open\n\n{SAID}\n"
    );
    let reports = read("mail.eml", mail);
    assert_eq!(
        texts(&reports),
        [("mail", "For tomorrow."), ("mail:forwarded", SAID)]
    );
    let report = reports[1].as_ref().unwrap();
    assert_eq!(report.publisher.as_deref(), Some("Harbour Office"));
    assert_eq!(report.published.as_deref(), Some("2031-03-07"));
    assert_eq!(report.title.as_deref(), Some("The pier stays open"));
}

#[test]
fn each_message_of_a_mailbox_is_read() {
    let mut mailbox = Vec::new();
    for _ in 0..2 {
        mailbox.extend(b"From press@harbour.example Fri Mar  7 09:30:00 2031\n");
        mailbox.extend(
            String::from_utf8(message())
                .unwrap()
                .replace("\r\n", "\n")
                .bytes(),
        );
        mailbox.push(b'\n');
    }
    let reports = read("press.mbox", mailbox);
    let ids: Vec<&str> = texts(&reports).iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, ["press:1", "readout", "press:2", "readout"]);
}

#[test]
fn text_that_looks_like_a_message_is_text() {
    let text = "From: our reporter in Kelmouth\n\nThe pier is open.";
    assert_eq!(one("a.txt", text).text, text);
}

#[test]
fn each_row_of_a_table_is_a_report() {
    let table = format!(
        "Headline,Date,Body\r\nPier,7 March 2031,\"{SAID}\"\r\n,,\r\nFerries,,\"<p>{DENIED}</p>\"\r\n"
    );
    let reports = read("week.csv", table);
    assert_eq!(
        reports[0].as_ref().unwrap().published.as_deref(),
        Some("2031-03-07")
    );
    assert_eq!(reports[0].as_ref().unwrap().title.as_deref(), Some("Pier"));
    let empty = reports[1].as_ref().unwrap_err().to_string();
    assert_eq!(
        empty,
        "week.csv, row 2: it has no text: fill it in or leave it out"
    );
    assert_eq!(reports[2].as_ref().unwrap().text, DENIED);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("week.csv");
    fs::write(&path, "Story;When\nThe pier is open.;2031-03-07\n").unwrap();
    let input = Input::File(path);
    let refused = reports_with(&input, &Columns::default()).next().unwrap();
    let refused = refused.unwrap_err().to_string();
    assert!(
        refused.contains("--column text=COLUMN (its columns are Story, When)"),
        "{refused}"
    );
    let columns = [("text", "story"), ("published", "When")];
    let columns = columns.map(|(field, column)| (field.to_owned(), column.to_owned()));
    let report = reports_with(&input, &columns.into())
        .next()
        .unwrap()
        .unwrap();
    assert_eq!(
        (&*report.text, report.published.as_deref()),
        ("The pier is open.", Some("2031-03-07"))
    );
}

/// Files cut short or damaged give a text or an error: nothing in them makes a library panic.
#[test]
fn damaged_files_are_read_or_refused() {
    static PANICS: AtomicUsize = AtomicUsize::new(0);
    let files = [
        ("a.docx", docx()),
        ("a.odt", odt()),
        ("a.eml", message()),
        (
            "a.zip",
            zip(&[("a.txt", SAID.as_bytes()), ("b.eml", &message())]),
        ),
        ("a.tar", tar(&[("a.txt", SAID.as_bytes())])),
        ("a.txt.gz", gzip(SAID.as_bytes())),
        (
            "a.txt.zst",
            compress_to_vec(SAID.as_bytes(), CompressionLevel::Fastest),
        ),
    ];
    let usual = panic::take_hook();
    panic::set_hook(Box::new(|_| {
        PANICS.fetch_add(1, Ordering::Relaxed);
    }));
    for (name, bytes) in &files {
        for step in 0..100 {
            let at = bytes.len() * step / 100;
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            for bytes in [bytes[..at].to_vec(), damaged] {
                for error in read(name, bytes).into_iter().filter_map(Result::err) {
                    assert!(!error.to_string().contains('\n'), "{error}");
                }
            }
        }
    }
    panic::set_hook(usual);
    assert_eq!(PANICS.load(Ordering::Relaxed), 0);
}
