//! Who and what the text names: mentions put together into entities.

use crate::mend::with_sources;
use crate::names::{known, names};
use crate::passage::Passage;
use crate::turns::with_labels;
use std::collections::HashMap;
use std::sync::LazyLock;
use verbale_lexicon::{
    Alpha3, Gender, NameKind as CountryForm, country, gender, is_nickname, organization,
};
use verbale_model::{Name, NameKind, Tokens};
use verbale_schema::{EntityKind, MentionForm};
use verbale_text::Gap;

/// A place where the text speaks of an entity.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    pub(crate) tokens: Tokens,
    pub(crate) form: MentionForm,
}

#[derive(Clone, Debug)]
pub(crate) struct Entity {
    pub(crate) kind: EntityKind,
    /// The mention whose words are the name: the fullest.
    pub(crate) name: Tokens,
    pub(crate) mentions: Vec<Mention>,
    pub(crate) roles: Vec<Tokens>,
    pub(crate) side: Option<String>,
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
            mentions: vec![Mention { tokens, form }],
            roles: Vec::new(),
            side: None,
            country: None,
            members: Vec::new(),
            full: None,
        }
    }
}

/// All entities, and which of them each token of a mention belongs to.
#[derive(Debug, Default)]
pub(crate) struct Entities {
    pub(crate) list: Vec<Entity>,
    at: HashMap<usize, usize>,
    /// Whose turn of a transcript it is, where the text is one.
    pub(crate) talking: Vec<(Tokens, usize)>,
}

impl Entities {
    /// The entity that has a mention with this token.
    pub(crate) fn at(&self, token: usize) -> Option<usize> {
        self.at.get(&token).copied()
    }

    /// Whether the description or pronoun at `token` may stand for an entity: who speaks is "I", never "he".
    pub(crate) fn may_be(&self, entity: usize, token: usize) -> bool {
        let own = |(turn, speaker): &(Tokens, usize)| *speaker == entity && turn.contains(&token);
        !self.talking.iter().any(own)
    }

    pub(crate) fn mention(&mut self, entity: usize, tokens: Tokens, form: MentionForm) {
        for token in tokens.clone() {
            self.at.entry(token).or_insert(entity);
        }
        let mentions = &mut self.list[entity].mentions;
        if mentions.iter().all(|m| m.tokens != tokens) {
            mentions.push(Mention { tokens, form });
        }
    }

