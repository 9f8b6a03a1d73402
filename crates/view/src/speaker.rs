//! Statements grouped by who speaks.

use verbale_schema::{Act, Certainty, Entity, MeetingKind, Record, Statement};

use crate::{
    content::{folded, joined},
    encounter::kind_name,
    side::{entity_name, side_name, tells_side, titles},
};

/// One voice in the report, with all it says.
#[derive(Debug)]
pub(crate) struct Speaker<'a> {
    pub(crate) who: Who<'a>,
    /// The statements with their places in the record's list, in the order of the text.
    pub(crate) statements: Vec<(usize, &'a Statement)>,
}

/// Whose voice it is.
#[derive(Debug, PartialEq)]
pub(crate) enum Who<'a> {
    /// An entity of the record.
    Known(&'a Entity),
    /// A source without a name, by the report's words for it.
    Unnamed(String),
    /// The report tells no source.
    Nobody,
}

impl Speaker<'_> {
    /// What the voice goes by.
    pub(crate) fn name(&self) -> String {
        match &self.who {
            Who::Known(entity) => entity_name(entity),
            Who::Unnamed(words) => format!("unnamed: “{words}”"),
            Who::Nobody => "no source named".to_owned(),
        }
    }

    /// What the text says of the one who speaks: members of a group, roles, the side acted for.
    pub(crate) fn particulars(&self, record: &Record) -> Vec<String> {
        let Who::Known(entity) = self.who else {
            return Vec::new();
        };
        let names: Vec<String> = entity
            .members
            .iter()
            .filter_map(|id| record.entity(id))
            .map(entity_name)
            .collect();
        let titles = titles(entity);
        let side = entity
            .side
            .as_deref()
            .filter(|side| !titles.iter().any(|title| tells_side(title, side)))
            .map(side_name)
            .filter(|side| *side != self.name());
        let mut particulars = Vec::new();
        if !names.is_empty() {
            particulars.push(names.join(", "));
        }
        particulars.extend(titles);
        particulars.extend(side);
        particulars
    }
}

/// The voices of a record, in the order in which they first speak.
pub(crate) fn speakers(record: &Record) -> Vec<Speaker<'_>> {
    let mut speakers: Vec<Speaker<'_>> = Vec::new();
    for (index, statement) in record.statements.iter().enumerate() {
        let who = who(record, statement);
        match speakers.iter_mut().find(|speaker| same(&speaker.who, &who)) {
            Some(speaker) => speaker.statements.push((index, statement)),
            None => speakers.push(Speaker {
                who,
                statements: vec![(index, statement)],
            }),
        }
    }
    speakers
}

fn who<'a>(record: &'a Record, statement: &Statement) -> Who<'a> {
    if let Some(entity) = statement
        .speaker
        .as_deref()
        .and_then(|id| record.entity(id))
    {
        return Who::Known(entity);
    }
    let words = folded(&joined(&statement.source));
    if words.trim().is_empty() {
        Who::Nobody
    } else {
        Who::Unnamed(words.trim().to_owned())
    }
}

/// "Officials" at the start of a sentence are the "officials" within one.
fn same(a: &Who<'_>, b: &Who<'_>) -> bool {
    match (a, b) {
        (Who::Known(a), Who::Known(b)) => a.id == b.id,
        (Who::Unnamed(a), Who::Unnamed(b)) => a.to_lowercase() == b.to_lowercase(),
        (Who::Nobody, Who::Nobody) => true,
        _ => false,
    }
}

/// What is to be known of a statement beside its cue and its content, in a few words each.
pub(crate) fn notes(record: &Record, statement: &Statement) -> Vec<String> {
    let mut notes = Vec::new();
    // The report's own words, where the name alone hides how it was come by.
    if let Some(speaker) = statement
        .speaker
        .as_deref()
        .and_then(|id| record.entity(id))
    {
        let source = folded(&joined(&statement.source));
        if !source.is_empty() && !names_alone(&source, speaker) {
            notes.push(format!("as “{source}”"));
        }
    }
    if statement.negated && !shows_negation(statement) {
        notes.push("not said".to_owned());
    }
    if !shows_act(statement) {
        notes.push(statement.act.to_string());
    }
    if matches!(
        statement.certainty,
        Certainty::Probable | Certainty::Possible
    ) {
        notes.push(format!("presented as {}", statement.certainty));
    }
    if let Some(told) = statement
        .addressee
        .as_deref()
        .and_then(|id| record.entity(id))
    {
        notes.push(format!("to {}", entity_name(told)));
    }
    if let Some(occasion) = occasion(record, statement) {
        notes.push(occasion);
    }
    notes
}

/// Where a statement was made, if that is an occasion of its own beside the talks.
fn occasion(record: &Record, statement: &Statement) -> Option<String> {
    let id = statement.occasion.as_deref()?;
    let occasion = record.meetings.iter().find(|meeting| meeting.id == id)?;
    let apart = matches!(occasion.kind, MeetingKind::Interview | MeetingKind::Press);
    apart.then(|| format!("at: {}", kind_name(occasion.kind).to_lowercase()))
}

/// Whether a source tells no more than the name does: it is part of it, has it whole, or is a pronoun.
fn names_alone(source: &str, speaker: &Entity) -> bool {
    let name = folded(&speaker.name).to_lowercase();
    let source = source.to_lowercase();
    let pronoun = matches!(source.as_str(), "he" | "she" | "it" | "they" | "i" | "we");
    pronoun
        || source.contains(&name)
        || source
            .split_whitespace()
            .all(|word| name.split_whitespace().any(|own| own == word))
}

/// Whether the cue itself has the negation, as "did not say" has.
fn shows_negation(statement: &Statement) -> bool {
    let cue = joined(&statement.cue).to_lowercase();
    cue.split_whitespace().any(|word| {
        matches!(word, "no" | "not" | "never" | "neither")
            || word.ends_with("n't")
            || word.ends_with("n’t")
    })
}

/// Whether the cue itself already tells the act, as "denied" does of `deny`. Saying needs no telling.
fn shows_act(statement: &Statement) -> bool {
    let stem = statement.act.as_str().trim_end_matches(['e', 'y']);
    statement.act == Act::Say
        || joined(&statement.cue)
            .to_lowercase()
            .split_whitespace()
            .any(|word| word.starts_with(stem))
}
