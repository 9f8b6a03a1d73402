//! The turns of a transcript: each is one statement of the speaker whose label stands before it.
//!
//! As for all statements, only the outermost counts: what a speaker reports others to have said is part of the turn.

mod bearer;
mod label;
mod speech;

use crate::entities::{Entities, Entity};
use crate::speakers::Told;
use crate::statements::Statement;
use crate::voices::is_quoted;
use crate::why::{Resolved, Why};
use std::collections::HashMap;
use verbale_doc::Doc;
use verbale_lexicon::{Act, Certainty};
use verbale_model::{Name, NameKind, Tokens};
use verbale_schema::{Document, EntityKind, MentionForm, Mode};
use verbale_text::{Span, Voice};

/// How often a turn is rightly given to its speaker, on real transcripts of which the speakers are known.
const CONFIDENCE: f32 = 0.97;

/// A turn by its tokens.
#[derive(Clone, Debug)]
pub(crate) struct Turn {
    label: Tokens,
    /// The name in the label, or else in the brackets after it.
    name: Option<Tokens>,
    voice: Voice,
    /// The number of the label, the same for all turns of one.
    speaker: usize,
    content: Vec<Tokens>,
}

/// The turns of a text, none if it is no transcript.
pub(crate) fn turns(doc: &Doc) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for turn in verbale_text::turns(doc.text) {
        let label = tokens(doc, turn.label);
        if label.is_empty() {
            continue;
        }
        let named = turn.voice == Voice::Named;
        let in_brackets = || label::name(doc, &tokens(doc, turn.aside?), true);
        let mut content = Vec::new();
        join(
            &mut content,
            turn.content
                .into_iter()
                .map(|span| tokens(doc, span))
                .collect(),
        );
        turns.push(Turn {
            name: label::name(doc, &label, false)
                .or_else(in_brackets)
                .filter(|_| named),
            label,
            voice: turn.voice,
            speaker: turn.speaker,
            content,
        });
    }
    unname_outlets(doc, &mut turns);
    turns
}

/// The tokens of a stretch of text.
fn tokens(doc: &Doc, span: Span) -> Tokens {
    let all = &doc.analysis.tokens;
    let start = all.partition_point(|t| t.span.end <= span.start);
    start..all.partition_point(|t| t.span.start < span.end).max(start)
}

/// Adds pieces to a content; those that touch are one.
fn join(content: &mut Vec<Tokens>, pieces: Vec<Tokens>) {
    for piece in pieces.into_iter().filter(|piece| !piece.is_empty()) {
        match content.last_mut() {
            Some(last) if last.end >= piece.start => last.end = piece.end,
            _ => content.push(piece),
        }
    }
}

/// "Reuters: Will you resign?" is a question whose asker is not named.
fn unname_outlets(doc: &Doc, turns: &mut [Turn]) {
    let asks = |turn: &Turn| {
        turn.content
            .iter()
            .any(|piece| doc.phrase(piece).contains('?'))
    };
    for speaker in 0..=turns.iter().map(|t| t.speaker).max().unwrap_or_default() {
        let own = || turns.iter().filter(|t| t.speaker == speaker);
        let outlet = own()
            .next()
            .and_then(|t| t.name.as_ref())
            .is_some_and(|name| label::is_body(doc, name));
        if outlet && own().filter(|t| asks(t)).count() * 2 >= own().count() {
            for turn in turns.iter_mut().filter(|t| t.speaker == speaker) {
                turn.voice = Voice::Unnamed;
                turn.name = None;
            }
        }
    }
}

/// The names of a text with those in the labels of its turns.
pub(crate) fn with_labels(doc: &Doc, turns: &[Turn], mut names: Vec<Name>) -> Vec<Name> {
    for turn in turns {
        let name = turn.name.clone().filter(|name| !label::is_body(doc, name));
        let meets = |a: &Tokens, b: &Tokens| a.start < b.end && b.start < a.end;
        names.retain(|other| {
            // What runs over the border of a label is none.
            let over = meets(&other.tokens, &turn.label) && other.tokens.end > turn.label.end;
            !over && !name.as_ref().is_some_and(|name| meets(&other.tokens, name))
        });
        names.extend(name.map(|tokens| Name {
            tokens,
            kind: NameKind::Person,
            score: 1.0,
        }));
    }
    names.sort_by_key(|name| name.tokens.start);
    names
}

