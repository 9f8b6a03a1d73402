//! Well-known names beside the other tables.

use verbale_lexicon::{Named, country, gender, organization, well_known};

const TABLE: &str = include_str!("../data/names.tsv");

#[test]
fn no_well_known_name_stands_in_another_table() {
    let forms = TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| line.split('\t').skip(1).flat_map(|cell| cell.split('|')));
    let elsewhere: Vec<&str> = forms
        .filter(|form| {
            country(form).is_some() || organization(form).is_some() || gender(form).is_some()
        })
        .collect();
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
}

#[test]
fn newspapers_have_their_article_or_not() {
    assert_eq!(well_known("the New York Times"), Some(Named::Organization));
    assert_eq!(well_known("The Times"), Some(Named::Organization));
    assert_eq!(well_known("times"), None);
}
