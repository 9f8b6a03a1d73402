//! The query language: what the search box, the command line and the API all take.
//!
//! ```text
//! query   = term { " " term }
//! term    = ["-"] [field ":"] value { "," value }      any of the values; "-" leaves rows out
//! value   = word | word "*" | "\"" words "\""
//! field   = speaker | side | act | stance | matter | meeting | publisher | date | before | after | in
//! ```

use std::str::FromStr;

use jiff::civil::Date;
use verbale_lexicon::country;
use verbale_schema::{Act, Stance};

use crate::index::Target;
use crate::{Error, key};

/// What to search for: made from text with [`str::parse`].
///
/// ```
/// use verbale_ledger::{Query, Target};
///
/// let query: Query = "speaker:Tellmann act:deny date:2025-08".parse().unwrap();
/// assert_eq!(query.target(), Target::Statements);
/// let wrong = "act:shout".parse::<Query>().unwrap_err();
/// assert!(wrong.to_string().contains("accuse"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// All of these must be met.
    pub(crate) terms: Vec<Term>,
    /// None of these may be met.
    pub(crate) not: Vec<Term>,
    /// The first day and the day after the last, as [`key::day`] counts them.
    pub(crate) days: (Option<i64>, Option<i64>),
    target: Option<Target>,
}

/// Any of some values in one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) field: Field,
    pub(crate) any: Vec<Value>,
}

/// Words that stand next to one another; the last may be only begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) words: String,
    pub(crate) begun: bool,
}

/// A field that is searched by words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Words,
    Speaker,
    Side,
    Act,
    Stance,
    Matter,
    Meeting,
    Publisher,
}

impl Field {
    /// Its name, in queries and in the index.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Speaker => "speaker",
            Self::Side => "side",
            Self::Act => "act",
            Self::Stance => "stance",
            Self::Matter => "matter",
            Self::Meeting => "meeting",
            Self::Publisher => "publisher",
        }
    }

    fn of(name: &str) -> Option<Self> {
        let all = [
            Self::Speaker,
            Self::Side,
            Self::Act,
            Self::Stance,
            Self::Matter,
            Self::Meeting,
            Self::Publisher,
        ];
        all.into_iter().find(|field| field.as_str() == name)
    }
}

/// A longer query is no question.
const LONGEST: usize = 1000;

impl Query {
    /// The list that is searched: the one named with `in:`, else positions when the query asks for
    /// a stance or a matter, else statements.
    #[must_use]
    pub fn target(&self) -> Target {
        let asks = |field| self.terms.iter().any(|term| term.field == field);
        self.target.unwrap_or(
            if asks(Field::Stance) || (asks(Field::Matter) && !asks(Field::Act)) {
                Target::Positions
            } else {
                Target::Statements
            },
        )
    }

    /// The same query on another list.
    #[must_use]
    pub fn on(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    /// Whether nothing is asked for but a list and days.
    pub(crate) fn is_without_words(&self) -> bool {
        self.terms.is_empty() && self.not.is_empty()
    }

    /// Whether nothing is asked for but a list.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.is_without_words() && self.days == (None, None)
    }

    fn term(&mut self, field: &str, values: &[(String, bool)], negated: bool) -> Result<(), Error> {
        let one = || {
            values
                .first()
                .map(|(words, _)| words.as_str())
                .unwrap_or_default()
        };
        match field {
            "date" | "before" | "after" | "in" if negated => Err(Error::invalid(format!(
                "-{field}: cannot be left out: turn it round"
            ))),
            "date" => {
                let (first, last) = match one().split_once("..") {
                    Some((first, last)) => (some_days(first)?, some_days(last)?),
                    None => (some_days(one())?, some_days(one())?),
                };
                self.narrow(first.map(|days| days.0), last.map(|days| days.1))
            }
            "after" => {
                let days = some_days(one())?;
                self.narrow(days.map(|days| days.1), None)
            }
            "before" => {
                let days = some_days(one())?;
                self.narrow(None, days.map(|days| days.0))
            }
            "in" => {
                let target = Target::ALL
                    .into_iter()
                    .find(|target| target.as_str() == one());
                self.target = Some(target.ok_or_else(|| {
                    Error::invalid("in: takes reports, meetings, statements or positions")
                })?);
                Ok(())
            }
            "" | "words" => self.push(Field::Words, values, negated),
            name => match Field::of(name) {
                Some(field) => self.push(field, values, negated),
                None => Err(Error::invalid(format!(
                    "there is no field {name:?}: search by speaker, side, act, stance, matter, \
                     meeting, publisher, date, before, after or in, and quote words that have a colon"
                ))),
            },
        }
    }

