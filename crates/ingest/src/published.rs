//! Publication dates: RFC 3339 where they are asked for, anything that is written in pages and dumps.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::fmt::{rfc2822, strtime};
use jiff::tz::Offset;

use crate::error::{Error, brief};

/// Reads a date or a date-time as RFC 3339 writes them and gives it back in one
/// form: upper-case `T` and `Z`, seconds always, no superfluous fraction.
///
/// ```
/// use verbale_ingest::parse_published;
///
/// assert_eq!(parse_published("2025-08-16")?, "2025-08-16");
/// assert_eq!(parse_published("2025-08-16t09:30:00+03:00")?, "2025-08-16T09:30:00+03:00");
/// # Ok::<(), verbale_ingest::Error>(())
/// ```
///
/// # Errors
///
/// The text is no such date, the date is not in the calendar, or a time comes
/// without its offset from UTC.
pub fn parse_published(text: &str) -> Result<String, Error> {
    let given = brief(&text);
    let wrong = |why: &str| {
        Error::new(format_args!(
            "\"{given}\" {why}: write it like 2025-08-16 or 2025-08-16T09:30:00Z"
        ))
    };
    let no_date = "is no RFC 3339 date, or none in the calendar";
    let pieces = Pieces::parse(text.trim()).map_err(|error| wrong(no_date).with_source(error))?;
    if pieces.date().year() < 0 || pieces.time_zone_annotation().is_some() {
        return Err(wrong(no_date));
    }
    match (pieces.time(), pieces.offset()) {
        (None, None) => Ok(pieces.date().to_string()),
        (Some(time), Some(offset)) => Ok(date_time(pieces.date(), time, offset)),
        _ => Err(wrong("lacks its offset from UTC")),
    }
}

/// Reads a date in any form that pages and dumps write: an e-mail's, a script's, one in words, or one that lacks its
/// offset from UTC, of which the day alone is taken. What stands for "no date" in many programs is none.
pub(crate) fn parse_loosely(text: &str) -> Option<String> {
    const NO_DATE: &str = "1970-01-01";
    // The first newspapers.
    const FIRST_YEAR: &str = "1600";
    let text = text.trim();
    // "[UTC]" only says again what the offset says.
    let text = text.split_once('[').map_or(text, |(text, _)| text.trim());
    let published = parse_published(text)
        .ok()
        .or_else(|| mail_date(text))
        .or_else(|| script_date(text))
        .or_else(|| Some(Pieces::parse(text).ok()?.date().to_string()))
        .or_else(|| day_in_words(text))?;
    (published.as_str() >= FIRST_YEAR && !published.starts_with(NO_DATE)).then_some(published)
}

/// A moment as programs count it: seconds or milliseconds since 1970.
pub(crate) fn parse_count(count: i64) -> Option<String> {
    const MILLISECONDS: i64 = 100_000_000_000;
    let timestamp = match count {
        ..=0 => return None,
        MILLISECONDS.. => Timestamp::from_millisecond(count),
        _ => Timestamp::from_second(count),
    };
    Some(timestamp.ok()?.to_string())
}

fn mail_date(text: &str) -> Option<String> {
    let zoned = rfc2822::parse(text).ok()?;
    let offset = zoned.offset().into();
    Some(date_time(zoned.date(), zoned.time(), offset))
}

/// "Sun Aug 17 2025 09:30:00 GMT+0200 (Central European Summer Time)".
fn script_date(text: &str) -> Option<String> {
    let text = text.split_once('(').map_or(text, |(text, _)| text.trim());
    let parts = strtime::parse("%a %b %d %Y %H:%M:%S GMT%z", text).ok()?;
    let (date, time) = (parts.to_date().ok()?, parts.to_time().ok()?);
    Some(date_time(date, time, parts.offset()?.into()))
}

/// The first day in a text: "17 August 2025", "Aug. 17th, 2025", "2025/08/17".
fn day_in_words(text: &str) -> Option<String> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.windows(3).find_map(|three| {
        let [first, second, third] = [three[0], three[1], three[2]];
        let (year, month, day) = match (month(first), month(second)) {
            (Some(month), _) => (third, month, second),
            (_, Some(month)) => (third, month, first),
            _ if first.len() == 4 => (first, second.parse().ok()?, third),
            _ => return None,
        };
        let year = year.parse().ok().filter(|_| year.len() == 4)?;
        let day = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        Some(Date::new(year, month, day.parse().ok()?).ok()?.to_string())
    })
}

