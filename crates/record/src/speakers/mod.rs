//! Who is behind a source, and who was told.

mod named;

use crate::bodies::body;
use crate::entities::{Entities, Entity};
use crate::sides::named_sides;
use crate::statements::Statement;
use crate::why::{Resolved, Why};
use std::collections::HashSet;
use std::sync::LazyLock;
use verbale_doc::{Deprel, Doc, SharedSubject, Tokens, Upos};
use verbale_lexicon::{Gender, NameKind as CountryForm, country, gender, joint, title};
use verbale_schema::{EntityKind, MentionForm, Mode};

/// A pronoun or description is resolved from this share of the links' probability on.
const LEAST_SHARE: f32 = 0.15;

/// One who is named only after it, from this one on.
const LEAST_AHEAD: f32 = 0.5;

/// Nouns that stand for a country: "the Russian side".
static STATE_BODIES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/state_bodies.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// Nouns for an encounter, which stand for those who held it.
static ENCOUNTERS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/occasions.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// The entities of a statement.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    pub(crate) speaker: Option<Resolved>,
    pub(crate) addressee: Option<Resolved>,
}

impl Told {
    pub(crate) fn speaker(&self) -> Option<usize> {
        self.speaker.as_ref().map(|found| found.entity)
    }

    pub(crate) fn addressee(&self) -> Option<usize> {
        self.addressee.as_ref().map(|found| found.entity)
    }
}

/// Resolves the speakers and addressees of all statements, one entry each; adds the mentions that
/// this resolves, and the groups that speak.
pub(crate) fn resolve(doc: &Doc, statements: &[Statement], entities: &mut Entities) -> Vec<Told> {
    let mut resolver = Resolver::new(doc, entities);
    resolver.speaking = true;
    let mut told: Vec<Told> = statements
        .iter()
        .map(|statement| {
            resolver.barred = resolver.named_in_quotation(statement);
            let speaker = match statement.source.first() {
                Some(source) => resolver.source(source),
                None => resolver.implied(statement),
            };
            resolver.barred.clear();
            let speaks = speaker.as_ref().map(|found| found.entity);
            let addressee = resolver
                .addressee(statement)
                .filter(|told| Some(told.entity) != speaks);
            Told { speaker, addressee }
        })
        .collect();
    // "Olsen said that … and played down …": who speaks in the first clause does in the second.
    for at in 0..statements.len() {
        if told[at].speaker.is_some() || !statements[at].source.is_empty() {
            continue;
        }
        let Some(before) = clause_before(doc, statements, at) else {
            continue;
        };
        told[at].speaker = told[before].speaker().map(|entity| {
            let cue = &statements[before].cue[0];
            Resolved::by(
                entity,
                "speaks in the clause that this one goes on from",
                cue,
            )
        });
    }
    told
}

/// The statement whose verb the verb of this one is coordinated with.
fn clause_before(doc: &Doc, statements: &[Statement], at: usize) -> Option<usize> {
    let verb = doc.head(statements[at].cue.first()?);
    let syntax = doc.syntax(verb);
    let head = syntax.head.filter(|_| syntax.deprel == Deprel::Conj)?;
    if doc.is_passive(verb) {
        return None;
    }
    statements
        .iter()
        .position(|s| s.cue.iter().any(|cue| cue.contains(&head)))
}

/// The group of those who meet, as far as the text tells where `statement` stands.
pub(crate) fn parties(doc: &Doc, entities: &mut Entities, statement: &Statement) -> Option<usize> {
    let first = statement.cue.first().or(statement.content.first())?.start;
    let resolver = Resolver::new(doc, entities);
    let members = resolver.parties(first);
    (members.len() > 1).then(|| entities.together(members))
}

/// Finds the entities behind phrases.
pub(crate) struct Resolver<'p, 'a, 'e> {
    pub(crate) doc: &'p Doc<'a>,
    pub(crate) entities: &'e mut Entities,
    /// Whom no pronoun stands for here: who speaks does not name himself.
    barred: Vec<usize>,
    /// Whether it is asked who speaks: then an encounter stands for those who held it, and a body need not be known.
    speaking: bool,
}

