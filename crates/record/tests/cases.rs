//! The cases under `cases/`: a text, and what its record says of it. `cases/README.md` tells how to add one.

mod given;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{env, fs};
use verbale_model::Reader;
use verbale_record::{Options, record};
use verbale_schema::{Document, EntityKind, Meeting, Position, Record, Span, Statement};

/// Loaded once, and only by cases that no analysis is given for.
static READER: LazyLock<Reader> = LazyLock::new(Reader::new);

/// Checks every case of one kind: `rows` says what of the record it is about.
fn check(kind: &str, rows: fn(&Record) -> Vec<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(kind);
    let entries = fs::read_dir(&folder).expect("the folder of the cases");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    assert!(!files.is_empty(), "no case under {}", folder.display());
    let mut wrong = Vec::new();
    for path in &files {
        let file = fs::read_to_string(path).expect("a case can be read");
        let case = Case::parse(&file);
        let found = rows(&case.record(path)).join("\n");
        let found = if found.is_empty() { "nothing" } else { &found };
        if found == case.expected {
            continue;
        }
        if env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(path, format!("{}\n\n{found}\n", case.head)).expect("a case can be written");
        } else {
            wrong.push(format!(
                "{}\n{}\n-- expected\n{}\n-- found\n{found}\n",
                path.display(),
                case.text,
                case.expected
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n{} of {} cases differ; UPDATE_EXPECT=1 takes what was found",
        wrong.join("\n"),
        wrong.len(),
        files.len()
    );
}

/// One file.
struct Case<'f> {
    /// All but the expected rows.
    head: &'f str,
    text: &'f str,
    expected: &'f str,
    published: Option<&'f str>,
    publisher: Option<&'f str>,
}

impl<'f> Case<'f> {
    fn parse(file: &'f str) -> Self {
        // The rows are what stands after the last blank line.
        let (head, expected) = file
            .trim_end()
            .rsplit_once("\n\n")
            .unwrap_or((file.trim_end(), ""));
        let mut text = head;
        let (mut published, mut publisher) = (None, None);
        while let Some(comment) = text.strip_prefix('#') {
            let (line, rest) = comment.split_once('\n').unwrap_or((comment, ""));
            match line
                .split_once(':')
                .map(|(key, value)| (key.trim(), value.trim()))
            {
                Some(("published", day)) => published = Some(day),
                Some(("publisher", name)) => publisher = Some(name),
                _ => {}
            }
            text = rest;
        }
        Self {
            head,
            text,
            expected,
            published,
            publisher,
        }
    }

    /// The record of the text, from the analysis beside the case if there is one.
    fn record(&self, path: &Path) -> Record {
        let beside = path.with_extension("analysis");
        let mut analysis = None;
        if beside.exists() {
            if env::var_os("UPDATE_ANALYSES").is_some() {
                let file = given::write(self.text, &READER.read(self.text));
                fs::write(&beside, file).expect("an analysis can be written");
            }
            let file = fs::read_to_string(&beside).expect("an analysis can be read");
            analysis = Some(given::parse(self.text, &file));
        }
        let analysis = analysis.unwrap_or_else(|| READER.read(self.text));
        let document = Document {
            id: "case".into(),
            title: None,
            publisher: self.publisher.map(Into::into),
            url: None,
            published: self.published.map(Into::into),
            language: Some("en".into()),
            sha256: String::new(),
            length: self.text.chars().count(),
            text: Some(self.text.to_owned()),
        };
        record(document, self.text, &analysis, Options::default())
    }
}

/// The name of an entity, of a group without words those of its members; "-" for nobody.
fn name<'r>(record: &'r Record, id: Option<&str>) -> &'r str {
    id.and_then(|id| record.entity(id)).map_or("-", |e| &e.name)
}

fn words(spans: &[Span]) -> String {
    let words: Vec<&str> = spans.iter().map(|span| span.text.as_str()).collect();
    words.join(" … ").replace('\n', " ")
}

/// Adds " KEY VALUE" where there is a value.
fn part(row: &mut String, key: &str, value: Option<String>) {
    if let Some(value) = value {
        row.push_str(&format!("  {key} {value}"));
    }
}

