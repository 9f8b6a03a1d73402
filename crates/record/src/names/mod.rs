//! The names in a text: what the model found, corrected by the lexicon and by the rest of the text.

mod left_out;

use crate::credits::credits;
use crate::name_parts::{parted, with_parts};
use left_out::{joined, with_given_names, with_repeated, with_surnames, with_titled};
use std::collections::{HashMap, HashSet};
use verbale_doc::{Doc, Tokens, Upos};
use verbale_lexicon::{
    NameHead, NameKind as CountryForm, Named, TitleKind, country, gender, head_at_end, head_before,
    head_before_of, is_particle, organization, title, well_known,
};
use verbale_model::{Name, NameKind};
use verbale_text::Gap;

/// The most tokens in a name that the tables know.
const LONGEST_KNOWN: usize = 6;

/// Names of organisations and places that the model gives less than this score are more often none;
/// with a head noun that tells what they are it may be less.
const LEAST_ORGANIZATION: f32 = 0.5;
const LEAST_PLACE: f32 = 0.4;
const LEAST_WITH_HEAD: f32 = 0.25;

/// A word that is a name with this score is one wherever it stands.
const SURE: f32 = 0.7;

/// The names of a text, in order, none overlapping.
pub(crate) fn names(doc: &Doc) -> Vec<Name> {
    let found = &doc.analysis.names;
    let mut names: Vec<Name> = found
        .iter()
        .filter_map(|name| trimmed(doc, name))
        .filter(|name| is_likely(doc, name))
        .collect();
    with_given_names(doc, &mut names);
    with_titled(doc, &mut names);
    with_surnames(doc, &mut names);
    let joined = with_parts(doc, joined(doc, names.into_iter()));
    let mut names = with_known(doc, joined);
    widen(doc, &mut names);
    let credits = credits(doc);
    let credited = |name: &Name| {
        credits
            .iter()
            .any(|words| words.contains(&name.tokens.start))
    };
    names.retain(|name| name.kind != NameKind::Person || !credited(name));
    names.retain(|name| names_something(doc, name));
    with_repeated(doc, &mut names);
    one_kind_each(doc, &mut names);
    parted(doc, names)
}

fn is_likely(doc: &Doc, name: &Name) -> bool {
    let least = match name.kind {
        NameKind::Person => 0.0,
        _ if head_kind(doc, name).is_some() => LEAST_WITH_HEAD,
        NameKind::Organization => LEAST_ORGANIZATION,
        NameKind::Location => LEAST_PLACE,
    };
    name.score >= least
}

/// The names that the tables know, and those that were found where they know none: what is part of a
/// known name ("States" of "United States") is no name of its own.
fn with_known(doc: &Doc, found: Vec<Name>) -> Vec<Name> {
    let surnames: HashSet<&str> = found
        .iter()
        .filter(|name| name.kind == NameKind::Person && name.tokens.len() > 1)
        .map(|name| doc.word(name.tokens.end - 1))
        .collect();
    let mut names = Vec::with_capacity(found.len());
    let mut token = 0;
    let mut rest = found.into_iter().peekable();
    while token < doc.len() {
        let longest = (token + 1..=(token + LONGEST_KNOWN).min(doc.len()))
            .rev()
            .filter(|_| doc.is_capitalized(token))
            .find_map(|end| Some((end, known_here(doc, &(token..end))?)));
        while rest.next_if(|name| name.tokens.start < token).is_some() {}
        match (rest.next_if(|name| name.tokens.start == token), longest) {
            (Some(mut name), Some((end, kind))) if name.tokens.end >= end => {
                token = name.tokens.end;
                // "The Kremlin" is nobody, unless somebody here is called so.
                let same = name.tokens.end == end && name.kind == NameKind::Person;
                if same && !surnames.contains(doc.word(end - 1)) {
                    name.kind = kind;
                }
                match well_known(doc.phrase(&name.tokens)) {
                    Some(Named::Organization) => name.kind = NameKind::Organization,
                    Some(Named::Place) if name.kind == NameKind::Organization => {
                        name.kind = NameKind::Location;
                    }
                    _ => {}
                }
                names.push(name);
            }
            (_, Some((end, kind))) => {
                names.push(Name {
                    tokens: token..end,
                    kind,
                    score: 1.0,
                });
                token = end;
            }
            (Some(name), None) => {
                token = name.tokens.end;
                names.push(name);
            }
            (None, None) => token += 1,
        }
    }
    names
}

