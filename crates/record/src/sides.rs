//! The side each person acts for, from the words around the names.

use crate::entities::Entities;
use crate::passage::Passage;
use verbale_lexicon::{country, organization, title};
use verbale_model::Tokens;
use verbale_schema::{EntityKind, MentionForm};
use verbale_text::{Gap, Token};

/// The most tokens in a country's or organisation's name.
const LONGEST: usize = 5;

/// The most tokens in a title: "deputy prime minister".
const LONGEST_TITLE: usize = 4;

/// A side that the links give less than this share is not taken from them: below it they
/// too often name the other party of a meeting, and a wrong side is worse than none.
const LEAST_SHARE: f32 = 0.85;

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

/// Gives every person the side that the text shows, and countries and organisations their own.
pub(crate) fn add(passage: &Passage, publisher: Option<&str>, entities: &mut Entities) {
    for entity in &mut entities.list {
        if let (EntityKind::Country, Some(code)) = (entity.kind, entity.country) {
            entity.side = Some(code.as_str().to_owned());
        }
    }
    let own = publisher.and_then(publisher_side);
    let named = by_token(passage);
    let people: Vec<usize> = (0..entities.list.len())
        .filter(|&e| entities.is_person(e))
        .collect();
    for &person in &people {
        entities.list[person].side = beside(passage, entities, person).map(str::to_owned);
    }
    name_organizations(passage, entities, &people);
    // "Foreign Minister A and Defence Minister B of Ukraine": B's side is A's too.
    for &person in &people {
        if entities.list[person].side.is_none() {
            entities.list[person].side = of_conjunct(passage, entities, person);
        }
    }
    for &person in &people {
        if entities.list[person].side.is_none() {
            entities.list[person].side = of_principal(passage, entities, person);
        }
    }
    for &person in &people {
        if entities.list[person].side.is_none() && acts_for_country(passage, entities, person) {
            entities.list[person].side = own.map(str::to_owned);
        }
    }
    // What is learned comes last: it knows less of the words right beside a name than the rules do.
    for &person in &people {
        if entities.list[person].side.is_none() {
            entities.list[person].side =
                pointed_at(passage, &named, entities, person).map(str::to_owned);
        }
    }
}

/// For each token the side that it names, if it is part of such a name.
fn by_token(passage: &Passage) -> Vec<Option<&'static str>> {
    let mut out = vec![None; passage.len()];
    for (tokens, side) in named_sides(passage.text, &passage.analysis.tokens) {
        out[tokens].fill(Some(side));
    }
    out
}

/// The side to which the model's links point from a person's names: their mean share, over the
/// words of all names.
fn pointed_at(
    passage: &Passage,
    named: &[Option<&'static str>],
    entities: &Entities,
    person: usize,
) -> Option<&'static str> {
    let mut shares: Vec<(&'static str, f32)> = Vec::new();
    let mut words = 0.0;
    let names = entities.list[person]
        .mentions
        .iter()
        .filter(|m| m.form == MentionForm::Name);
    for token in names
        .flat_map(|m| m.tokens.clone())
        .filter(|&t| !passage.analysis.sides[t].is_empty())
    {
        words += 1.0;
        for link in &passage.analysis.sides[token] {
            let Some(side) = named[link.to] else { continue };
            match shares.iter_mut().find(|(known, _)| *known == side) {
                Some((_, share)) => *share += link.probability,
                None => shares.push((side, link.probability)),
            }
        }
    }
    let (side, share) = shares
        .into_iter()
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(a.0)))?;
    (share >= LEAST_SHARE * words).then_some(side)
}

/// A side that is an organisation goes by the fullest name that the text has for it.
fn name_organizations(passage: &Passage, entities: &mut Entities, people: &[usize]) {
    let named: Vec<(String, String)> = entities
        .list
        .iter()
        .filter(|e| e.kind == EntityKind::Organization)
        .filter_map(|e| Some((e.side.clone()?, passage.phrase(&e.name).to_owned())))
        .collect();
    for &person in people {
        let side = &mut entities.list[person].side;
        if let Some((_, name)) = named
            .iter()
            .find(|(canonical, _)| Some(canonical) == side.as_ref())
        {
            *side = Some(name.clone());
        }
    }
}