impl<'p, 'a, 'e> Resolver<'p, 'a, 'e> {
    pub(crate) fn new(doc: &'p Doc<'a>, entities: &'e mut Entities) -> Self {
        Self {
            doc,
            entities,
            barred: Vec::new(),
            speaking: false,
        }
    }

    /// The entity that a phrase stands for, a group for several.
    pub(crate) fn source(&mut self, source: &Tokens) -> Option<Resolved> {
        let doc = self.doc;
        if source.len() == 1 && doc.lower(source.start) == "who" {
            return self.antecedent(source);
        }
        let source = &self.without_aside(source);
        if let Some(bearer) = self.bearer_of_side(source) {
            let step = "bears the title and acts for the side named";
            return Some(Resolved::by(bearer, step, source));
        }
        let named = self.named(source);
        if named.len() > 1 {
            let group = self.group(source, named);
            return Some(Resolved::by(group, "named together", source));
        }
        if let [one] = named[..] {
            let acting = self.acting(one);
            let step = if acting == one {
                "named"
            } else {
                "the country of the capital or seat named"
            };
            return Some(Resolved::by(acting, step, source));
        }
        if let Some(country) = self.state_body(source) {
            return Some(country);
        }
        let head = doc.head(source);
        if let Some(one) = self.they(source, head) {
            return Some(one);
        }
        if let Some(members) = self.bearers_of_sides(source, head) {
            let group = self.group(source, members);
            let step = "those with the title who act for the sides named";
            return Some(Resolved::by(group, step, source));
        }
        if joint(doc.phrase(source)).is_some() {
            let members = self.parties(source.start);
            let group = (members.len() > 1).then(|| self.group(source, members))?;
            let step = "those who meet, as far as the text tells before";
            return Some(Resolved::by(group, step, source));
        }
        if let Some(members) = self.coordinated(source) {
            let group = self.group(source, members);
            return Some(Resolved::by(group, "the bearers of the two titles", source));
        }
        let resolved = if doc.upos(head) == Upos::Pron {
            self.pronoun(head)
        } else {
            self.description(source, head)
        };
        let resolved = resolved.or_else(|| self.encounter(source, head));
        if resolved.is_none() && self.speaking {
            return body(doc, self.entities, source);
        }
        if let Some(found) = &resolved {
            let form = if doc.upos(head) == Upos::Pron {
                MentionForm::Pronoun
            } else {
                MentionForm::Description
            };
            let why = found.why.clone();
            self.entities
                .mention(found.entity, source.clone(), form, why);
        }
        resolved
    }

    /// A capital or seat of power that acts is its country.
    pub(crate) fn acting(&mut self, entity: usize) -> usize {
        let this = &self.entities.list[entity];
        let Some(code) = this
            .country
            .filter(|_| this.kind != EntityKind::Country && this.kind != EntityKind::Person)
        else {
            return entity;
        };
        self.entities.country(code).unwrap_or_else(|| {
            self.entities.list[entity].kind = EntityKind::Country;
            entity
        })
    }

    /// "The Russian side", "Finland's government".
    fn state_body(&mut self, source: &Tokens) -> Option<Resolved> {
        let doc = self.doc;
        let head = doc.head(source);
        if !STATE_BODIES.contains(doc.lower(head)) {
            return None;
        }
        let (start, code) = source.clone().take_while(|&t| t < head).find_map(|t| {
            let (code, form) = country(doc.word(t))?;
            matches!(form, CountryForm::Adjective | CountryForm::Name).then_some((t, code))
        })?;
        let why = Why::Table {
            file: "state_bodies.txt",
            words: head..head + 1,
        };
        if let Some(entity) = self.entities.country(code) {
            self.entities.mention(
                entity,
                source.clone(),
                MentionForm::Description,
                why.clone(),
            );
            return Some(Resolved::new(entity, why));
        }
        let mut entity = Entity::new(EntityKind::Country, start..start + 1, MentionForm::Name);
        entity.country = Some(code);
        Some(Resolved::new(self.entities.push(entity), why))
    }

