//! Which persons of one surname and side are one.

use std::collections::BTreeSet;

use super::name;

/// A person who may be another by name.
#[derive(Debug)]
pub(crate) struct Namesake {
    pub(crate) id: i64,
    /// The name, as names are compared.
    pub(crate) key: String,
    /// Whom this one is joined with.
    pub(crate) joined: Option<i64>,
    /// Whether the machine joined them.
    pub(crate) by_machine: bool,
}

/// What else is known of persons.
pub(crate) trait Known {
    type Error;

    /// Whether people have said that these are two, or a report names both.
    fn are_two(&self, a: i64, b: i64) -> Result<bool, Self::Error>;

    /// The person that one was joined with by people, in the end; itself if with none.
    fn joined_by_people(&self, person: i64) -> Result<i64, Self::Error>;
}

/// Groups of those that are like one another, one after another.
pub(crate) fn groups(all: &[Namesake]) -> Vec<Vec<&Namesake>> {
    let mut groups = Vec::new();
    let mut left: Vec<&Namesake> = all.iter().collect();
    while let Some(first) = left.pop() {
        let mut alike = vec![first];
        let mut next = 0;
        while let Some(one) = alike.get(next).copied() {
            alike.extend(left.extract_if(.., |other| name::is_one(&one.key, &other.key)));
            next += 1;
        }
        groups.push(alike);
    }
    groups
}

/// The person that some of like names are, if they are one: no two of them are in one report, and each
/// is like all the others.
pub(crate) fn whole_of<K: Known>(alike: &[&Namesake], known: &K) -> Result<Option<i64>, K::Error> {
    for (n, a) in alike.iter().enumerate() {
        for b in &alike[n + 1..] {
            if !name::is_one(&a.key, &b.key) || known.are_two(a.id, b.id)? {
                return Ok(None);
            }
        }
    }
    // People may have said whom some of them are.
    let mut told = BTreeSet::new();
    for one in alike.iter().filter(|one| !one.by_machine) {
        if let Some(into) = one.joined {
            told.insert(known.joined_by_people(into)?);
        }
    }
    match (told.len(), told.first()) {
        (0, _) => Ok(formal(alike)),
        (1, Some(whole)) => {
            for one in alike {
                if one.id != *whole && known.are_two(one.id, *whole)? {
                    return Ok(None);
                }
            }
            Ok(Some(*whole))
        }
        _ => Ok(None),
    }
}

/// The one with the formal name, not the short form; it does not depend on which came first.
fn formal(alike: &[&Namesake]) -> Option<i64> {
    let rank = |one: &&&Namesake| {
        let mut others = alike.iter();
        let is_short = others.any(|other| name::is_short_of(&one.key, &other.key));
        (
            !is_short,
            one.key.split(' ').count(),
            one.key.len(),
            one.key.clone(),
        )
    };
    alike.iter().max_by_key(rank).map(|one| one.id)
}

/// In words why two persons with these names and sides, whom so many reports name both, may be one.
pub(crate) fn why_alike(
    (a, side): (&str, Option<&str>),
    (b, other): (&str, Option<&str>),
    together: i64,
) -> String {
    let name = match (a == b, name::is_full(b)) {
        (true, _) => "the same name",
        (false, true) => "a like name",
        (false, false) => "a part of the name",
    };
    let side = match (side, other) {
        (Some(a), Some(b)) if a == b => "the same side",
        (None, None) => "no side told",
        _ => "a side told of one only",
    };
    let against = match together {
        0 => String::new(),
        1 => ", but one report names both".to_owned(),
        n => format!(", but {n} reports name both"),
    };
    format!("{name}, {side}{against}")
}

/// In words why someone known by an office may be one of its holders.
pub(crate) fn why_holder(is_named: bool, holders: usize) -> String {
    if is_named {
        format!("the same surname, side and office, but {holders} are known with them")
    } else {
        format!("the same side and office, but {holders} held it around then")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Persons of whom nothing more is known than these pairs, which are two.
    struct Two(Vec<(i64, i64)>);

    impl Known for Two {
        type Error = std::convert::Infallible;

        fn are_two(&self, a: i64, b: i64) -> Result<bool, Self::Error> {
            Ok(self.0.contains(&(a, b)) || self.0.contains(&(b, a)))
        }

        fn joined_by_people(&self, person: i64) -> Result<i64, Self::Error> {
            Ok(person)
        }
    }

    fn namesakes(names: &[&str]) -> Vec<Namesake> {
        let one = |(id, name): (i64, &&str)| Namesake {
            id,
            key: name::key(name),
            joined: None,
            by_machine: false,
        };
        (1..).zip(names).map(one).collect()
    }

    #[test]
    fn forms_of_one_name_are_the_person_with_the_formal_one() {
        let all = namesakes(&["Joe Varga", "Joseph Varga", "Paula Varga"]);
        let groups = groups(&all);
        assert_eq!(groups.len(), 2);
        let both = groups.iter().find(|group| group.len() == 2).unwrap();
        assert_eq!(whole_of(both, &Two(Vec::new())), Ok(Some(2)));
        assert_eq!(whole_of(both, &Two(vec![(2, 1)])), Ok(None));
    }

    #[test]
    fn whom_people_joined_some_of_them_with_they_all_are() {
        let mut all = namesakes(&["Joe Varga", "Joseph Varga"]);
        all[0].joined = Some(9);
        let alike: Vec<&Namesake> = all.iter().collect();
        assert_eq!(whole_of(&alike, &Two(Vec::new())), Ok(Some(9)));
        assert_eq!(whole_of(&alike, &Two(vec![(2, 9)])), Ok(None));
    }
}
