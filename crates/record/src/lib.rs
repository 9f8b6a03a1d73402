//! From an analysis to a record: people and what they said, each row with the words it stands on.
//!
//! Pure: a text and its analysis in, a [`Record`] out. Knowledge of English that a researcher may
//! want to change stands in the lexicon's tables, not here.

mod bodies;
mod confidence;
mod credits;
mod entities;
mod explain;
mod grammar;
mod meetings;
mod mend;
mod name_parts;
mod names;
mod passes;
mod positions;
mod publish;
mod roles;
mod sides;
mod speakers;
mod statements;
mod titles;
mod turns;
mod voices;
mod when;
mod why;

use verbale_doc::{Doc, Tokens};
use verbale_embed::Clause;
use verbale_model::Analysis;
use verbale_schema::{Document, EntityKind, MentionForm, Record};

use passes::Source;

pub use explain::{Explanation, Reason};
pub use sides::named_sides;

/// What a record may hold beside the words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Give every span a W3C quote selector, so that other tools find it in a changed text.
    pub selectors: bool,
}

/// The names in a text, in order, and what each names: what the model found, corrected by the lexicon and by the rest of
/// the text.
#[must_use]
pub fn names(text: &str, analysis: &Analysis) -> Vec<(Tokens, EntityKind)> {
    let doc = Doc::new(text, analysis);
    let mut names: Vec<(Tokens, EntityKind)> = entities::named(&doc, &turns::turns(&doc))
        .list
        .into_iter()
        .flat_map(|entity| {
            let names = entity
                .mentions
                .into_iter()
                .filter(|m| m.form == MentionForm::Name);
            names.map(move |mention| (mention.tokens, entity.kind))
        })
        .collect();
    names.sort_by_key(|(tokens, _)| tokens.start);
    names
}

/// The record of a document: `analysis` is what the model says of `text`, the document's text.
#[must_use]
pub fn record(document: Document, text: &str, analysis: &Analysis, options: Options) -> Record {
    let doc = Doc::new(text, analysis);
    let read = passes::read_whole(&Source::new(&doc, &document));
    publish::record(document, &doc, &read, options)
}

/// The record of a document, and why the rows stand in it whose words are at the code point `at` of the text.
#[must_use]
pub fn explain(
    document: Document,
    text: &str,
    analysis: &Analysis,
    at: usize,
) -> (Record, Vec<Explanation>) {
    let doc = Doc::new(text, analysis);
    let read = passes::read_whole(&Source::new(&doc, &document));
    explain::explain(document, &doc, &read, at)
}

/// A passage that may hold a position, as the learned decisions see it.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The id of the party, if it is known.
    pub party: Option<String>,
    /// The words that would show the position.
    pub evidence: Vec<verbale_schema::Span>,
    /// The names of its features.
    pub features: Vec<String>,
    /// What the model tells of the evidence.
    pub clause: Option<Clause>,
    /// The phrase that names what it is about.
    pub label: verbale_schema::Span,
    /// The stems of the words that name its matter, and of all its telling words.
    pub name: Vec<String>,
    /// See `name`.
    pub words: Vec<String>,
    /// The number of its sentence.
    pub sentence: usize,
}

/// The record of a document without positions, and the candidates for them, to train on.
#[must_use]
pub fn candidates(document: Document, text: &str, analysis: &Analysis) -> (Record, Vec<Candidate>) {
    let doc = Doc::new(text, analysis);
    let source = Source::new(&doc, &document);
    let mut read = passes::read(&source);
    let candidates = positions::seen(
        &doc,
        &read.statements,
        &read.told,
        &mut read.entities,
        source.official,
    );
    publish::candidates(document, &doc, &read, &candidates)
}