    /// The persons whom a quotation names.
    fn named_in_quotation(&self, statement: &Statement) -> Vec<usize> {
        if statement.mode != Mode::Direct {
            return Vec::new();
        }
        let words = statement.content.iter().flat_map(Clone::clone);
        words
            .filter(|&t| self.doc.upos(t) == Upos::Propn)
            .filter_map(|t| self.entities.at(t))
            .filter(|&e| self.entities.is_person(e))
            .collect()
    }

    fn pronoun(&self, head: usize) -> Option<Resolved> {
        let word = self.doc.lower(head);
        let sex = match word {
            "he" | "him" | "his" => Some(Gender::Male),
            "she" | "her" | "hers" => Some(Gender::Female),
            _ => None,
        };
        // "The king thanked Olsen and invited him": a clause's object is not its subject.
        let subject = self.subject_of_object(head);
        let fits = |entity: usize| match (sex, self.entities.list[entity].kind) {
            _ if subject == Some(entity) || self.barred.contains(&entity) => false,
            (Some(sex), EntityKind::Person) => self.sex(entity).is_none_or(|known| known == sex),
            (Some(_), _) => false,
            (None, EntityKind::Person) => !matches!(word, "it" | "its"),
            (None, _) => true,
        };
        let own = head..head + 1;
        let same_subject = || {
            let subject = self.subject_of_sentence(head);
            let entity = subject.filter(|&e| sex.is_some() && fits(e))?;
            Some(Resolved::by(
                entity,
                "the subject of the clause before",
                &own,
            ))
        };
        let last_named = || {
            let fits = |e| self.entities.is_person(e) && fits(e);
            let entity = sex.and_then(|_| self.last_before(head, fits))?;
            Some(Resolved::by(
                entity,
                "the last person before who fits",
                &own,
            ))
        };
        same_subject()
            .or_else(|| self.linked(head, fits))
            .or_else(last_named)
    }

    /// The subject of the clause that a token is the object of; of the first clause where several share one.
    fn subject_of_object(&self, object: usize) -> Option<usize> {
        let doc = self.doc;
        let object = doc.syntax(object);
        if !matches!(object.deprel, Deprel::Obj | Deprel::Iobj) {
            return None;
        }
        let mut verbs = doc.tree.climb(object.head?, &[Deprel::Conj]);
        let subject = verbs.find_map(|verb| doc.subject(verb))?;
        self.called(subject)
    }

    /// The subject of the sentence, for the subject of a clause beside the main one: "Berg signed, though
    /// *she* was unhappy".
    fn subject_of_sentence(&self, pronoun: usize) -> Option<usize> {
        const BESIDE: &[Deprel] = &[Deprel::Conj, Deprel::Advcl, Deprel::Parataxis];
        let doc = self.doc;
        let mut below = doc.syntax(pronoun).head?;
        // Only a clause that stands before tells of whom this one goes on.
        let before = doc.tree.climb(below, BESIDE).skip(1).take_while(|&verb| {
            let before = verb < below;
            below = verb;
            before
        });
        let subject = before
            .filter_map(|verb| doc.subject(verb))
            .find(|&t| t < pronoun)?;
        self.called(subject)
    }

    /// The entity that a noun or the name under a title stands for.
    fn called(&self, noun: usize) -> Option<usize> {
        self.entities.at(noun).or_else(|| self.named_under(noun))
    }

    /// The sex that a person's given name tells.
    fn sex(&self, person: usize) -> Option<Gender> {
        let name = self.doc.phrase(&self.entities.list[person].name);
        let (given, _) = name.split_once(char::is_whitespace)?;
        gender(given).filter(|g| *g != Gender::Either)
    }

