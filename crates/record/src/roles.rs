//! Titles and offices, tied to the person who bears them.

use crate::entities::{Entities, Role};
use crate::sides::{meant, named_after, named_sides};
use crate::titles::{is_honorific, phrases};
use crate::why::{Resolved, Why};
use std::collections::HashSet;
use verbale_doc::{Deprel, Doc, Tokens, Upos};
use verbale_lexicon::{Alpha3, TitleKind, title};
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
pub(crate) fn add(doc: &Doc, entities: &mut Entities) {
    let mut roles = phrases(doc, entities);
    roles.extend(after_become(doc));
    roles.sort_by_key(|role| role.start);
    // From the last on: of several joined offices the last stands beside the name.
    let mut borne: Vec<Option<Resolved>> = Vec::new();
    let mut is_joined_on = false;
    for (at, role) in roles.iter().enumerate().rev() {
        let predicated = || {
            let bearer = predicated(doc, role, entities)?;
            Some(Resolved::by(bearer, "a verb says who has the office", role))
        };
        let beside = || {
            let bearer = bearer(doc, role, entities)?;
            Some(Resolved::by(bearer, "stands beside the name", role))
        };
        let joined = || {
            let next = roles
                .get(at + 1)
                .filter(|next| is_joined(doc, role, next))?;
            let bearer = borne.last()?.as_ref()?.entity;
            let named = is_joined_on || follows(doc, entities, next.end) == Some(bearer);
            named.then(|| Resolved::by(bearer, "joined with an office beside the name", role))
        };
        let found = predicated().or_else(beside);
        let on = if found.is_none() { joined() } else { None };
        is_joined_on = on.is_some();
        borne.push(found.or(on));
    }
    for (role, bearer) in roles.into_iter().zip(borne.into_iter().rev()) {
        if let Some(bearer) = bearer {
            give(doc, entities, bearer, role);
        }
    }
}

/// Whether another office follows this one with nothing but "and" or a comma between.
fn is_joined(doc: &Doc, role: &Tokens, next: &Tokens) -> bool {
    let mut between = role.end..next.start;
    let own = !matches!(doc.lower(role.start.wrapping_sub(1)), "the");
    own && !between.is_empty()
        && between.len() <= 4
        && between.all(|t| {
            let word = doc.lower(t);
            matches!(word, "and" | "&" | ",") || doc.word(t - 1) == "(" || matches!(word, "(" | ")")
        })
}

/// Gives the persons the titles right before their names that the model saw none in and the table knows: "senior
/// presidential aide Lars Holm".
fn add_known(doc: &Doc, entities: &mut Entities) {
    let names: Vec<(usize, Tokens)> = entities
        .list
        .iter()
        .enumerate()
        .filter(|(_, entity)| entity.kind == EntityKind::Person)
        .flat_map(|(at, entity)| entity.mentions.iter().map(move |m| (at, m)))
        .filter(|(_, mention)| mention.form == MentionForm::Name)
        .map(|(at, mention)| (at, mention.tokens.clone()))
        .collect();
    let tagged: HashSet<usize> = doc.analysis.roles.iter().map(|role| role.end).collect();
    for (bearer, name) in names {
        // A bare "President" is how one is addressed.
        let told = !entities.list[bearer].roles.is_empty();
        if told || tagged.contains(&name.start) {
            continue;
        }
        let known = (2..=LONGEST.min(name.start)).rev().find_map(|length| {
            let role = name.start - length..name.start;
            let free = role.clone().all(|t| {
                entities.at(t).is_none_or(|e| !entities.is_person(e)) && !doc.is_punctuation(t)
            });
            let office = title(&doc.phrase(&role).to_lowercase())
                .is_some_and(|t| t.kind == TitleKind::Office);
            (free && office).then_some(role)
        });
        if let Some(role) = known {
            let why = Why::Table {
                file: "titles.tsv",
                words: role.clone(),
            };
            give(doc, entities, Resolved::new(bearer, why), role);
        }
    }
}

