//! Whether a report was read whole: only then does what it leaves out tell something.

use crate::table::lines;
use verbale_schema::{Record, Warning};

const BREAKS: &str = include_str!("../data/breaks.txt");

/// Codes of warnings on records that were not read, or only in part.
const UNREAD: [&str; 2] = ["no-text", "not-english"];

/// Why a record is not of a whole report, where the record itself has no warning of it.
pub(crate) fn gap(record: &Record) -> Option<Warning> {
    let (code, message) = match &record.document.text {
        None => ("no-text", "the record has no text: read the report again"),
        Some(text) if breaks_off(text) => (
            "cut",
            "the text breaks off: what it does not raise may stand in the rest",
        ),
        Some(_) => return None,
    };
    Some(Warning {
        code: code.to_owned(),
        message: message.to_owned(),
    })
}

/// Whether the report was read from its beginning to its end.
pub(crate) fn is_whole(record: &Record) -> bool {
    let unread = |warning: &Warning| UNREAD.contains(&warning.code.as_str());
    gap(record).is_none() && !record.warnings.iter().any(unread)
}

fn breaks_off(text: &str) -> bool {
    let end = text.trim_end().to_lowercase();
    lines(BREAKS).any(|words| end.ends_with(words))
}

#[cfg(test)]
mod tests {
    use super::breaks_off;

    #[test]
    fn a_text_that_goes_on_elsewhere_breaks_off() {
        for cut in [
            "The ministers met on Monday and agreed to…",
            "The ministers met on Monday and agreed to ... [+1204 chars]\n",
            "The ministers met on Monday.\n\nContinue reading",
        ] {
            assert!(breaks_off(cut), "{cut}");
        }
        for whole in [
            "The ministers met on Monday.",
            "“Well…” she said.",
            "“We shall see…”",
            "",
        ] {
            assert!(!breaks_off(whole), "{whole}");
        }
    }
}