/// The number of a month's name, whole or cut after three letters or more.
fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    let number = MONTHS
        .iter()
        .position(|month| word.len() >= 3 && month.starts_with(&word))?;
    i8::try_from(number + 1).ok()
}

fn date_time(date: Date, time: Time, offset: PiecesOffset) -> String {
    let offset = match offset {
        PiecesOffset::Zulu => "Z".to_owned(),
        _ => hours_and_minutes(offset.to_numeric_offset()),
    };
    format!("{date}T{time}{offset}")
}

/// An offset as RFC 3339 has it, which knows no seconds there.
fn hours_and_minutes(offset: Offset) -> String {
    let sign = if offset.is_negative() { '-' } else { '+' };
    let minutes = offset.seconds().abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_come_out_in_one_form() {
        for (given, expected) in [
            ("2025-08-16", "2025-08-16"),
            (" 2024-02-29 ", "2024-02-29"),
            ("2025-08-16T09:30:00Z", "2025-08-16T09:30:00Z"),
            ("2025-08-16t09:30:00z", "2025-08-16T09:30:00Z"),
            ("2025-08-16 09:30:00-07:00", "2025-08-16T09:30:00-07:00"),
            ("2025-08-16T09:30:00+05:45", "2025-08-16T09:30:00+05:45"),
            ("2025-08-16T09:30:00.250Z", "2025-08-16T09:30:00.25Z"),
            ("2025-08-16T09:30:00+0000", "2025-08-16T09:30:00+00:00"),
        ] {
            assert_eq!(parse_published(given).unwrap(), expected, "{given}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused_in_one_line() {
        for given in [
            "",
            "yesterday",
            "2025-02-29",
            "2025-13-01",
            "16/08/2025",
            "2025-08-16T09:30:00",
            "2025-08-16T25:00:00Z",
            "2025-08-16T09:30:00+01:00[Europe/Paris]",
            "-000044-03-15",
            "2025-08-16\n2025-08-17",
        ] {
            let message = parse_published(given).unwrap_err().to_string();
            assert!(message.contains("write it like 2025-08-16"), "{message}");
            assert!(!message.contains('\n'), "{message}");
        }
    }

    #[test]
    fn pages_and_dumps_may_write_dates_more_loosely() {
        for (given, expected) in [
            ("2025-08-16T09:30", Some("2025-08-16")),
            ("2025-08-16 09:30:00", Some("2025-08-16")),
            ("2025-08-16T09:30:00Z[UTC]", Some("2025-08-16T09:30:00Z")),
            (
                "Sat, 16 Aug 2025 09:30:00 -0700",
                Some("2025-08-16T09:30:00-07:00"),
            ),
            (
                "Sat Aug 16 2025 09:30:00 GMT+0200 (Central European Summer Time)",
                Some("2025-08-16T09:30:00+02:00"),
            ),
            ("August 16, 2025 9:30 a.m.", Some("2025-08-16")),
            ("Posted on Sept. 1st, 2025", Some("2025-09-01")),
            ("16 Aug 2025", Some("2025-08-16")),
            ("20250816", Some("2025-08-16")),
            ("2025/08/16 09:30", Some("2025-08-16")),
            ("16th of August", None),
            ("31 February 2025", None),
            // The month and the day cannot be told apart.
            ("08/06/2025", None),
        ] {
            assert_eq!(parse_loosely(given).as_deref(), expected, "{given}");
        }
    }

    #[test]
    fn dates_that_stand_for_none_are_none() {
        for given in [
            "0001-01-01T00:00:00Z",
            "1970-01-01",
            "Thu, 01 Jan 1970 00:00:00 GMT",
        ] {
            assert_eq!(parse_loosely(given), None, "{given}");
        }
        assert_eq!(parse_count(0), None);
    }

    #[test]
    fn moments_may_be_counted() {
        for count in [1_755_336_600, 1_755_336_600_000] {
            assert_eq!(parse_count(count).as_deref(), Some("2025-08-16T09:30:00Z"));
        }
    }
}