/// Offices that somebody becomes, where the model has left them out: "becoming | French prime minister |".
fn after_become(doc: &Doc) -> Vec<Tokens> {
    let tagged = |t: usize| doc.analysis.roles.iter().any(|role| role.contains(&t));
    let office = |verb: usize| {
        let is_determiner = |t: usize| doc.upos(t) == Upos::Det;
        let end_of_text = doc.len();
        let start = (verb + 1..end_of_text).find(|&t| !is_determiner(t))?;
        let end = (start + 1..=(start + LONGEST_OFFICE).min(end_of_text))
            .rev()
            .find(|&end| {
                (start..end).any(|from| {
                    title(&doc.phrase(&(from..end)).to_lowercase())
                        .is_some_and(|t| t.kind == TitleKind::Office)
                })
            })?;
        let plain =
            (start..end).all(|t| !tagged(t) && !doc.is_punctuation(t) && doc.upos(t) != Upos::Adp);
        plain.then_some(start..end)
    };
    (0..doc.len())
        .filter(|&t| doc.lemma(t) == "become")
        .filter_map(office)
        .collect()
}

/// The person of whom a verb says that he or she has the office: "Olsen was elected as president",
/// "Berg, who serves as envoy", "on her becoming prime minister".
fn predicated(doc: &Doc, role: &Tokens, entities: &Entities) -> Option<usize> {
    let sentence = doc.sentence(role.start)?;
    let head = doc.head(role);
    let mut first = role.start;
    while first > sentence.start && matches!(doc.upos(first - 1), Upos::Det | Upos::Adj) {
        first -= 1;
    }
    let before = first.checked_sub(1).filter(|t| sentence.contains(t))?;
    let verb = match (doc.lower(before), doc.lemma(before)) {
        ("as", _) => doc.syntax(head).head?,
        // The parser may take what is governed for the governor.
        (_, "become") if doc.syntax(before).head == Some(head) => head,
        (_, "become") => before,
        _ => return None,
    };
    let person = |token: usize| {
        let person = |e: &usize| entities.is_person(*e);
        entities.at(token).filter(person).or_else(|| {
            let pronoun = doc.upos(token) == Upos::Pron;
            pronoun
                .then(|| meant(doc, entities, token, EntityKind::Person))
                .flatten()
        })
    };
    let argument = |verb: usize, relations: &[Deprel]| {
        doc.tree
            .children(verb)
            .take_while(|&t| t < role.start)
            .filter(|&t| relations.contains(&doc.deprel(t)))
            .find_map(person)
    };
    // Up over what the verb depends on, to the noun of a relative clause or to another verb's object.
    let mut verb = verb;
    for _ in 0..LONGEST_CHAIN {
        let found = argument(verb, &[Deprel::Obj])
            .or_else(|| argument(verb, &[Deprel::Nsubj, Deprel::Obl]));
        if found.is_some() {
            return found;
        }
        let syntax = doc.syntax(verb);
        let up = syntax.head?;
        if syntax.deprel == Deprel::Acl {
            return person(up);
        }
        verb = up;
    }
    None
}

/// Gives the persons the roles that the text calls them by elsewhere: "the Head of State said".
/// A shorter form of a role already given says nothing new.
pub(crate) fn add_described(doc: &Doc, entities: &mut Entities) {
    let given: HashSet<usize> = entities
        .list
        .iter()
        .flat_map(|entity| entity.roles.iter().map(|role| role.tokens.end))
        .collect();
    for role in &phrases(doc, entities) {
        if given.contains(&role.end) || bearer(doc, role, entities).is_some() {
            continue;
        }
        // What runs into somebody's name is that person's title, badly cut.
        let is_named = |t: usize| {
            entities
                .at(t)
                .is_some_and(|e| entities.is_person(e) && entities.is_name(e, t))
        };
        if is_named(role.end - 1) {
            continue;
        }
        let head = doc.head(role);
        let resolved = || {
            let entity = entities.at(head)?;
            Some(Resolved::by(
                entity,
                "already known to stand for this person",
                role,
            ))
        };
        let linked = || {
            let best = doc.analysis.links[head].first()?;
            let why = Why::Head {
                head: "coreference",
                probability: best.probability,
            };
            let sure = best.probability >= LEAST_LINK;
            Some(Resolved::new(entities.at(best.to).filter(|_| sure)?, why))
        };
        let described = resolved().or_else(linked);
        // "The President of France" is nobody of another country, whatever the links say.
        let side = named_sides(doc.text, &doc.analysis.tokens[role.clone()]);
        let contradicts = |entity: usize| {
            let own = entities.list[entity].side();
            let named = side.first().map(|(_, side)| *side);
            named.is_some_and(|named| {
                own.is_some_and(|own| own != named && Alpha3::of(own).is_some())
            })
        };
        let may_be = |found: &Resolved| {
            entities.is_person(found.entity)
                && entities.may_be(found.entity, head)
                && !contradicts(found.entity)
        };
        if let Some(bearer) = described.filter(may_be) {
            let why = bearer.why.clone();
            entities.mention(bearer.entity, role.clone(), MentionForm::Description, why);
            give(doc, entities, bearer, role.clone());
        }
    }
    add_known(doc, entities);
}

