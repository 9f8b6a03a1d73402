//! Bytes turned into text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::report::Warning;

pub(crate) struct Decoded {
    pub(crate) text: String,
    /// That the encoding was guessed, or that the bytes do not fit it.
    pub(crate) warning: Option<Warning>,
}

/// Decodes bytes in UTF-8, in the encoding that the document declares, or in
/// the one that they look most like. A UTF-8 byte order mark is dropped.
pub(crate) fn decode(mut bytes: Vec<u8>, mut declared: Option<&'static Encoding>) -> Decoded {
    const MARK: &[u8] = b"\xEF\xBB\xBF";
    if bytes.starts_with(MARK) {
        bytes.drain(..MARK.len());
        declared = Some(UTF_8);
    }
    match String::from_utf8(bytes) {
        // Whatever is declared: other encodings hardly ever happen to be valid
        // UTF-8, but pages are saved as UTF-8 with their old declaration.
        Ok(text) => Decoded {
            text,
            warning: None,
        },
        Err(error) => decode_other(error.as_bytes(), declared),
    }
}

fn decode_other(bytes: &[u8], declared: Option<&'static Encoding>) -> Decoded {
    if declared == Some(UTF_8) || (declared.is_none() && is_mostly_utf8(bytes)) {
        return decode_as(bytes, UTF_8);
    }
    match declared {
        Some(encoding) => decode_as(bytes, encoding),
        None => {
            let encoding = guess(bytes);
            let mut decoded = if is_mixed(bytes) {
                decode_mixed(bytes, encoding)
            } else {
                decode_as(bytes, encoding)
            };
            let name = encoding.name();
            decoded.warning.get_or_insert_with(|| {
                let message = format!("not UTF-8: read as {name}, which it looks like");
                Warning::new("encoding", message)
            });
            decoded
        }
    }
}

fn decode_as(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    let warning = malformed.then(|| {
        let count = text.matches(char::REPLACEMENT_CHARACTER).count();
        let name = encoding.name();
        let message = format!(
            "read as {name}: bytes in {count} places do not fit and were replaced by U+FFFD"
        );
        Warning::new("encoding", message)
    });
    Decoded {
        text: text.into_owned(),
        warning,
    }
}

/// Whether the bytes are UTF-8 with some damage (cut, or mixed from several
/// sources) rather than in another encoding, where what is not ASCII only now
/// and then looks like UTF-8.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (valid, invalid) = utf8_share(bytes);
    valid > invalid
}

/// Whether files in UTF-8 and in another encoding were put together.
fn is_mixed(bytes: &[u8]) -> bool {
    let (valid, invalid) = utf8_share(bytes);
    valid * 4 > invalid
}

/// How many characters beyond ASCII are UTF-8, and how many stretches are not.
fn utf8_share(bytes: &[u8]) -> (usize, usize) {
    let (mut valid, mut invalid) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    (valid, invalid)
}

/// Decodes what is UTF-8 as such, and what is not as the other encoding.
fn decode_mixed(bytes: &[u8], other: &'static Encoding) -> Decoded {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text += chunk.valid();
        text += &other.decode_without_bom_handling(chunk.invalid()).0;
    }
    let name = other.name();
    let message = format!("partly UTF-8 and partly not: the rest was read as {name}");
    Decoded {
        text,
        warning: Some(Warning::new("encoding", message)),
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// UTF-16 as its byte order mark tells it, or as every second byte does, which is NUL in the letters of English; with
/// the length of the mark.
pub(crate) fn utf16(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (encoding == UTF_16LE || encoding == UTF_16BE).then_some((encoding, mark));
    }
    // Fewer show nothing.
    const FEWEST: usize = 16;
    if bytes.len() < FEWEST {
        return None;
    }
    let nuls = |first: usize| {
        bytes
            .iter()
            .skip(first)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let (even, odd, most) = (nuls(0), nuls(1), bytes.len() / 2);
    match (even * 20 < most, odd * 20 < most) {
        (true, false) if odd * 2 > most => Some((UTF_16LE, 0)),
        (false, true) if even * 2 > most => Some((UTF_16BE, 0)),
        _ => None,
    }
}

/// Decodes UTF-16 that starts with a byte order mark of that length, which is dropped.
pub(crate) fn decode_utf16(bytes: &[u8], encoding: &'static Encoding, mark: usize) -> Decoded {
    let mut decoded = decode_as(bytes.get(mark..).unwrap_or_default(), encoding);
    if mark == 0 {
        decoded.warning.get_or_insert_with(|| {
            let name = encoding.name();
            Warning::new(
                "encoding",
                format!("no byte order mark: read as {name}, which it looks like"),
            )
        });
    }
    decoded
}