#[test]
fn names() {
    check("names", |record| {
        let rows = record.entities.iter().map(|entity| {
            let mentions: Vec<&str> = entity
                .mentions
                .iter()
                .map(|m| m.span.text.as_str())
                .collect();
            format!("{} {}: {}", entity.kind, entity.name, mentions.join(" | "))
        });
        rows.collect()
    });
}

#[test]
fn sides() {
    check("sides", |record| {
        let persons = record
            .entities
            .iter()
            .filter(|e| e.kind == EntityKind::Person);
        persons
            .map(|e| format!("{}: {}", e.name, e.side.as_deref().unwrap_or("-")))
            .collect()
    });
}

#[test]
fn roles() {
    check("roles", |record| {
        let persons = record
            .entities
            .iter()
            .filter(|e| e.kind == EntityKind::Person);
        persons
            .map(|e| {
                let titles: Vec<&str> = e.roles.iter().map(|role| role.title.as_str()).collect();
                let titles = if titles.is_empty() {
                    "-".to_owned()
                } else {
                    titles.join(" | ")
                };
                format!("{}: {titles}", e.name)
            })
            .collect()
    });
}

#[test]
fn speakers() {
    check("speakers", |record| {
        let row = |s: &Statement| {
            let mut row = format!(
                "{}: {}",
                name(record, s.speaker.as_deref()),
                words(&s.content)
            );
            let told = s.addressee.as_deref();
            part(
                &mut row,
                "to",
                told.map(|id| name(record, Some(id)).to_owned()),
            );
            row
        };
        record.statements.iter().map(row).collect()
    });
}

#[test]
fn statements() {
    check("statements", |record| {
        let row = |s: &Statement| {
            let not = if s.negated { "not " } else { "" };
            let (source, cue) = (words(&s.source), words(&s.cue));
            format!(
                "{not}{} {}: [{source}] [{cue}] {}",
                s.act,
                s.mode,
                words(&s.content)
            )
        };
        record.statements.iter().map(row).collect()
    });
}

#[test]
fn meetings() {
    check("meetings", |record| {
        let row = |m: &Meeting| {
            let mut row = format!("{} {} {}:", m.id, m.kind, m.status);
            for p in &m.participants {
                let capacity = p.capacity.map_or(String::new(), |c| format!(" ({c})"));
                let who = name(record, Some(p.entity.as_str()));
                part(&mut row, "with", Some(format!("{who}{capacity}")));
            }
            let place = m
                .place
                .as_ref()
                .map(|p| name(record, Some(p.entity.as_str())).to_owned());
            part(&mut row, "in", place);
            part(
                &mut row,
                "on",
                m.date.as_ref().and_then(|d| d.value.clone()),
            );
            part(
                &mut row,
                "for",
                m.duration.as_ref().and_then(|d| d.value.clone()),
            );
            part(&mut row, "as", m.format.as_ref().map(|f| f.value.clone()));
            part(&mut row, "of", m.part_of.clone());
            part(
                &mut row,
                "because",
                m.reason.as_ref().map(|r| r.span.text.clone()),
            );
            row
        };
        record.meetings.iter().map(row).collect()
    });
}

#[test]
fn dates() {
    check("dates", |record| {
        let mut rows = Vec::new();
        for meeting in &record.meetings {
            if let Some(date) = &meeting.date {
                let value = date.value.as_deref().unwrap_or("vague");
                rows.push(format!("{} = {value}", date.span.text));
            }
            if let Some(duration) = &meeting.duration {
                let value = duration.value.as_deref().unwrap_or("vague");
                rows.push(format!("{} = {value}", duration.span.text));
            }
        }
        rows
    });
}

#[test]
fn positions() {
    check("positions", |record| {
        let row = |p: &Position| {
            let topic = record.topics.iter().find(|t| t.id == p.topic);
            let topic = topic.map_or("", |t| t.label.as_str());
            let party = name(record, p.party.as_deref());
            let mut row = format!("{party} {}: {} ({topic})", p.stance, words(&p.evidence));
            for id in &p.depends_on {
                part(
                    &mut row,
                    "waits on",
                    Some(name(record, Some(id.as_str())).to_owned()),
                );
            }
            row
        };
        record.positions.iter().map(row).collect()
    });
}
