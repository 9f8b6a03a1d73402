//! The phrases for titles and offices in a text: what the model found, made whole by the table of titles and by the words
//! beside them, and those right before a name that it left out.

use crate::entities::Entities;
use crate::sides::{named_before, side_at};
use verbale_doc::{Doc, Tokens, Upos};
use verbale_lexicon::{TitleKind, title};
use verbale_schema::{EntityKind, MentionForm};
use verbale_text::Gap;

/// The most words of a title that the table is asked for.
const LONGEST: usize = 5;

/// How far a title may begin before the name: "Minister of Foreign Affairs, Foreign Employment and Tourism".
const FARTHEST: usize = 16;

/// All phrases for titles, in order: each once, each for one office.
pub(crate) fn phrases(doc: &Doc, entities: &Entities) -> Vec<Tokens> {
    let mut found: Vec<Tokens> = doc
        .analysis
        .roles
        .iter()
        .flat_map(|role| each(doc, role))
        .filter_map(|role| trimmed(doc, entities, role))
        .collect();
    for name in person_names(entities) {
        let before = before_name(doc, entities, &name, &found);
        found.retain(|role| {
            before
                .iter()
                .all(|new| role.end <= new.start || new.end <= role.start)
        });
        found.extend(before);
    }
    let mut found: Vec<Tokens> = found
        .into_iter()
        .map(|role| widened(doc, entities, role))
        .collect();
    found.sort_by_key(|role| (role.start, role.end));
    found.dedup();
    found
}

/// The names of persons, in the order of the entities.
fn person_names(entities: &Entities) -> Vec<Tokens> {
    let people = entities
        .list
        .iter()
        .filter(|e| e.kind == EntityKind::Person);
    let mentions = people.flat_map(|person| &person.mentions);
    let names = mentions.filter(|m| m.form == MentionForm::Name);
    names.map(|m| m.tokens.clone()).collect()
}

/// "Senior Minister and Coordinating Minister for Social Policies" is two offices.
fn each(doc: &Doc, role: &Tokens) -> Vec<Tokens> {
    let mut out = Vec::new();
    let mut start = role.start;
    let led_to = |words: &Tokens| {
        words
            .clone()
            .any(|t| matches!(doc.lower(t), "of" | "for" | "to"))
    };
    for and in role.clone() {
        // "President and CEO" is one title of a firm's.
        if and == start + 1 && !led_to(&(and..role.end)) && !doc.is_capitalized(role.end) {
            continue;
        }
        let joins = matches!(doc.lower(and), "and" | "&" | ",");
        if joins
            && start < and
            && has_office(doc, &(start..and))
            && begins_office(doc, and + 1, role.end)
        {
            out.push(start..and);
            start = and + 1;
        }
    }
    out.push(start..role.end);
    out
}

/// The longest title of the table that begins at a token, and what it is.
fn title_at(doc: &Doc, start: usize, end: usize) -> Option<(Tokens, TitleKind)> {
    let longest = end.min(start + LONGEST);
    (start + 1..=longest).rev().find_map(|end| {
        let kind = title(&doc.phrase(&(start..end)).to_lowercase())?.kind;
        (kind != TitleKind::Modifier).then_some((start..end, kind))
    })
}

fn is_office(kind: TitleKind) -> bool {
    !matches!(kind, TitleKind::Honorific | TitleKind::Modifier)
}

/// Whether these words hold the name of an office.
fn has_office(doc: &Doc, words: &Tokens) -> bool {
    words
        .clone()
        .any(|t| title_at(doc, t, words.end).is_some_and(|(_, kind)| is_office(kind)))
}

/// Whether an office begins here, an adjective or a country before it at most: "Alternate Prime Minister".
fn begins_office(doc: &Doc, start: usize, end: usize) -> bool {
    (start..end.min(start + 3))
        .any(|t| title_at(doc, t, end).is_some_and(|(_, kind)| is_office(kind)))
}

/// "Mr", "HE", and the words of "His Excellency".
pub(crate) fn is_honorific(doc: &Doc, token: usize) -> bool {
    let form = |tokens: Tokens| doc.phrase(&tokens).to_lowercase();
    let courtesy = |form: &str| title(form).is_some_and(|t| t.kind == TitleKind::Honorific);
    let pair = |first: usize| first + 2 <= doc.len() && courtesy(&form(first..first + 2));
    matches!(doc.word(token), "HE" | "H.E" | "H.E.")
        || courtesy(doc.lower(token))
        || pair(token)
        || token > 0 && pair(token - 1)
}

/// A title without the name, the form of address and the small words that the model may have put at its borders.
fn trimmed(doc: &Doc, entities: &Entities, mut role: Tokens) -> Option<Tokens> {
    let of_name = |t: usize| {
        entities
            .at(t)
            .is_some_and(|e| entities.is_person(e) && entities.is_name(e, t))
    };
    while role.start < role.end && (of_name(role.end - 1) || is_idle_end(doc, &role)) {
        role.end -= 1;
    }
    while role.start < role.end
        && (matches!(
            doc.lower(role.start),
            "the" | "a" | "an" | "former" | "current" | "then" | "," | "and" | "." | "-"
        ) || is_honorific(doc, role.start)
            || is_dateline(doc, &role))
    {
        role.start += 1;
    }
    (role.start < role.end && is_title(doc, &role)).then_some(role)
}

