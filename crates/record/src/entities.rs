//! Who and what the text names: mentions put together into entities.

use crate::mend::with_sources;
use crate::names::{known, names};
use crate::turns::{Turn, with_labels};
use crate::why::Why;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use verbale_doc::{Doc, Tokens};
use verbale_lexicon::{
    Alpha3, Gender, NameKind as CountryForm, country, gender, organization, shortens, surname,
};
use verbale_model::{Name, NameKind};
use verbale_schema::{EntityKind, MentionForm};
use verbale_text::Gap;

/// A place where the text speaks of an entity.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    pub(crate) tokens: Tokens,
    pub(crate) form: MentionForm,
    /// Why it is one of this entity; nothing for the first.
    pub(crate) why: Option<Why>,
}

/// A title that somebody bears.
#[derive(Clone, Debug)]
pub(crate) struct Role {
    pub(crate) tokens: Tokens,
    /// The country that stands after the name: "President Ana Verrin | of Iceland |".
    pub(crate) of: Option<Tokens>,
    pub(crate) why: Why,
}

impl Role {
    /// The words of the title, the name between them left out.
    pub(crate) fn title(&self, doc: &Doc) -> String {
        let parts = std::iter::once(&self.tokens).chain(&self.of);
        let words = parts.flat_map(|part| doc.phrase(part).split_whitespace());
        words.collect::<Vec<_>>().join(" ")
    }

    /// From the first word of the title to its last.
    pub(crate) fn span(&self) -> Tokens {
        let end = self.of.as_ref().map_or(self.tokens.end, |of| of.end);
        self.tokens.start..end
    }
}

/// Whom somebody acts for: the code of a country, or the name of a body.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    pub(crate) value: String,
    pub(crate) why: Why,
}

#[derive(Clone, Debug)]
pub(crate) struct Entity {
    pub(crate) kind: EntityKind,
    /// The mention whose words are the name: the fullest.
    pub(crate) name: Tokens,
    pub(crate) mentions: Vec<Mention>,
    pub(crate) roles: Vec<Role>,
    pub(crate) side: Option<Side>,
    /// The country that this entity is, or whose capital or seat of power it is.
    pub(crate) country: Option<Alpha3>,
    /// Of a group: the entities in it.
    pub(crate) members: Vec<usize>,
    /// The name with given names, where only the title has it.
    pub(crate) full: Option<String>,
}

impl Entity {
    pub(crate) fn new(kind: EntityKind, tokens: Tokens, form: MentionForm) -> Self {
        Self {
            kind,
            name: tokens.clone(),
            mentions: vec![Mention {
                tokens,
                form,
                why: None,
            }],
            roles: Vec::new(),
            side: None,
            country: None,
            members: Vec::new(),
            full: None,
        }
    }

    pub(crate) fn side(&self) -> Option<&str> {
        self.side.as_ref().map(|side| side.value.as_str())
    }

    /// A country acts for itself.
    pub(crate) fn of_country(code: Alpha3, tokens: Tokens) -> Self {
        let mut entity = Self::new(EntityKind::Country, tokens, MentionForm::Name);
        entity.country = Some(code);
        entity.side = Some(Side {
            value: code.as_str().to_owned(),
            why: Why::bare("is this country"),
        });
        entity
    }
}

/// All entities, and which of them each token of a mention belongs to.
#[derive(Debug, Default)]
pub(crate) struct Entities {
    pub(crate) list: Vec<Entity>,
    /// Whose turn of a transcript it is, where the text is one.
    pub(crate) talking: Vec<(Tokens, usize)>,
    /// The country that the text is about, if it is about one.
    pub(crate) home: Option<&'static str>,
    /// For each token the entity that first had a mention with it.
    at: Vec<Option<usize>>,
    /// Every mention that was made: its entity, its first token and one past its last.
    made: HashSet<(usize, usize, usize)>,
    /// The tokens of names, each with its entity.
    named: HashSet<(usize, usize)>,
}

impl Entities {
    /// The entity that has a mention with this token.
    pub(crate) fn at(&self, token: usize) -> Option<usize> {
        self.at.get(token).copied().flatten()
    }

    /// Whether a token belongs to a name of an entity.
    pub(crate) fn is_name(&self, entity: usize, token: usize) -> bool {
        self.named.contains(&(entity, token))
    }

    /// Whether the description or pronoun at `token` may stand for an entity: who speaks is "I", never "he".
    pub(crate) fn may_be(&self, entity: usize, token: usize) -> bool {
        let own = |(turn, speaker): &(Tokens, usize)| *speaker == entity && turn.contains(&token);
        !self.talking.iter().any(own)
    }

