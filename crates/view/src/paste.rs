//! The dossier for pasting: Markdown for a story, CSV for a sheet.

use std::fmt::Write;
use verbale_schema::{Dossier, Evidence};

use crate::content::folded;
use crate::dossier::{
    beside, dispute, disputed, is_unsure, meeting, name, participants, parties, remark, said,
    sections, stance, summary, title, words,
};
use crate::encounter::date;

/// The dossier as Markdown: a table a section, the sides as columns.
#[must_use]
pub fn dossier_markdown(dossier: &Dossier) -> String {
    let mut out = format!("# {}\n", escaped(&title(dossier)));
    if let Some(encounter) = &dossier.meeting {
        let _ = write!(out, "\n{}\n", escaped(&meeting(encounter)));
        let who = participants(encounter);
        if !who.is_empty() {
            let _ = write!(out, "\n{}\n", escaped(&who));
        }
    }
    let line = summary(dossier);
    if !line.is_empty() {
        let _ = write!(out, "\n{}\n", escaped(&line));
    }
    for fact in dossier.meeting.iter().flat_map(disputed) {
        let _ = write!(out, "\n- disputed – {}\n", escaped(&dispute(fact, date)));
    }
    for section in sections(dossier) {
        let _ = write!(out, "\n## {}\n\n| matter |", escaped(&section.title));
        for (_, side) in parties(dossier) {
            let _ = write!(out, " {} |", escaped(&name(side)));
        }
        out.push_str(" verdict |\n|---|");
        out.extend(std::iter::repeat_n("---|", parties(dossier).count() + 1));
        out.push('\n');
        for (_, row) in &section.rows {
            let _ = write!(out, "| {} |", escaped(&row.topic));
            for (n, _) in parties(dossier) {
                let cell = &row.cells[n];
                let quoted = |evidence| -> String {
                    let words = words(evidence).into_iter();
                    let words = words.map(|words| format!("“{}”", escaped(&words)));
                    words.collect::<Vec<_>>().join(" ")
                };
                let parts: Vec<String> = said(cell, date)
                    .into_iter()
                    .map(|said| match (said.when, quoted(said.evidence)) {
                        (Some(when), words) if words.is_empty() => escaped(&when),
                        (Some(when), words) => format!("{}: {words}", escaped(&when)),
                        (None, words) => words,
                    })
                    .filter(|part| !part.is_empty())
                    .collect();
                let gap = if parts.is_empty() { "" } else { ": " };
                let _ = write!(out, " {}{gap}{} |", stance(cell.stance), parts.join("; "));
            }
            let why = remark(row).map_or_else(String::new, |remark| format!(" ({remark})"));
            let _ = writeln!(out, " {}{why} |", row.verdict);
        }
        for (_, row) in &section.rows {
            for (who, evidence) in beside(row) {
                let (topic, words) = (escaped(&row.topic), escaped(&evidence.span.text));
                let _ = write!(out, "\n- {topic}, {}: “{words}”\n", escaped(&who));
            }
        }
    }
    out.push_str("\n## Sources\n\n");
    for document in &dossier.documents {
        let title = document.title.as_deref().unwrap_or(&document.id);
        let facts = [document.publisher.as_deref(), document.published.as_deref()];
        let facts: Vec<String> = facts.into_iter().flatten().map(escaped).collect();
        let facts = if facts.is_empty() {
            String::new()
        } else {
            format!(" ({})", facts.join(", "))
        };
        let _ = writeln!(
            out,
            "- {}: {}{facts}",
            escaped(&document.id),
            escaped(title)
        );
        let others = [
            ("copies", &document.copies),
            ("earlier or shorter versions", &document.versions),
        ];
        for (what, ids) in others.iter().filter(|(_, ids)| !ids.is_empty()) {
            let _ = writeln!(out, "  - {what}, not counted: {}", escaped(&ids.join(", ")));
        }
    }
    for warning in &dossier.warnings {
        let _ = writeln!(out, "- {}", escaped(&warning.message));
    }
    out
}

/// The words with nothing that Markdown takes for markup, on one line.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in folded(words).chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The dossier as CSV (RFC 4180): a line for each piece of evidence, and one for each cell without.
/// Those who are no side have no stance.
#[must_use]
pub fn dossier_csv(dossier: &Dossier) -> String {
    let mut out = String::from(
        "row,topic,verdict,why,unsure,confidence,side,stance,document,published,start,end,words\r\n",
    );
    for (n, row) in dossier.rows.iter().enumerate() {
        let mut line = |side: &str, stance: &str, evidence: Option<&Evidence>| {
            let published = evidence.and_then(|evidence| {
                let mut documents = dossier.documents.iter();
                let document = documents.find(|d| d.id == evidence.document)?;
                document.published.clone()
            });
            let span = evidence.map(|evidence| &evidence.span);
            let fields = [
                (n + 1).to_string(),
                row.topic.clone(),
                row.verdict.to_string(),
                row.why.map_or_else(String::new, |why| why.to_string()),
                is_unsure(row).to_string(),
                format!("{:.3}", row.confidence),
                side.to_owned(),
                stance.to_owned(),
                evidence.map_or_else(String::new, |evidence| evidence.document.clone()),
                published.unwrap_or_default(),
                span.map_or_else(String::new, |span| span.start.to_string()),
                span.map_or_else(String::new, |span| span.end.to_string()),
                span.map_or_else(String::new, |span| span.text.clone()),
            ];
            let quoted: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
            out.push_str(&quoted.join(","));
            out.push_str("\r\n");
        };
        for cell in &row.cells {
            if cell.evidence.is_empty() {
                line(&cell.side, cell.stance.as_str(), None);
            }
            if cell.course.is_empty() {
                for evidence in &cell.evidence {
                    line(&cell.side, cell.stance.as_str(), Some(evidence));
                }
            }
            for step in &cell.course {
                for evidence in &step.evidence {
                    line(&cell.side, step.stance.as_str(), Some(evidence));
                }
            }
        }
        for voice in &row.voices {
            for evidence in &voice.evidence {
                line(&voice.name, "", Some(evidence));
            }
        }
    }
    out
}

/// A field, in quotes where it must be. A sheet would run a field that begins as a formula does; a
/// space before it keeps it text.
fn quoted(field: &str) -> String {
    let safe = if field.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!(" {field}")
    } else {
        field.to_owned()
    };
    if safe.contains(['"', ',', '\n', '\r']) || safe.starts_with(' ') {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}