/// What the tables take these words for where they stand: a word of the well-known names may be
/// another word here.
fn known_here(doc: &Doc, tokens: &Tokens) -> Option<NameKind> {
    let form = doc.phrase(tokens);
    known(form).or_else(|| {
        // "the" belongs to few of them, and those are found without it too.
        let bare = tokens.start + usize::from(tokens.len() > 1 && doc.lower(tokens.start) == "the");
        if bare > tokens.start && well_known(doc.phrase(&(bare..tokens.end))).is_some() {
            return None;
        }
        let kind = match well_known(form)? {
            Named::Organization => NameKind::Organization,
            Named::Place => NameKind::Location,
        };
        let proper = tokens
            .clone()
            .any(|t| doc.upos(t) == Upos::Propn && doc.is_capitalized(t));
        proper.then_some(kind)
    })
}

/// Gives names all of their words, and the kind that their head noun tells.
fn widen(doc: &Doc, names: &mut Vec<Name>) {
    let mut widened: Vec<Name> = Vec::with_capacity(names.len());
    let mut rest = std::mem::take(names).into_iter().peekable();
    while let Some(mut name) = rest.next() {
        let least = widened.last().map_or(0, |before| before.tokens.end);
        complement(doc, &mut name, least);
        with_particles(doc, &mut name);
        while let Some(part) = compound(doc, &name) {
            name.tokens.end = part;
            if name.kind == NameKind::Person {
                name.kind = NameKind::Organization;
            }
            while let Some(inside) = rest.next_if(|next| next.tokens.start < name.tokens.end) {
                name.tokens.end = name.tokens.end.max(inside.tokens.end);
            }
        }
        after_hyphen(doc, &mut name, least);
        numbered(doc, &mut name);
        if let Some(kind) = head_kind(doc, &name) {
            name.kind = kind;
        }
        while rest
            .next_if(|next| next.tokens.start < name.tokens.end)
            .is_some()
        {}
        widened.push(name);
    }
    *names = widened;
}

/// "Hamad | bin Isa Al Khalifa": a person's name goes on after its particles.
fn with_particles(doc: &Doc, name: &mut Name) {
    let is_person = |name: &Name| {
        name.kind == NameKind::Person || gender(doc.word(name.tokens.start)).is_some()
    };
    if !is_person(name) {
        return;
    }
    let spaced = |t: usize| {
        doc.analysis
            .tokens
            .get(t)
            .is_some_and(|token| token.gap == Gap::Space)
    };
    let part = |t: usize| {
        spaced(t) && doc.is_capitalized(t) && doc.upos(t) == Upos::Propn && !is_no_name(doc, t)
    };
    loop {
        let mut next = name.tokens.end;
        // "Al" may have been taken for the end of the name.
        if is_particle(doc.word(next - 1)) && name.tokens.len() > 1 {
            next -= 1;
        }
        let first = next;
        while spaced(next) && is_particle(doc.word(next)) {
            next += 1;
        }
        if next == first || !part(next) || !same_sentence(doc, name.tokens.start, next) {
            return;
        }
        name.tokens.end = next + 1;
        name.kind = NameKind::Person;
    }
}