/// Whether a title begins with the place at which the report does: "RIGA | U.S. Secretary of State".
fn is_dateline(doc: &Doc, role: &Tokens) -> bool {
    let word = doc.word(role.start);
    let capitals = word.len() > 3 && word.chars().all(|c| !c.is_lowercase());
    let first = doc.analysis.tokens[role.start].gap == Gap::Paragraph;
    let places = side_at(doc, role.start, role.end)
        .is_some_and(|end| end < role.end && side_at(doc, end, role.end).is_some());
    role.len() > 1 && (first && capitals || places)
}

/// Whether words can be a title at all: more than a country, an owner, a degree.
fn is_title(doc: &Doc, role: &Tokens) -> bool {
    let last = role.end - 1;
    let whole = side_at(doc, role.start, role.end) == Some(role.end);
    let noun = matches!(doc.upos(last), Upos::Noun | Upos::Propn) || has_office(doc, role);
    let relative = matches!(doc.lower(role.start), "who" | "whose" | "which" | "that");
    !whole && noun && !relative && !doc.is_possessive(last)
}

/// Whether a title ends in a word that does not belong to it: "President Dr.", "Head of".
fn is_idle_end(doc: &Doc, role: &Tokens) -> bool {
    let last = role.end - 1;
    let small = matches!(
        doc.lower(last),
        "the" | "a" | "an" | "of" | "for" | "to" | "in" | "at" | "," | "and" | "his" | "her" | "("
    );
    role.len() > 1 && (small || is_honorific(doc, last))
}

/// The offices right before a name that is only led to by them: "Minister of Knowledge Economy, Start-Ups and
/// Micro-Enterprises | Yacine Oualid". None where those already found reach as far.
fn before_name(doc: &Doc, entities: &Entities, name: &Tokens, known: &[Tokens]) -> Vec<Tokens> {
    let mut end = name.start;
    while end > 0 && (is_honorific(doc, end - 1) || doc.word(end - 1) == ".") && spaced(doc, end) {
        end -= 1;
    }
    let inside = |t: usize| {
        let small = matches!(
            doc.lower(t),
            "of" | "for" | "and" | "the" | "to" | "in" | "on" | "&" | "," | "-" | "–"
        );
        (small || doc.is_possessive(t) || doc.is_capitalized(t))
            && entities.at(t).is_none_or(|e| !entities.is_person(e))
            && doc.upos(t) != Upos::Verb
            && spaced(doc, t)
    };
    let first = (end.saturating_sub(FARTHEST)..end)
        .rev()
        .take_while(|&t| inside(t))
        .last();
    let Some(first) = first.filter(|_| doc.is_capitalized(end - 1)) else {
        return Vec::new();
    };
    // From the farthest office on, wherever a preposition leads from it to the name.
    let leads = |start: usize| {
        let (office, kind) = title_at(doc, start, end)?;
        let joined = office.end == end || matches!(doc.lower(office.end), "of" | "for" | "to");
        (is_office(kind) && joined && doc.is_capitalized(start)).then_some(start)
    };
    let Some(start) = (first..end).find_map(leads) else {
        return Vec::new();
    };
    let covered = known
        .iter()
        .any(|role| role.start <= start && role.end >= end);
    if covered {
        return Vec::new();
    }
    each(doc, &(start..end))
        .into_iter()
        .filter_map(|role| trimmed(doc, entities, role))
        .collect()
}

fn spaced(doc: &Doc, token: usize) -> bool {
    !matches!(doc.analysis.tokens[token].gap, Gap::Line | Gap::Paragraph)
}

/// A title with the words before it that belong to it: "Russian | foreign minister", "Vice | President".
fn widened(doc: &Doc, entities: &Entities, mut role: Tokens) -> Tokens {
    // "Sri | Lanka's President".
    if let Some(cut) = entities.at(role.start).filter(|&e| !entities.is_person(e)) {
        let mentions = entities.list[cut].mentions.iter().map(|m| &m.tokens);
        let whole = mentions
            .filter(|m| m.contains(&role.start))
            .map(|m| m.start)
            .min();
        role.start = whole
            .filter(|start| role.start - start < LONGEST)
            .unwrap_or(role.start);
    }
    // "Danish ambassador | to Norway".
    let sent = matches!(
        doc.lower(role.end - 1),
        "ambassador" | "commissioner" | "envoy" | "representative" | "consul" | "delegate"
    );
    if sent && doc.lower(role.end) == "to" {
        let article = usize::from(doc.lower(role.end + 1) == "the");
        role.end = side_at(doc, role.end + 1 + article, doc.len()).unwrap_or(role.end);
    }
    loop {
        let start = role.start;
        let Some(before) = start.checked_sub(1).filter(|_| spaced(doc, start)) else {
            return role;
        };
        if !doc.sentence(start).is_some_and(|s| s.contains(&before)) {
            return role;
        }
        let modifies = title(doc.lower(before)).is_some_and(|t| t.kind == TitleKind::Modifier)
            && !matches!(
                doc.lower(before),
                "former" | "then" | "current" | "late" | "new"
            )
            && doc.is_capitalized(before) == doc.is_capitalized(start);
        let longer = title_at(doc, before, role.end)
            .is_some_and(|(office, kind)| is_office(kind) && office.end > start);
        // "Coordinating | Minister for Social Policies".
        let ahead = doc.is_capitalized(start)
            && doc.is_capitalized(before)
            && (doc.upos(before) == Upos::Adj || doc.lower(before).ends_with("ing"))
            && side_at(doc, before, start).is_none()
            && before > 0
            && doc.sentence(start).is_some_and(|s| s.start < before);
        if modifies || (longer || ahead) && entities.at(before).is_none() {
            role.start = before;
            continue;
        }
        if let Some(side) = named_before(doc, start) {
            role.start = side.start;
        }
        return role;
    }
}