fn give(doc: &Doc, entities: &mut Entities, found: Resolved, role: Tokens) {
    let Resolved {
        entity: bearer,
        why,
    } = found;
    let role = without_article(doc, role);
    let is_name = role
        .clone()
        .all(|t| entities.at(t) == Some(bearer) && entities.is_name(bearer, t));
    let of = of_side(doc, entities, bearer, &role);
    let new = Role {
        tokens: role,
        of,
        why,
    };
    let form = new.title(doc).to_lowercase();
    let known = |known: &Role| known.title(doc).to_lowercase().contains(&form);
    let roles = &entities.list[bearer].roles;
    if is_name || roles.iter().any(known) {
        return;
    }
    // "Prime Minister of Italy" says all that "Prime Minister" does.
    let says_less =
        |known: &Role| new.of.is_some() && form.starts_with(&known.title(doc).to_lowercase());
    let less = roles.iter().position(says_less);
    let roles = &mut entities.list[bearer].roles;
    match less {
        Some(at) => roles[at] = new,
        None => roles.push(new),
    }
}

/// "| of Italy |" after the name that follows a title: "Prime Minister Giorgia Meloni of Italy".
fn of_side(doc: &Doc, entities: &Entities, bearer: usize, role: &Tokens) -> Option<Tokens> {
    if role.clone().any(|t| doc.lower(t) == "of")
        || follows(doc, entities, role.end) != Some(bearer)
    {
        return None;
    }
    let end = (role.end..doc.len())
        .skip_while(|&t| entities.at(t) != Some(bearer))
        .find(|&t| entities.at(t) != Some(bearer))?;
    let side = named_after(doc, end)?;
    (!doc.is_possessive(side.end)).then_some(end..side.end)
}

/// The person whose name follows right after a token, forms of address between.
fn follows(doc: &Doc, entities: &Entities, mut after: usize) -> Option<usize> {
    while is_honorific(doc, after) {
        after += 1;
    }
    let person = |e: &usize| entities.is_person(*e) && entities.is_name(*e, after);
    entities.at(after).filter(person)
}

fn without_article(doc: &Doc, mut role: Tokens) -> Tokens {
    while role.len() > 1 && matches!(doc.lower(role.start), "the" | "a" | "an" | "former") {
        role.start += 1;
    }
    while role.len() > 1
        && matches!(
            doc.lower(role.end - 1),
            "the" | "a" | "an" | "of" | "for" | "to" | ","
        )
    {
        role.end -= 1;
    }
    role
}

/// The person whose name stands right after the role ("Foreign Minister Lavrov"), right before it
/// ("Lavrov, the foreign minister,"), or hangs on it in the tree.
fn bearer(doc: &Doc, role: &Tokens, entities: &Entities) -> Option<usize> {
    let person = |token: usize| {
        entities
            .at(token)
            .filter(|&e| entities.list[e].kind == EntityKind::Person && entities.is_name(e, token))
    };
    // "A, adviser for | B": what a preposition leads to does not bear the role.
    let leads_on = matches!(doc.lower(role.end - 1), "of" | "for" | "to");
    if let Some(found) = follows(doc, entities, role.end).filter(|_| !leads_on) {
        return Some(found);
    }
    let mut after = role.end;
    while is_honorific(doc, after) {
        after += 1;
    }
    // After a comma the name is an apposition: "the foreign minister, Sergey Lavrov,".
    if doc.word(after) == ","
        && let Some(found) = person(after + 1)
    {
        let closed = !matches!(doc.word(role.start.wrapping_sub(1)), "," | "(");
        if closed {
            return Some(found);
        }
    }
    let mut before = role.start;
    while before > 0
        && matches!(
            doc.lower(before - 1),
            "the" | "a" | "an" | "," | "(" | "as" | "—" | "–" | "former" | "is" | "was"
        )
    {
        before -= 1;
    }
    // "Brandt, the Queen suspended": the subject of a verb is nobody's apposition.
    let head = doc.head(role);
    let argument = matches!(doc.deprel(head), Deprel::Nsubj | Deprel::Obj | Deprel::Iobj);
    let closed = matches!(doc.word(role.end), "," | "." | ")" | ";" | "—" | "–" | "");
    if before < role.start && before > 0 && matches!(doc.word(before), "," | "(" | "—" | "–") {
        return person(before - 1).filter(|_| closed || !argument);
    }
    None
}