/// The turns of a text, and who speaks in them.
#[derive(Debug, Default)]
pub(crate) struct Transcript {
    turns: Vec<Turn>,
    /// Who speaks under each label, by its number.
    speakers: Vec<Option<usize>>,
}

impl Transcript {
    /// Reads the turns; a speech is one, of the person in its heading. Adds the mentions that this resolves: the
    /// labels, and every "I".
    pub(crate) fn of(
        doc: &Doc,
        document: &Document,
        turns: Vec<Turn>,
        entities: &mut Entities,
    ) -> Self {
        let (turns, speakers) = if turns.is_empty() {
            let speech = speech::speech(doc, document, entities);
            speech
                .map(|(turn, speaker)| (vec![turn], vec![Some(speaker)]))
                .unwrap_or_default()
        } else {
            let speakers = speakers(doc, document, &turns, entities);
            (turns, speakers)
        };
        for turn in &turns {
            let Some(speaker) = speakers[turn.speaker] else {
                continue;
            };
            let pieces = turn.content.iter().cloned();
            entities
                .talking
                .extend(pieces.map(|piece| (piece, speaker)));
        }
        let transcript = Self { turns, speakers };
        transcript.add_first_person(doc, entities);
        transcript
    }

    /// "I" is who speaks, but in words that he or she quotes.
    fn add_first_person(&self, doc: &Doc, entities: &mut Entities) {
        for turn in &self.turns {
            let Some(speaker) = self.speakers[turn.speaker] else {
                continue;
            };
            for token in turn.content.iter().flat_map(Clone::clone) {
                let own = matches!(doc.lower(token), "i" | "me" | "my" | "mine" | "myself");
                if own && !is_quoted(doc, &(token..token + 1)) {
                    let why = Why::step("whose turn it is", token..token + 1);
                    entities.mention(speaker, token..token + 1, MentionForm::Pronoun, why);
                }
            }
        }
    }

    /// The statements outside the turns.
    pub(crate) fn outside(&self, mut statements: Vec<Statement>) -> Vec<Statement> {
        let inside = |tokens: &Tokens| {
            self.turns.iter().any(|turn| {
                let spoken = turn.content.first().zip(turn.content.last());
                let said = spoken.is_some_and(|(first, last)| {
                    tokens.start < last.end && first.start < tokens.end
                });
                let label = tokens.start < turn.label.end && turn.label.start < tokens.end;
                said || label
            })
        };
        statements.retain(|s| !s.source.iter().chain(&s.cue).chain(&s.content).any(inside));
        statements
    }

    /// Puts the turns among the other statements, each in its place.
    pub(crate) fn add(&self, doc: &Doc, statements: &mut Vec<Statement>, told: &mut Vec<Told>) {
        if self.turns.is_empty() {
            return;
        }
        let pair = self.pair();
        let outside = statements.drain(..).zip(told.drain(..));
        let mut rows: Vec<(Statement, Told)> = outside.collect();
        for turn in self.turns.iter().filter(|turn| !turn.content.is_empty()) {
            let speaker = self.speakers[turn.speaker];
            let mut others = pair.iter().flatten().copied();
            let addressee = others.find(|e| Some(*e) != speaker);
            let by = |step, entity: Option<usize>| {
                entity.map(|entity| Resolved::by(entity, step, &turn.label))
            };
            let told = Told {
                speaker: by("label of the turn", speaker),
                addressee: by("the other of two who talk", addressee),
            };
            rows.push((statement(doc, turn), told));
        }
        let first = |s: &Statement| {
            let parts = s.source.iter().chain(&s.cue).chain(&s.content);
            parts.map(|tokens| tokens.start).min()
        };
        rows.sort_by_key(|(statement, _)| first(statement));
        (*statements, *told) = rows.into_iter().unzip();
    }

