//! How well names agree with a corpus of named entities, on its own words and sentences.

use crate::given;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeSet;
use std::fs;
use std::ops::AddAssign;
use std::path::Path;
use verbale_lexicon::country;
use verbale_model::{NameKind, Reader};
use verbale_schema::EntityKind;
use verbale_text::Span;

/// A document with the names that annotators marked.
#[derive(Default)]
struct Document {
    text: String,
    words: Vec<Span>,
    /// Lengths of the sentences, in words.
    sentences: Vec<usize>,
    names: Names,
}

/// First word, one past the last, kind.
type Names = BTreeSet<(usize, usize, &'static str)>;

/// Prints a CSV table for the Universal NER file at `path` (`.iob2`): a row a document, then all: the
/// names of the records, and in the last row those of the model alone.
/// A name is right where words and kind (PER, ORG, LOC) are; countries are places, whether the
/// annotators saw a government in them or not. With `errors`, prints what is wrong and how instead.
///
/// # Errors
/// If the file cannot be read or has not the columns of the format.
pub(crate) fn run(path: &Path, errors: bool) -> Result<()> {
    let file =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let reader = Reader::new();
    let documents = parse(&file)?;
    if errors {
        for document in &documents {
            print_errors(document, &found(&reader, document).of_record);
        }
        return Ok(());
    }
    let mut all = [Counts::default(); 4];
    let mut model = Counts::default();
    println!("document,gold,found,right,precision,recall,f1");
    for (n, document) in documents.iter().enumerate() {
        let found = found(&reader, document);
        model += compare(document, &found.of_model)[0];
        let scores = compare(document, &found.of_record);
        scores[0].print(&format!("{}", n + 1));
        for (sum, own) in all.iter_mut().zip(scores) {
            *sum += own;
        }
    }
    for (counts, label) in all.iter().zip(["all", "PER", "ORG", "LOC"]) {
        counts.print(label);
    }
    model.print("all of the model alone");
    Ok(())
}

fn parse(file: &str) -> Result<Vec<Document>> {
    let mut documents: Vec<Document> = Vec::new();
    let mut new_document = true;
    for block in file
        .split("\n\n")
        .map(str::trim)
        .filter(|block| !block.is_empty())
    {
        new_document |= block.lines().any(|line| line.starts_with("# newdoc"));
        if new_document {
            documents.push(Document::default());
            new_document = false;
        }
        if let Some(document) = documents.last_mut() {
            document.add(block)?;
        }
    }
    Ok(documents)
}

impl Document {
    /// Adds a sentence: comments, `# text` among them, then lines "number, word, tag, …".
    fn add(&mut self, block: &str) -> Result<()> {
        let text = block
            .lines()
            .find_map(|line| line.strip_prefix("# text ="))
            .context("a sentence without its text")?;
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        let mut at = self.text.len();
        self.text.push_str(text.trim());
        let first = self.words.len();
        let mut open: Option<(usize, &'static str)> = None;
        for line in block.lines().filter(|line| !line.starts_with('#')) {
            let columns: Vec<&str> = line.split('\t').collect();
            ensure!(columns.len() > 2, "a line without word and tag: {line}");
            let found = self.text[at..]
                .find(columns[1])
                .with_context(|| format!("{} does not stand in {text}", columns[1]))?;
            let span = Span::new(at + found, at + found + columns[1].len());
            at = span.end.bytes();
            if !columns[2].starts_with("I-") {
                self.close(open.take());
                open = columns[2]
                    .strip_prefix("B-")
                    .and_then(kind_of)
                    .map(|kind| (self.words.len(), kind));
            }
            self.words.push(span);
        }
        self.close(open);
        self.sentences.push(self.words.len() - first);
        Ok(())
    }

    fn close(&mut self, open: Option<(usize, &'static str)>) {
        let Some((start, kind)) = open else { return };
        let end = self.words.len();
        let country = country(self.words(start, end))
            .is_some_and(|(_, kind)| kind == verbale_lexicon::NameKind::Name);
        self.names
            .insert((start, end, if country { "LOC" } else { kind }));
    }

    /// The text of a run of words.
    fn words(&self, start: usize, end: usize) -> &str {
        self.words[start].cover(self.words[end - 1]).of(&self.text)
    }
}

fn kind_of(label: &str) -> Option<&'static str> {
    ["PER", "ORG", "LOC"]
        .into_iter()
        .find(|kind| *kind == label)
}

fn entity_label(kind: EntityKind) -> Option<&'static str> {
    match kind {
        EntityKind::Person => Some("PER"),
        EntityKind::Organization => Some("ORG"),
        EntityKind::Country | EntityKind::Place => Some("LOC"),
        EntityKind::Group | EntityKind::Other => None,
    }
}

fn label(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Person => "PER",
        NameKind::Organization => "ORG",
        NameKind::Location => "LOC",
    }
}

