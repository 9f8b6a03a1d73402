//! Titles and offices, tied to the person who bears them.

use crate::entities::Entities;
use crate::passage::Passage;
use crate::sides::meant;
use verbale_lexicon::{TitleKind, title};
use verbale_model::{Tokens, Upos};
use verbale_schema::{EntityKind, MentionForm};

/// The most words of a title that is looked up before a name.
const LONGEST: usize = 6;

/// A description is taken for a person from this probability on.
const LEAST_LINK: f32 = 0.5;

/// The most words in an office that is looked for in the text, its country among them.
const LONGEST_OFFICE: usize = 5;

/// How many verbs may stand between an office and the person who has it.
const LONGEST_CHAIN: usize = 3;

/// Gives the persons the roles that stand beside their names.
pub(crate) fn add(passage: &Passage, entities: &mut Entities) {
    let untagged = after_become(passage);
    for role in passage.analysis.roles.iter().chain(&untagged) {
        let bearer =
            predicated(passage, role, entities).or_else(|| bearer(passage, role, entities));
        if let Some(bearer) = bearer {
            give(passage, entities, bearer, role.clone());
        }
    }
}

/// Gives the persons the titles right before their names that the model saw none in and the table knows: "senior
/// presidential aide Lars Holm".
fn add_known(passage: &Passage, entities: &mut Entities) {
    let names: Vec<(usize, Tokens)> = entities
        .list
        .iter()
        .enumerate()
        .filter(|(_, entity)| entity.kind == EntityKind::Person)
        .flat_map(|(at, entity)| entity.mentions.iter().map(move |m| (at, m)))
        .filter(|(_, mention)| mention.form == MentionForm::Name)
        .map(|(at, mention)| (at, mention.tokens.clone()))
        .collect();
    for (bearer, name) in names {
        let roles = &passage.analysis.roles;
        // A bare "President" is how one is addressed.
        let told = !entities.list[bearer].roles.is_empty();
        if told || roles.iter().any(|role| role.end == name.start) {
            continue;
        }
        let known = (2..=LONGEST.min(name.start)).rev().find_map(|length| {
            let role = name.start - length..name.start;
            let free = role.clone().all(|t| {
                entities.at(t).is_none_or(|e| !entities.is_person(e)) && !passage.is_punctuation(t)
            });
            let office = title(&passage.phrase(&role).to_lowercase())
                .is_some_and(|t| t.kind == TitleKind::Office);
            (free && office).then_some(role)
        });
        if let Some(role) = known {
            give(passage, entities, bearer, role);
        }
    }
}

/// Offices that somebody becomes, where the model has left them out: "becoming | French prime minister |".
fn after_become(passage: &Passage) -> Vec<Tokens> {
    let tagged = |t: usize| passage.analysis.roles.iter().any(|role| role.contains(&t));
    let office = |verb: usize| {
        let is_determiner = |t: usize| passage.syntax(t).upos == Upos::Det;
        let end_of_text = passage.len();
        let start = (verb + 1..end_of_text).find(|&t| !is_determiner(t))?;
        let end = (start + 1..=(start + LONGEST_OFFICE).min(end_of_text))
            .rev()
            .find(|&end| {
                (start..end).any(|from| {
                    title(&passage.phrase(&(from..end)).to_lowercase())
                        .is_some_and(|t| t.kind == TitleKind::Office)
                })
            })?;
        let plain = (start..end).all(|t| {
            !tagged(t) && !passage.is_punctuation(t) && passage.syntax(t).upos != Upos::Adp
        });
        plain.then_some(start..end)
    };
    (0..passage.len())
        .filter(|&t| passage.lemma(t) == "become")
        .filter_map(office)
        .collect()
}

/// The person of whom a verb says that he or she has the office: "Olsen was elected as president",
/// "Berg, who serves as envoy", "on her becoming prime minister".
fn predicated(passage: &Passage, role: &Tokens, entities: &Entities) -> Option<usize> {
    let sentence = passage.sentence(role.start)?;
    let head = passage.head(role);
    let mut first = role.start;
    while first > sentence.start && matches!(passage.syntax(first - 1).upos, Upos::Det | Upos::Adj)
    {
        first -= 1;
    }
    let before = first.checked_sub(1).filter(|t| sentence.contains(t))?;
    let verb = match (passage.lower(before).as_str(), passage.lemma(before)) {
        ("as", _) => passage.syntax(head).head?,
        // The parser may take what is governed for the governor.
        (_, "become") if passage.syntax(before).head == Some(head) => head,
        (_, "become") => before,
        _ => return None,
    };
    let person = |token: usize| {
        let person = |e: &usize| entities.is_person(*e);
        entities.at(token).filter(person).or_else(|| {
            let pronoun = passage.syntax(token).upos == Upos::Pron;
            pronoun
                .then(|| meant(passage, entities, token, EntityKind::Person))
                .flatten()
        })
    };
    let argument = |verb: usize, relations: &[&str]| {
        let hangs = |&t: &usize| {
            let syntax = passage.syntax(t);
            syntax.head == Some(verb) && relations.contains(&syntax.relation)
        };
        sentence
            .clone()
            .take_while(|&t| t < role.start)
            .filter(hangs)
            .find_map(person)
    };
    // Up over what the verb depends on, to the noun of a relative clause or to another verb's object.
    let mut verb = verb;
    for _ in 0..LONGEST_CHAIN {
        let found = argument(verb, &["obj"]).or_else(|| argument(verb, &["nsubj", "obl"]));
        if found.is_some() {
            return found;
        }
        let syntax = passage.syntax(verb);
        let up = syntax.head?;
        if syntax.relation == "acl" {
            return person(up);
        }
        verb = up;
    }
    None
}