/// "City of | Cape Town", "Federal Republic of | Cameroon", "Court of" cut before "Cassation".
fn complement(doc: &Doc, name: &mut Name, least: usize) {
    if name.kind == NameKind::Person && name.tokens.len() > 1 {
        return;
    }
    let Some((noun, _)) = governor(doc, name).filter(|(noun, _)| *noun >= least) else {
        return;
    };
    let Some(kind) = head_before_of(doc.word(noun)).and_then(kind_of_head) else {
        return;
    };
    let modifies = |t: usize| {
        doc.is_capitalized(t)
            && matches!(doc.upos(t), Upos::Adj | Upos::Propn)
            && doc.analysis.tokens[t + 1].gap == Gap::Space
            && country(doc.word(t)).is_none()
    };
    let mut start = noun;
    while start > least && modifies(start - 1) && !doc.is_punctuation(start - 1) {
        start -= 1;
    }
    let start_of_country = matches!(
        country(doc.phrase(&name.tokens)),
        Some((_, CountryForm::Name))
    );
    if start_of_country && kind == NameKind::Organization {
        return;
    }
    name.tokens.start = start;
    name.kind = kind;
}

/// The capitalised noun before "of" that a name hangs on, and where the name's own words begin:
/// "Treaty | of | London".
fn governor(doc: &Doc, name: &Name) -> Option<(usize, usize)> {
    let start = name.tokens.start;
    let of = start - usize::from(start > 0 && doc.word(start - 1) == "the");
    let noun = of.checked_sub(2)?;
    let found = doc.word(of - 1) == "of"
        && doc.is_capitalized(noun)
        && same_sentence(doc, noun, start)
        && doc.analysis.tokens[of - 1].gap == Gap::Space;
    found.then_some((noun, start))
}

/// Where a name ends that goes on with a capitalised head noun, one more word at most between:
/// "Athina | Film", "University of | North Carolina".
fn compound(doc: &Doc, name: &Name) -> Option<usize> {
    let end = name.tokens.end;
    let goes_on = |t: usize| {
        t < doc.len()
            && doc.is_capitalized(t)
            && doc.analysis.tokens[t].gap == Gap::Space
            && doc.upos(t) == Upos::Propn
            && same_sentence(doc, end - 1, t)
    };
    if doc.word(end - 1) == "of" && goes_on(end) {
        let last = (end..).find(|&t| !goes_on(t))?;
        return Some(last);
    }
    // What stands before "Summit" or "Government" is itself a party.
    if known(doc.phrase(&name.tokens)).is_some() || !goes_on(end) {
        return None;
    }
    let kind = head_at_end(doc.word(end)).and_then(kind_of_head)?;
    // A surname may make an organisation's name, and the next word of a whole name is rather its own.
    let surname = !doc.phrase(&name.tokens).contains(' ');
    let joins = name.kind != NameKind::Person || surname && kind == NameKind::Organization;
    joins.then_some(end + 1)
}

/// "Haute | - | Garonne", "Saint | - | Gaudens": a name does not stop inside a word, unless each part
/// has its own ("the Iran-Iraq border").
fn after_hyphen(doc: &Doc, name: &mut Name, least: usize) {
    let tied = |t: usize| {
        let gap = |t: usize| doc.analysis.tokens.get(t).map(|token| token.gap);
        doc.word(t) == "-" && gap(t) == Some(Gap::None) && gap(t + 1) == Some(Gap::None)
    };
    let part = |t: usize| {
        doc.is_capitalized(t)
            && doc.upos(t) == Upos::Propn
            && country(doc.word(t)).is_none()
            && known(doc.word(t)).is_none()
    };
    if known(doc.phrase(&name.tokens)).is_some() {
        return;
    }
    while tied(name.tokens.end)
        && part(name.tokens.end + 1)
        && !are_two(doc, name.tokens.end - 1, name.tokens.end + 1)
    {
        name.tokens.end += 2;
    }
    while name.tokens.start >= least + 2
        && tied(name.tokens.start - 1)
        && part(name.tokens.start - 2)
    {
        name.tokens.start -= 2;
    }
}

