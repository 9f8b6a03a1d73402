//! Whom a phrase names: by name, by title, by what stands right before "who".

use super::{ENCOUNTERS, Resolver, singular};
use crate::sides::{named_before, named_sides};
use crate::why::{Resolved, Why};
use verbale_doc::{Deprel, Tokens, Upos};
use verbale_lexicon::{organization, title};
use verbale_schema::{EntityKind, MentionForm};

impl Resolver<'_, '_, '_> {
    /// Whom "who" stands for: the one named right before it, nobody where a mere noun stands there.
    pub(super) fn antecedent(&self, source: &Tokens) -> Option<Resolved> {
        let doc = self.doc;
        let mut before = source.start.checked_sub(1)?;
        if doc.word(before) == "," {
            before = before.checked_sub(1)?;
        }
        if let Some(entity) = self.entities.at(before) {
            return Some(Resolved::by(
                entity,
                "named before \"who\"",
                &(before..before + 1),
            ));
        }
        let noun = doc.upos(before) == Upos::Noun;
        if noun && doc.lower(before) == doc.lemma(before) {
            return None;
        }
        self.linked(source.start, |_| true)
    }

    /// A source without the clause or apposition after its name: "Ida Moe | , who met Olsen", "Ida Moe | , the mayor".
    pub(super) fn without_aside(&self, source: &Tokens) -> Tokens {
        let doc = self.doc;
        let person = |t: usize| {
            self.entities
                .at(t)
                .is_some_and(|e| self.entities.is_person(e))
        };
        let cut = (source.start + 1..source.end).find(|&t| {
            let relative = matches!(doc.lower(t), "who" | "whose" | "whom")
                || matches!(doc.lower(t), "which") && doc.word(t - 1) == ",";
            let apposed = doc.word(t) == ","
                && person(t - 1)
                && matches!(doc.lower(t + 1), "the" | "a" | "an" | "former" | "who");
            relative || apposed
        });
        let mut end = cut.unwrap_or(source.end);
        while end > source.start + 1 && doc.word(end - 1) == "," {
            end -= 1;
        }
        source.start..end
    }

    /// "The US president", "the UN Secretary-General": the only or the last person before who has the office and acts for
    /// the side.
    pub(super) fn bearer_of_side(&mut self, source: &Tokens) -> Option<usize> {
        let doc = self.doc;
        let mut office = source.clone();
        let side = loop {
            if office.len() < 2 {
                return None;
            }
            office.start += 1;
            let Some(named) = named_before(doc, office.start) else {
                continue;
            };
            let article = named.start == source.start
                || named.start == source.start + 1 && doc.lower(source.start) == "the";
            if !article {
                return None;
            }
            break named_sides(doc.text, &doc.analysis.tokens[named])
                .first()?
                .1;
        };
        let form = doc.phrase(&office).to_lowercase();
        title(&form)?;
        let own = |e: usize| {
            let side_of = self.entities.list[e].side();
            side_of == Some(side) || side_of.and_then(organization) == Some(side)
        };
        let last = title(&form).is_some().then(|| office.end - 1)?;
        let bears = |e: usize| self.entities.is_person(e) && own(e) && self.bears(e, &form);
        let bearers: Vec<usize> = (0..self.entities.list.len())
            .filter(|&e| bears(e))
            .collect();
        let found = match bearers[..] {
            [] => None,
            [only] => Some(only),
            _ => self.last_before(last, |e| bearers.contains(&e)),
        }?;
        let why = Why::step(
            "bears the title and acts for the side named",
            source.clone(),
        );
        self.entities
            .mention(found, source.clone(), MentionForm::Description, why);
        Some(found)
    }

    /// "The discussion touched on": those who held it.
    pub(super) fn encounter(&mut self, source: &Tokens, head: usize) -> Option<Resolved> {
        let doc = self.doc;
        let noun = doc.lemma(head);
        let people = matches!(
            noun,
            "leader" | "minister" | "president" | "participant" | "party" | "side" | "nation"
        ) && doc.lower(head) != noun;
        if !self.speaking || !ENCOUNTERS.contains(noun) && !people {
            return None;
        }
        let members = self.parties(source.start);
        let group = (members.len() > 1).then(|| self.entities.together(members))?;
        Some(Resolved::by(
            group,
            "those who meet, as far as the text tells before",
            source,
        ))
    }

    /// "The Presidents of Russia and Turkey": the persons with the title who act for these sides.
    pub(super) fn bearers_of_sides(&self, source: &Tokens, head: usize) -> Option<Vec<usize>> {
        let doc = self.doc;
        let noun = singular(doc.lower(head));
        if title(&noun).is_none() || noun == doc.lower(head) {
            return None;
        }
        let sides = named_sides(doc.text, &doc.analysis.tokens[source.clone()]);
        if sides.len() < 2 {
            return None;
        }
        let bearer = |side: &str| {
            self.entities
                .list
                .iter()
                .position(|e| e.kind == EntityKind::Person && e.side() == Some(side))
        };
        sides.iter().map(|(_, side)| bearer(side)).collect()
    }

    /// "The President and Vice President", "the minister and the envoy": who each of two titles is.
    pub(super) fn coordinated(&self, source: &Tokens) -> Option<Vec<usize>> {
        let doc = self.doc;
        let and = source.clone().find(|&t| doc.lower(t) == "and")?;
        let one = self.titled(&(source.start..and))?;
        let other = self.titled(&(and + 1..source.end))?;
        (one != other).then(|| vec![one, other])
    }

    /// The only person who bears the title that a description is: "the Prime Minister". Of several, the
    /// one to whom the links point.
    pub(super) fn titled(&self, description: &Tokens) -> Option<usize> {
        let doc = self.doc;
        let article = usize::from(doc.lower(description.start) == "the");
        let own = description.start + article..description.end;
        if own.is_empty() {
            return None;
        }
        let form = doc.phrase(&own).to_lowercase();
        title(&form)?;
        let bearers: Vec<usize> = (0..self.entities.list.len())
            .filter(|&e| self.entities.is_person(e) && self.bears(e, &form))
            .collect();
        match bearers[..] {
            [] => None,
            [only] => Some(only),
            _ => {
                let linked = self.linked(own.end - 1, |e| bearers.contains(&e));
                linked.map(|found| found.entity)
            }
        }
    }

    /// Whether a person is called by this title, in a role or right before the name.
    pub(super) fn bears(&self, person: usize, form: &str) -> bool {
        let doc = self.doc;
        let entity = &self.entities.list[person];
        let is_it = |phrase: &str| {
            phrase == form
                || phrase
                    .strip_prefix(form)
                    .is_some_and(|rest| rest.starts_with(" of "))
        };
        // The country before it belongs to the title as it was read: "Russian foreign minister".
        let own_words = |role: &Tokens| {
            let office = (role.start + 1..role.end).find(|&start| {
                named_before(doc, start).is_some_and(|side| side.start == role.start)
            });
            office.unwrap_or(role.start)..role.end
        };
        let words = form.split(' ').count();
        let before_name = |start: usize| {
            start >= words
                && doc.phrase(&(start - words..start)).to_lowercase() == form
                && !(start > words
                    && title(&doc.phrase(&(start - words - 1..start)).to_lowercase()).is_some())
        };
        // A title that runs on before the name is another one: "Vice President".
        entity
            .mentions
            .iter()
            .filter(|m| m.form == MentionForm::Name)
            .any(|m| before_name(m.tokens.start))
            || entity.roles.iter().map(|role| &role.tokens).any(|role| {
                let longer = role.start > 0
                    && title(&doc.phrase(&(role.start - 1..role.end)).to_lowercase()).is_some();
                let own = own_words(role);
                !longer
                    && (is_it(&doc.phrase(role).to_lowercase())
                        || is_it(&doc.phrase(&own).to_lowercase()))
            })
    }

    /// The entities that the phrase names as its own head, not as somebody's owner or employer.
    pub(crate) fn named(&self, source: &Tokens) -> Vec<usize> {
        let doc = self.doc;
        let head = doc.head(source);
        let mut found: Vec<(usize, Tokens)> = Vec::new();
        for token in source.clone() {
            let Some(entity) = self.entities.at(token) else {
                continue;
            };
            if let Some((last, tokens)) = found.last_mut()
                && *last == entity
                && tokens.end == token
            {
                tokens.end = token + 1;
                continue;
            }
            found.push((entity, token..token + 1));
        }
        found.retain(|(_, tokens)| !self.is_modifier(source, tokens, head));
        // "Council spokesperson Ida Moe": who is named last, nobody joined to her, is meant.
        let joined = source
            .clone()
            .any(|t| matches!(doc.lower(t), "and" | "&" | "or" | "nor"));
        let last = found.last().filter(|(e, tokens)| {
            tokens.end == source.end
                && self.entities.is_person(*e)
                && self.entities.is_name(*e, source.end - 1)
        });
        if let Some((entity, _)) = last.filter(|_| !joined) {
            return vec![*entity];
        }
        // A person with a title: of "Foreign Minister Lavrov of Russia" only the person counts.
        if found.iter().any(|(e, _)| self.entities.is_person(*e)) {
            found.retain(|(e, _)| self.entities.is_person(*e));
        }
        let mut out: Vec<usize> = Vec::new();
        for (entity, _) in found {
            if !out.contains(&entity) {
                out.push(entity);
            }
        }
        out
    }

    /// Whether a name inside a source only says whose or where: "Trump's envoy", "officials in
    /// Moscow", "US officials".
    pub(super) fn is_modifier(&self, source: &Tokens, name: &Tokens, head: usize) -> bool {
        let doc = self.doc;
        if name.contains(&head) {
            return false;
        }
        if doc.is_possessive(name.end) && name.end < source.end {
            return true;
        }
        let own = doc.head(name);
        let syntax = doc.syntax(own);
        // A preposition before the name, titles and articles between them skipped: "Head of the Office Andriy
        // Yermak" is no office of Yermak's.
        let roles = &doc.analysis.roles;
        let titled = roles
            .get(roles.partition_point(|role| role.end < name.start))
            .filter(|role| role.end == name.start && role.start >= source.start);
        let mut before = titled.map_or(name.start, |role| role.start);
        while before > source.start
            && self.entities.at(before - 1).is_none()
            && (doc.upos(before - 1) == Upos::Propn
                || doc.upos(before - 1) == Upos::Det
                || doc.is_capitalized(before - 1)
                || title(doc.lower(before - 1)).is_some())
        {
            before -= 1;
        }
        // "Deputy Head of the Office of the President Anna Berg": what stands before is all her title.
        let titled = name.end == source.end
            && name.len() > 1
            && doc.is_capitalized(source.start)
            && title(doc.lower(source.start)).is_some();
        if titled {
            return false;
        }
        if before > source.start && doc.upos(before - 1) == Upos::Adp {
            return true;
        }
        let is_person = self
            .entities
            .at(name.start)
            .is_some_and(|e| self.entities.is_person(e));
        !is_person
            && matches!(
                syntax.deprel,
                Deprel::Compound | Deprel::Amod | Deprel::Nmod | Deprel::Obl
            )
            && name.end < source.end
    }
}
