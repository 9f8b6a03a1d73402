//! The words for countries and organisations, and those that stand beside a name or a title.

use super::LONGEST_TITLE;
use crate::entities::Entities;
use verbale_doc::{Deprel, Doc, Tokens, Upos};
use verbale_lexicon::{NameKind as CountryForm, country, organization, title};
use verbale_text::{Gap, Token};

/// The most tokens in a country's or organisation's name.
const LONGEST: usize = 5;

/// The countries and organisations that the lexicon knows by name, adjective, capital or seat, with
/// the code or short name of each: in order, none overlapping, the longest where several begin.
#[must_use]
pub fn named_sides(text: &str, tokens: &[Token]) -> Vec<(Tokens, &'static str)> {
    let mut out = Vec::new();
    let mut first = 0;
    while first < tokens.len() {
        let found = longest_side(text, tokens, first..tokens.len());
        first = found.as_ref().map_or(first + 1, |(named, _)| named.end);
        out.extend(found);
    }
    out
}

/// The longest name of a side that begins where `within` does.
fn longest_side(text: &str, tokens: &[Token], within: Tokens) -> Option<(Tokens, &'static str)> {
    let start = tokens.get(within.start)?.span;
    if !start.of(text).starts_with(char::is_uppercase) {
        return None;
    }
    (within.start + 1..=(within.start + LONGEST).min(within.end))
        .rev()
        .find_map(|end| {
            let side = side_of(start.cover(tokens[end - 1].span).of(text))?;
            Some((within.start..end, side))
        })
}

pub(super) fn side_of(form: &str) -> Option<&'static str> {
    country(form)
        .map(|(code, _)| code.as_str())
        .or_else(|| organization(form))
}

/// What stands after a name and a comma to describe it, up to its first comma or clause: "Christopher
/// Hill, | the chief US negotiator |".
pub(super) fn apposition(doc: &Doc, name: &Tokens) -> Option<Tokens> {
    let sentence = doc.sentence(name.start)?;
    let hangs_on_name = |&t: &usize| {
        let syntax = doc.syntax(t);
        syntax.deprel == Deprel::Appos && syntax.head.is_some_and(|head| name.contains(&head))
    };
    let head = (name.end..sentence.end).find(hangs_on_name)?;
    let span = doc.tree.subtree(head);
    let end = (head..span.end)
        .find(|&t| {
            matches!(doc.upos(t), Upos::Verb | Upos::Aux | Upos::Punct) || doc.lower(t) == "who"
        })
        .unwrap_or(span.end);
    let start = span.start.max(name.end);
    (start < end).then_some(start..end)
}

/// The noun phrase before a comma whose apposition a name is: "| a Finnish member of the team |, Anna
/// Lindqvist, read".
pub(super) fn described_before(doc: &Doc, name: &Tokens) -> Option<Tokens> {
    let comma = name.start.checked_sub(1).filter(|&t| doc.word(t) == ",")?;
    let sentence = doc.sentence(name.start)?;
    let is_noun = |t: usize| sentence.start <= t && t < comma && doc.upos(t) == Upos::Noun;
    let mut noun = doc.syntax(doc.head(name)).head.filter(|&t| is_noun(t))?;
    // The name may hang on the last noun of the phrase.
    while let Some(up) = doc.syntax(noun).head.filter(|&t| t < noun && is_noun(t))
        && doc.deprel(noun) == Deprel::Nmod
    {
        noun = up;
    }
    let joins = |t: &usize| matches!(doc.upos(*t), Upos::Cconj | Upos::Punct | Upos::Adp);
    let start = (doc.tree.subtree(noun).start..comma).find(|t| !joins(t))?;
    (start <= noun).then_some(start..comma)
}

/// "Russian Foreign Minister", "President of Russia", "Secretary-General of NATO"; but not "Envoy
/// to Ukraine".
pub(super) fn in_role(doc: &Doc, role: &Tokens) -> Option<&'static str> {
    for start in role.clone() {
        // Who speaks for a ministry is its own, who is sent for talks is not.
        let led_to = start > role.start
            && match doc.lower(start - 1) {
                "to" | "on" | "in" | "with" => true,
                "for" => start < role.start + 2 || !doc.lemma(start - 2).starts_with("spokes"),
                _ => false,
            };
        if led_to {
            continue;
        }
        if let Some((_, side)) = named_at(doc, start, role.end) {
            return Some(side);
        }
    }
    before(doc, role.start).or_else(|| after(doc, role.end))
}

/// The longest country or organisation that begins at `start`, and where it ends.
pub(super) fn named_at(doc: &Doc, start: usize, limit: usize) -> Option<(usize, &'static str)> {
    let (named, side) = longest_side(doc.text, &doc.analysis.tokens, start..limit.min(doc.len()))?;
    Some((named.end, side))
}