    pub(crate) fn mention(&mut self, entity: usize, tokens: Tokens, form: MentionForm, why: Why) {
        let mention = Mention {
            tokens,
            form,
            why: Some(why),
        };
        if self.made.contains(&key(entity, &mention)) {
            return;
        }
        self.enter(entity, &mention);
        self.list[entity].mentions.push(mention);
    }

    pub(crate) fn push(&mut self, entity: Entity) -> usize {
        let number = self.list.len();
        for mention in &entity.mentions {
            self.enter(number, mention);
        }
        self.list.push(entity);
        number
    }

    fn enter(&mut self, entity: usize, mention: &Mention) {
        self.made.insert(key(entity, mention));
        if self.at.len() < mention.tokens.end {
            self.at.resize(mention.tokens.end, None);
        }
        for token in mention.tokens.clone() {
            self.at[token].get_or_insert(entity);
            if mention.form == MentionForm::Name {
                self.named.insert((entity, token));
            }
        }
    }

    /// The group that has just these members.
    pub(crate) fn group_of(&self, members: &[usize]) -> Option<usize> {
        let sorted = |members: &[usize]| {
            let mut sorted = members.to_vec();
            sorted.sort_unstable();
            sorted
        };
        let wanted = sorted(members);
        let same = |e: &Entity| e.kind == EntityKind::Group && sorted(&e.members) == wanted;
        self.list.iter().position(same)
    }

    /// The group of these members; one that the text has no words for is made without a mention.
    pub(crate) fn together(&mut self, members: Vec<usize>) -> usize {
        self.group_of(&members).unwrap_or_else(|| {
            let name = self.list[members[0]].name.clone();
            let mut group = Entity::new(EntityKind::Group, name, MentionForm::Description);
            group.mentions.clear();
            group.members = members;
            self.push(group)
        })
    }

    /// The entity that is this country, if the text has named it.
    pub(crate) fn country(&self, code: Alpha3) -> Option<usize> {
        self.list
            .iter()
            .position(|e| e.kind == EntityKind::Country && e.country == Some(code))
    }

    pub(crate) fn is_person(&self, entity: usize) -> bool {
        self.list[entity].kind == EntityKind::Person
    }
}

fn key(entity: usize, mention: &Mention) -> (usize, usize, usize) {
    (entity, mention.tokens.start, mention.tokens.end)
}

/// The named entities of a text.
pub(crate) fn named(doc: &Doc, turns: &[Turn]) -> Entities {
    let names = with_labels(doc, turns, with_sources(doc, names(doc)));
    let people = People::among(doc, &names);
    let mut entities = Entities::default();
    let mut by_key: HashMap<String, usize> = HashMap::new();
    for name in names {
        let person = people
            .of(doc, &name)
            .filter(|_| !is_dateline(doc, &name.tokens));
        let (key, entity, same) = match person {
            Some(person) => (
                format!("person {person}"),
                Entity::new(EntityKind::Person, name.tokens, MentionForm::Name),
                "a form of the person's name",
            ),
            None if is_dateline(doc, &name.tokens) => other(
                doc,
                &Name {
                    kind: NameKind::Location,
                    ..name
                },
            ),
            None => other(doc, &name),
        };
        let alias = acronym_after(doc, &entity);
        let known = by_key.get(&key).copied();
        if let Some(alias) = alias {
            let number = known.unwrap_or(entities.list.len());
            by_key.entry(alias).or_insert(number);
        }
        match known {
            Some(known) => {
                let tokens = entity.name;
                if fuller(doc, &tokens, &entities.list[known]) {
                    entities.list[known].name = tokens.clone();
                }
                let why = Why::bare(same);
                entities.mention(known, tokens, MentionForm::Name, why);
            }
            None => {
                by_key.insert(key, entities.push(entity));
            }
        }
    }
    entities
}

/// The short name in brackets after a body's, as a key: "Danish Fishing Union (DFU)".
fn acronym_after(doc: &Doc, entity: &Entity) -> Option<String> {
    let end = entity.name.end;
    let word = doc.word(end + 1);
    let short = word.len() > 1 && word.chars().all(char::is_uppercase);
    let bracketed = doc.word(end) == "(" && doc.word(end + 2) == ")";
    let body = entity.kind == EntityKind::Organization
        && organization(word).is_none()
        && country(word).is_none();
    (bracketed && short && body).then(|| word.to_lowercase())
}