#[derive(Clone, Copy, Default)]
struct Counts {
    gold: usize,
    found: usize,
    right: usize,
}

impl Counts {
    fn print(self, id: &str) {
        let share = |of: usize| self.right as f64 / of.max(1) as f64;
        let f1 = 2.0 * self.right as f64 / (self.gold + self.found).max(1) as f64;
        println!(
            "{id},{},{},{},{:.4},{:.4},{f1:.4}",
            self.gold,
            self.found,
            self.right,
            share(self.found),
            share(self.gold)
        );
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.gold += other.gold;
        self.found += other.found;
        self.right += other.right;
    }
}

struct Found {
    /// What the model alone takes for names.
    of_model: Names,
    /// The names of the record.
    of_record: Names,
}

fn found(reader: &Reader, document: &Document) -> Found {
    let tokens = given::tokens(&document.text, document.words.iter().copied());
    let sentences = given::sentences(&tokens, document.sentences.iter().copied());
    let analysis = reader.read_segmented(&document.text, tokens, sentences);
    let of_model = analysis
        .names
        .iter()
        .map(|n| (n.tokens.start, n.tokens.end, label(n.kind)))
        .collect();
    let of_record = verbale_record::names(&document.text, &analysis)
        .into_iter()
        .filter_map(|(tokens, kind)| Some((tokens.start, tokens.end, entity_label(kind)?)))
        .collect();
    Found {
        of_model,
        of_record,
    }
}

/// Counts of all kinds together, then of each.
fn compare(document: &Document, found: &Names) -> [Counts; 4] {
    ["", "PER", "ORG", "LOC"].map(|kind| {
        let of = |names: &Names| names.iter().filter(|n| n.2.contains(kind)).count();
        Counts {
            gold: of(&document.names),
            found: of(found),
            right: of(&document.names.intersection(found).copied().collect()),
        }
    })
}

/// Prints a line for every name that is missed or wrong: what is wrong with it, the annotators' name
/// and the model's names there, and for one that is none the words around it.
fn print_errors(document: &Document, found: &Names) {
    const AROUND: usize = 4;
    let shown = |&(start, end, kind): &(usize, usize, &str)| {
        format!("{kind} {}", document.words(start, end))
    };
    let meeting = |name: &(usize, usize, &str), names: &Names| -> Names {
        let meets = |other: &&(usize, usize, &'static str)| other.0 < name.1 && name.0 < other.1;
        names.iter().filter(meets).copied().collect()
    };
    for name in document.names.difference(found) {
        let others = meeting(name, found);
        let what = if others.is_empty() {
            "missed"
        } else if others.iter().any(|o| (o.0, o.1) == (name.0, name.1)) {
            "kind"
        } else if others.iter().any(|o| o.2 == name.2) {
            "border"
        } else {
            "border and kind"
        };
        let others: Vec<String> = others.iter().map(shown).collect();
        println!("{what}\t{}\t{}", shown(name), others.join(", "));
    }
    for name in found.difference(&document.names) {
        if meeting(name, &document.names).is_empty() {
            let start = name.0.saturating_sub(AROUND);
            let end = (name.1 + AROUND).min(document.words.len());
            println!("no name\t{}\t{}", shown(name), document.words(start, end));
        }
    }
}
