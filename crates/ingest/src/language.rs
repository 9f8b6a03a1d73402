//! Which language a text is in.

/// Texts with fewer letters than this are not judged: names alone could sway
/// the detector.
const FEWEST_LETTERS: usize = 200;
/// As much of a text as is looked at, in characters.
const SAMPLE: usize = 5_000;

/// The detector's codes and ISO 639-1's.
const CODES: &str = include_str!("../data/languages.txt");

pub(crate) struct Language {
    /// ISO 639-1.
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
}

/// The language of a paragraph that is not in English, in a text that is.
pub(crate) fn of_a_part(text: &str) -> Option<Language> {
    // A paragraph is short: it must be in none of the letters and words of English.
    const FEWEST_LETTERS: usize = 60;
    const SUREST: f64 = 0.9;
    let sample = &text[..text.floor_char_boundary(4 * SAMPLE)];
    sample.split("\n\n").find_map(|part| {
        let letters = part.chars().filter(|c| c.is_alphabetic()).count();
        let found = whatlang::detect(part).filter(|_| letters >= FEWEST_LETTERS)?;
        if found.lang() == whatlang::Lang::Eng || found.confidence() < SUREST {
            return None;
        }
        known(found.lang())
    })
}

/// The language of the text, or `None` where it is too short or too mixed to
/// tell.
pub(crate) fn of(text: &str) -> Option<Language> {
    let sample: String = text.chars().take(SAMPLE).collect();
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    if letters < FEWEST_LETTERS {
        return None;
    }
    let found = whatlang::detect(&sample).filter(whatlang::Info::is_reliable)?;
    known(found.lang())
}

fn known(lang: whatlang::Lang) -> Option<Language> {
    Some(Language {
        code: iso_639_1(lang.code())?,
        name: lang.eng_name(),
    })
}

fn iso_639_1(iso_639_3: &str) -> Option<&'static str> {
    CODES
        .lines()
        .filter_map(|line| line.split_once(' '))
        .find_map(|(long, short)| (long == iso_639_3).then_some(short))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_the_detector_knows_has_a_two_letter_code() {
        for lang in whatlang::Lang::all() {
            let code = iso_639_1(lang.code());
            assert!(
                code.is_some_and(|code| code.len() == 2),
                "{lang:?}: {code:?}"
            );
        }
    }
}
