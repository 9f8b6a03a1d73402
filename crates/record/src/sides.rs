//! The side each person acts for, from the words around the names.

use crate::entities::{Entities, Role, Side};
use crate::why::Why;
use std::iter;
use verbale_doc::{Deprel, Doc, Tokens, Upos};
use verbale_lexicon::{
    Alpha3, NameKind as CountryForm, country, may_have_office, office_state, organization, title,
};
use verbale_model::Link;
use verbale_schema::{EntityKind, MentionForm};
use verbale_text::{Gap, Token};

/// The most tokens in a country's or organisation's name.
const LONGEST: usize = 5;

/// The most tokens in a title: "deputy prime minister".
const LONGEST_TITLE: usize = 4;

/// A side that the links give less than this share is not taken from them: below it they
/// too often name the other party of a meeting, and a wrong side is worse than none.
const LEAST_SHARE: f32 = 0.85;

/// Where nothing else tells, it is rather right than wrong from this share on.
const LEAST_WEAK_SHARE: f32 = 0.45;

/// As much of the links of a description must go to the entity that it stands for, and of a pronoun:
/// what has a chief is a body in any case, but "his" may be anybody's.
const LEAST_OF_DESCRIPTION: f32 = 0.25;
const LEAST_OF_PRONOUN: f32 = 0.5;

/// "Olsen's counterpart" acts for another side than Olsen.
const OTHERS: [&str; 5] = ["counterpart", "rival", "opponent", "guest", "host"];

/// A text is about a country that it names at least this often.
const LEAST_NAMED: usize = 3;

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

/// Finds the side of a person.
type Rule<'r> = dyn Fn(&Entities, usize) -> Option<Side> + 'r;

/// A side that a step found by these words.
fn found(value: &str, step: &'static str, words: &Tokens) -> Side {
    Side {
        value: value.to_owned(),
        why: Why::step(step, words.clone()),
    }
}

/// A side that a step found by the text as a whole.
fn told(value: &str, step: &'static str) -> Side {
    Side {
        value: value.to_owned(),
        why: Why::bare(step),
    }
}

/// What the publisher tells of sides.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Publisher {
    /// The side that it speaks for.
    pub(crate) own: Option<&'static str>,
    /// The country of whose press it is.
    pub(crate) press: Option<&'static str>,
}

/// Gives every person the side that the text shows, and countries and organisations their own.
pub(crate) fn add(doc: &Doc, publisher: Publisher, entities: &mut Entities) {
    let Publisher { own, press } = publisher;
    for entity in &mut entities.list {
        if let (EntityKind::Country, Some(code)) = (entity.kind, entity.country) {
            entity.side = Some(told(code.as_str(), "is this country"));
        }
    }
    let mut named = by_token(doc);
    // "Kenya Brooks" is no country's.
    for (token, side) in named.iter_mut().enumerate() {
        let person = entities.at(token).filter(|&e| entities.is_person(e));
        if person.is_some_and(|e| entities.is_name(e, token)) {
            *side = None;
        }
    }
    let people: Vec<usize> = (0..entities.list.len())
        .filter(|&e| entities.is_person(e))
        .collect();
    for &person in &people {
        // The governor of Georgia is of the state of that name.
        let homonym =
            |side: &Side| side.value != "GEO" || may_act_for(doc, entities, person, "GEO");
        entities.list[person].side = beside(doc, entities, person).filter(homonym);
    }
    name_organizations(doc, entities, &people);
    // Each looks only where the ones before found nothing. What is learned comes late: it knows less
    // of the words right beside a name than the rules do.
    let home = home(&named);
    entities.home = home;
    let other = own.and_then(|own| other_country(&named, own));
    let may_act =
        |entities: &Entities, person: usize, side: &str| may_act_for(doc, entities, person, side);
    let rules: [&Rule; 12] = [
        &|entities, person| of_conjunct(doc, entities, person),
        &|entities, person| of_principal(doc, entities, person),
        &|entities, person| of_delegation(doc, entities, person),
        &|entities, person| of_office(doc, entities, person),
        &|entities, person| {
            let guest = own.is_some_and(|own| is_received(doc, entities, person, own));
            let side = other.filter(|side| guest && may_act(entities, person, side));
            side.map(|side| told(side, "met by those for whom the publisher speaks"))
        },
        &|entities, person| {
            // Its own people need no country, its own leader not even an office.
            let bare = entities.list[person].roles.is_empty();
            let own = own
                .filter(|_| bare || acts_for_country(doc, entities, person))
                .filter(|side| may_act(entities, person, side));
            own.map(|side| told(side, "the publisher speaks for this side"))
        },
        &|entities, person| of_body(doc, entities, person),
        &|entities, person| of_employer(doc, entities, person),
        &|entities, person| pointed_at(doc, &named, entities, person, LEAST_SHARE),
        &|entities, person| {
            let home = home
                .filter(|_| acts_for_country(doc, entities, person))
                .filter(|side| !is_others(&named, entities, person, side))
                .filter(|side| may_act(entities, person, side));
            home.map(|side| told(side, "the country that the text is about"))
        },
        &|entities, person| {
            let press = press
                .filter(|_| acts_for_country(doc, entities, person))
                .filter(|side| may_act(entities, person, side));
            press.map(|side| told(side, "an office without a country in the press of this one"))
        },
        &|entities, person| {
            let side = pointed_at(doc, &named, entities, person, LEAST_WEAK_SHARE)?;
            (!is_others(&named, entities, person, &side.value)).then_some(side)
        },
    ];
    for rule in rules {
        for &person in &people {
            if entities.list[person].side.is_none() {
                entities.list[person].side = rule(entities, person);
            }
        }
    }
}