    /// The two who talk to each other, where nobody else speaks.
    fn pair(&self) -> Option<[usize; 2]> {
        let mut found: Vec<usize> = Vec::new();
        for turn in &self.turns {
            let speaker = self.speakers[turn.speaker]?;
            if !found.contains(&speaker) {
                found.push(speaker);
            }
        }
        found.try_into().ok()
    }
}

/// Who speaks under each label, by its number. Adds the labels that are no names as mentions.
fn speakers(
    doc: &Doc,
    document: &Document,
    turns: &[Turn],
    entities: &mut Entities,
) -> Vec<Option<usize>> {
    let mut out: Vec<Option<usize>> = vec![
        None;
        turns
            .iter()
            .map(|t| t.speaker + 1)
            .max()
            .unwrap_or_default()
    ];
    for turn in turns {
        if out[turn.speaker].is_none() {
            out[turn.speaker] = turn.name.as_ref().and_then(|name| entities.at(name.start));
        }
    }
    let title = document.title.as_deref().unwrap_or_default();
    let headings = [title, heading(doc, turns)];
    for entity in out.iter().flatten() {
        prefer_small_letters(doc, &mut entities.list[*entity]);
        let name = doc.phrase(&entities.list[*entity].name);
        if entities.is_person(*entity) && !name.contains(char::is_whitespace) {
            entities.list[*entity].full = headings
                .iter()
                .find_map(|heading| bearer::full_name(heading, name));
        }
    }
    let mut offices: HashMap<usize, Option<usize>> = HashMap::new();
    for turn in turns
        .iter()
        .filter(|t| t.name.is_none() && t.voice != Voice::Unnamed)
    {
        if out[turn.speaker].is_some() {
            continue;
        }
        let found = *offices.entry(turn.speaker).or_insert_with(|| {
            let search = bearer::Search {
                doc,
                document,
                turns,
                headings: &headings,
                speakers: &out,
            };
            search.of(entities, turn)
        });
        if let Some(entity) = found {
            let why = Why::step("label of a turn", turn.label.clone());
            entities.mention(entity, turn.label.clone(), MentionForm::Description, why);
        }
    }
    for (speaker, found) in offices {
        out[speaker] = found;
    }
    out
}

/// A name that only its label has in capitals is shown as the text writes it elsewhere.
fn prefer_small_letters(doc: &Doc, entity: &mut Entity) {
    let small = |tokens: &Tokens| doc.phrase(tokens).chars().any(char::is_lowercase);
    if small(&entity.name) {
        return;
    }
    let same = |tokens: &Tokens| {
        doc.phrase(tokens).to_lowercase() == doc.phrase(&entity.name).to_lowercase()
    };
    let names = entity
        .mentions
        .iter()
        .filter(|m| m.form == MentionForm::Name);
    if let Some(mention) = names.map(|m| &m.tokens).find(|t| small(t) && same(t)) {
        entity.name = mention.clone();
    }
}

/// What stands before the first turn.
fn heading<'a>(doc: &Doc<'a>, turns: &[Turn]) -> &'a str {
    let first = turns.first().map_or(0, |turn| turn.label.start);
    let end = doc
        .analysis
        .tokens
        .get(first)
        .map_or(0, |t| t.span.start.bytes());
    &doc.text[..end]
}

fn statement(doc: &Doc, turn: &Turn) -> Statement {
    Statement {
        source: Some(turn.label.clone())
            .filter(|label| !label.is_empty())
            .into_iter()
            .collect(),
        cue: Vec::new(),
        quoted: crate::statements::quoted(doc, &turn.content),
        content: turn.content.clone(),
        mode: Mode::Direct,
        act: Act::Say,
        certainty: Certainty::Unknown,
        negated: false,
        confidence: CONFIDENCE,
        certainty_of_parts: verbale_model::Certainty {
            anchor: 1.0,
            source: 1.0,
            content: 1.0,
        },
    }
}

/// A person whom only the title names, mentioned by a label.
fn titled(entities: &mut Entities, label: &Tokens, full: String) -> usize {
    let mut entity = Entity::new(EntityKind::Person, label.clone(), MentionForm::Description);
    entity.full = Some(full);
    entities.push(entity)
}