    fn push(
        &mut self,
        field: Field,
        values: &[(String, bool)],
        negated: bool,
    ) -> Result<(), Error> {
        let mut any = Vec::new();
        for (words, begun) in values {
            // Signs alone are not in the index.
            if !words.contains(char::is_alphanumeric) {
                continue;
            }
            match field {
                Field::Act => _ = words.to_lowercase().parse::<Act>().map_err(unknown)?,
                Field::Stance => _ = words.to_lowercase().parse::<Stance>().map_err(unknown)?,
                _ => {}
            }
            let words = match (field, country(words)) {
                (Field::Side, Some((code, _))) => code.as_str().to_owned(),
                _ => words.clone(),
            };
            any.push(Value {
                words,
                begun: *begun,
            });
        }
        if any.is_empty() {
            return match field {
                Field::Words => Ok(()),
                field => Err(Error::invalid(format!("{}: needs a value", field.as_str()))),
            };
        }
        let terms = if negated {
            &mut self.not
        } else {
            &mut self.terms
        };
        terms.push(Term { field, any });
        Ok(())
    }

    fn narrow(&mut self, first: Option<i64>, end: Option<i64>) -> Result<(), Error> {
        if let Some(first) = first {
            self.days.0 = Some(self.days.0.map_or(first, |other| other.max(first)));
        }
        if let Some(end) = end {
            self.days.1 = Some(self.days.1.map_or(end, |other| other.min(end)));
        }
        match self.days {
            (Some(first), Some(end)) if first >= end => Err(Error::invalid(
                "no day is in these dates: put the earlier one first",
            )),
            _ => Ok(()),
        }
    }
}

fn unknown(error: verbale_schema::UnknownWord) -> Error {
    Error::invalid(error.to_string())
}

/// The first day of a date, a month or a year, and the day after its last; none for "".
fn some_days(words: &str) -> Result<Option<(i64, i64)>, Error> {
    let wrong = || {
        Error::invalid(format!(
            "{words:?} is no date: write 2025-08-15, 2025-08, 2025, or two of them with .. between"
        ))
    };
    if words.is_empty() {
        return Ok(None);
    }
    let number = |part: Option<&str>| part.map(str::parse::<i16>).transpose().map_err(|_| wrong());
    let mut parts = words.split('-');
    let year = number(parts.next())?.ok_or_else(wrong)?;
    let month = number(parts.next())?;
    let day = number(parts.next())?;
    if parts.next().is_some() || !(1..=9998).contains(&year) || words.len() < 4 {
        return Err(wrong());
    }
    let small = |n: i16| i8::try_from(n).map_err(|_| wrong());
    let first = Date::new(year, small(month.unwrap_or(1))?, small(day.unwrap_or(1))?)
        .map_err(|_| wrong())?;
    let end = match (month, day) {
        (_, Some(_)) => first.tomorrow().map_err(|_| wrong())?,
        (Some(_), None) => first.last_of_month().tomorrow().map_err(|_| wrong())?,
        (None, None) => first.last_of_year().tomorrow().map_err(|_| wrong())?,
    };
    Ok(Some((key::day_of(first), key::day_of(end))))
}

