//! Sides that an office, a body or those beside somebody tell.

use super::words::before;
use super::{found, meant};
use crate::entities::{Entities, Side};
use std::iter;
use verbale_doc::{Deprel, Doc, Tokens, Upos};
use verbale_lexicon::{may_have_office, office_state, title};
use verbale_schema::{EntityKind, MentionForm};

/// Whether none of a person's offices is one that the country has not.
pub(super) fn may_act_for(doc: &Doc, entities: &Entities, person: usize, side: &str) -> bool {
    offices(doc, entities, person)
        .iter()
        .all(|office| may_have_office(side, office))
}

/// The country that has an office of this person's, where no other has it by the bare name.
pub(super) fn of_office(doc: &Doc, entities: &Entities, person: usize) -> Option<Side> {
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
pub(super) fn is_received(doc: &Doc, entities: &Entities, person: usize, own: &str) -> bool {
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
pub(super) fn of_delegation(doc: &Doc, entities: &Entities, person: usize) -> Option<Side> {
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
pub(super) fn of_employer(doc: &Doc, entities: &Entities, person: usize) -> Option<Side> {
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
            let mut reach = name.end + 1..doc.sentence(name.start)?.end.min(name.end + 6);
            let modifies =
                |t: &usize| is_body(*t).is_none() && !doc.is_punctuation(*t) || doc.word(*t) == "-";
            let first = reach.find(|t| !modifies(t)).filter(|_| joins)?;
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
pub(super) fn of_body(doc: &Doc, entities: &Entities, person: usize) -> Option<Side> {
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

/// Whether one of the person's roles is an office of a state.
pub(super) fn acts_for_country(doc: &Doc, entities: &Entities, person: usize) -> bool {
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
