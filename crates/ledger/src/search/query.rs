//! The query language: what the search box, the command line and the API all take.
//!
//! ```text
//! query   = term { " " term }
//! term    = ["-"] [field ":"] value { "," value }      any of the values; "-" leaves rows out
//! value   = word | word "*" | "\"" words "\"" | "#" number
//! field   = speaker | side | act | stance | matter | meeting | publisher | date | before | after | in
//! ```

use std::str::FromStr;

use jiff::civil::Date;
use verbale_lexicon::{Alpha3, country, organization};
use verbale_schema::{Act, Stance};

use super::index::Target;
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

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// Words that stand next to one another; the last may be only begun.
    Words { words: String, begun: bool },
    /// The number of a person or of a meeting across reports.
    Number(i64),
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

    /// Whether it is of statements and positions, not of whole reports.
    fn is_of_rows(self) -> bool {
        matches!(
            self,
            Self::Speaker | Self::Side | Self::Act | Self::Stance | Self::Matter
        )
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
/// As many values are looked up in no time; of those only begun each stands for many words.
const VALUES: usize = 40;
const BEGUN: usize = 2;
/// So many letters tell what is begun.
const LETTERS: usize = 3;

impl Query {
    /// The list that is searched: the one named with `in:`, else positions when the query asks for
    /// a stance or a matter, else statements.
    #[must_use]
    pub fn target(&self) -> Target {
        self.target.unwrap_or(self.of_rows())
    }

    /// Which rows have what is asked for.
    fn of_rows(&self) -> Target {
        let asks = |field| self.terms.iter().any(|term| term.field == field);
        if asks(Field::Stance) || (asks(Field::Matter) && !asks(Field::Act)) {
            Target::Positions
        } else {
            Target::Statements
        }
    }

    /// Of a search for reports the list of their rows, if it asks for what only rows have: then it is
    /// for the reports with such a row.
    pub(crate) fn rows(&self) -> Option<Target> {
        let asks = self.terms.iter().any(|term| term.field.is_of_rows());
        (self.target() == Target::Reports && asks).then(|| self.of_rows())
    }

    /// Whether the list has what the query asks for.
    ///
    /// # Errors
    ///
    /// In words, if it has not.
    pub fn check(&self) -> Result<(), Error> {
        let target = self.target();
        let name = |term: &Term| term.field.as_str();
        match target {
            Target::Reports => match self.not.iter().find(|term| term.field.is_of_rows()) {
                Some(term) => Err(Error::invalid(format!(
                    "-{0}: cannot be asked of whole reports: search in:statements, or without -{0}:",
                    name(term)
                ))),
                None => Ok(()),
            },
            Target::Meetings => {
                let mut all = self.terms.iter().chain(&self.not);
                match all.find(|term| term.field.is_of_rows() && term.field != Field::Side) {
                    Some(term) => Err(Error::invalid(format!(
                        "meetings have no {0}: search in:statements, or without {0}: (meeting: finds \
                         who took part, the place and the date)",
                        name(term)
                    ))),
                    None => Ok(()),
                }
            }
            Target::Statements | Target::Positions => Ok(()),
        }
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

    fn term(&mut self, field: &str, values: &[Given<'_>], negated: bool) -> Result<(), Error> {
        if matches!(field, "date" | "before" | "after" | "in") {
            return match values {
                _ if negated => Err(Error::invalid(format!(
                    "-{field}: cannot be left out: turn it round"
                ))),
                [one] => self.one(field, one.words),
                _ if field == "in" => Err(Error::invalid("in: takes one list: search twice")),
                _ => Err(Error::invalid(format!(
                    "{field}: takes one date: for all the days between two write date:2025-08-01..2025-08-15"
                ))),
            };
        }
        let field = match field {
            "" | "words" => Field::Words,
            name => Field::of(name).ok_or_else(|| {
                Error::invalid(format!(
                    "there is no field {name:?}: search by speaker, side, act, stance, matter, \
                     meeting, publisher, date, before, after or in, and quote words that have a colon"
                ))
            })?,
        };
        let mut any = Vec::new();
        for given in values {
            any.extend(value(field, given)?);
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

    /// A field that takes one value.
    fn one(&mut self, field: &str, words: &str) -> Result<(), Error> {
        match field {
            "date" => {
                let (first, last) = match words.split_once("..") {
                    Some((first, last)) => (some_days(first)?, some_days(last)?),
                    None => (some_days(words)?, some_days(words)?),
                };
                self.narrow(first.map(|days| days.0), last.map(|days| days.1))
            }
            "after" => {
                let days = some_days(words)?;
                self.narrow(days.map(|days| days.1), None)
            }
            "before" => {
                let days = some_days(words)?;
                self.narrow(None, days.map(|days| days.0))
            }
            _ => {
                let mut all = Target::ALL.into_iter();
                let target = all.find(|target| target.as_str() == words).ok_or_else(|| {
                    Error::invalid("in: takes reports, meetings, statements or positions")
                })?;
                if self.target.is_some_and(|other| other != target) {
                    return Err(Error::invalid("in: takes one list: search twice"));
                }
                self.target = Some(target);
                Ok(())
            }
        }
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

/// A value as it was written.
#[derive(Clone, Copy)]
struct Given<'a> {
    words: &'a str,
    quoted: bool,
}

/// What a value of a field asks for; nothing if it has only signs, which the index has not.
fn value(field: Field, given: &Given<'_>) -> Result<Option<Value>, Error> {
    let Given { words, quoted } = *given;
    let number = words.strip_prefix('#').filter(|_| !quoted);
    if let (Field::Speaker | Field::Meeting, Some(number)) = (field, number) {
        return match number.parse() {
            Ok(number) => Ok(Some(Value::Number(number))),
            Err(_) => Err(Error::invalid(format!(
                "{words:?} is no number: write {}:#12, or quote words that have a #",
                field.as_str()
            ))),
        };
    }
    // A star after the first letters of a word.
    let begun = !quoted && words.ends_with('*');
    let words = if begun {
        words.trim_end_matches('*')
    } else {
        words
    };
    let last = words.rsplit(|c: char| !c.is_alphanumeric()).next();
    if begun && last.is_none_or(|last| last.chars().count() < LETTERS) {
        return Err(Error::invalid(format!(
            "{words}* may be almost any word: give at least {LETTERS} letters before the *"
        )));
    }
    if !words.contains(char::is_alphanumeric) {
        return Ok(None);
    }
    match field {
        Field::Act => _ = words.to_lowercase().parse::<Act>().map_err(unknown)?,
        Field::Stance => _ = words.to_lowercase().parse::<Stance>().map_err(unknown)?,
        _ => {}
    }
    let words = match field {
        Field::Side if !begun => side(words).unwrap_or(words),
        _ => words,
    };
    let words = words.to_owned();
    Ok(Some(Value::Words { words, begun }))
}

/// The code or the short name of a side that is called by any of its names, whatever their case.
fn side(words: &str) -> Option<&'static str> {
    let titled = || {
        let mut letters = words.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect::<String>()
    };
    let known = |words: &str| match (Alpha3::of(words), country(words)) {
        (Some(code), _) | (None, Some((code, _))) => Some(code.as_str()),
        (None, None) => organization(words),
    };
    known(words)
        .or_else(|| known(&titled()))
        .or_else(|| known(&words.to_uppercase()))
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
        let mut is_named = false;
        while !rest.is_empty() {
            let negated = rest.starts_with('-');
            rest = rest.strip_prefix('-').unwrap_or(rest);
            if negated && rest.chars().next().is_none_or(char::is_whitespace) {
                return Err(Error::invalid(
                    "a minus stands alone: write it right before the word to leave out, or leave it away",
                ));
            }
            let field = match rest.split_once(':') {
                Some((name, after))
                    if !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic()) =>
                {
                    rest = after;
                    name.to_ascii_lowercase()
                }
                _ => String::new(),
            };
            is_named |= field == "in";
            let mut values = Vec::new();
            loop {
                let (words, after) = written(rest)?;
                let quoted = rest.starts_with('"');
                values.push(Given { words, quoted });
                rest = after;
                match rest.strip_prefix(',') {
                    Some(after) => rest = after,
                    None => break,
                }
            }
            query.term(&field, &values, negated)?;
            rest = rest.trim_start();
        }
        if query.is_empty() && !is_named && !text.trim().is_empty() {
            return Err(Error::invalid(format!(
                "{:?} has no letter and no digit to search for",
                text.trim()
            )));
        }
        query.is_answered()?;
        query.check()?;
        Ok(query)
    }
}

impl Query {
    /// Whether it asks for no more than can be found in no time.
    fn is_answered(&self) -> Result<(), Error> {
        let terms = self.terms.iter().chain(&self.not);
        let values: Vec<&Value> = terms.flat_map(|term| &term.any).collect();
        let begun = |value: &&&Value| matches!(value, Value::Words { begun: true, .. });
        if values.len() > VALUES {
            return Err(Error::invalid(format!(
                "the query has {} words and values, more than {VALUES}: ask for less at once, or quote \
                 words that stand together",
                values.len()
            )));
        }
        if values.iter().filter(begun).count() > BEGUN {
            return Err(Error::invalid(format!(
                "more than {BEGUN} words are only begun: write some of them in full"
            )));
        }
        Ok(())
    }
}

/// The value at the start of `text`, and what comes after it.
fn written(text: &str) -> Result<(&str, &str), Error> {
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

    fn words(words: &str, begun: bool) -> Value {
        let words = words.to_owned();
        Value::Words { words, begun }
    }

    #[test]
    fn everything_she_denied_in_august() {
        let query = parse("speaker:\"Ana Verrin\" act:deny,reject date:2025-08 -bridge harb*");
        assert_eq!(query.terms.len(), 3);
        assert_eq!(query.terms[0].any, [words("Ana Verrin", false)]);
        assert_eq!(query.terms[1].any.len(), 2);
        assert_eq!(query.terms[2].any, [words("harb", true)]);
        assert_eq!(query.not[0].any, [words("bridge", false)]);
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
    fn a_side_goes_by_all_its_names() {
        for (written, side) in [
            ("Russia", "RUS"),
            ("russia", "RUS"),
            ("rus", "RUS"),
            ("\"the European Union\"", "EU"),
            ("eu", "EU"),
            ("N.A.T.O.", "NATO"),
            ("us", "USA"),
            ("Atlantis", "Atlantis"),
        ] {
            let query = parse(&format!("side:{written}"));
            assert_eq!(query.terms[0].any, [words(side, false)], "{written}");
        }
    }

    #[test]
    fn persons_and_meetings_have_numbers() {
        assert_eq!(parse("speaker:#12").terms[0].any, [Value::Number(12)]);
        assert_eq!(parse("Meeting:#7,summit").terms[0].any[0], Value::Number(7));
        assert!(refused("speaker:#x").contains("no number"));
        assert_eq!(parse("\"#12\"").terms[0].any, [words("#12", false)]);
    }

    #[test]
    fn reports_are_found_by_their_rows() {
        assert_eq!(
            parse("in:reports speaker:Verrin").rows(),
            Some(Target::Statements)
        );
        assert_eq!(
            parse("in:reports stance:denies").rows(),
            Some(Target::Positions)
        );
        assert_eq!(parse("in:reports ferry").rows(), None);
        assert!(refused("in:reports -act:deny").contains("in:statements"));
        assert!(refused("in:meetings act:deny").contains("meetings have no act"));
    }

    #[test]
    fn what_cannot_be_meant_is_told() {
        for (query, why) in [
            ("colour:red", "speaker, side, act"),
            ("act:shout", "accuse"),
            ("\"open", "not closed"),
            ("speaker:", "needs a value"),
            ("speaker:?!", "needs a value"),
            ("date:2021,2022", "takes one date"),
            ("in:reports,meetings", "one list"),
            ("in:statements in:positions", "one list"),
            ("- Russia", "minus stands alone"),
            ("talks -", "minus stands alone"),
            ("--", "no letter"),
            ("🙂", "no letter"),
            ("s*", "at least 3 letters"),
            ("speaker:me*", "at least 3 letters"),
            ("harbour-x*", "at least 3 letters"),
            ("*", "at least 3 letters"),
            (&"abc* ".repeat(3), "only begun"),
            (&"a ".repeat(41), "41 words"),
            (&format!("speaker:{}", ["a"; 41].join(",")), "41 words"),
        ] {
            assert!(refused(query).contains(why), "{query}: {}", refused(query));
        }
        assert!(parse(" ").is_empty());
        assert_eq!(parse("ferry & bridge").terms.len(), 2);
        assert_eq!(parse("Act:deny").terms[0].field, Field::Act);
    }
}