    pub(crate) fn push(&mut self, entity: Entity) -> usize {
        for token in entity.mentions.iter().flat_map(|m| m.tokens.clone()) {
            self.at.entry(token).or_insert(self.list.len());
        }
        self.list.push(entity);
        self.list.len() - 1
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

/// The named entities of a text.
pub(crate) fn named(passage: &Passage) -> Entities {
    let names = with_labels(passage, with_sources(passage, names(passage)));
    let people = People::among(passage, &names);
    let mut entities = Entities::default();
    let mut by_key: HashMap<String, usize> = HashMap::new();
    for name in names {
        let person = people
            .of(passage, &name)
            .filter(|_| !is_dateline(passage, &name.tokens));
        let (key, entity) = match person {
            Some(person) => (
                format!("person {person}"),
                Entity::new(EntityKind::Person, name.tokens, MentionForm::Name),
            ),
            None if is_dateline(passage, &name.tokens) => other(
                passage,
                &Name {
                    kind: NameKind::Location,
                    ..name
                },
            ),
            None => other(passage, &name),
        };
        match by_key.get(&key) {
            Some(&known) => {
                let tokens = entity.name;
                if fuller(passage, &tokens, &entities.list[known]) {
                    entities.list[known].name = tokens.clone();
                }
                entities.mention(known, tokens, MentionForm::Name);
            }
            None => {
                by_key.insert(key, entities.push(entity));
            }
        }
    }
    entities
}

/// How far a dateline may reach, in tokens: "NEW YORK, Sept. 14, 2026 (Reuters) —".
const LONGEST_DATELINE: usize = 14;

/// Whether a name is the place at which a report begins: in capitals, at the start of a paragraph, and
/// a dash after it.
fn is_dateline(passage: &Passage, name: &Tokens) -> bool {
    let starts = passage.analysis.tokens[name.start].gap == Gap::Paragraph;
    let capitals = !passage.phrase(name).chars().any(char::is_lowercase);
    let dash = || {
        (name.end..name.end + LONGEST_DATELINE).any(|t| matches!(passage.word(t), "—" | "–" | "--"))
    };
    starts && capitals && dash()
}

/// Whether these words are a fuller name than the one the entity has: of a person the one with more
/// words, of a country its name rather than its capital.
fn fuller(passage: &Passage, tokens: &Tokens, entity: &Entity) -> bool {
    let words = |t: &Tokens| passage.phrase(t).split_whitespace().count();
    let plain =
        |t: &Tokens| country(passage.phrase(t)).is_some_and(|(_, form)| form == CountryForm::Name);
    match entity.kind {
        EntityKind::Country => {
            plain(tokens)
                && (!plain(&entity.name)
                    || tokens_len(passage, tokens) > tokens_len(passage, &entity.name))
        }
        _ => words(tokens) > words(&entity.name),
    }
}

fn tokens_len(passage: &Passage, tokens: &Tokens) -> usize {
    passage.span(tokens).len()
}

/// The persons of a text by their fullest names, to find who a shorter name is.
struct People {
    /// Words of each person's fullest name, in lower case; in the order of the text.
    full: Vec<Vec<String>>,
    /// Where each is named with more than a surname, and who it is.
    named: Vec<(usize, usize)>,
}

impl People {
    fn among(passage: &Passage, names: &[Name]) -> Self {
        let mut forms: Vec<Vec<String>> = names
            .iter()
            .filter(|n| n.kind == NameKind::Person && known(passage.phrase(&n.tokens)).is_none())
            .map(|n| words(passage, &n.tokens))
            .collect();
        // Fullest first, so that each shorter form finds the one it shortens.
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        let mut full: Vec<Vec<String>> = Vec::new();
        for form in forms {
            if !full.iter().any(|known| shortens(&form, known)) {
                full.push(form);
            }
        }
        let in_full = names
            .iter()
            .filter(|n| n.kind == NameKind::Person)
            .map(|n| (n.tokens.start, words(passage, &n.tokens)));
        let named = in_full
            .filter(|(_, form)| form.len() > 1)
            .filter_map(|(start, form)| {
                Some((start, full.iter().position(|known| shortens(&form, known))?))
            })
            .collect();
        Self { full, named }
    }

    /// Which person a name is for, if for any.
    fn of(&self, passage: &Passage, name: &Name) -> Option<usize> {
        let form = words(passage, &name.tokens);
        if name.kind != NameKind::Person
            && (form.len() > 1 || known(passage.phrase(&name.tokens)).is_some())
        {
            return None;
        }
        let alike: Vec<usize> = (0..self.full.len())
            .filter(|&n| shortens(&form, &self.full[n]))
            .collect();
        match alike[..] {
            [] => None,
            [only] => Some(only),
            _ if form.len() > 1 => Some(alike[0]),
            _ => Some(self.one_of(passage, name, &alike)),
        }
    }

    /// Which of several of one surname is meant: a man or a woman as the form of address tells, of those the one most
    /// often named in full, or else the one so named last.
    fn one_of(&self, passage: &Passage, name: &Name, alike: &[usize]) -> usize {
        let address = name
            .tokens
            .start
            .checked_sub(1)
            .and_then(|t| sex_of_address(&passage.lower(t)));
        let sex = |person: usize| {
            let mut given = self.full[person].first()?.chars();
            let given: String = given.next()?.to_uppercase().chain(given).collect();
            gender(&given).filter(|sex| *sex != Gender::Either)
        };
        let other = |person: usize| {
            address.is_some() && sex(person).is_some_and(|sex| Some(sex) != address)
        };
        let fit = || alike.iter().copied().filter(|&person| !other(person));
        let times = |person: usize| {
            self.named
                .iter()
                .filter(|(_, named)| *named == person)
                .count()
        };
        let last = |person: usize| {
            let mut before = self
                .named
                .iter()
                .rev()
                .filter(|(start, _)| *start < name.tokens.start);
            before
                .find(|(_, named)| *named == person)
                .map(|&(start, _)| start)
        };
        fit()
            .max_by_key(|&person| (times(person), last(person)))
            .unwrap_or(alike[0])
    }
}

/// Forms of address that only men or only women have.
static COURTESY: LazyLock<HashMap<&'static str, Gender>> = LazyLock::new(|| {
    let lines = include_str!("../data/courtesy.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'));
    let sexes = lines.filter_map(|line| line.split_once('\t'));
    sexes
        .map(|(form, sex)| {
            (
                form,
                if sex == "m" {
                    Gender::Male
                } else {
                    Gender::Female
                },
            )
        })
        .collect()
});

fn sex_of_address(word: &str) -> Option<Gender> {
    COURTESY.get(word).copied()
}

/// Whether `form` can be a shorter form of `full`: the same surname, and given names that agree.
fn shortens(form: &[String], full: &[String]) -> bool {
    let surname = |words: &[String]| words.iter().rposition(|w| !is_suffix(w)).unwrap_or(0);
    let (a, b) = (surname(form), surname(full));
    if form.is_empty() || full.is_empty() {
        return false;
    }
    if form.len() == 1 {
        return form[0] == full[b] || full.len() > 1 && form[0] == full[0];
    }
    let agree = form[0] == full[0]
        || is_nickname(&form[0], &full[0])
        || is_nickname(&full[0], &form[0])
        || form[0].chars().next() == full[0].chars().next()
            && (form[0].len() <= 2 || full[0].len() <= 2);
    // "Zelensky" is "Zelenskyy": endings are romanised in several ways.
    let ending = |word: &str| word.trim_end_matches(['y', 'i', 'j']).len();
    let alike = form[a] == full[b]
        || form[0] == full[0] && {
            let (x, y) = (ending(&form[a]), ending(&full[b]));
            x > 3 && x == y && form[a][..x] == full[b][..y]
        };
    alike && (agree || form[..a].iter().all(|w| full.contains(w)))
}

fn is_suffix(word: &str) -> bool {
    matches!(word, "jr" | "sr" | "ii" | "iii" | "iv")
}

/// The words of a name in lower case, without punctuation; hyphenated names as one word.
fn words(passage: &Passage, tokens: &Tokens) -> Vec<String> {
    passage
        .phrase(tokens)
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

/// A name of something else than a person, with the key that all its names share.
fn other(passage: &Passage, name: &Name) -> (String, Entity) {
    let form = passage.phrase(&name.tokens);
    let mut entity = Entity::new(EntityKind::Place, name.tokens.clone(), MentionForm::Name);
    let known_country = country(form);
    if let Some((code, CountryForm::Name)) = known_country {
        entity.kind = EntityKind::Country;
        entity.country = Some(code);
        return (format!("country {code}"), entity);
    }
    if let Some((code, CountryForm::Capital | CountryForm::Seat)) = known_country {
        entity.country = Some(code);
    }
    if let Some(canonical) = organization(form).filter(|_| known_country.is_none()) {
        entity.kind = EntityKind::Organization;
        entity.side = Some(canonical.to_owned());
        return (format!("organization {canonical}"), entity);
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
    )
}

#[cfg(test)]
mod tests {
    use super::shortens;

    fn same(short: &str, full: &str) -> bool {
        let words = |name: &str| name.split(' ').map(str::to_owned).collect::<Vec<_>>();
        shortens(&words(short), &words(full))
    }

    #[test]
    fn one_person_has_several_names() {
        for (short, full) in [
            ("marsh", "robert marsh"),
            ("bob marsh", "robert j marsh jr"),
            ("r marsh", "robert marsh"),
            ("oleksiy danylenky", "oleksiy danylenkyy"),
        ] {
            assert!(same(short, full), "{short} is {full}");
        }
        for (other, full) in [
            ("anna marsh", "robert marsh"),
            ("bob marsh", "rupert marsh"),
            ("anna berg", "anna bergey"),
        ] {
            assert!(!same(other, full), "{other} is not {full}");
        }
    }
}
