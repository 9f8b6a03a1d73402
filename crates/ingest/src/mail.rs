//! E-mail: messages and mailboxes. A message's body is a report, so is a message that was forwarded in it,
//! and so is each file attached.

use mail_parser::mailbox::mbox::MessageIterator;
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use crate::Reports;
use crate::error::Error;
use crate::format::Format;
use crate::html;
use crate::published::parse_loosely;
use crate::report::Report;
use crate::source::Source;

/// Parts of one message that are looked at.
const MAX_PARTS: usize = 1_000;

/// How lines begin that stand above a message forwarded in another.
const FORWARDED: [&str; 4] = [
    "---------- forwarded message",
    "-----original message",
    "begin forwarded message",
    "----- forwarded by",
];

/// One message (EML).
pub(crate) struct Mail;

impl Format for Mail {
    fn is(&self, head: &[u8], source: &Source) -> bool {
        source.extension == "eml" || is_message(head)
    }

    fn read(&self, mut source: Source) -> Result<Reports, Error> {
        let bytes = source.read()?;
        Ok(reports(&source, &bytes))
    }
}

/// Many messages, one after the other (MBOX).
pub(crate) struct Mailbox;

impl Format for Mailbox {
    fn is(&self, head: &[u8], source: &Source) -> bool {
        let (first, rest) = head.split_at(head.iter().position(|&b| b == b'\n').unwrap_or(0));
        first.starts_with(b"From ") && (source.extension == "mbox" || is_message(rest))
    }

    fn read(&self, source: Source) -> Result<Reports, Error> {
        let (source, reader) = source.split();
        let messages = MessageIterator::new(reader).zip(1..);
        Ok(Reports::new(messages.flat_map(move |(message, number)| {
            let mut place = source.beside();
            place.name = format!("{}, message {number}", source.name);
            place.stem = format!("{}:{number}", source.stem);
            match message {
                Ok(message) => reports(&place, &message.unwrap_contents()),
                Err(_) => Reports::failed(Error::new(format_args!(
                    "{} cannot be read: the mailbox is broken: export it again",
                    place.name
                ))),
            }
        })))
    }
}

/// Whether a text starts with a message's headers: at least three that only programs write.
fn is_message(head: &[u8]) -> bool {
    const NAMES: [&str; 8] = [
        "message-id",
        "mime-version",
        "received",
        "return-path",
        "delivered-to",
        "content-type",
        "content-transfer-encoding",
        "dkim-signature",
    ];
    let text = String::from_utf8_lossy(head);
    let headers = text
        .trim_start()
        .lines()
        .take_while(|line| !line.is_empty());
    let mut found: Vec<String> = Vec::new();
    for (at, line) in headers.enumerate() {
        let Some((name, _)) = line.split_once(':').filter(|(name, _)| !name.contains(' ')) else {
            // A header that goes on is set in.
            if at == 0 || !line.starts_with([' ', '\t']) {
                return false;
            }
            continue;
        };
        let name = name.to_ascii_lowercase();
        if NAMES.contains(&&*name) && !found.contains(&name) {
            found.push(name);
        }
    }
    found.len() >= 3
}

/// The reports of a message: its body, what was forwarded in it, and what is attached.
fn reports(source: &Source, bytes: &[u8]) -> Reports {
    match MessageParser::default().parse(bytes) {
        Some(message) => {
            let bodies = bodies(source, &message);
            let attached = attachments(source, &message);
            Reports::new(
                bodies
                    .into_iter()
                    .map(Ok)
                    .chain(attached.into_iter().flatten()),
            )
        }
        None => Reports::failed(Error::new(format_args!(
            "{} is no message that can be read: export it again",
            source.name
        ))),
    }
}

