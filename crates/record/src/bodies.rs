//! Bodies behind sources that name nobody known: "police", "the Brandt family", "TV7".

use crate::entities::{Entities, Entity};
use crate::why::{Resolved, Why};
use std::collections::HashMap;
use std::sync::LazyLock;
use verbale_doc::{Doc, Tokens, Upos};
use verbale_lexicon::title;
use verbale_schema::{EntityKind, MentionForm};

/// Each with whether the noun alone tells which body is meant.
static BODIES: LazyLock<HashMap<&'static str, bool>> = LazyLock::new(|| {
    let lines = include_str!("../data/bodies.txt").lines();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            line.strip_suffix(" *")
                .map_or((line, false), |noun| (noun, true))
        })
        .collect()
});

/// The most words of a source that is a name of its own.
const LONGEST_NAME: usize = 5;

/// Nouns for a government that is nobody's by name: the country's that the text is about.
const GOVERNMENTS: [&str; 3] = ["government", "authorities", "administration"];

/// The body that a source describes or names, made if the text has not spoken of it.
pub(crate) fn body(doc: &Doc, entities: &mut Entities, source: &Tokens) -> Option<Resolved> {
    let bare = without_determiner(doc, source);
    let head = doc.head(&bare);
    let indefinite = matches!(
        doc.lower(source.start),
        "a" | "an" | "some" | "several" | "many" | "any" | "no" | "other" | "most" | "both" | "all"
    );
    if bare.is_empty() || indefinite {
        return None;
    }
    if GOVERNMENTS.contains(&doc.lower(head)) && bare.len() == 1 {
        let home = entities.home?;
        let is_home = |e: &Entity| e.kind == EntityKind::Country && e.side() == Some(home);
        let country = entities.list.iter().position(is_home)?;
        let why = Why::step(
            "the government of the country that the text is about",
            source.clone(),
        );
        entities.mention(
            country,
            source.clone(),
            MentionForm::Description,
            why.clone(),
        );
        return Some(Resolved::new(country, why));
    }
    let body = BODIES
        .get(doc.lower(head))
        .or_else(|| BODIES.get(doc.lemma(head)));
    let is_body = body.is_some_and(|alone| *alone || bare.len() > 1);
    let mut words = bare.clone();
    let named = bare.len() <= LONGEST_NAME
        && words.all(|t| doc.is_capitalized(t) && doc.upos(t) == Upos::Propn)
        && title(doc.lower(bare.end - 1)).is_none();
    if !is_body && !named {
        return None;
    }
    let end = (head + 1..bare.end)
        .find(|&t| {
            matches!(doc.word(t), "," | "(" | "—" | "–")
                || matches!(doc.lower(t), "who" | "which" | "in" | "that")
        })
        .unwrap_or(bare.end);
    let tokens = bare.start..end;
    let phrase = doc.phrase(&tokens).to_lowercase();
    let same = |e: &Entity| {
        e.kind == EntityKind::Organization && doc.phrase(&e.name).to_lowercase() == phrase
    };
    let why = Why::Table {
        file: "bodies.txt",
        words: head..head + 1,
    };
    let form = if named {
        MentionForm::Name
    } else {
        MentionForm::Description
    };
    if let Some(known) = entities.list.iter().position(same) {
        entities.mention(known, tokens, form, why.clone());
        return Some(Resolved::new(known, why));
    }
    let entity = entities.push(Entity::new(EntityKind::Organization, tokens, form));
    Some(Resolved::new(entity, why))
}

/// A phrase without its article and what says only which one it is.
fn without_determiner(doc: &Doc, source: &Tokens) -> Tokens {
    let small = |t: &usize| {
        doc.upos(*t) == Upos::Det
            || matches!(
                doc.lower(*t),
                "the" | "a" | "an" | "this" | "that" | "its" | "their"
            )
    };
    let start = source.clone().find(|t| !small(t)).unwrap_or(source.end);
    start..source.end
}