impl FromStr for Query {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if text.len() > LONGEST {
            return Err(Error::invalid(format!(
                "the query has more than {LONGEST} bytes: ask for less at once"
            )));
        }
        let mut query = Self::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let negated = rest.len() > 1 && rest.starts_with('-');
            rest = rest.strip_prefix('-').filter(|_| negated).unwrap_or(rest);
            let field = match rest.split_once(':') {
                Some((name, after))
                    if !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase()) =>
                {
                    rest = after;
                    name
                }
                _ => "",
            };
            let mut values = Vec::new();
            loop {
                let (words, after) = value(rest)?;
                // A star after the first letters of a word.
                let begun =
                    after.len() < rest.len() && !rest.starts_with('"') && words.ends_with('*');
                values.push((words.trim_end_matches('*').to_owned(), begun));
                rest = after;
                match rest.strip_prefix(',') {
                    Some(after) => rest = after,
                    None => break,
                }
            }
            query.term(field, &values, negated)?;
            rest = rest.trim_start();
        }
        Ok(query)
    }
}

/// The value at the start of `text`, and what comes after it.
fn value(text: &str) -> Result<(&str, &str), Error> {
    if let Some(quoted) = text.strip_prefix('"') {
        let end = quoted.find('"').ok_or_else(|| {
            Error::invalid("a quote mark is not closed: add \" after the last of its words")
        })?;
        return Ok((&quoted[..end], &quoted[end + 1..]));
    }
    let end = text
        .find(|c: char| c.is_whitespace() || c == ',')
        .unwrap_or(text.len());
    Ok((&text[..end], &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Query {
        text.parse().unwrap()
    }

    fn refused(text: &str) -> String {
        text.parse::<Query>().unwrap_err().to_string()
    }

    #[test]
    fn everything_she_denied_in_august() {
        let query = parse("speaker:\"Ana Verrin\" act:deny,reject date:2025-08 -bridge harb*");
        assert_eq!(query.terms.len(), 3);
        assert_eq!(query.terms[0].any[0].words, "Ana Verrin");
        assert_eq!(query.terms[1].any.len(), 2);
        assert!(query.terms[2].any[0].begun);
        assert_eq!(query.not[0].any[0].words, "bridge");
        let (first, end) = query.days;
        assert_eq!(end.unwrap() - first.unwrap(), 31);
    }

    #[test]
    fn dates_are_days_months_years_and_ranges() {
        let length = |text: &str| {
            let (first, end) = parse(text).days;
            end.unwrap() - first.unwrap()
        };
        assert_eq!(length("date:2024-02-29"), 1);
        assert_eq!(length("date:2024"), 366);
        assert_eq!(length("date:2024-01..2024-02"), 60);
        assert_eq!(length("after:2024-01-01 before:2024-01-04"), 2);
        assert_eq!(parse("date:2024..").days.1, None);
        assert!(refused("date:2025-02-30").contains("no date"));
        assert!(refused("date:2025..2024").contains("earlier"));
    }

    #[test]
    fn a_stance_or_a_matter_asks_for_positions() {
        assert_eq!(parse("stance:denies").target(), Target::Positions);
        assert_eq!(
            parse("matter:ceasefire act:deny").target(),
            Target::Statements
        );
        assert_eq!(parse("ceasefire").target(), Target::Statements);
        assert_eq!(parse("ceasefire in:reports").target(), Target::Reports);
    }

    #[test]
    fn a_country_may_be_named() {
        assert_eq!(parse("side:Russia").terms[0].any[0].words, "RUS");
        assert_eq!(parse("side:NATO").terms[0].any[0].words, "NATO");
    }

    #[test]
    fn what_cannot_be_meant_is_told() {
        assert!(refused("colour:red").contains("speaker, side, act"));
        assert!(refused("act:shout").contains("accuse"));
        assert!(refused("\"open").contains("not closed"));
        assert!(refused("speaker:").contains("needs a value"));
        assert!(parse("?! -").is_empty());
    }
}