    fn description(&self, source: &Tokens, head: usize) -> Option<Resolved> {
        let doc = self.doc;
        // Plurals and indefinites name no one: "officials", "a spokesman".
        let plural = doc.upos(head) == Upos::Noun && doc.lemma(head) != doc.lower(head);
        let indefinite = matches!(
            doc.lower(source.start),
            "a" | "an" | "one" | "some" | "several" | "many"
        );
        if plural || indefinite {
            return None;
        }
        if let Some(bearer) = self.titled(source) {
            return Some(Resolved::by(bearer, "bears the title", source));
        }
        // "Her spokesman" is not she.
        let owned = (source.start..head)
            .any(|t| doc.is_possessive(t) || matches!(doc.lower(t), "his" | "her" | "their"));
        let serves = doc.lower(head).starts_with("spokes")
            || matches!(
                doc.lower(head),
                "aide" | "adviser" | "advisor" | "lawyer" | "envoy" | "deputy" | "office"
            );
        if owned && serves {
            let bearer = self.by_role(head)?;
            return Some(Resolved::by(
                bearer,
                "the last before with this word in the title",
                source,
            ));
        }
        let Some(side) = self.side_in(source) else {
            return self.linked(head, |_| true).or_else(|| {
                let step = "the last before with this word in the title";
                Some(Resolved::by(self.by_role(head)?, step, &(head..head + 1)))
            });
        };
        // "The Ukrainian president" is nobody of another side, whatever the links say.
        let side_of = |e: usize| self.entities.list[e].side();
        let own = |e: usize| side_of(e) == Some(side);
        let office = (head + 1..=source.end)
            .any(|end| title(&doc.phrase(&(head..end)).to_lowercase()).is_some());
        let of_side = || {
            let fits = |e| office && own(e) && self.entities.is_person(e);
            let entity = self.last_before(head, fits)?;
            let step = "the last person before who acts for the side named";
            Some(Resolved::by(entity, step, source))
        };
        self.linked(head, own)
            .or_else(of_side)
            .or_else(|| self.linked(head, |e| side_of(e).is_none()))
    }

