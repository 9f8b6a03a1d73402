//! Who speaks in a news report: a party to the matter, the outlet, or somebody who only has a view on it.

use crate::account::KnownSides;
use crate::table::{lines, rows};
use std::collections::{BTreeMap, BTreeSet};
use verbale_lexicon::{Alpha3, organization, side_named};
use verbale_schema::{Entity, EntityKind, MentionForm, Record};

const CALLINGS: &str = include_str!("../data/callings.txt");
const OBSERVERS: &str = include_str!("../data/observers.txt");
const STATE_MEDIA: &str = include_str!("../data/state_media.tsv");

/// This many statements of an organisation that nothing else is known of make it a party.
const OUTSPOKEN: usize = 2;

/// Whose words some are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Speaker {
    /// A party's, by its id.
    Side(String),
    /// The outlet's own.
    Narrator,
    /// Those of somebody who is no party, by name: an analyst, a relative, a newspaper.
    Voice(String),
}

/// Who is a party to what the reports tell.
#[derive(Debug, Default)]
pub(crate) struct Parties {
    known: KnownSides,
    /// The organisations and persons without a side who are parties, by their names, each with the name it goes by.
    named: BTreeMap<String, String>,
}

impl Parties {
    /// What the reports tell together.
    pub(crate) fn of(records: &[&Record]) -> Self {
        let mut parties = Self {
            known: KnownSides::of(records),
            named: BTreeMap::new(),
        };
        let mut said: BTreeMap<String, usize> = BTreeMap::new();
        let mut meets: BTreeSet<String> = BTreeSet::new();
        for record in records {
            for speaker in record
                .statements
                .iter()
                .filter_map(|s| s.speaker.as_deref())
            {
                if let Some(entity) = record.entity(speaker) {
                    *said.entry(plain(&entity.name)).or_default() += 1;
                }
            }
            let participants = record.meetings.iter().flat_map(|m| &m.participants);
            let entities = participants.filter_map(|p| record.entity(&p.entity));
            meets.extend(entities.map(|entity| plain(&entity.name)));
        }
        for entity in records.iter().flat_map(|r| &r.entities) {
            let name = plain(&entity.name);
            let speaks = said.get(&name).copied().unwrap_or_default();
            let takes_part = meets.contains(&name);
            let is_party = match entity.kind {
                EntityKind::Organization => {
                    !observes(&entity.name) && (takes_part || speaks >= OUTSPOKEN)
                }
                EntityKind::Person => takes_part && entity.side.is_none() && !has_calling(entity),
                _ => false,
            };
            if is_party && is_named(entity) {
                parties.named.entry(name.to_lowercase()).or_insert(name);
            }
        }
        parties
    }

    /// Who speaks where this entity does; several where a group does.
    pub(crate) fn speakers(&self, record: &Record, entity: &Entity) -> Vec<Speaker> {
        let members = entity.members.iter().filter_map(|id| record.entity(id));
        let mut speakers: Vec<Speaker> = members
            .filter(|member| member.members.is_empty())
            .map(|member| self.speaker(member))
            .collect();
        if speakers.is_empty() {
            speakers.push(self.speaker(entity));
        }
        speakers.sort();
        speakers.dedup();
        speakers
    }

    fn speaker(&self, entity: &Entity) -> Speaker {
        let voice = || Speaker::Voice(plain(&entity.name));
        if entity.kind == EntityKind::Person && has_calling(entity) {
            return voice();
        }
        if let Some(state) = state_behind(&entity.name) {
            return Speaker::Side(state.to_owned());
        }
        if entity.kind == EntityKind::Organization && observes(&entity.name) {
            return voice();
        }
        let side = entity
            .side
            .clone()
            .or_else(|| self.known.side(&entity.name).map(str::to_owned))
            .or_else(|| side_named(&entity.name).map(str::to_owned));
        match side {
            Some(side) => self.party(&side).unwrap_or_else(voice),
            None => self.named(&entity.name).unwrap_or_else(voice),
        }
    }

    /// The party that goes by a side: a country, or an organisation that is no observer.
    fn party(&self, side: &str) -> Option<Speaker> {
        if Alpha3::of(side).is_some() {
            return Some(Speaker::Side(side.to_owned()));
        }
        let known = organization(side).map(|name| Speaker::Side(name.to_owned()));
        known
            .or_else(|| self.named(side))
            .or_else(|| (!observes(side)).then(|| Speaker::Side(plain(side))))
    }

    /// A party without a country, by a name of it. "The Taliban" and "Taliban" are one.
    fn named(&self, name: &str) -> Option<Speaker> {
        if let Some(known) = organization(name) {
            return Some(Speaker::Side(known.to_owned()));
        }
        let known = self.named.get(&plain(name).to_lowercase())?;
        Some(Speaker::Side(known.clone()))
    }
}

/// A name without its article.
fn plain(name: &str) -> String {
    let words = name.split_whitespace();
    let words = words.skip_while(|word| word.eq_ignore_ascii_case("the"));
    words.collect::<Vec<_>>().join(" ")
}

/// Whether somebody is named, and not only described: "many countries" are nobody.
fn is_named(entity: &Entity) -> bool {
    let is_name =
        |words: &str| plain(words).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let by_name = |form: MentionForm| form == MentionForm::Name;
    entity.mentions.iter().any(|m| by_name(m.form)) && is_name(&entity.name)
}

/// Whether a person speaks by a calling, and for no party: a professor, a widow.
fn has_calling(person: &Entity) -> bool {
    let titles = person.roles.iter().map(|role| role.title.as_str());
    let described = person
        .mentions
        .iter()
        .filter(|m| m.form == MentionForm::Description)
        .map(|m| m.span.text.as_str());
    titles.chain(described).any(|words| {
        let mut words = words.split(|c: char| !c.is_alphanumeric());
        words.any(|word| lines(CALLINGS).any(|calling| word.eq_ignore_ascii_case(calling)))
    })
}

/// The state whose own agency or newspaper this is: what it says in its name, the state says.
fn state_behind(name: &str) -> Option<&'static str> {
    let name = plain(name);
    let mut media = rows::<2>(STATE_MEDIA).filter(|[known, _]| *known == name);
    media.next().map(|[_, side]| side)
}

/// Whether an organisation by its name watches and comments: media, universities, institutes.
fn observes(name: &str) -> bool {
    let lower = format!(" {} ", plain(name).to_lowercase());
    lines(OBSERVERS).any(|words| lower.contains(&format!(" {words} ")))
}
