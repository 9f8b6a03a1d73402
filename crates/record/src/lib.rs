//! From an analysis to a record: people and what they said, each row with the words it stands on.
//!
//! Pure: a text and its analysis in, a [`Record`] out. Knowledge of English that a researcher may
//! want to change stands in the lexicon's tables, not here.

mod confidence;
mod entities;
mod explain;
mod grammar;
mod meetings;
mod mend;
mod names;
mod passage;
mod positions;
mod publish;
mod roles;
mod sides;
mod speakers;
mod statements;
mod turns;
mod voices;
mod when;

use verbale_model::{Analysis, Tokens};
use verbale_schema::{Document, EntityKind, MentionForm, Record};

use passage::Passage;

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
    let mut names: Vec<(Tokens, EntityKind)> = entities::named(&Passage::new(text, analysis))
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
    let passage = Passage::new(text, analysis);
    let read = read_whole(&passage, &document);
    publish::record(document, &passage, &read, options)
}

/// The record of a document, and why the rows stand in it whose words are at the code point `at` of the text.
#[must_use]
pub fn explain(
    document: Document,
    text: &str,
    analysis: &Analysis,
    at: usize,
) -> (Record, Vec<Explanation>) {
    let passage = Passage::new(text, analysis);
    let read = read_whole(&passage, &document);
    explain::explain(document, &passage, &read, at)
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
}

/// The record of a document without positions, and the candidates for them, to train on.
#[must_use]
pub fn candidates(document: Document, text: &str, analysis: &Analysis) -> (Record, Vec<Candidate>) {
    let passage = Passage::new(text, analysis);
    let mut read = read(&passage, &document);
    let candidates = positions::seen(
        &passage,
        &read.statements,
        &read.told,
        &mut read.entities,
        document.publisher.as_deref(),
    );
    publish::candidates(document, &passage, &read, &candidates)
}

/// Everything that was read, before it is published.
struct Read {
    entities: entities::Entities,
    statements: Vec<statements::Statement>,
    told: Vec<speakers::Told>,
    meetings: Vec<meetings::Meeting>,
    positions: positions::Positions,
}

fn read_whole(passage: &Passage, document: &Document) -> Read {
    let mut read = read(passage, document);
    read.positions = positions::positions(
        passage,
        &read.statements,
        &read.told,
        &mut read.entities,
        document.publisher.as_deref(),
    );
    read
}

/// All but the positions.
fn read(passage: &Passage, document: &Document) -> Read {
    let publisher = document.publisher.as_deref();
    let mut entities = entities::named(passage);
    roles::add(passage, &mut entities);
    // Sides tell descriptions apart ("the Russian minister"), and descriptions then tell more sides.
    sides::add(passage, publisher, &mut entities);
    let transcript = turns::Transcript::of(passage, document, &mut entities);
    let statements = transcript.outside(mend::mend(passage, statements::statements(passage)));
    let mut told = speakers::resolve(passage, &statements, &mut entities);
    voices::resolve(passage, document, &statements, &mut told, &mut entities);
    let (statements, told) = transcript.add(passage, statements, told);
    roles::add_described(passage, &mut entities);
    sides::add(passage, publisher, &mut entities);
    let published = document.published.as_deref().and_then(day);
    let meetings = meetings::meetings(passage, &mut entities, published);
    Read {
        entities,
        statements,
        told,
        meetings,
        positions: positions::Positions::default(),
    }
}

/// The day of an RFC 3339 date or date-time.
fn day(published: &str) -> Option<jiff::civil::Date> {
    published.get(..10)?.parse().ok()
}