/// Whom a publisher that is a government speaks for.
pub(crate) fn publisher_side(publisher: &str) -> Option<&'static str> {
    let whole = publisher
        .trim()
        .trim_start_matches("The ")
        .trim_start_matches("the ");
    if let Some(found) = side_of(whole) {
        return Some(found);
    }
    // "President of Ukraine", "Ministry of Foreign Affairs of Japan": an office of a country.
    let office = whole.split(" of ").next()?.to_lowercase();
    let is_office = title(&office).is_some()
        || ["ministry", "office", "government", "embassy", "department"]
            .iter()
            .any(|w| office.contains(w));
    let (_, of) = whole.rsplit_once(" of ")?;
    is_office.then(|| side_of(of)).flatten()
}

fn side_of(form: &str) -> Option<&'static str> {
    country(form)
        .map(|(code, _)| code.as_str())
        .or_else(|| organization(form))
}

/// The side named in the words around a person's names, roles and descriptions.
fn beside(passage: &Passage, entities: &Entities, person: usize) -> Option<&'static str> {
    let entity = &entities.list[person];
    let roles = entity.roles.iter().find_map(|role| in_role(passage, role));
    roles
        .or_else(|| {
            entity
                .mentions
                .iter()
                .filter(|m| m.form != MentionForm::Pronoun)
                .find_map(|m| around(passage, entities, &m.tokens))
        })
        .or_else(|| {
            entity
                .roles
                .iter()
                .find_map(|role| before(passage, role.start).or_else(|| after(passage, role.end)))
        })
        .or_else(|| {
            entity
                .mentions
                .iter()
                .filter(|m| m.form == MentionForm::Description)
                .find_map(|m| in_role(passage, &m.tokens))
        })
}

/// "Russian Foreign Minister", "President of Russia", "Secretary-General of NATO"; but not "Envoy
/// to Ukraine".
fn in_role(passage: &Passage, role: &Tokens) -> Option<&'static str> {
    for start in role.clone() {
        if start > role.start
            && matches!(
                passage.lower(start - 1).as_str(),
                "to" | "for" | "on" | "in" | "with"
            )
        {
            continue;
        }
        if let Some((_, side)) = named_at(passage, start, role.end) {
            return Some(side);
        }
    }
    before(passage, role.start).or_else(|| after(passage, role.end))
}

/// The longest country or organisation that begins at `start`, and where it ends.
fn named_at(passage: &Passage, start: usize, limit: usize) -> Option<(usize, &'static str)> {
    let (named, side) = longest_side(
        passage.text,
        &passage.analysis.tokens,
        start..limit.min(passage.len()),
    )?;
    Some((named.end, side))
}

/// "Russian ___", "Ukraine's ___", "the US ___".
fn before(passage: &Passage, start: usize) -> Option<&'static str> {
    // What ends the line above is not beside the name.
    if matches!(
        passage.analysis.tokens.get(start)?.gap,
        Gap::Line | Gap::Paragraph
    ) {
        return None;
    }
    let mut end = start;
    if end > 0 && passage.is_possessive(end - 1) {
        end -= 1;
    }
    (end.saturating_sub(LONGEST)..end).find_map(|first| {
        let (stop, side) = named_at(passage, first, end)?;
        (stop == end).then_some(side)
    })
}

/// "___ of Ukraine", "___ of the Republic of Finland".
fn after(passage: &Passage, end: usize) -> Option<&'static str> {
    if passage.lower(end) != "of" {
        return None;
    }
    let mut start = end + 1;
    while matches!(
        passage.lower(start).as_str(),
        "the" | "republic" | "kingdom" | "of" | "state" | "commonwealth"
    ) && start < passage.len()
    {
        if let Some((_, side)) = named_at(passage, start, passage.len()) {
            return Some(side);
        }
        start += 1;
    }
    named_at(passage, start, passage.len()).map(|(_, side)| side)
}

