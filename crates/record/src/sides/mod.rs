//! The side each person acts for, from the words around the names.

mod offices;
mod words;

use crate::entities::{Entities, Role, Side};
use crate::why::Why;
use verbale_doc::{Doc, Tokens, Upos};
use verbale_lexicon::{Alpha3, title};
use verbale_model::Link;
use verbale_schema::{EntityKind, MentionForm};

use offices::{
    acts_for_country, is_received, may_act_for, of_body, of_delegation, of_employer, of_office,
};
pub use words::named_sides;
use words::{after, apposition, around, before, described_before, in_role};
pub(crate) use words::{named_after, named_before, side_at};

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
