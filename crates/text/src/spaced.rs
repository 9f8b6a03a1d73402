//! Texts of corpora, in which a space stands before and after every mark: "No , " she said .

use crate::Span;
use crate::token::is_break;

/// Marks that end a clause: where nearly all of them stand apart, the text is spaced.
const STOPS: [&str; 6] = [",", ".", ";", ":", "?", "!"];

/// Words and marks that belong to what is before them.
const CLOSING: [&str; 24] = [
    ",", ".", ";", ":", "?", "!", "...", ")", "]", "%", "”", "’", "''", "'s", "’s", "n't", "n’t",
    "'re", "’re", "'ve", "’ve", "'ll", "’ll", "'d",
];

/// Marks that belong to what is after them.
const OPENING: [&str; 8] = ["(", "[", "“", "‘", "``", "$", "£", "€"];

/// The blanks that would not stand in the text if it were written as usual, in order; none where it is.
pub(crate) fn needless_blanks(text: &str) -> Vec<Span> {
    if !is_spaced(text) {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut line_start = 0;
    for line in text.split_inclusive(is_break) {
        needless_in_line(
            text,
            Span::new(line_start, line_start + line.len()),
            &mut out,
        );
        line_start += line.len();
    }
    out
}

fn needless_in_line(text: &str, line: Span, out: &mut Vec<Span>) {
    // Quote marks that look the same at both ends open and close by turns.
    let mut quoted = false;
    let mut binds = false;
    let mut last_end = None;
    let mut start = line.start.bytes();
    for word in line.of(text).split(char::is_whitespace) {
        let end = start + word.len();
        if !word.is_empty() {
            let closes = CLOSING.contains(&word) || word == "\"" && quoted;
            if let Some(last_end) = last_end.filter(|_| binds || closes) {
                out.push(Span::new(last_end, start));
            }
            binds = OPENING.contains(&word) || word == "\"" && !quoted;
            quoted ^= word == "\"";
            last_end = Some(end);
        }
        let blank = text[end..].chars().next().map_or(0, char::len_utf8);
        start = end + blank;
    }
}

fn is_spaced(text: &str) -> bool {
    const FEWEST: usize = 3;
    let (mut apart, mut joined) = (0, 0);
    for word in text.split_whitespace() {
        if STOPS.contains(&word) {
            apart += 1;
        } else if word.ends_with(|c: char| c.is_ascii() && STOPS.contains(&c.to_string().as_str()))
        {
            joined += 1;
        }
    }
    apart >= FEWEST && apart > 4 * joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidy(text: &str) -> String {
        let mut out = text.to_owned();
        for blank in needless_blanks(text).into_iter().rev() {
            out.replace_range(blank.range(), "");
        }
        out
    }

    #[test]
    fn marks_go_back_to_their_words() {
        for (spaced, expected) in [
            (
                "\" We did n't go , \" she said . \" Why ( at all ) ? \" he asked .",
                "\"We didn't go,\" she said. \"Why (at all)?\" he asked.",
            ),
            (
                "`` No , '' said Lund 's aide . It cost $ 5 , he said .",
                "``No,'' said Lund's aide. It cost $5, he said.",
            ),
        ] {
            assert_eq!(tidy(spaced), expected);
        }
    }

    #[test]
    fn a_text_with_few_of_them_is_left_alone() {
        let text = "Yes , she said. No, he said. The list : one, two, three.";
        assert_eq!(tidy(text), text);
    }
}
