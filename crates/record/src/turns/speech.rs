//! A speech without labels: its speaker stands in the heading, "Remarks by Premier Ida Moe", and says "I" and "we".

use super::Turn;
use super::bearer::{HEADING_WORDS, bare};
use crate::entities::{Entities, Entity};
use std::sync::LazyLock;
use verbale_doc::Doc;
use verbale_lexicon::title;
use verbale_model::Tokens;
use verbale_schema::{Document, EntityKind, MentionForm};
use verbale_text::{Voice, speech as spoken};

/// Nouns for what one person says to others.
static NOUNS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/speech_headings.txt").lines();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// How far from "by" the speaker's name begins in the heading, in tokens.
const LONGEST_TITLE: usize = 14;

/// A speaker whose name stands more often in the text is spoken of, and does not speak.
const MOST_NAMED: usize = 1;

/// The speech that a text is, and its speaker.
pub(super) fn speech(
    doc: &Doc,
    document: &Document,
    entities: &mut Entities,
) -> Option<(Turn, usize)> {
    let in_text = heading(doc).and_then(|heading| named_in(doc, entities, &heading));
    let title = document.title.as_deref().unwrap_or_default();
    let in_title = || after_noun(title).and_then(|at| name(&title[at..]));
    if in_text.is_none() && in_title().is_none() {
        return None;
    }
    let first = in_text.as_ref().map_or(0, |(_, name)| name.end);
    let start = doc.analysis.tokens.get(first)?.span.start.bytes();
    let content: Vec<Tokens> = spoken(doc.text, start)
        .into_iter()
        .map(|span| super::tokens(doc, span))
        .collect();
    let begin = content.first()?.start;
    let (speaker, label) = match in_text {
        Some((speaker, name)) => (speaker, name),
        None => (titled(doc, entities, in_title()?, begin), begin..begin),
    };
    let named = entities.list[speaker]
        .mentions
        .iter()
        .filter(|m| m.form == MentionForm::Name && m.tokens.start >= begin);
    if named.count() > MOST_NAMED {
        return None;
    }
    let mut turn = Turn {
        label,
        name: None,
        voice: Voice::Named,
        speaker: 0,
        content: Vec::new(),
    };
    super::join(&mut turn.content, content);
    Some((turn, speaker))
}

/// The tokens of the first paragraph.
fn heading(doc: &Doc) -> Option<Tokens> {
    let first = *verbale_text::paragraphs(doc.text).first()?;
    Some(super::tokens(doc, first))
}

/// The person who stands after "Remarks by" in a heading of the text.
fn named_in(doc: &Doc, entities: &Entities, heading: &Tokens) -> Option<(usize, Tokens)> {
    let at = after_noun(doc.phrase(heading))? + doc.span(heading).start.bytes();
    let first = doc
        .analysis
        .tokens
        .partition_point(|t| t.span.end.bytes() <= at);
    let token = (first..heading.end.min(first + LONGEST_TITLE))
        .find(|&t| entities.at(t).is_some_and(|e| entities.is_person(e)))?;
    let person = entities.at(token)?;
    let mention = entities.list[person]
        .mentions
        .iter()
        .find(|m| m.tokens.contains(&token))?;
    Some((person, mention.tokens.clone()))
}

/// Where in a heading the words after "remarks by" begin.
fn after_noun(heading: &str) -> Option<usize> {
    let lower = heading.to_lowercase();
    // Offsets in small letters hold for the heading only where no letter changes its length.
    if lower.len() != heading.len() {
        return None;
    }
    NOUNS.iter().find_map(|noun| {
        ["by", "of", "from"].iter().find_map(|joint| {
            let phrase = format!("{noun} {joint} ");
            let at = lower.find(&phrase)?;
            let starts = at == 0 || !lower[..at].ends_with(char::is_alphanumeric);
            (starts && heading.is_char_boundary(at + phrase.len())).then_some(at + phrase.len())
        })
    })
}

/// The name at the start of these words of a title, titles left off.
fn name(words: &str) -> Option<String> {
    let mut name: Vec<&str> = Vec::new();
    for word in words.split_whitespace() {
        let own = bare(word);
        let lower = own.to_lowercase();
        let is_title = title(&lower).is_some() || title(&word.to_lowercase()).is_some();
        let leads = name.is_empty()
            && (is_title
                || matches!(
                    lower.as_str(),
                    "the" | "of" | "vice" | "prime" | "foreign" | "h.e"
                ));
        if leads {
            continue;
        }
        if !own.starts_with(char::is_uppercase) || HEADING_WORDS.contains(lower.as_str()) {
            break;
        }
        name.push(own);
        if *word != *own {
            break;
        }
    }
    (!name.is_empty()).then(|| name.join(" "))
}

/// The person of the title, who may stand nowhere in the text: then "I" is the first mention.
fn titled(doc: &Doc, entities: &mut Entities, name: String, begin: usize) -> usize {
    let surname = name.rsplit(' ').next().unwrap_or_default().to_lowercase();
    let known = (0..entities.list.len()).find(|&e| {
        let own = doc.phrase(&entities.list[e].name).to_lowercase();
        entities.is_person(e) && own.rsplit(char::is_whitespace).next() == Some(surname.as_str())
    });
    known.unwrap_or_else(|| {
        let own = (begin..doc.len())
            .find(|&t| matches!(doc.lower(t), "i" | "my" | "we"))
            .unwrap_or(begin);
        let mut entity = Entity::new(EntityKind::Person, own..own + 1, MentionForm::Pronoun);
        entity.full = Some(name);
        entities.push(entity)
    })
}
