//! Publication dates: RFC 3339 in reports, anything the web writes in pages.

use jiff::civil::{Date, Time};
use jiff::fmt::rfc2822;
use jiff::fmt::temporal::{Pieces, PiecesOffset};
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

/// Reads a date from a page's metadata, where it may also be an e-mail's date
/// or lack the offset from UTC: then the date alone is taken.
pub(crate) fn parse_in_page(text: &str) -> Option<String> {
    let text = text.trim();
    if let Ok(published) = parse_published(text) {
        return Some(published);
    }
    if let Ok(zoned) = rfc2822::parse(text) {
        let offset = zoned.offset().into();
        return Some(date_time(zoned.date(), zoned.time(), offset));
    }
    let date = Pieces::parse(text).ok()?.date();
    (date.year() >= 0).then(|| date.to_string())
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
    fn pages_may_write_dates_more_loosely() {
        for (given, expected) in [
            ("2025-08-16T09:30", Some("2025-08-16")),
            ("2025-08-16 09:30:00", Some("2025-08-16")),
            (
                "Sat, 16 Aug 2025 09:30:00 -0700",
                Some("2025-08-16T09:30:00-07:00"),
            ),
            ("16th of August", None),
        ] {
            assert_eq!(parse_in_page(given).as_deref(), expected, "{given}");
        }
    }
}