/// "Ramesses | II", "Lucas Cranach | the Elder": numbers and by-names belong to persons.
fn numbered(doc: &Doc, name: &mut Name) {
    let end = name.tokens.end;
    if name.kind == NameKind::Organization
        || end >= doc.len()
        || known_here(doc, &name.tokens).is_some()
        || doc.analysis.tokens[end].gap != Gap::Space
    {
        return;
    }
    // One letter may be another thing ("Sputnik V", "so I said"), two make a ruler.
    let is_person = name.kind == NameKind::Person;
    let number = |t: usize| {
        let word = doc.word(t);
        is_ordinal(word) && (word.len() > 1 || is_person && doc.upos(t) != Upos::Pron)
    };
    if number(end) {
        name.tokens.end += 1;
        name.kind = NameKind::Person;
    } else if number(end - 1) && name.tokens.len() > 1 {
        name.kind = NameKind::Person;
    } else if name.kind == NameKind::Person
        && doc.word(end) == "the"
        && doc.is_capitalized(end + 1)
        && matches!(doc.upos(end + 1), Upos::Adj | Upos::Propn)
        && title(doc.lower(end + 1)).is_none()
    {
        name.tokens.end += 2;
    }
}

/// A Roman number after a ruler's name.
fn is_ordinal(word: &str) -> bool {
    !word.is_empty() && word.len() <= 5 && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
}

/// What the head noun of a name of several words says that it names; persons may be called "Hill".
fn head_kind(doc: &Doc, name: &Name) -> Option<NameKind> {
    if name.kind == NameKind::Person
        || name.tokens.len() < 2
        || known_here(doc, &name.tokens).is_some()
    {
        return None;
    }
    let of = name.tokens.clone().find(|&t| doc.word(t) == "of");
    match of {
        Some(of) if of > name.tokens.start => head_before_of(doc.word(of - 1)),
        _ => head_at_end(doc.word(name.tokens.end - 1)),
    }
    .and_then(kind_of_head)
}

fn kind_of_head(head: NameHead) -> Option<NameKind> {
    match head {
        NameHead::Organization => Some(NameKind::Organization),
        NameHead::Place => Some(NameKind::Location),
        NameHead::Neither => None,
    }
}

/// Whether the words name a person, body or place, and not a treaty, a prize, a people.
fn names_something(doc: &Doc, name: &Name) -> bool {
    let phrase = doc.phrase(&name.tokens);
    if matches!(
        country(phrase),
        Some((_, CountryForm::Adjective | CountryForm::Demonym))
    ) {
        return false;
    }
    let is_party = |form: &str| {
        matches!(country(form), Some((_, CountryForm::Name))) || organization(form).is_some()
    };
    if is_party(phrase) {
        return true;
    }
    let neither = |head: Option<NameHead>| head == Some(NameHead::Neither);
    let head_of = governor(doc, name).map(|(noun, _)| doc.word(noun));
    let before = name.tokens.start.checked_sub(1).map(|t| doc.word(t));
    if neither(head_of.and_then(head_before_of))
        || neither(before.and_then(head_before))
        || neither(head_after(doc, name))
    {
        return false;
    }
    if known_here(doc, &name.tokens).is_some() || name.kind == NameKind::Person {
        return true;
    }
    let single = name.tokens.len() == 1;
    let first = name.tokens.start;
    let adjective = single && doc.upos(first) == Upos::Adj;
    let people = single && is_people(phrase);
    let matter = single && is_office_of(doc, name);
    let own_head = !single && neither(head_at_end(doc.word(name.tokens.end - 1)));
    !(adjective || people || matter || own_head)
}