/// Gives the persons the roles that the text calls them by elsewhere: "the Head of State said".
/// A shorter form of a role already given says nothing new.
pub(crate) fn add_described(passage: &Passage, entities: &mut Entities) {
    for role in &passage.analysis.roles {
        if bearer(passage, role, entities).is_some() {
            continue;
        }
        // What runs into somebody's name is that person's title, badly cut.
        let is_named = |t: usize| {
            entities
                .at(t)
                .is_some_and(|e| entities.is_person(e) && is_name(entities, e, t))
        };
        if is_named(role.end - 1) {
            continue;
        }
        let head = passage.head(role);
        let described = entities.at(head).or_else(|| {
            let best = passage.analysis.links[head]
                .first()
                .filter(|link| link.probability >= LEAST_LINK)?;
            entities.at(best.to)
        });
        let other = |e: &usize| entities.is_person(*e) && entities.may_be(*e, head);
        if let Some(bearer) = described.filter(other) {
            entities.mention(bearer, role.clone(), MentionForm::Description);
            give(passage, entities, bearer, role.clone());
        }
    }
    add_known(passage, entities);
}

fn give(passage: &Passage, entities: &mut Entities, bearer: usize, role: Tokens) {
    let role = without_article(passage, role);
    let form = passage.phrase(&role).to_lowercase();
    let is_name = role
        .clone()
        .all(|t| entities.at(t) == Some(bearer) && is_name(entities, bearer, t));
    let roles = &mut entities.list[bearer].roles;
    if is_name
        || roles
            .iter()
            .any(|known| passage.phrase(known).to_lowercase().contains(&form))
    {
        return;
    }
    roles.push(role);
}

fn without_article(passage: &Passage, mut role: Tokens) -> Tokens {
    while role.len() > 1
        && matches!(
            passage.lower(role.start).as_str(),
            "the" | "a" | "an" | "former"
        )
    {
        role.start += 1;
    }
    while role.len() > 1
        && matches!(
            passage.lower(role.end - 1).as_str(),
            "the" | "a" | "an" | "of" | "for" | "to" | ","
        )
    {
        role.end -= 1;
    }
    role
}

/// The person whose name stands right after the role ("Foreign Minister Lavrov"), right before it
/// ("Lavrov, the foreign minister,"), or hangs on it in the tree.
fn bearer(passage: &Passage, role: &Tokens, entities: &Entities) -> Option<usize> {
    let person = |token: usize| {
        entities
            .at(token)
            .filter(|&e| entities.list[e].kind == EntityKind::Person && is_name(entities, e, token))
    };
    // "A, adviser for | B": what a preposition leads to does not bear the role.
    let leads_on = matches!(passage.lower(role.end - 1).as_str(), "of" | "for" | "to");
    let mut after = role.end;
    while is_honorific(passage, after) {
        after += 1;
    }
    if let Some(found) = person(after).filter(|_| !leads_on) {
        return Some(found);
    }
    // After a comma the name is an apposition: "the foreign minister, Sergey Lavrov,".
    if passage.word(after) == ","
        && let Some(found) = person(after + 1)
    {
        let closed = !matches!(passage.word(role.start.wrapping_sub(1)), "," | "(");
        if closed {
            return Some(found);
        }
    }
    let mut before = role.start;
    while before > 0
        && matches!(
            passage.lower(before - 1).as_str(),
            "the" | "a" | "an" | "," | "(" | "as" | "—" | "–" | "former" | "is" | "was"
        )
    {
        before -= 1;
    }
    if before < role.start && before > 0 && matches!(passage.word(before), "," | "(" | "—" | "–")
    {
        return person(before - 1);
    }
    None
}

fn is_name(entities: &Entities, entity: usize, token: usize) -> bool {
    entities.list[entity]
        .mentions
        .iter()
        .any(|m| m.form == MentionForm::Name && m.tokens.contains(&token))
}

fn is_honorific(passage: &Passage, token: usize) -> bool {
    title(&passage.lower(token)).is_some_and(|t| t.kind == TitleKind::Honorific)
}