/// The message's own text, and that of a message forwarded in it.
fn bodies(source: &Source, message: &Message<'_>) -> Vec<Report> {
    let from = message.from().and_then(|from| from.first());
    let publisher = from.and_then(|from| from.name().or(from.address()));
    let text = body(message);
    let (own, forwarded) = split_forwarded(&text);
    let (own, quoted) = without_quoted(own);
    let mut report = Report::new(source.stem.clone(), own);
    report.title = message.subject().map(str::to_owned);
    report.publisher = publisher.map(str::to_owned);
    report.published = message
        .date()
        .and_then(|date| parse_loosely(&date.to_rfc3339()));
    if quoted > 0 {
        let message = format!("{quoted} lines quoted from other messages were left out");
        report.warn("quoted", message);
    }
    let mut reports = Vec::new();
    let has_attachments = message.attachments().next().is_some();
    let is_empty = report.text.trim().is_empty();
    if !is_empty || forwarded.is_none() && !has_attachments {
        reports.push(report.with_warnings([source.warning.clone()]).inspected());
    }
    if let Some(forwarded) = forwarded {
        reports.push(forwarded_report(source, forwarded).inspected());
    }
    reports
}

/// The message's text: the plain one, else what the HTML says.
fn body(message: &Message<'_>) -> String {
    let mut parts = message.text_bodies().map(|part| match &part.body {
        PartType::Html(html) => html::prose_of_page(html),
        PartType::Text(text) => text.replace("\r\n", "\n"),
        _ => String::new(),
    });
    let first = parts.next().unwrap_or_default();
    parts.fold(first, |text, part| text + "\n\n" + &part)
}

/// The text before the line that a forwarded message stands under, and that message.
fn split_forwarded(text: &str) -> (&str, Option<&str>) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let lower = line.trim().to_lowercase();
        if FORWARDED.iter().any(|mark| lower.starts_with(mark)) {
            return (&text[..start], Some(&text[start + line.len()..]));
        }
        start += line.len();
    }
    (text, None)
}

/// A forwarded message: the lines above its text tell whose it is, and of when.
fn forwarded_report(source: &Source, text: &str) -> Report {
    let text = text.trim_start();
    let (headers, body) = match text.split_once("\n\n") {
        Some((headers, body)) if headers.lines().all(|line| line.contains(':')) => (headers, body),
        _ => ("", text),
    };
    let (body, _) = without_quoted(body);
    let mut report = Report::new(format!("{}:forwarded", source.stem), body);
    for line in headers.lines() {
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let value = value.trim().trim_matches('*').trim();
        match name.trim().trim_matches('*').to_lowercase().as_str() {
            "from" => {
                let name = value.split(['<', '[']).next().unwrap_or_default();
                let name = name.trim().trim_matches('"').to_owned();
                report.publisher = Some(name).filter(|name| !name.is_empty());
            }
            "date" | "sent" => report.published = parse_loosely(value),
            "subject" => report.title = Some(value.to_owned()),
            _ => {}
        }
    }
    report
}

/// The text without the lines that quote other messages and without the signature, and how many lines were quoted.
fn without_quoted(text: &str) -> (String, usize) {
    let mut quoted = 0;
    let mut kept: Vec<&str> = Vec::new();
    for line in text.lines() {
        if line.trim_end_matches('\r') == "-- " {
            break;
        }
        if line.starts_with('>') {
            // "On Monday Anna Berg wrote:" goes with what she wrote.
            if quoted == 0 {
                let last = kept.iter().rposition(|line| !line.trim().is_empty());
                if let Some(at) = last.filter(|&at| kept[at].trim_end().ends_with(':')) {
                    kept.truncate(at);
                }
            }
            quoted += 1;
        } else {
            kept.push(line);
        }
    }
    (kept.join("\n").trim().to_owned(), quoted)
}

/// The reports of each file that is attached. One that is no report by its name is passed over: logos, cards.
fn attachments(source: &Source, message: &Message<'_>) -> Vec<Reports> {
    message
        .attachments()
        .take(MAX_PARTS)
        .filter_map(|part| {
            if let PartType::Message(inner) = &part.body {
                return Some(source.part("forwarded.eml", inner.raw_message().to_vec()));
            }
            let name = part.attachment_name()?;
            let passed_over = crate::folder::is_passed_over(std::path::Path::new(name))
                || [".ics", ".vcf", ".p7s", ".asc"]
                    .iter()
                    .any(|end| name.ends_with(end));
            (!passed_over).then(|| source.part(name, part.contents().to_vec()))
        })
        .collect()
}