/// The country that a text is about: named in it far more often than any other.
fn home(named: &[Option<&'static str>]) -> Option<&'static str> {
    let counts = counts(named);
    let all: usize = counts.iter().map(|(_, count)| count).sum();
    counts
        .into_iter()
        .find(|&(_, count)| count >= LEAST_NAMED && 3 * count >= 2 * all)
        .map(|(side, _)| side)
}

/// How often each country is named, in the order of the text.
fn counts(named: &[Option<&'static str>]) -> Vec<(&'static str, usize)> {
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    let mut before = None;
    for &side in named {
        let begins = side != before;
        before = side;
        let Some(side) = side.filter(|side| begins && Alpha3::of(side).is_some()) else {
            continue;
        };
        match counts.iter_mut().find(|(known, _)| *known == side) {
            Some((_, count)) => *count += 1,
            None => counts.push((side, 1)),
        }
    }
    counts
}

/// Whether a country is named only in the titles of others.
fn is_others(
    named: &[Option<&'static str>],
    entities: &Entities,
    person: usize,
    side: &str,
) -> bool {
    let others = entities
        .list
        .iter()
        .enumerate()
        .filter(|(e, _)| *e != person);
    let titles: Vec<Tokens> = others
        .flat_map(|(_, e)| e.roles.iter().map(Role::span))
        .collect();
    let mut places = (0..named.len()).filter(|&t| named[t] == Some(side));
    places.all(|t| titles.iter().any(|title| title.contains(&t)))
}

/// The country besides its own that a release is about: named in it far more often than any third.
fn other_country(named: &[Option<&'static str>], own: &str) -> Option<&'static str> {
    let counts = counts(named);
    let mut others = counts.iter().filter(|(side, _)| *side != own);
    let (side, most) = others.clone().max_by_key(|(_, count)| *count)?;
    let rest: usize = others.by_ref().map(|(_, count)| count).sum::<usize>() - most;
    (*most >= 2 && *most >= 2 * rest).then_some(*side)
}

/// Whether none of a person's offices is one that the country has not.
fn may_act_for(doc: &Doc, entities: &Entities, person: usize, side: &str) -> bool {
    offices(doc, entities, person)
        .iter()
        .all(|office| may_have_office(side, office))
}

/// The country that has an office of this person's, where no other has it by the bare name.
fn of_office(doc: &Doc, entities: &Entities, person: usize) -> Option<Side> {
    entities.list[person].roles.iter().find_map(|role| {
        let role = &role.tokens;
        let bare = !role
            .clone()
            .any(|t| matches!(doc.lower(t), "for" | "former"));
        let words = doc.phrase(role).to_lowercase();
        let side = office_state(&words).filter(|_| bare)?;
        Some(found(side, "only this country has the office", role))
    })
}

/// The words of a person's titles without what stands before the office, in lower case: every end of each.
fn offices(doc: &Doc, entities: &Entities, person: usize) -> Vec<String> {
    let roles = entities.list[person].roles.iter().map(|role| &role.tokens);
    let before = entities.list[person]
        .mentions
        .iter()
        .filter(|m| m.form == MentionForm::Name)
        .filter_map(|m| Some(m.tokens.start.checked_sub(1)?..m.tokens.start));
    let ends = |role: Tokens| {
        let end = (role.start + 1..role.end)
            .find(|&t| matches!(doc.lower(t), "of" | "for" | "to"))
            .filter(|&t| {
                doc.lower(t) != "of" || office_state(&doc.phrase(&role).to_lowercase()).is_none()
            })
            .unwrap_or(role.end);
        (role.start..end)
            .map(|start| doc.phrase(&(start..end)).to_lowercase())
            .collect::<Vec<_>>()
    };
    // "Vice president" is not "president".
    let mut out = Vec::new();
    for role in roles.cloned().chain(before) {
        let forms = ends(role);
        let longest = forms.iter().find(|form| title(form).is_some());
        out.extend(longest.cloned());
    }
    out
}

/// Verbs by which one side meets the other.
const RECEIVING: [&str; 9] = [
    "meet", "receive", "welcome", "host", "greet", "visit", "call", "speak", "thank",
];

/// Whether somebody of the publisher's own side meets this person: "DPM Wong met Secretary Olsen".
fn is_received(doc: &Doc, entities: &Entities, person: usize, own: &str) -> bool {
    let names = entities.list[person].mentions.iter();
    let mut names = names
        .filter(|m| m.form == MentionForm::Name)
        .map(|m| &m.tokens);
    names.any(|name| {
        let head = doc.head(name);
        let mut above = iter::once(head).chain(doc.tree.climb(
            head,
            &[
                Deprel::Appos,
                Deprel::Flat,
                Deprel::Compound,
                Deprel::Conj,
                Deprel::Nmod,
            ],
        ));
        above.any(|noun| {
            let syntax = doc.syntax(noun);
            let Some(verb) = syntax
                .head
                .filter(|&verb| RECEIVING.contains(&doc.lemma(verb)))
            else {
                return false;
            };
            let object = matches!(syntax.deprel, Deprel::Obj | Deprel::Obl);
            let by_own = doc.subject(verb).is_some_and(|subject| {
                let subject = doc.tree.subtree(subject);
                let who = subject.filter_map(|t| entities.at(t));
                let mut who = who.filter(|&e| e != person);
                who.any(|e| {
                    let side = entities.list[e].side();
                    side == Some(own) || side.is_none() && entities.is_person(e)
                })
            });
            object && !doc.is_passive(verb) && by_own
        })
    })
}

/// "The Danish delegation included Ida Moe and …", "Ida Moe and other senior Danish officials".
fn of_delegation(doc: &Doc, entities: &Entities, person: usize) -> Option<Side> {
    let names = entities.list[person].mentions.iter();
    let mut names = names
        .filter(|m| m.form == MentionForm::Name)
        .map(|m| &m.tokens);
    names.find_map(|name| {
        let sentence = doc.sentence(name.start)?;
        let body = (sentence.start..name.start).find(|&t| {
            let comprises = (t + 1..name.start.min(t + 5))
                .any(|v| matches!(doc.lemma(v), "include" | "comprise" | "consist" | "feature"));
            matches!(doc.lower(t), "delegation" | "team" | "side") && comprises
        });
        let of_body = body.and_then(|body| before(doc, body).map(|side| (side, body)));
        let others = (name.end..sentence.end).find(|&t| {
            doc.lower(t) == "other"
                && matches!(doc.lower(t.saturating_sub(1)), "and" | "with")
                && (name.end..t).all(|t| doc.upos(t) != Upos::Verb)
        });
        let of_others = || {
            let other = others?;
            let officials = (other + 1..sentence.end.min(other + 5)).find(|&t| {
                matches!(
                    doc.lower(t),
                    "officials" | "representatives" | "dignitaries" | "diplomats" | "ministers"
                )
            })?;
            before(doc, officials).map(|side| (side, officials))
        };
        let (side, at) = of_body.or_else(of_others)?;
        Some(found(side, "one of this delegation", &(at..at + 1)))
    })
}

/// The body whose man or woman somebody without an office of state is: "Ida Moe of the Nordic Institute", "NPR's Ida Moe".
fn of_employer(doc: &Doc, entities: &Entities, person: usize) -> Option<Side> {
    if acts_for_country(doc, entities, person) {
        return None;
    }
    let is_body = |t: usize| {
        let entity = entities.at(t)?;
        let body = &entities.list[entity];
        (body.kind == EntityKind::Organization && body.country.is_none()).then_some(entity)
    };
    let names = entities.list[person].mentions.iter();
    let mut names = names
        .filter(|m| m.form == MentionForm::Name)
        .map(|m| &m.tokens);
    let body = names.find_map(|name| {
        let owner = name
            .start
            .checked_sub(2)
            .filter(|_| doc.is_possessive(name.start - 1));
        let owner = owner.and_then(is_body);
        let joins = matches!(doc.lower(name.end), "of" | "from" | "at" | "with");
        let within = || {
            let reach = name.end + 1..doc.sentence(name.start)?.end.min(name.end + 6);
            let modifies =
                |t: &usize| is_body(*t).is_none() && !doc.is_punctuation(*t) || doc.word(*t) == "-";
            let first = reach.clone().find(|t| !modifies(t)).filter(|_| joins)?;
            is_body(first)
        };
        Some((owner.or_else(within)?, name.clone()))
    });
    let (body, name) = body?;
    let value = doc.phrase(&entities.list[body].name);
    let value = entities.list[body].side().unwrap_or(value);
    let value = value
        .strip_prefix("the ")
        .unwrap_or(value)
        .strip_prefix("The ")
        .unwrap_or(value);
    Some(found(value, "the body named beside the name", &name))
}

/// The organisation that a role belongs to ("president of Deakin University", "Labour spokesperson")
/// or calls by its last word ("agency chief", "the Council's spokesperson").
fn of_body(doc: &Doc, entities: &Entities, person: usize) -> Option<Side> {
    let office_of_state = acts_for_country(doc, entities, person);
    let owned = |role: &Tokens| {
        let owner = role
            .clone()
            .find(|&t| doc.is_possessive(t))?
            .checked_sub(1)?;
        meant_body(doc, entities, owner).filter(|_| role.contains(&owner))
    };
    let is_body = |e: &usize| entities.list[*e].kind == EntityKind::Organization;
    let body_at = |token: usize| entities.at(token).filter(is_body);
    let called = |token: usize| {
        let word = doc.lower(token);
        (0..entities.list.len()).filter(is_body).find(|&e| {
            let name = &entities.list[e].name;
            name.len() > 1 && doc.lower(name.end - 1) == word
        })
    };
    let mut roles = entities.list[person].roles.iter();
    let body_of = |role: &Tokens| {
        if office_of_state {
            return owned(role);
        }
        let joins = |&t: &usize| matches!(doc.lower(t), "of" | "at" | "for" | "with" | "from");
        let of = (role.start + 1..=role.end)
            .filter(joins)
            .find_map(|t| body_at(t + 1 + usize::from(doc.lower(t + 1) == "the")));
        let owner = role.start.checked_sub(1)?;
        let owner = owner - usize::from(owner > 0 && doc.is_possessive(owner));
        // A single word before an office is rather part of it: "Small Business Administrator".
        let owning = body_at(owner).filter(|&e| entities.list[e].name.len() > 1);
        let words = || iter::once(owner).chain(role.start..role.end - 1);
        let meant = |token: usize| meant_body(doc, entities, token);
        of.or(owning)
            .or_else(|| words().find_map(called))
            .or_else(|| words().find_map(meant))
    };
    let (role, body) = roles.find_map(|role| Some((role, body_of(&role.tokens)?)))?;
    let name = doc.phrase(&entities.list[body].name);
    let value = name.strip_prefix("The ").unwrap_or(name);
    Some(found(value, "the body of the title", &role.tokens))
}

/// The organisation that a noun stands for: "the organization's secretary general".
fn meant_body(doc: &Doc, entities: &Entities, noun: usize) -> Option<usize> {
    let is_noun = doc.upos(noun) == Upos::Noun;
    is_noun
        .then(|| meant(doc, entities, noun, EntityKind::Organization))
        .flatten()
}

/// The entity of a kind that a pronoun or description stands for, by the links to what names it before:
/// they are shared by all mentions, so none needs to have most.
pub(crate) fn meant(
    doc: &Doc,
    entities: &Entities,
    token: usize,
    kind: EntityKind,
) -> Option<usize> {
    let mut shares: Vec<(usize, f32)> = Vec::new();
    let before = |link: &&Link| link.to < token;
    for link in doc.analysis.links[token].iter().filter(before) {
        let entity = entities.at(link.to);
        let Some(entity) =
            entity.filter(|&e| entities.list[e].kind == kind && entities.may_be(e, token))
        else {
            continue;
        };
        match shares.iter_mut().find(|(known, _)| *known == entity) {
            Some((_, share)) => *share += link.probability,
            None => shares.push((entity, link.probability)),
        }
    }
    let (entity, share) = shares.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let least = match doc.upos(token) {
        Upos::Pron => LEAST_OF_PRONOUN,
        _ => LEAST_OF_DESCRIPTION,
    };
    (share >= least).then_some(entity)
}

/// For each token the side that it names, if it is part of such a name.
fn by_token(doc: &Doc) -> Vec<Option<&'static str>> {
    let mut out = vec![None; doc.len()];
    for (tokens, side) in named_sides(doc.text, &doc.analysis.tokens) {
        out[tokens].fill(Some(side));
    }
    out
}

/// The side to which the model's links point from a person's names: their mean share, over the
/// words of all names.
fn pointed_at(
    doc: &Doc,
    named: &[Option<&'static str>],
    entities: &Entities,
    person: usize,
    least: f32,
) -> Option<Side> {
    let mut shares: Vec<(&'static str, f32)> = Vec::new();
    let mut words = 0.0;
    let names = entities.list[person]
        .mentions
        .iter()
        .filter(|m| m.form == MentionForm::Name);
    for token in names
        .flat_map(|m| m.tokens.clone())
        .filter(|&t| !doc.analysis.sides[t].is_empty())
    {
        words += 1.0;
        for link in &doc.analysis.sides[token] {
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
    (share >= least * words && may_act_for(doc, entities, person, side)).then(|| Side {
        value: side.to_owned(),
        why: Why::Head {
            head: "side",
            probability: share / words,
        },
    })
}

/// A side that is an organisation goes by the fullest name that the text has for it.
fn name_organizations(doc: &Doc, entities: &mut Entities, people: &[usize]) {
    let named: Vec<(String, String)> = entities
        .list
        .iter()
        .filter(|e| e.kind == EntityKind::Organization)
        .filter_map(|e| Some((e.side()?.to_owned(), doc.phrase(&e.name).to_owned())))
        .collect();
    for &person in people {
        let Some(side) = &mut entities.list[person].side else {
            continue;
        };
        if let Some((_, name)) = named.iter().find(|(known, _)| *known == side.value) {
            side.value.clone_from(name);
        }
    }
}

fn side_of(form: &str) -> Option<&'static str> {
    country(form)
        .map(|(code, _)| code.as_str())
        .or_else(|| organization(form))
}

/// The side named in the words around a person's names, roles and descriptions.
fn beside(doc: &Doc, entities: &Entities, person: usize) -> Option<Side> {
    let entity = &entities.list[person];
    let roles = || entity.roles.iter().map(|role| &role.tokens);
    let mentions = |form: MentionForm| {
        let all = entity.mentions.iter().filter(move |m| m.form == form);
        all.map(|m| &m.tokens)
    };
    let titled = || {
        let after_name = |role: &Role| {
            let of = role.of.as_ref()?;
            Some(found(
                after(doc, of.start)?,
                "named after the title and the name",
                of,
            ))
        };
        let is_in = |role| Some(found(in_role(doc, role)?, "named in the title", role));
        let of = entity.roles.iter().find_map(after_name);
        of.or_else(|| roles().find_map(is_in))
    };
    let around_mention = || {
        let mut all = entity.mentions.iter();
        all.find_map(|m| {
            let told = m.form != MentionForm::Pronoun;
            let side = told.then(|| around(doc, entities, &m.tokens)).flatten()?;
            Some(found(side, "named beside the name", &m.tokens))
        })
    };
    let around_role = || {
        roles().find_map(|role| {
            let side = before(doc, role.start).or_else(|| after(doc, role.end))?;
            Some(found(side, "named beside the title", role))
        })
    };
    let in_description = || {
        let mut all = mentions(MentionForm::Description);
        all.find_map(|tokens| {
            let side = in_role(doc, tokens)?;
            Some(found(side, "named in a description", tokens))
        })
    };
    let in_apposition = || {
        let described = |phrase: Option<Tokens>| {
            let phrase = phrase?;
            let side = in_role(doc, &phrase)?;
            Some(found(side, "named in the apposition", &phrase))
        };
        mentions(MentionForm::Name).find_map(|name| {
            described(apposition(doc, name)).or_else(|| described(described_before(doc, name)))
        })
    };
    titled()
        .or_else(around_mention)
        .or_else(around_role)
        .or_else(in_description)
        .or_else(in_apposition)
}

/// What stands after a name and a comma to describe it, up to its first comma or clause: "Christopher
/// Hill, | the chief US negotiator |".
fn apposition(doc: &Doc, name: &Tokens) -> Option<Tokens> {
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
fn described_before(doc: &Doc, name: &Tokens) -> Option<Tokens> {
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
fn in_role(doc: &Doc, role: &Tokens) -> Option<&'static str> {
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
fn named_at(doc: &Doc, start: usize, limit: usize) -> Option<(usize, &'static str)> {
    let (named, side) = longest_side(doc.text, &doc.analysis.tokens, start..limit.min(doc.len()))?;
    Some((named.end, side))
}

/// Where the longest country or organisation ends that begins at `start`.
pub(crate) fn side_at(doc: &Doc, start: usize, limit: usize) -> Option<usize> {
    named_at(doc, start, limit).map(|(end, _)| end)
}

/// "Russian ___", "Ukraine's ___", "the US ___".
fn before(doc: &Doc, start: usize) -> Option<&'static str> {
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
fn after(doc: &Doc, end: usize) -> Option<&'static str> {
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
fn around(doc: &Doc, entities: &Entities, name: &Tokens) -> Option<&'static str> {
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

/// The side of the person that comes next in "A and B of Ukraine".
fn of_conjunct(doc: &Doc, entities: &Entities, person: usize) -> Option<Side> {
    let list = &entities.list;
    list[person]
        .mentions
        .iter()
        .filter(|m| m.form == MentionForm::Name)
        .find_map(|mention| {
            let sentence = doc.sentence(mention.tokens.start)?;
            let mut token = mention.tokens.end;
            while token < sentence.end {
                let word = doc.lower(token);
                let joins = matches!(word, "and" | ",")
                    || title(word).is_some()
                    || doc.is_capitalized(token)
                    || matches!(word, "of" | "the" | "for");
                if !joins {
                    return None;
                }
                if let Some(next) = entities
                    .at(token)
                    .filter(|&e| e != person && list[e].kind == EntityKind::Person)
                {
                    // "President A and President B of Ukraine" are of two countries.
                    let own = doc.lower(mention.tokens.start.wrapping_sub(1));
                    let end = (token..sentence.end).find(|&t| entities.at(t) != Some(next))?;
                    let side = after(doc, end).filter(|_| own != doc.lower(token - 1))?;
                    let step = "named after the one that this one is joined with";
                    return Some(found(side, step, &(end..end + 2)));
                }
                token += 1;
            }
            None
        })
}

/// The side of the person whose aide or envoy this one is: "Trump's envoy", "adviser to President
/// Macron".
fn of_principal(doc: &Doc, entities: &Entities, person: usize) -> Option<Side> {
    // "Angela Merkel's spokesperson, | Steffen Seibert": over the comma and the titles.
    let over_titles = |name: &Tokens| {
        let border = name.start - usize::from(doc.word(name.start.wrapping_sub(1)) == ",");
        let words = (1..=LONGEST_TITLE.min(border)).rev().find(|&words| {
            title(&doc.phrase(&(border - words..border)).to_lowercase()).is_some()
        })?;
        Some(border - words..border)
    };
    let names = entities.list[person].mentions.iter();
    let descriptions: Vec<Tokens> = names
        .filter(|m| m.form == MentionForm::Name)
        .flat_map(|m| {
            [
                over_titles(&m.tokens),
                apposition(doc, &m.tokens),
                described_before(doc, &m.tokens),
            ]
        })
        .flatten()
        .collect();
    let roles = entities.list[person].roles.iter().map(|role| &role.tokens);
    roles.chain(&descriptions).find_map(|role| {
        if OTHERS.contains(&doc.lower(role.end - 1)) {
            return None;
        }
        let owner = role
            .start
            .checked_sub(2)
            .filter(|_| doc.is_possessive(role.start - 1));
        let owner_pronoun = (role.start.saturating_sub(1)..=role.start)
            .find(|&t| matches!(doc.lower(t), "his" | "her"))
            .and_then(|t| {
                entities
                    .at(t)
                    .or_else(|| meant(doc, entities, t, EntityKind::Person))
            });
        let served = (role.start + 1..=role.end + 1).filter(|&t| {
            matches!(doc.lower(t - 1), "to" | "for" | "of")
                || t < role.end && doc.is_capitalized(t - 1)
        });
        let principal = owner
            .into_iter()
            .chain(served)
            .filter_map(|t| entities.at(t))
            .chain(owner_pronoun)
            .find(|&e| e != person && entities.is_person(e))?;
        let side = entities.list[principal].side()?;
        Some(found(side, "that of the one served", role))
    })
}

/// Whether one of the person's roles is an office of a state.
fn acts_for_country(doc: &Doc, entities: &Entities, person: usize) -> bool {
    let entity = &entities.list[person];
    entity.roles.iter().any(|role| {
        let role = doc.phrase(&role.tokens).to_lowercase();
        let words: Vec<&str> = role.split_whitespace().collect();
        (0..words.len()).any(|from| {
            (from + 1..=words.len())
                .any(|to| title(&words[from..to].join(" ")).is_some_and(|t| t.acts_for_country))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{entities, roles};
    use std::sync::LazyLock;
    use verbale_lexicon::{press_country, publisher_side};
    use verbale_model::Reader;

    static READER: LazyLock<Reader> = LazyLock::new(Reader::new);

    /// The names of the persons in `text` and the side of each.
    fn sides(text: &str, publisher: Option<&str>) -> Vec<(String, Option<String>)> {
        let analysis = READER.read(text);
        let doc = Doc::new(text, &analysis);
        let mut entities = entities::named(&doc, &[]);
        roles::add(&doc, &mut entities);
        let own = publisher.and_then(|name| publisher_side(name, None));
        let press = publisher.and_then(press_country);
        add(&doc, Publisher { own, press }, &mut entities);
        (0..entities.list.len())
            .filter(|&e| entities.is_person(e))
            .map(|e| {
                let entity = &entities.list[e];
                (
                    doc.phrase(&entity.name).to_owned(),
                    entity.side().map(str::to_owned),
                )
            })
            .collect()
    }

    fn is(name: &str, side: &str) -> (String, Option<String>) {
        (name.to_owned(), Some(side.to_owned()))
    }

    #[test]
    fn an_apposition_tells_the_side() {
        let text = "The talks may go on in May, said Anna Lindqvist, the chief Finnish negotiator on fishing.";
        assert_eq!(sides(text, None), [is("Anna Lindqvist", "FIN")]);
    }

    #[test]
    fn a_publisher_s_own_leader_needs_no_office_and_takes_no_guest_s_country() {
        let text = "Telephone conversation with President of Latvia Janis Ozols\n\nMatti Salonen had a telephone \
                    conversation with President of the Republic of Latvia Janis Ozols. Matti Salonen and Janis \
                    Ozols agreed to keep in touch.";
        let mut found = sides(text, Some("President of Finland (president.fi)"));
        found.sort();
        assert_eq!(
            found,
            [is("Janis Ozols", "LVA"), is("Matti Salonen", "FIN")]
        );
    }

    #[test]
    fn offices_joined_by_and_do_not_hide_the_adjective() {
        let text =
            "She met Latvian Foreign Minister and Deputy Prime Minister Janis Ozols in Riga.";
        assert_eq!(sides(text, None), [is("Janis Ozols", "LVA")]);
    }

    #[test]
    fn a_noun_phrase_before_the_name_tells_the_side_and_so_does_who_speaks_for_a_ministry() {
        let text =
            "A Finnish member of the delegation, Anna Lindqvist, read a statement in London.";
        assert_eq!(sides(text, None), [is("Anna Lindqvist", "FIN")]);
        let text = "\"We will come,\" said Janis Ozols, spokesman for Latvia's foreign ministry.";
        assert_eq!(sides(text, None), [is("Janis Ozols", "LVA")]);
    }

    #[test]
    fn an_office_that_a_verb_gives_tells_the_side() {
        let text = "Anna Lindqvist became Swedish Prime Minister in May.";
        assert_eq!(sides(text, None), [is("Anna Lindqvist", "SWE")]);
        let text = "Matti Salonen, who was elected as president of Finland, will come.";
        assert_eq!(sides(text, None), [is("Matti Salonen", "FIN")]);
    }
}