/// What the capitalised words right after a name make of the whole: "Paris | Agreement".
fn head_after(doc: &Doc, name: &Name) -> Option<NameHead> {
    let end = name.tokens.end;
    let goes_on = |t: &usize| {
        *t < doc.len()
            && doc.is_capitalized(*t)
            && doc.analysis.tokens[*t].gap == Gap::Space
            && same_sentence(doc, end - 1, *t)
            && title(doc.lower(*t)).is_none()
    };
    let last = (end..end + 2).take_while(goes_on).last()?;
    head_at_end(doc.word(last))
}

/// "Spartans", "Melanesians": a people is no body.
fn is_people(word: &str) -> bool {
    word.ends_with("ans") && word.chars().any(char::is_lowercase) && word.len() > 5
}

/// The matter in "Minister of Defense".
fn is_office_of(doc: &Doc, name: &Name) -> bool {
    name.kind == NameKind::Organization
        && governor(doc, name)
            .is_some_and(|(noun, _)| matches!(doc.lower(noun), "minister" | "secretary"))
}

/// Gives all names with the same words the kind that is likeliest by all of them together.
fn one_kind_each(doc: &Doc, names: &mut [Name]) {
    let mut evidence: HashMap<&str, [f32; 3]> = HashMap::new();
    for name in names.iter() {
        evidence.entry(doc.phrase(&name.tokens)).or_default()[name.kind as usize] += name.score;
    }
    for name in names.iter_mut() {
        let given = gender(doc.word(name.tokens.start)).is_some() && name.tokens.len() > 1;
        if given && name.kind == NameKind::Person {
            continue;
        }
        let sums = evidence[doc.phrase(&name.tokens)];
        let kinds = [NameKind::Person, NameKind::Organization, NameKind::Location];
        // The name's own kind where two are as likely.
        for kind in kinds {
            if sums[kind as usize] > sums[name.kind as usize] {
                name.kind = kind;
            }
        }
    }
}

fn same_sentence(doc: &Doc, a: usize, b: usize) -> bool {
    doc.sentence(a)
        .is_some_and(|sentence| sentence.contains(&b))
}

/// What the tables take a name for; adjectives and seats name nothing by themselves.
pub(crate) fn known(form: &str) -> Option<NameKind> {
    match country(form) {
        Some((_, CountryForm::Name | CountryForm::Capital)) => Some(NameKind::Location),
        Some((_, CountryForm::Seat)) => Some(NameKind::Organization),
        Some(_) => None,
        None => organization(form).map(|_| NameKind::Organization),
    }
}

/// A name without the punctuation and titles that the model may have put at its borders.
fn trimmed(doc: &Doc, name: &Name) -> Option<Name> {
    let mut tokens = name.tokens.clone();
    while !tokens.is_empty()
        && (doc.is_punctuation(tokens.start)
            || name.kind == NameKind::Person && is_no_name(doc, tokens.start))
    {
        tokens.start += 1;
    }
    while !tokens.is_empty()
        && (doc.is_possessive(tokens.end - 1)
            || doc.is_punctuation(tokens.end - 1)
            || ends_in_idle_of(doc, &tokens))
    {
        tokens.end -= 1;
    }
    if name.kind == NameKind::Person {
        tokens.end = whole_end(doc, &tokens);
    }
    // "Ukrainian" by itself names nothing.
    if name.kind != NameKind::Person && tokens.len() == 1 && is_no_name(doc, tokens.start) {
        return None;
    }
    let named = tokens.clone().any(|t| {
        doc.word(t)
            .chars()
            .any(|c| c.is_uppercase() || !c.is_ascii())
    });
    (!tokens.is_empty() && named).then_some(Name {
        tokens,
        ..name.clone()
    })
}

/// Whether a name ends in an "of" that leads to nothing: "University of" is cut before its place,
/// "Anna Berg of" before another name.
fn ends_in_idle_of(doc: &Doc, tokens: &Tokens) -> bool {
    doc.word(tokens.end - 1) == "of"
        && (tokens.len() == 1 || head_before_of(doc.word(tokens.end - 2)).is_none())
}

