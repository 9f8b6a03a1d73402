//! Dates and lengths of time: found by their words, resolved against the day of publication.
//!
//! A value is only as exact as the words: "Friday" is a day, "last month" a month, "this week" an interval from Monday
//! to Sunday, "recently" nothing at all.

use jiff::ToSpan;
use jiff::civil::Date;
use verbale_doc::{Doc, Tokens, Upos};
use verbale_lexicon::{TimeUnit as Unit, TimeWord as Entry, time_word};
use verbale_text::Gap;

/// On which side of the day of publication a date without a year or a week is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Time {
    Past,
    Future,
    /// On whichever side is nearer.
    Either,
}

/// What the words for a date say, before it is known when they were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// Day of a month, of a given or of the nearest year; to another month's day, if any.
    Day(Option<i16>, i8, i8, Option<(i8, i8)>),
    /// A month, of a given or of the nearest year.
    Month(Option<i16>, i8),
    Year(i16),
    /// Days from the day of publication.
    Relative(i32),
    /// The nearest of these days, the day of publication among them.
    Weekday(i8),
    /// A month named as the last or the next of its name.
    NamedMonth(i8, Time),
    /// The week, month or year so many before or after that of the publication.
    Calendar(Unit, i32),
}

impl When {
    /// The ISO 8601 date, month, year or interval that the words stand for. `None` where they need a day of
    /// publication that is not known, or name a day that no calendar has.
    pub(crate) fn resolve(&self, published: Option<Date>, time: Time) -> Option<String> {
        match *self {
            Self::Day(year, month, day, until) => {
                let from = match year {
                    Some(year) => Date::new(year, month, day).ok()?,
                    None => nearest(published?, time, |year| Date::new(year, month, day).ok())?,
                };
                Some(match until {
                    Some((month, day)) => {
                        let year = from.year() + i16::from(month < from.month());
                        format!("{from}/{}", Date::new(year, month, day).ok()?)
                    }
                    None => from.to_string(),
                })
            }
            Self::Month(year, month) => {
                let first = match year {
                    Some(year) => Date::new(year, month, 1).ok()?,
                    None => {
                        let published = published?.first_of_month();
                        let first = |year| Date::new(year, month, 1).ok();
                        let beyond = |date: &Date| match time {
                            Time::Past => *date > published,
                            Time::Future => *date < published,
                            Time::Either => false,
                        };
                        nearest(published, time, |year| {
                            first(year).filter(|date| !beyond(date))
                        })?
                    }
                };
                Some(format!("{:04}-{:02}", first.year(), first.month()))
            }
            Self::NamedMonth(month, side) => {
                let this = published?.first_of_month();
                let months = [this.year() - 1, this.year(), this.year() + 1]
                    .into_iter()
                    .filter_map(|year| Date::new(year, month, 1).ok());
                let first = match side {
                    Time::Future => months.clone().find(|first| *first > this),
                    _ => months.rev().find(|first| *first < this),
                }?;
                Some(format!("{:04}-{:02}", first.year(), first.month()))
            }
            Self::Year(year) => Some(format!("{year:04}")),
            Self::Relative(days) => Some(published?.checked_add(days.days()).ok()?.to_string()),
            Self::Weekday(day) => {
                let published = published?;
                let today = published.weekday().to_monday_one_offset();
                let days = match time {
                    Time::Past => -i32::from((today - day).rem_euclid(7)),
                    Time::Future => i32::from((day - today).rem_euclid(7)),
                    // A bare weekday is told of more often than announced.
                    Time::Either => -i32::from((today - day).rem_euclid(7)),
                };
                Some(published.checked_add(days.days()).ok()?.to_string())
            }
            Self::Calendar(unit, count) => {
                let published = published?;
                Some(match unit {
                    Unit::Week => {
                        let weekday = i32::from(published.weekday().to_monday_zero_offset());
                        let monday = published.checked_add((7 * count - weekday).days()).ok()?;
                        format!("{monday}/{}", monday.checked_add(6.days()).ok()?)
                    }
                    Unit::Month => {
                        let month = published.checked_add(count.months()).ok()?;
                        format!("{:04}-{:02}", month.year(), month.month())
                    }
                    Unit::Year => {
                        format!("{:04}", published.checked_add(count.years()).ok()?.year())
                    }
                    Unit::Minute | Unit::Hour | Unit::Day => return None,
                })
            }
        }
    }
}