/// The side named right around a mention, over the titles that stand between.
fn around(passage: &Passage, entities: &Entities, name: &Tokens) -> Option<&'static str> {
    if let Some(side) = after(passage, name.end) {
        return Some(side);
    }
    // Back over title words: "Ukrainian President | Volodymyr Zelensky", and over the comma of "Iran's
    // foreign minister, | Kamal Kharazi".
    let apposed = passage.word(name.start.wrapping_sub(1)) == ",";
    let border = name.start - usize::from(apposed);
    let mut start = border;
    let same_line = |t: usize| matches!(passage.analysis.tokens[t].gap, Gap::None | Gap::Space);
    let titled =
        |from: usize, to: usize| title(&passage.phrase(&(from..to)).to_lowercase()).is_some();
    while start > 0 && same_line(start) && name.start - start < LONGEST {
        let known = (1..=LONGEST_TITLE.min(start))
            .rev()
            .find(|&words| titled(start - words, start));
        let capital = |t: usize| passage.is_capitalized(t) && entities.at(t).is_none() && !apposed;
        match known {
            _ if side_of(passage.word(start - 1)).is_some() => break,
            Some(words) => start -= words,
            None if capital(start - 1) => start -= 1,
            None => break,
        }
    }
    if apposed && start == border {
        return None;
    }
    let found = before(passage, start);
    // A country right before a bare name is no side: "in Russia Putin said".
    found.filter(|_| start < name.start || entities.at(start.wrapping_sub(1)).is_none())
}

/// The side of the person that comes next in "A and B of Ukraine".
fn of_conjunct(passage: &Passage, entities: &Entities, person: usize) -> Option<String> {
    let list = &entities.list;
    list[person]
        .mentions
        .iter()
        .filter(|m| m.form == MentionForm::Name)
        .find_map(|mention| {
            let sentence = passage.sentence(mention.tokens.start)?;
            let mut token = mention.tokens.end;
            while token < sentence.end {
                let word = passage.lower(token);
                let joins = matches!(word.as_str(), "and" | ",")
                    || title(&word).is_some()
                    || passage.is_capitalized(token)
                    || matches!(word.as_str(), "of" | "the" | "for");
                if !joins {
                    return None;
                }
                if let Some(next) = entities
                    .at(token)
                    .filter(|&e| e != person && list[e].kind == EntityKind::Person)
                {
                    // "President A and President B of Ukraine" are of two countries.
                    let own = passage.lower(mention.tokens.start.wrapping_sub(1));
                    return list[next]
                        .side
                        .clone()
                        .filter(|_| own != passage.lower(token - 1));
                }
                token += 1;
            }
            None
        })
}

/// The side of the person whose aide or envoy this one is: "Trump's envoy", "adviser to President
/// Macron".
fn of_principal(passage: &Passage, entities: &Entities, person: usize) -> Option<String> {
    entities.list[person].roles.iter().find_map(|role| {
        let owner = role
            .start
            .checked_sub(2)
            .filter(|_| passage.is_possessive(role.start - 1));
        let served = role.clone().skip(1).filter(|&t| {
            matches!(passage.lower(t - 1).as_str(), "to" | "for" | "of")
                || passage.is_capitalized(t - 1)
        });
        let principal = owner
            .into_iter()
            .chain(served)
            .filter_map(|t| entities.at(t))
            .find(|&e| e != person && entities.is_person(e))?;
        entities.list[principal].side.clone()
    })
}

/// Whether one of the person's roles is an office of a state.
fn acts_for_country(passage: &Passage, entities: &Entities, person: usize) -> bool {
    let entity = &entities.list[person];
    entity.roles.iter().any(|role| {
        let role = passage.phrase(role).to_lowercase();
        let words: Vec<&str> = role.split_whitespace().collect();
        (0..words.len()).any(|from| {
            (from + 1..=words.len())
                .any(|to| title(&words[from..to].join(" ")).is_some_and(|t| t.acts_for_country))
        })
    })
}
