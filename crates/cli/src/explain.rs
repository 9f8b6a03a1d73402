//! `verbale explain`.

use crate::args::{Explain, ExplainFormat};
use crate::read::{document, inputs};
use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use std::io::{self, Write};
use verbale_ingest::{Report, reports};
use verbale_model::Reader;
use verbale_record::{Explanation, Reason, explain};
use verbale_schema::Span;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const RULE: Style = AnsiColor::Cyan.on_default();

/// How much of a row's words is shown, in characters.
const EXCERPT: usize = 72;

/// Shows why the rows stand in a report's record whose words are at the offset asked for; `false` if none are, or the
/// report cannot be read.
pub(crate) fn run(args: &Explain) -> io::Result<bool> {
    let report = match report(args) {
        Ok(report) => report,
        Err(message) => {
            crate::complain(&message);
            return Ok(false);
        }
    };
    let length = report.text.chars().count();
    if args.at >= length {
        crate::complain(&format!(
            "{}: the text has {length} characters, none at {}: count from 0, as the record's spans do",
            report.id, args.at
        ));
        return Ok(false);
    }
    let text = report.text.clone();
    let analysis = Reader::new().read(&text);
    let document = document(report, args.published.as_deref(), args.publisher.as_deref());
    let (_, found) = explain(document, &text, &analysis, args.at);
    let mut out = AutoStream::auto(io::stdout().lock());
    match args.format {
        ExplainFormat::Json => {
            serde_json::to_writer_pretty(&mut out, &found)?;
            writeln!(out)?;
        }
        ExplainFormat::Text => {
            let word = around(&text, args.at);
            if found.is_empty() {
                writeln!(out, "No row of the record stands on “{word}”.")?;
            }
            for (n, row) in found.iter().enumerate() {
                if n > 0 {
                    writeln!(out)?;
                }
                show(&mut out, row)?;
            }
        }
    }
    out.flush()?;
    Ok(true)
}

/// The one report that is asked for, or why there is none.
fn report(args: &Explain) -> Result<Report, String> {
    let files: Vec<_> = args.file.iter().cloned().collect();
    let mut found: Option<Report> = None;
    for report in inputs(&files).iter().flat_map(reports) {
        let report = report.map_err(|error| error.to_string())?;
        if args.id.as_ref().is_some_and(|id| *id != report.id) {
            continue;
        }
        if let Some(first) = found {
            return Err(format!(
                "{} and {}: several reports, and one can be explained: name it with --id",
                first.id, report.id
            ));
        }
        found = Some(report);
    }
    found.ok_or_else(|| match &args.id {
        Some(id) => format!("no report has the id {id}"),
        None => "nothing to read".to_owned(),
    })
}

/// The word at a code point.
fn around(text: &str, at: usize) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_part = |c: &char| c.is_alphanumeric();
    let start = letters[..at]
        .iter()
        .rposition(|c| !is_part(c))
        .map_or(0, |t| t + 1);
    let end = letters[at..]
        .iter()
        .position(|c| !is_part(c))
        .map_or(letters.len(), |n| at + n.max(1));
    letters[start.min(at)..end].iter().collect()
}

fn show(out: &mut impl Write, row: &Explanation) -> io::Result<()> {
    writeln!(
        out,
        "{BOLD}{}{BOLD:#}  {}  {DIM}“{}”{DIM:#}",
        row.row,
        row.says,
        excerpt(&row.words)
    )?;
    for reason in &row.reasons {
        match reason {
            Reason::Rule {
                file,
                line,
                rule,
                gives,
                words,
            } => {
                let gives = gives
                    .as_ref()
                    .map_or(String::new(), |part| format!("{part}  "));
                let at = quoted(words);
                writeln!(
                    out,
                    "    {gives}{RULE}{rule}{RULE:#}  {file}:{line}  at {at}"
                )?;
            }
            Reason::Default { file, value } => {
                writeln!(out, "    {value}  no rule of {file} says otherwise")?;
            }
            Reason::Model {
                part,
                probability,
                words,
            } => writeln!(
                out,
                "    {part}  “{}”  {DIM}the model, {probability:.2}{DIM:#}",
                excerpt(words)
            )?,
            Reason::Table { file, value, words } if words.is_empty() => {
                writeln!(out, "    {value}  without a cue ({file})")?;
            }
            Reason::Table { file, value, words } => {
                writeln!(out, "    {value}  {file} of {}", quoted(words))?;
            }
            Reason::Learned {
                value,
                probability,
                features,
            } => {
                let features: Vec<String> = features
                    .iter()
                    .map(|(name, weight)| format!("{name} {weight:+.1}"))
                    .collect();
                writeln!(
                    out,
                    "    {value}  {DIM}learned, {probability:.2}: {}{DIM:#}",
                    features.join(", ")
                )?;
            }
            Reason::Step {
                part,
                value,
                step,
                words,
            } => {
                let at = if words.is_empty() { "" } else { ": " };
                writeln!(
                    out,
                    "    {part}  {value}  {DIM}{step}{at}{}{DIM:#}",
                    quoted(words)
                )?;
            }
            Reason::Head {
                part,
                value,
                head,
                probability,
            } => writeln!(
                out,
                "    {part}  {value}  {DIM}the model's {head}, {probability:.2}{DIM:#}"
            )?,
            Reason::Words { part, value, words } => {
                writeln!(out, "    {part}  {value}  of {}", quoted(words))?;
            }
        }
    }
    Ok(())
}

fn quoted(words: &[Span]) -> String {
    let quoted: Vec<String> = words.iter().map(|w| format!("“{}”", w.text)).collect();
    quoted.join(" ")
}

fn excerpt(words: &[Span]) -> String {
    let texts: Vec<&str> = words
        .iter()
        .flat_map(|w| w.text.split_whitespace())
        .collect();
    let whole = texts.join(" ");
    match whole.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", whole[..end].trim_end()),
        None => whole,
    }
}
