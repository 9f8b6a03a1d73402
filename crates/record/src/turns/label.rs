//! Which words of a label are a name: "President of Finland | Anna Berg |", "Mr. | KING | of New Holland".

use verbale_doc::Doc;
use verbale_lexicon::{Named, TitleKind, country, gender, organization, title, well_known};
use verbale_model::{NameKind, Tokens};
use verbale_text::is_title_of_label;

/// A name of more words is looked for in the label, what has fewer is all name.
const LONGEST_NAME: usize = 3;

/// The most words in a title.
const LONGEST_TITLE: usize = 6;

/// The name in a label; none if it is only an office. Brackets have a name only after a title or of two words.
pub(super) fn name(doc: &Doc, label: &Tokens, in_brackets: bool) -> Option<Tokens> {
    let comma = label.clone().find(|&t| doc.word(t) == ",");
    let first = label.start..comma.unwrap_or(label.end);
    let after_comma = || {
        let rest = comma? + 1..label.end;
        part(doc, &rest)
    };
    let found = part(doc, &first).or_else(after_comma)?;
    let plain = found.start == label.start && found.len() < 2;
    let capitals = found.clone().all(|t| doc.is_capitalized(t));
    (!in_brackets || capitals && !plain && !is_body(doc, &found)).then_some(found)
}

/// The name in a part of a label without commas.
fn part(doc: &Doc, part: &Tokens) -> Option<Tokens> {
    let mut rest = after_title(doc, part)..part.end;
    while rest.start < rest.end && doc.is_punctuation(rest.end - 1) {
        rest.end -= 1;
    }
    while rest.start < rest.end && doc.is_punctuation(rest.start) {
        rest.start += 1;
    }
    if rest.is_empty() {
        return None;
    }
    // "KING of New Holland": where a member comes from.
    let end = rest
        .clone()
        .skip(1)
        .find(|&t| doc.lower(t) == "of")
        .unwrap_or(rest.end);
    let short = doc.phrase(&(rest.start..end)).split_whitespace().count() <= LONGEST_NAME;
    if short && !is_joint(doc, rest.start) {
        return Some(rest.start..end);
    }
    let found = doc.analysis.names.iter();
    let found = found.filter(|name| name.kind == NameKind::Person);
    if let Some(name) = found
        .filter(|name| rest.start <= name.tokens.start && name.tokens.end <= rest.end)
        .find(|name| name.tokens.start == rest.start || is_joint(doc, rest.start))
    {
        return Some(name.tokens.clone());
    }
    if is_joint(doc, rest.start) {
        return after_country(doc, &rest);
    }
    Some(rest)
}

/// Where the words after the last title of a label begin.
fn after_title(doc: &Doc, label: &Tokens) -> usize {
    let first = label.start + usize::from(doc.lower(label.start) == "the");
    let mut end = first;
    for start in first..label.end {
        for stop in (start + 1..=(start + LONGEST_TITLE).min(label.end)).rev() {
            let phrase = doc.phrase(&(start..stop)).to_lowercase();
            let is_title = title(&phrase).is_some() || is_title_of_label(&phrase);
            if is_title && stop > end && !is_surname(doc, label, start, stop) {
                end = stop;
            }
        }
    }
    end
}

/// Whether what could be a title is a surname where it stands: "Anna King", "Mr. KING".
fn is_surname(doc: &Doc, label: &Tokens, start: usize, stop: usize) -> bool {
    if start == label.start || stop - start > 1 {
        return false;
    }
    let before = doc.word(start - 1);
    let honorific = title(&before.to_lowercase()).is_some_and(|t| t.kind == TitleKind::Honorific);
    let in_capitals =
        |word: &str| word.chars().count() > 1 && !word.chars().any(char::is_lowercase);
    honorific && in_capitals(doc.word(start)) && !in_capitals(before)
        || doc.is_capitalized(start)
            && gender(before).is_some()
            && title(&before.to_lowercase()).is_none()
}

fn is_joint(doc: &Doc, token: usize) -> bool {
    matches!(
        doc.lower(token),
        "of" | "for" | "and" | "to" | "on" | "&" | "the"
    )
}

/// "of the Republic of Finland Anna Berg": the words after the longest name of a country, or else the last two.
fn after_country(doc: &Doc, rest: &Tokens) -> Option<Tokens> {
    let known = |span: &Tokens| {
        let form = doc.phrase(span);
        country(form).is_some() || organization(form).is_some()
    };
    let ends = rest.clone().flat_map(|start| {
        (start + 1..=rest.end)
            .filter(move |&end| end - start <= LONGEST_TITLE)
            .map(move |end| start..end)
    });
    let end = ends.filter(known).map(|span| span.end).max();
    let start = match end {
        Some(end) => end,
        None => rest
            .end
            .checked_sub(2)
            .filter(|&start| start > rest.start + 1)?,
    };
    let name = start..rest.end;
    (!name.is_empty() && name.clone().all(|t| doc.is_capitalized(t))).then_some(name)
}

/// Whether a name is that of a country or of a body, a newspaper among them.
pub(super) fn is_body(doc: &Doc, name: &Tokens) -> bool {
    let form = doc.phrase(name);
    let marked = doc.analysis.names.iter().any(|found| {
        found.tokens == *name && found.kind == NameKind::Organization && found.score >= SURE_BODY
    });
    country(form).is_some()
        || organization(form).is_some()
        || matches!(well_known(form), Some(Named::Organization | Named::Place))
        || marked
}

/// From this score on a label that the model takes for a body is one.
const SURE_BODY: f32 = 0.8;
