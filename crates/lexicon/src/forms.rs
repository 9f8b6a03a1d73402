//! Finding a name as running text writes it: with or without "the", with typographic apostrophes, in capitals.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::table::{Fault, Row};

/// Names to values, case-sensitive: "US" is a country, "us" is not.
pub(crate) struct Forms<V> {
    exact: HashMap<&'static str, V>,
    /// The forms in capitals, as headlines and older transcripts set whole passages.
    capitals: HashMap<String, V>,
}

impl<V: Copy + PartialEq> Forms<V> {
    pub(crate) fn new() -> Self {
        Forms {
            exact: HashMap::new(),
            capitals: HashMap::new(),
        }
    }

    pub(crate) fn enter<const C: usize>(
        &mut self,
        row: &Row<C>,
        form: &'static str,
        value: V,
    ) -> Result<(), Fault> {
        row.enter(&mut self.exact, form, value)?;
        self.capitals.entry(form.to_uppercase()).or_insert(value);
        Ok(())
    }

    pub(crate) fn get(&self, form: &str) -> Option<V> {
        let form = straightened(form);
        let found = self.exact(&form).or_else(|| {
            let bare = without_the(&form);
            (bare.len() < form.len())
                .then(|| self.exact(bare))
                .flatten()
        });
        found.or_else(|| self.in_capitals(&form))
    }

    fn exact(&self, form: &str) -> Option<V> {
        self.exact.get(form).copied()
    }

    /// Short words in capitals are abbreviations: "WHO" and "IS" are names of their own, not "who" and "is" shouted.
    fn in_capitals(&self, form: &str) -> Option<V> {
        let long = form.len() > 3 && !form.chars().any(char::is_lowercase);
        long.then(|| {
            self.capitals
                .get(form)
                .or_else(|| self.capitals.get(without_the(form)))
        })
        .flatten()
        .copied()
    }
}

/// The form with plain apostrophes and single plain spaces.
fn straightened(form: &str) -> Cow<'_, str> {
    let form = form.trim();
    let odd = |c: char| matches!(c, '’' | 'ʼ' | '‘') || (c.is_whitespace() && c != ' ');
    if !form.contains(odd) && !form.contains("  ") {
        return Cow::Borrowed(form);
    }
    let words: Vec<_> = form.split_whitespace().collect();
    Cow::Owned(words.join(" ").replace(['’', 'ʼ', '‘'], "'"))
}

/// The form after a leading "the", if there is one.
fn without_the(form: &str) -> &str {
    match form.split_at_checked(4) {
        Some((the, rest)) if the.eq_ignore_ascii_case("the ") => rest,
        _ => form,
    }
}