    /// The side that a description names: "the US leader", "the President of Ukraine".
    fn side_in(&self, source: &Tokens) -> Option<&'static str> {
        let words = &self.doc.analysis.tokens[source.clone()];
        named_sides(self.doc.text, words)
            .first()
            .map(|(_, side)| *side)
    }

    /// The entity to which most of the links' probability goes.
    fn linked(&self, head: usize, fits: impl Fn(usize) -> bool) -> Option<Resolved> {
        let mut shares: Vec<(usize, f32)> = Vec::new();
        for link in &self.doc.analysis.links[head] {
            let fits = |e: &usize| fits(*e) && self.entities.may_be(*e, head);
            let Some(entity) = self.entities.at(link.to).filter(fits) else {
                continue;
            };
            match shares.iter_mut().find(|(e, _)| *e == entity) {
                Some((_, share)) => *share += link.probability,
                None => shares.push((entity, link.probability)),
            }
        }
        let best = shares
            .into_iter()
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        let (entity, probability) = best;
        // Who is named only later is hardly meant before.
        let first = self.entities.list[entity]
            .mentions
            .iter()
            .map(|m| m.tokens.start)
            .min();
        if first.is_some_and(|first| first > head) && probability < LEAST_AHEAD {
            return None;
        }
        let why = Why::Head {
            head: "coreference",
            probability,
        };
        (probability >= LEAST_SHARE).then_some(Resolved { entity, why })
    }

    /// The last one before `head` whose role has the description's noun: "the minister".
    fn by_role(&self, head: usize) -> Option<usize> {
        let noun = self.doc.lower(head);
        self.last_before(head, |e| {
            self.entities.list[e]
                .roles
                .iter()
                .any(|role| role.tokens.clone().any(|t| self.doc.lower(t) == noun))
        })
    }

    fn last_before(&self, token: usize, fits: impl Fn(usize) -> bool) -> Option<usize> {
        (0..token)
            .rev()
            .filter_map(|t| self.entities.at(t))
            .find(|&e| fits(e))
    }

    /// "They" for a body, a country or a group that was spoken of: who they are need not be guessed
    /// from who meets.
    fn they(&mut self, source: &Tokens, head: usize) -> Option<Resolved> {
        if self.doc.lower(head) != "they" {
            return None;
        }
        let several = |e: usize| {
            matches!(
                self.entities.list[e].kind,
                EntityKind::Organization | EntityKind::Country | EntityKind::Group
            )
        };
        let found = self.linked(head, several)?;
        let why = found.why.clone();
        self.entities
            .mention(found.entity, source.clone(), MentionForm::Pronoun, why);
        Some(found)
    }

    /// Who speaks where the statement names no source: the subject of its verb, or of the verb that
    /// it hangs on or is coordinated with ("A met B, noting that …"). A passive has none.
    fn implied(&mut self, statement: &Statement) -> Option<Resolved> {
        const SHARED: SharedSubject = SharedSubject {
            through: &[
                Deprel::Conj,
                Deprel::Advcl,
                Deprel::Xcomp,
                Deprel::Parataxis,
            ],
            most: usize::MAX,
        };
        let verb = self.doc.head(statement.cue.first()?);
        let subject = self.doc.active_subject(verb, SHARED)?;
        let subject = self.doc.tree.subtree(subject);
        let found = self.source(&subject)?;
        let step = "the subject of the verb, or of the one it hangs on";
        Some(Resolved::by(found.entity, step, &subject))
    }

    /// Those who meet, as far as the text before `token` tells: in the last sentence that has two
    /// persons of different sides or two countries, the first two.
    fn parties(&self, token: usize) -> Vec<usize> {
        let sentences = self.doc.sentences();
        let here = sentences.partition_point(|s| s.end <= token);
        for kind in [EntityKind::Person, EntityKind::Country] {
            let earlier = sentences[..here.min(sentences.len())].iter().rev();
            let own = sentences.get(here).into_iter();
            for sentence in own.chain(earlier) {
                let mut found: Vec<usize> = Vec::new();
                for entity in sentence.clone().filter_map(|t| self.entities.at(t)) {
                    if self.entities.list[entity].kind == kind && !found.contains(&entity) {
                        found.push(entity);
                    }
                }
                if found.len() > 1 {
                    return found;
                }
            }
        }
        Vec::new()
    }

    /// The group of `members`, made unless it already speaks.
    fn group(&mut self, tokens: &Tokens, members: Vec<usize>) -> usize {
        if let Some(known) = self.entities.group_of(&members) {
            self.entities.list[known]
                .mentions
                .push(crate::entities::Mention {
                    tokens: tokens.clone(),
                    form: MentionForm::Description,
                    why: Some(Why::bare("the same members")),
                });
            return known;
        }
        let mut group = Entity::new(EntityKind::Group, tokens.clone(), MentionForm::Description);
        group.members = members;
        self.entities.push(group)
    }

    /// The one told: the object of the cue, or the one after its "to".
    fn addressee(&mut self, statement: &Statement) -> Option<Resolved> {
        let doc = self.doc;
        let cue = statement.cue.first()?;
        let verb = doc.head(cue);
        let sentence = doc.sentence(verb)?;
        sentence
            .clone()
            .filter(|&t| !cue.contains(&t))
            .find_map(|token| {
                let syntax = doc.syntax(token);
                let governed = syntax.head.is_some_and(|h| cue.contains(&h));
                let told = match syntax.deprel {
                    Deprel::Obj | Deprel::Iobj => true,
                    Deprel::Obl => doc.tree.children(token).any(|t| {
                        doc.deprel(t) == Deprel::Case && matches!(doc.lower(t), "to" | "with")
                    }),
                    _ => false,
                };
                if !(governed && told) {
                    return None;
                }
                let entity = self.called(token)?;
                let can_be_told = matches!(
                    self.entities.list[entity].kind,
                    EntityKind::Person | EntityKind::Organization | EntityKind::Country
                );
                let step = "the object of the cue, or after its “to” or “with”";
                can_be_told.then(|| Resolved::by(entity, step, &(token..token + 1)))
            })
    }

    /// The person whose name hangs on a title: "told Foreign Minister Lavrov".
    fn named_under(&self, head: usize) -> Option<usize> {
        self.doc
            .tree
            .children(head)
            .filter(|&t| {
                matches!(
                    self.doc.deprel(t),
                    Deprel::Flat | Deprel::Appos | Deprel::Compound
                )
            })
            .find_map(|t| self.entities.at(t).filter(|&e| self.entities.is_person(e)))
    }
}

/// A title in the singular: "presidents" is "president".
fn singular(noun: &str) -> String {
    noun.strip_suffix('s').unwrap_or(noun).to_owned()
}
