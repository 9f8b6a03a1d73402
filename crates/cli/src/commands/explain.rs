//! `verbale explain`.

use crate::args::{Explain, ExplainFormat};
use crate::console::complain;
use crate::error::Error;
use crate::reports;
use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use std::io::{self, Write};
use verbale::ingest::Columns;
use verbale::schema::Span;
use verbale::{Explanation, Pipeline, Reason, Report};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const RULE: Style = AnsiColor::Cyan.on_default();

/// How much of a row's words is shown, in characters.
const EXCERPT: usize = 72;

/// Shows why the rows stand in a report's record whose words are at the offset asked for; `false` if the report
/// cannot be read or has no such place.
pub(super) fn run(args: &Explain) -> Result<bool, Error> {
    let pipeline = Pipeline::new().with_options(args.options());
    let explained = report(args).and_then(|report| {
        let text = report.text.clone();
        Ok((text, pipeline.explain(report, args.at)?))
    });
    let (text, found) = match explained {
        Ok(explained) => explained,
        Err(error) => {
            complain(error);
            return Ok(false);
        }
    };
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
fn report(args: &Explain) -> Result<Report, Error> {
    let files: Vec<_> = args.file.iter().cloned().collect();
    let mut found: Option<Report> = None;
    for report in reports::all(&files, Columns::default()) {
        let report = report?;
        if args.id.as_ref().is_some_and(|id| *id != report.id) {
            continue;
        }
        if let Some(first) = found {
            return Err(Error::asked(format!(
                "{} and {}: several reports, and one can be explained: name it with --id",
                first.id, report.id
            )));
        }
        found = Some(report);
    }
    found.ok_or_else(|| match &args.id {
        Some(id) => Error::asked(format!("no report has the id {id}")),
        None => Error::asked("nothing to read"),
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