/// Where a person's name ends that goes on after a hyphen: "Kyu | -ho", "Bashar | al-Assad"; two
/// persons may be joined by one as well ("the Olsen-Berg plan").
fn whole_end(doc: &Doc, name: &Tokens) -> usize {
    let tied = |t: usize| {
        doc.analysis
            .tokens
            .get(t)
            .is_some_and(|token| token.gap == Gap::None)
    };
    let hyphen = |t: usize| doc.word(t) == "-" && tied(t) && tied(t + 1);
    let mut end = name.end;
    loop {
        if hyphen(end) && !are_two(doc, end - 1, end + 1) {
            end += 2;
        } else if matches!(doc.lower(end), "al" | "el") && hyphen(end + 1) {
            end += 3;
        } else {
            return end.min(doc.len());
        }
    }
}

/// Whether these two words are each the surname of somebody with a longer name in the text.
fn are_two(doc: &Doc, a: usize, b: usize) -> bool {
    let bears = |word: &str| {
        doc.analysis.names.iter().any(|name| {
            name.kind == NameKind::Person
                && name.tokens.len() > 1
                && doc.word(name.tokens.end - 1) == word
                && doc.word(name.tokens.end - 2) != "-"
        })
    };
    bears(doc.word(a)) && bears(doc.word(b))
}

/// Whether a capitalised word names no person: a title, or a country's adjective.
pub(crate) fn is_no_name(doc: &Doc, token: usize) -> bool {
    let is_title = title(doc.lower(token)).is_some_and(|t| t.kind != TitleKind::Modifier);
    is_title
        || country(doc.word(token))
            .is_some_and(|(_, form)| matches!(form, CountryForm::Adjective | CountryForm::Demonym))
}

/// "W." of "George W."
fn is_initial(word: &str) -> bool {
    word.len() == 2 && word.ends_with('.') && word.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::LazyLock;
    use verbale_model::Reader;

    static READER: LazyLock<Reader> = LazyLock::new(Reader::new);

    fn found(text: &str) -> Vec<String> {
        let analysis = READER.read(text);
        let doc = Doc::new(text, &analysis);
        let label = |kind| match kind {
            NameKind::Person => "PER",
            NameKind::Organization => "ORG",
            NameKind::Location => "LOC",
        };
        names(&doc)
            .iter()
            .map(|name| format!("{} {}", label(name.kind), doc.phrase(&name.tokens)))
            .collect()
    }

    #[test]
    fn a_place_in_the_name_of_a_treaty_is_not_mentioned() {
        assert_eq!(
            found("Sweden will not leave the Oslo Agreement of 1994, nor the Treaty of Madrid."),
            ["LOC Sweden"]
        );
    }

    #[test]
    fn names_have_their_heads_their_numbers_and_their_particles() {
        assert_eq!(
            found("The University of Tampere gave King Gustav III a medal."),
            ["ORG University of Tampere", "PER Gustav III"]
        );
        assert_eq!(
            found("Crown Prince Faisal bin Khalid Al Rashid arrived on Monday."),
            ["PER Faisal bin Khalid Al Rashid"]
        );
    }

    #[test]
    fn well_known_names_have_the_kind_that_the_table_says() {
        assert_eq!(
            found("He told Newsweek that Democrats want talks on the Black Sea."),
            ["ORG Newsweek", "ORG Democrats", "LOC Black Sea"]
        );
    }

    #[test]
    fn a_name_does_not_stop_at_a_hyphen_inside_it() {
        assert_eq!(found("Marie Lund-Olsen met him."), ["PER Marie Lund-Olsen"]);
        assert_eq!(
            found("Anna Lund and Carl Berg met in Riga. The Lund-Berg plan is ready."),
            [
                "PER Anna Lund",
                "PER Carl Berg",
                "LOC Riga",
                "PER Lund",
                "PER Berg"
            ]
        );
    }
}