/// Where the longest country or organisation ends that begins at `start`.
pub(crate) fn side_at(doc: &Doc, start: usize, limit: usize) -> Option<usize> {
    named_at(doc, start, limit).map(|(end, _)| end)
}

/// "Russian ___", "Ukraine's ___", "the US ___".
pub(super) fn before(doc: &Doc, start: usize) -> Option<&'static str> {
    // What ends the line above is not beside the name.
    if matches!(
        doc.analysis.tokens.get(start)?.gap,
        Gap::Line | Gap::Paragraph
    ) {
        return None;
    }
    let mut end = start;
    if end > 0 && doc.is_possessive(end - 1) {
        end -= 1;
    }
    (end.saturating_sub(LONGEST)..end).find_map(|first| {
        let (stop, side) = named_at(doc, first, end)?;
        (stop == end).then_some(side)
    })
}

/// The country or body right before `start` whose adjective, owner or short name it is there: "Russian | foreign minister",
/// "Russia's | foreign minister", "UN | envoy"; not "in Russia | President Olsen".
pub(crate) fn named_before(doc: &Doc, start: usize) -> Option<Tokens> {
    let possessive = start > 0 && doc.is_possessive(start - 1);
    let end = start - usize::from(possessive);
    let same_line = |t: usize| matches!(doc.analysis.tokens[t].gap, Gap::None | Gap::Space);
    if !same_line(start) {
        return None;
    }
    let first = (end.saturating_sub(LONGEST)..end)
        .find(|&first| named_at(doc, first, end).is_some_and(|(stop, _)| stop == end))?;
    if !(first..end).skip(1).all(same_line) {
        return None;
    }
    let form = country(doc.phrase(&(first..end))).map(|(_, form)| form);
    let led_to = first > 0 && doc.upos(first - 1) == Upos::Adp;
    let short = doc.phrase(&(first..end)).chars().all(|c| !c.is_lowercase());
    let own = doc.syntax(end - 1).head.is_some_and(|head| head >= start);
    let belongs = match form {
        _ if possessive || short => true,
        Some(CountryForm::Adjective | CountryForm::Demonym) => true,
        Some(CountryForm::Name) | None => own || !led_to,
        // "Washington President Olsen" is no president of Washington.
        Some(CountryForm::Capital) => false,
        Some(CountryForm::Seat) => own,
    };
    belongs.then_some(first..start)
}

/// "___ of Ukraine", "___ of the Republic of Finland".
pub(super) fn after(doc: &Doc, end: usize) -> Option<&'static str> {
    let named = named_after(doc, end)?;
    named_at(doc, named.start, named.end).map(|(_, side)| side)
}

/// The words of the side that stands after "of".
pub(crate) fn named_after(doc: &Doc, end: usize) -> Option<Tokens> {
    if doc.lower(end) != "of" {
        return None;
    }
    let mut start = end + 1;
    while matches!(
        doc.lower(start),
        "the" | "republic" | "kingdom" | "of" | "state" | "commonwealth"
    ) && start < doc.len()
    {
        if let Some((end, _)) = named_at(doc, start, doc.len()) {
            return Some(start..end);
        }
        start += 1;
    }
    named_at(doc, start, doc.len()).map(|(end, _)| start..end)
}

/// The side named right around a mention, over the titles that stand between.
pub(super) fn around(doc: &Doc, entities: &Entities, name: &Tokens) -> Option<&'static str> {
    if let Some(side) = after(doc, name.end) {
        return Some(side);
    }
    // Back over title words: "Ukrainian President | Volodymyr Zelensky", and over the comma of "Iran's
    // foreign minister, | Kamal Kharazi".
    let apposed = doc.word(name.start.wrapping_sub(1)) == ",";
    let border = name.start - usize::from(apposed);
    let mut start = border;
    let same_line = |t: usize| matches!(doc.analysis.tokens[t].gap, Gap::None | Gap::Space);
    let titled = |from: usize, to: usize| title(&doc.phrase(&(from..to)).to_lowercase()).is_some();
    while start > 0 && same_line(start) && name.start - start < LONGEST {
        let known = (1..=LONGEST_TITLE.min(start))
            .rev()
            .find(|&words| titled(start - words, start));
        let capital = |t: usize| doc.is_capitalized(t) && entities.at(t).is_none() && !apposed;
        match known {
            _ if side_of(doc.word(start - 1)).is_some() => break,
            Some(words) => start -= words,
            // "Foreign Minister and Alternate Prime Minister | Yair Lapid".
            None if start < border && matches!(doc.word(start - 1), "and" | "&") => start -= 1,
            None if capital(start - 1) => start -= 1,
            None => break,
        }
    }
    if apposed && start == border {
        return None;
    }
    let found = before(doc, start);
    // A country right before a bare name is no side: "in Russia Putin said".
    found.filter(|_| start < name.start || entities.at(start.wrapping_sub(1)).is_none())
}
