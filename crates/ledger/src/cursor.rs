//! Places in lists of results.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Error;

/// Where a result stands in the lists that it is in, by date and by certainty: given back, it is where
/// to go on. As text it is a word that means nothing to others (numbers of this size are rounded by
/// programs that know only floating point).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cursor {
    pub(crate) key: i64,
    pub(crate) confidence: f32,
}

/// Hexadecimal digits of the key, and of the confidence after it.
const KEY: usize = 16;
const CONFIDENCE: usize = 8;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:0KEY$x}{:0CONFIDENCE$x}",
            self.key,
            self.confidence.to_bits()
        )
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let parse = || {
            let (key, confidence) = text.split_at_checked(KEY)?;
            let is_whole =
                text.len() == KEY + CONFIDENCE && text.bytes().all(|b| b.is_ascii_hexdigit());
            Some(Self {
                key: is_whole.then(|| i64::from_str_radix(key, 16).ok())??,
                confidence: f32::from_bits(u32::from_str_radix(confidence, 16).ok()?),
            })
        };
        parse().ok_or_else(|| {
            Error::invalid(format!(
                "{text:?} is no place in this list: begin without a cursor"
            ))
        })
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was() {
        for (key, confidence) in [
            (6_502_802_037_744_336_895, 0.371),
            (0, 0.0),
            (i64::MAX, 1.0),
        ] {
            let cursor = Cursor { key, confidence };
            assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        }
        for wrong in [
            "",
            "12",
            "6502802037744336895",
            "+00000000000000000000000",
            "ä00000000000000000000000",
        ] {
            assert!(wrong.parse::<Cursor>().is_err(), "{wrong}");
        }
    }
}