/// How far a dateline may reach, in tokens: "NEW YORK, Sept. 14, 2026 (Reuters) —".
const LONGEST_DATELINE: usize = 14;

/// Whether a name is the place at which a report begins: in capitals, at the start of a paragraph, and
/// a dash after it.
fn is_dateline(doc: &Doc, name: &Tokens) -> bool {
    let starts = doc.analysis.tokens[name.start].gap == Gap::Paragraph;
    let capitals = !doc.phrase(name).chars().any(char::is_lowercase);
    let dash =
        || (name.end..name.end + LONGEST_DATELINE).any(|t| matches!(doc.word(t), "—" | "–" | "--"));
    starts && capitals && dash()
}

/// Whether these words are a fuller name than the one the entity has: of a person the one with more
/// words, of a country its name rather than its capital.
fn fuller(doc: &Doc, tokens: &Tokens, entity: &Entity) -> bool {
    let words = |t: &Tokens| doc.phrase(t).split_whitespace().count();
    let plain =
        |t: &Tokens| country(doc.phrase(t)).is_some_and(|(_, form)| form == CountryForm::Name);
    match entity.kind {
        EntityKind::Country => {
            plain(tokens)
                && (!plain(&entity.name) || tokens_len(doc, tokens) > tokens_len(doc, &entity.name))
        }
        _ => words(tokens) > words(&entity.name),
    }
}

fn tokens_len(doc: &Doc, tokens: &Tokens) -> usize {
    doc.span(tokens).len()
}

/// The persons of a text by their fullest names, to find who a shorter name is.
#[derive(Default)]
struct People {
    /// Words of each person's fullest name, in lower case; in the order of the text.
    full: Vec<Vec<String>>,
    /// Persons by their first word and by their surname: a shorter form has one of the two.
    by_word: HashMap<String, Vec<usize>>,
    /// Persons by each word between the two.
    by_middle: HashMap<String, Vec<usize>>,
    /// For each where he or she is named with more than a surname, by token.
    in_full: Vec<Vec<usize>>,
}

impl People {
    fn among(doc: &Doc, names: &[Name]) -> Self {
        let mut forms: Vec<Vec<String>> = names
            .iter()
            .filter(|n| n.kind == NameKind::Person && known(doc.phrase(&n.tokens)).is_none())
            .map(|n| words(doc, &n.tokens))
            .collect();
        // Fullest first, so that each shorter form finds the one it shortens.
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        let mut people = Self::default();
        for form in forms {
            if people.called(&form).is_none() && people.called_within(&form).is_none() {
                people.add(form);
            }
        }
        people.in_full = vec![Vec::new(); people.full.len()];
        for name in names.iter().filter(|n| n.kind == NameKind::Person) {
            let form = words(doc, &name.tokens);
            if let Some(person) = people.called(&form).filter(|_| form.len() > 1) {
                people.in_full[person].push(name.tokens.start);
            }
        }
        people
    }

    fn add(&mut self, full: Vec<String>) {
        let number = self.full.len();
        for word in full.first().into_iter().chain(full.get(surname(&full))) {
            let known = self.by_word.entry(word.clone()).or_default();
            if known.last() != Some(&number) {
                known.push(number);
            }
        }
        let middle = full
            .get(1..full.len().saturating_sub(1))
            .unwrap_or_default();
        for word in middle {
            self.by_middle.entry(word.clone()).or_default().push(number);
        }
        self.full.push(full);
    }

    /// The first person whose name these words shorten.
    fn called(&self, form: &[String]) -> Option<usize> {
        let words = form.first().into_iter().chain(form.get(surname(form)));
        words
            .filter_map(|word| self.by_word.get(word))
            .filter_map(|known| known.iter().find(|&&p| shortens(form, &self.full[p])))
            .min()
            .copied()
    }