impl When {
    /// Whether a day told in the present tense lies ahead: another weekday than that of the publication, or tomorrow.
    pub(crate) fn is_ahead(&self, published: Option<Date>) -> bool {
        match *self {
            Self::Weekday(day) => {
                published.is_some_and(|published| published.weekday().to_monday_one_offset() != day)
            }
            Self::Relative(days) => days > 0,
            _ => false,
        }
    }
}

/// How much farther a date on the wrong side of the publication counts: a report is dated a day before the meeting that it
/// tells of more often than it tells of one a year ago.
const WRONG_SIDE: i32 = 10;

/// The date of the year, among that of the publication and its neighbours, that lies nearest to it, on the given side
/// rather than on the other.
fn nearest(published: Date, time: Time, date: impl Fn(i16) -> Option<Date>) -> Option<Date> {
    let year = published.year();
    [year - 1, year, year + 1]
        .into_iter()
        .filter_map(date)
        .min_by_key(|d| {
            let days = (*d - published).get_days();
            match time {
                Time::Past if days > 0 => WRONG_SIDE * days,
                Time::Future if days < 0 => -WRONG_SIDE * days,
                _ => days.abs(),
            }
        })
}

/// The dates that stand among `tokens`, in order.
pub(crate) fn dates(doc: &Doc, tokens: &Tokens) -> Vec<(Tokens, When)> {
    let words = Words { doc, tokens };
    let mut found: Vec<(Tokens, When)> = Vec::new();
    let mut at = tokens.start;
    while at < tokens.end {
        match words.date(at) {
            Some((end, when)) => {
                // "Friday, 25 July": the weekday adds nothing to the day.
                match found.last_mut() {
                    Some((last, When::Weekday(_)))
                        if last.end == at || (last.end + 1 == at && words.is(last.end, ",")) =>
                    {
                        *last = last.start..end;
                        found.last_mut().expect("just seen").1 = when;
                    }
                    _ => found.push((at..end, when)),
                }
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Lengths of time among `tokens`, with their ISO 8601 values; none where the words are vague.
pub(crate) fn durations(doc: &Doc, tokens: &Tokens) -> Vec<(Tokens, Option<String>)> {
    let words = Words { doc, tokens };
    let mut found: Vec<(Tokens, Option<String>)> = Vec::new();
    let mut at = tokens.start;
    while at < tokens.end {
        match words.duration(at) {
            Some((end, value)) => {
                found.push((at..end, value));
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// The number that a word in lower case is: "five", "5".
pub(crate) fn count(word: &str) -> Option<u32> {
    match time_word(word) {
        Some(Entry::Number(n)) => Some(n),
        _ => word.parse().ok().filter(|n| *n < 100),
    }
}

struct Words<'w, 'p, 'a> {
    doc: &'p Doc<'a>,
    tokens: &'w Tokens,
}

impl Words<'_, '_, '_> {
    fn lower(&self, at: usize) -> &str {
        if self.tokens.contains(&at) {
            self.doc.lower(at)
        } else {
            ""
        }
    }

    fn is(&self, at: usize, word: &str) -> bool {
        self.tokens.contains(&at) && self.doc.word(at).eq_ignore_ascii_case(word)
    }

    fn entry(&self, at: usize) -> Option<Entry> {
        time_word(self.lower(at))
    }

    fn month(&self, at: usize) -> Option<i8> {
        match self.entry(at)? {
            // "May" and "March" are words of their own.
            Entry::Month(month) if self.doc.is_capitalized(at) => {
                (self.doc.upos(at) != Upos::Aux).then_some(month)
            }
            _ => None,
        }
    }

    /// A day of the month: "4", "4th".
    fn day(&self, at: usize) -> Option<i8> {
        let word = self.lower(at);
        let digits = ["st", "nd", "rd", "th"]
            .iter()
            .find_map(|end| word.strip_suffix(end))
            .unwrap_or(word);
        let short = digits.len() < 3 && digits.bytes().all(|b| b.is_ascii_digit());
        digits
            .parse()
            .ok()
            .filter(|day| short && (1..=31).contains(day))
    }

    fn year(&self, at: usize) -> Option<i16> {
        let word = self.lower(at);
        let digits = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
        word.parse()
            .ok()
            .filter(|year| digits && (1800..2200).contains(year))
    }

    /// The year after a date, if any: "2021", ", 2021", "last year".
    fn year_after(&self, at: usize) -> (usize, Option<i16>) {
        let start = at + usize::from(self.is(at, ","));
        match self.year(start) {
            Some(year) => (start + 1, Some(year)),
            None => (at, None),
        }
    }

    /// The other end of a span of days after the first one, in `month`: "and 5", "-29", "to 6", "to May 2".
    fn until(&self, at: usize, month: Option<i8>) -> Option<(usize, (Option<i8>, i8))> {
        let joins = matches!(
            self.lower(at),
            "and" | "-" | "–" | "—" | "to" | "until" | "through" | "&"
        );
        if !joins {
            return None;
        }
        if let Some(day) = self.day(at + 1) {
            return Some((at + 2, (month, day)));
        }
        // "May 28 and June 2" may be two days.
        let span = !matches!(self.lower(at), "and" | "&");
        let month = self.month(at + 1).filter(|_| span)?;
        Some((at + 3, (Some(month), self.day(at + 2)?)))
    }

    /// "To 2 June", after a day of another month.
    fn other_month(&self, at: usize) -> Option<(usize, (i8, i8))> {
        let joins = matches!(self.lower(at), "-" | "–" | "—" | "to" | "until");
        let day = self.day(at + 1).filter(|_| joins)?;
        Some((at + 3, (self.month(at + 2)?, day)))
    }

    fn date(&self, at: usize) -> Option<(usize, When)> {
        if let Some(month) = self.month(at) {
            let dotted = at + 1 + usize::from(self.is(at + 1, "."));
            let next = if self.day(dotted).is_some() {
                dotted
            } else {
                at + 1
            };
            if let Some(day) = self.day(next) {
                let (end, until) = match self.until(next + 1, Some(month)) {
                    Some((end, (until, day))) => (end, until.map(|month| (month, day))),
                    None => (next + 1, None),
                };
                let (end, year) = self.year_after(end);
                return Some((end, When::Day(year, month, day, until)));
            }
            let (end, year) = self.year_after(next);
            let named = year.is_some() || self.is_date_here(at);
            return named.then_some((end, When::Month(year, month)));
        }
        if let Some(day) = self.day(at) {
            let (next, until) = match self.until(at + 1, None) {
                Some((end, (_, day))) => (end, Some(day)),
                None => (at + 1, None),
            };
            let next = next + usize::from(self.is(next, "of"));
            let month = self.month(next)?;
            // "28 May to 2 June".
            let (end, until) = match self.other_month(next + 1) {
                Some((end, other)) if until.is_none() => (end, Some(other)),
                _ => (next + 1, until.map(|day| (month, day))),
            };
            let (end, year) = self.year_after(end);
            return Some((end, When::Day(year, month, day, until)));
        }
        if let Some(year) = self.year(at) {
            let dated = at > 0
                && matches!(
                    self.doc.lower(at - 1),
                    "in" | "of" | "since" | "the" | "early" | "late" | "mid" | "-"
                );
            return dated.then_some((at + 1, When::Year(year)));
        }
        match self.entry(at) {
            Some(Entry::Day(days)) => Some((self.past_parts(at + 1), When::Relative(days))),
            Some(Entry::Weekday(day)) if self.doc.is_capitalized(at) => {
                Some((self.past_parts(at + 1), When::Weekday(day)))
            }
            Some(Entry::Number(count)) => self.counted(at, count),
            _ => self.calendar(at),
        }
    }

    /// Whether a bare month is a date: "in September", "late July", not the name of a person.
    fn is_date_here(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|t| self.doc.lower(t));
        before.is_some_and(|word| {
            matches!(
                word,
                "in" | "of"
                    | "since"
                    | "last"
                    | "this"
                    | "next"
                    | "early"
                    | "late"
                    | "mid"
                    | "mid-"
                    | "for"
                    | "until"
                    | "by"
                    | "during"
                    | "-"
                    | "the"
                    | "a"
                    | "an"
                    | "as"
            )
        })
    }

    fn past_parts(&self, mut at: usize) -> usize {
        while matches!(self.entry(at), Some(Entry::Part)) && self.follows(at) {
            at += 1;
        }
        at
    }

    fn follows(&self, at: usize) -> bool {
        self.tokens.contains(&at) && self.doc.analysis.tokens[at].gap == Gap::Space
    }

    /// "Two weeks ago".
    fn counted(&self, at: usize, count: u32) -> Option<(usize, When)> {
        let Some(Entry::Unit(unit)) = self.entry(at + 1) else {
            return None;
        };
        let count = i32::try_from(count).ok()?;
        let when = match unit {
            Unit::Day => When::Relative(-count),
            Unit::Week => When::Relative(-7 * count),
            Unit::Month | Unit::Year => When::Calendar(unit, -count),
            Unit::Minute | Unit::Hour => When::Relative(0),
        };
        self.is(at + 2, "ago").then_some((at + 3, when))
    }

    /// "Last month", "next Friday", "this evening".
    fn calendar(&self, at: usize) -> Option<(usize, When)> {
        let count = match self.lower(at) {
            "last" | "past" | "previous" => -1,
            "this" => 0,
            "next" => 1,
            _ => return None,
        };
        let when = match self.entry(at + 1)? {
            Entry::Unit(unit @ (Unit::Week | Unit::Month | Unit::Year)) => {
                When::Calendar(unit, count)
            }
            Entry::Part if count < 0 && (self.is(at + 1, "night") || self.is(at, "previous")) => {
                When::Relative(-1)
            }
            Entry::Part if count == 0 => When::Relative(0),
            Entry::Weekday(day) => When::Weekday(day),
            Entry::Month(month) if count < 0 => When::NamedMonth(month, Time::Past),
            Entry::Month(month) if count > 0 => When::NamedMonth(month, Time::Future),
            Entry::Month(month) => When::Month(None, month),
            _ => return None,
        };
        Some((self.past_parts(at + 2), when))
    }

    /// "Three-hour", "hour-long", "nearly 90 minutes", "two and a half hours", "half an hour", "several hours".
    fn duration(&self, at: usize) -> Option<(usize, Option<String>)> {
        let (mut next, mut count) = (at, None);
        let long = self.lower(at + 1).ends_with("-long")
            || self.is(at + 2, "-") && self.is(at + 3, "long");
        if long && matches!(self.lower(at), "a" | "an") {
            return None;
        }
        let half = self.is(at, "half") && matches!(self.lower(at + 1), "an" | "a");
        if half {
            (next, count) = (at + 2, Some(0.5));
        } else if let Some(number) = self.number(at) {
            (next, count) = (at + 1, Some(number));
            if matches!(self.lower(next), "1/2" | "½") {
                (next, count) = (next + 1, Some(number + 0.5));
            }
            if self.is(next, "and") && self.is(next + 1, "a") && self.is(next + 2, "half") {
                (next, count) = (next + 3, Some(number + 0.5));
            }
        } else if matches!(self.lower(at), "several" | "many" | "some") {
            next = at + 1;
        } else if self.is(at + 1, "-") && self.is(at + 2, "long")
            || self.lower(at).ends_with("-long")
        {
            count = Some(1.0);
        } else {
            return None;
        }
        next += usize::from(self.is(next, "-"));
        let word = self.lower(next);
        let (unit, mut end) = match self.entry(next) {
            Some(Entry::Unit(unit)) => (unit, next + 1),
            _ => match time_word(word.strip_suffix("-long")?) {
                Some(Entry::Unit(unit)) => (unit, next + 1),
                _ => return None,
            },
        };
        // "An hour and a half".
        if self.is(end, "and") && self.is(end + 1, "a") && self.is(end + 2, "half") {
            (end, count) = (end + 3, count.map(|n| n + 0.5));
        }
        let after = self.is(end, "ago") || self.is(end, "later") || self.is(end, "earlier");
        if after {
            return None;
        }
        if self.is(end, "-") && self.is(end + 1, "long") {
            end += 2;
        }
        Some((end, count.and_then(|count| iso(count, unit))))
    }

    /// "90", "ninety", and "twenty-five" in its pieces.
    fn number(&self, at: usize) -> Option<f64> {
        match self.entry(at) {
            Some(Entry::Number(n)) => Some(f64::from(n)),
            _ => self
                .lower(at)
                .parse::<f64>()
                .ok()
                .filter(|n| (0.0..1000.0).contains(n)),
        }
    }
}

/// An ISO 8601 duration; halves of an hour in minutes.
fn iso(count: f64, unit: Unit) -> Option<String> {
    let whole = count.fract() == 0.0;
    Some(match unit {
        Unit::Minute if whole && count >= 60.0 && count % 60.0 == 0.0 => {
            format!("PT{}H", count / 60.0)
        }
        Unit::Minute if whole => format!("PT{count}M"),
        Unit::Hour if whole => format!("PT{count}H"),
        Unit::Hour if count < 1.0 => format!("PT{}M", count * 60.0),
        Unit::Hour => format!("PT{}H{}M", count.trunc(), count.fract() * 60.0),
        Unit::Day if whole => format!("P{count}D"),
        Unit::Week if whole => format!("P{count}W"),
        Unit::Month if whole => format!("P{count}M"),
        Unit::Year if whole => format!("P{count}Y"),
        Unit::Year if count.fract() == 0.5 => format!("P{}Y6M", count.trunc()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::LazyLock;
    use verbale_model::Reader;

    static READER: LazyLock<Reader> = LazyLock::new(Reader::new);

    fn resolved(text: &str, time: Time) -> Vec<(String, Option<String>)> {
        let analysis = READER.read(text);
        let doc = Doc::new(text, &analysis);
        let published = Some(jiff::civil::date(2026, 9, 16)); // a Wednesday
        dates(&doc, &(0..doc.len()))
            .into_iter()
            .map(|(tokens, when)| {
                (
                    doc.phrase(&tokens).to_owned(),
                    when.resolve(published, time),
                )
            })
            .collect()
    }

    #[test]
    fn dates_are_as_exact_as_their_words() {
        let cases = [
            ("They met today.", "today", "2026-09-16"),
            (
                "They met yesterday morning.",
                "yesterday morning",
                "2026-09-15",
            ),
            ("They met on Friday.", "Friday", "2026-09-11"),
            ("They met on Wednesday.", "Wednesday", "2026-09-16"),
            (
                "They met on 4 September 2025 in Riga.",
                "4 September 2025",
                "2025-09-04",
            ),
            (
                "They are meeting in Riga, from July 28 to August 2.",
                "July 28 to August 2",
                "2026-07-28/2026-08-02",
            ),
            (
                "They met from 30 December to 2 January.",
                "30 December to 2 January",
                "2025-12-30/2026-01-02",
            ),
            (
                "They met on September 4 and 5.",
                "September 4 and 5",
                "2026-09-04/2026-09-05",
            ),
            ("They met on Nov. 3.", "Nov. 3", "2025-11-03"),
            (
                "They met on Tuesday, June 2, 2026.",
                "Tuesday, June 2, 2026",
                "2026-06-02",
            ),
            ("They met in late July.", "July", "2026-07"),
            ("They met last month.", "last month", "2026-08"),
            ("They met this week.", "this week", "2026-09-14/2026-09-20"),
            ("They met two weeks ago.", "two weeks ago", "2026-09-02"),
            ("They met in 2019.", "2019", "2019"),
        ];
        for (text, words, value) in cases {
            let expected = [(words.to_owned(), Some(value.to_owned()))];
            assert_eq!(resolved(text, Time::Past), expected, "{text}");
        }
    }

    #[test]
    fn what_is_to_come_is_looked_for_ahead() {
        let value = |text: &str| resolved(text, Time::Future)[0].1.clone().unwrap();
        assert_eq!(value("They will meet on Monday."), "2026-09-21");
        assert_eq!(value("They will meet on January 5."), "2027-01-05");
        assert_eq!(value("They will meet next month."), "2026-10");
        assert_eq!(value("They will meet in March."), "2027-03");
    }

    #[test]
    fn a_report_may_be_dated_a_little_too_early_or_late() {
        let value = |text: &str, time| resolved(text, time)[0].1.clone().unwrap();
        assert_eq!(value("They met on September 17.", Time::Past), "2026-09-17");
        let late = "They will meet on September 14 and 15.";
        assert_eq!(value(late, Time::Future), "2026-09-14/2026-09-15");
    }

    #[test]
    fn vague_words_and_names_are_no_dates() {
        for text in [
            "They met recently.",
            "Theresa May spoke.",
            "They may meet.",
            "A march began.",
        ] {
            assert_eq!(resolved(text, Time::Past), [], "{text}");
        }
    }

    #[test]
    fn lengths_of_time_are_iso_durations() {
        let cases = [
            ("The three-hour meeting ended.", "three-hour", Some("PT3H")),
            ("It was an hour-long call.", "hour-long", Some("PT1H")),
            ("It lasted nearly 90 minutes.", "90 minutes", Some("PT90M")),
            (
                "It lasted two and a half hours.",
                "two and a half hours",
                Some("PT2H30M"),
            ),
            ("It lasted half an hour.", "half an hour", Some("PT30M")),
            (
                "It lasted more than an hour and a half.",
                "an hour and a half",
                Some("PT1H30M"),
            ),
            (
                "It took 2 1/2 years of talks.",
                "2 1/2 years",
                Some("P2Y6M"),
            ),
            ("It lasted several hours.", "several hours", None),
        ];
        for (text, words, value) in cases {
            let analysis = READER.read(text);
            let doc = Doc::new(text, &analysis);
            let found = durations(&doc, &(0..doc.len()));
            let (tokens, got) = found.last().unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (doc.phrase(tokens), got.as_deref()),
                (words, value),
                "{text}"
            );
        }
    }

    #[test]
    fn without_a_day_of_publication_only_full_dates_have_values() {
        assert_eq!(When::Relative(0).resolve(None, Time::Past), None);
        assert_eq!(When::Weekday(1).resolve(None, Time::Past), None);
        let full = When::Day(Some(2020), 2, 29, None);
        assert_eq!(
            full.resolve(None, Time::Past).as_deref(),
            Some("2020-02-29")
        );
        assert_eq!(
            When::Day(Some(2021), 2, 29, None).resolve(None, Time::Past),
            None
        );
    }
}
