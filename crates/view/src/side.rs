//! Whom people and bodies act for, and what a side goes by.

use verbale_lexicon::{Alpha3, country, country_name};
use verbale_schema::{Entity, EntityKind};

use crate::content::folded;

/// What a side goes by: a country's name for its code, anything else as the record has it.
#[must_use]
pub fn side_name(side: &str) -> String {
    Alpha3::of(side).map_or_else(|| folded(side), |code| country_name(code).to_owned())
}

/// What an entity goes by.
pub(crate) fn entity_name(entity: &Entity) -> String {
    folded(&entity.name)
}

/// Whether an entity is a state or a body, and not someone who acts for one.
pub(crate) fn is_body(entity: &Entity) -> bool {
    matches!(
        entity.kind,
        EntityKind::Country | EntityKind::Organization | EntityKind::Place
    )
}

/// The titles of an entity, each once, and none that is part of a fuller one.
pub(crate) fn titles(entity: &Entity) -> Vec<String> {
    let mut titles: Vec<String> = Vec::new();
    let has = |title: &str, part: &str| title.to_lowercase().contains(&part.to_lowercase());
    for title in entity.roles.iter().map(|role| folded(&role.title)) {
        if !titles.iter().any(|fuller| has(fuller, &title)) {
            titles.retain(|part| !has(&title, part));
            titles.push(title);
        }
    }
    titles
}

/// Whether a title has the side in it: "Prime Minister of Norway", "Estonian Transport Minister".
pub(crate) fn tells_side(title: &str, side: &str) -> bool {
    let of_side = |word: &str| {
        let word = word.trim_end_matches("’s").trim_end_matches("'s");
        country(word).is_some_and(|(code, _)| code.as_str() == side)
    };
    title.contains(&side_name(side)) || title.split_whitespace().any(of_side)
}