    /// The only person who has this one word in the middle of a longer name: "Minister Maliki" of Mohamad Maliki Osman.
    fn called_within(&self, form: &[String]) -> Option<usize> {
        let [word] = form else {
            return None;
        };
        match self.by_middle.get(word)?[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Which person a name is for, if for any.
    fn of(&self, doc: &Doc, name: &Name) -> Option<usize> {
        let form = words(doc, &name.tokens);
        if name.kind != NameKind::Person
            && (form.len() > 1 || known(doc.phrase(&name.tokens)).is_some())
        {
            return None;
        }
        let first = self.called(&form).or_else(|| self.called_within(&form))?;
        if form.len() > 1 {
            return Some(first);
        }
        // "King Harald" goes by his first name, and is no crown prince of that surname.
        let before = name.tokens.start.checked_sub(1).map(|t| doc.lower(t));
        if before.is_some_and(|title| REGNAL.contains(&title)) {
            return (0..self.full.len()).find(|&p| self.full[p][0] == form[0]);
        }
        Some(self.one_of(doc, name, first, &form))
    }

    /// Which of several of one surname is meant: a man or a woman as the form of address tells, of those the one most
    /// often named in full, or else the one so named last.
    fn one_of(&self, doc: &Doc, name: &Name, first: usize, form: &[String]) -> usize {
        let known = self.by_word.get(&form[0]).into_iter().flatten().copied();
        let alike: Vec<usize> = known.filter(|&p| shortens(form, &self.full[p])).collect();
        if alike.len() < 2 {
            return first;
        }
        let before = name.tokens.start.checked_sub(1);
        let address = before.and_then(|t| COURTESY.get(doc.lower(t)).copied());
        let sex = |person: usize| {
            let mut given = self.full[person].first()?.chars();
            let given: String = given.next()?.to_uppercase().chain(given).collect();
            gender(&given).filter(|sex| *sex != Gender::Either)
        };
        let fits = |person: &usize| {
            address.is_none() || sex(*person).is_none_or(|sex| Some(sex) == address)
        };
        let weight = |person: &usize| {
            let places = &self.in_full[*person];
            let so_far = places.partition_point(|&start| start < name.tokens.start);
            (places.len(), so_far.checked_sub(1).map(|last| places[last]))
        };
        let fit = alike.into_iter().filter(fits);
        fit.max_by_key(weight).unwrap_or(first)
    }
}

/// Titles of those who go by their first names.
const REGNAL: [&str; 8] = [
    "king", "queen", "pope", "sultan", "emir", "emperor", "prince", "princess",
];

/// Forms of address that only men or only women have.
static COURTESY: LazyLock<HashMap<&'static str, Gender>> = LazyLock::new(|| {
    let lines = include_str!("../data/courtesy.tsv").lines();
    let rows = lines
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'));
    let sex = |sex| match sex {
        "m" => Gender::Male,
        _ => Gender::Female,
    };
    rows.map(|(form, own)| (form, sex(own))).collect()
});

/// The words of a name in lower case, without punctuation; hyphenated names as one word.
fn words(doc: &Doc, tokens: &Tokens) -> Vec<String> {
    doc.phrase(tokens)
        .split_whitespace()
        .map(without_article)
        .map(|word| {
            word.chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect::<String>()
        })
        .filter(|word| !word.is_empty())
        .collect()
}

/// An Arabic name without the article that is left off in short forms: "Assad" is "al-Assad".
fn without_article(word: &str) -> &str {
    ["al-", "el-", "Al-", "El-"]
        .into_iter()
        .find_map(|article| word.strip_prefix(article))
        .filter(|rest| rest.len() > 2)
        .unwrap_or(word)
}

/// A name of something else than a person, with the key that all its names share, and what they share.
fn other(doc: &Doc, name: &Name) -> (String, Entity, &'static str) {
    let form = doc.phrase(&name.tokens);
    let mut entity = Entity::new(EntityKind::Place, name.tokens.clone(), MentionForm::Name);
    let known_country = country(form);
    if let Some((code, CountryForm::Name)) = known_country {
        entity.kind = EntityKind::Country;
        entity.country = Some(code);
        return (format!("country {code}"), entity, "a name of the country");
    }
    if let Some((code, CountryForm::Capital | CountryForm::Seat)) = known_country {
        entity.country = Some(code);
    }
    if let Some(canonical) = organization(form).filter(|_| known_country.is_none()) {
        entity.kind = EntityKind::Organization;
        entity.side = Some(Side {
            value: canonical.to_owned(),
            why: Why::Table {
                file: "organizations.tsv",
                words: name.tokens.clone(),
            },
        });
        return (
            format!("organization {canonical}"),
            entity,
            "a name of the organisation",
        );
    }
    entity.kind = match name.kind {
        NameKind::Person => EntityKind::Person,
        NameKind::Organization => EntityKind::Organization,
        NameKind::Location => EntityKind::Place,
    };
    let lower = form.to_lowercase();
    (
        lower.strip_prefix("the ").unwrap_or(&lower).to_owned(),
        entity,
        "the same words",
    )
}
