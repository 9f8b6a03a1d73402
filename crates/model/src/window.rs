//! Long texts in overlapping windows, cut at sentence borders, never cut off.

use crate::input::Input;
use std::ops::Range;
use verbale_text::Sentence;

/// The most pieces in a window, the two frame pieces included: what the model was trained on.
const WINDOW: usize = 384;
/// How many pieces two neighbouring windows share, so that every sentence has its surroundings.
const OVERLAP: usize = 96;

/// A run of tokens that the encoder sees at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    /// All its tokens.
    pub(crate) tokens: Range<usize>,
    /// The tokens for which this window's word counts; the cores of all windows tile the text.
    pub(crate) core: Range<usize>,
}

/// Cuts a text into windows.
pub(crate) fn windows(input: &Input, sentences: &[Sentence]) -> Vec<Window> {
    let budget = WINDOW - 2;
    let units = units(input, sentences, budget);
    let size = |unit: &Range<usize>| input.piece_count(unit.clone());
    let mut out: Vec<Window> = Vec::new();
    let mut first = 0;
    while first < units.len() {
        let mut used = 0;
        let mut end = first;
        while end < units.len() && used + size(&units[end]) <= budget {
            used += size(&units[end]);
            end += 1;
        }
        out.push(Window {
            tokens: units[first].start..units[end - 1].end,
            core: 0..0,
        });
        if end == units.len() {
            break;
        }
        // Step back for the overlap, but always get on.
        let mut shared = 0;
        let mut next = end;
        while next > first + 1 && shared + size(&units[next - 1]) <= OVERLAP {
            next -= 1;
            shared += size(&units[next]);
        }
        first = next;
    }
    share_out(&mut out, &units);
    out
}

/// The sentences, those longer than a window in parts.
fn units(input: &Input, sentences: &[Sentence], budget: usize) -> Vec<Range<usize>> {
    let mut out = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        let mut start = sentence.tokens.start;
        let mut used = 0;
        for token in sentence.tokens.clone() {
            let size = input.piece_count(token..token + 1);
            if used + size > budget {
                out.push(start..token);
                (start, used) = (token, 0);
            }
            used += size;
        }
        out.push(start..sentence.tokens.end);
    }
    out
}

/// Parts what two windows share at the unit border nearest to its middle.
fn share_out(windows: &mut [Window], units: &[Range<usize>]) {
    let mut start = 0;
    for n in 0..windows.len() {
        let end = windows[n].tokens.end;
        let border = match windows.get(n + 1) {
            Some(next) => {
                let middle = usize::midpoint(next.tokens.start, end);
                let at = units.partition_point(|unit| unit.start < middle);
                units
                    .get(at)
                    .map_or(end, |unit| unit.start)
                    .clamp(next.tokens.start, end)
            }
            None => end,
        };
        windows[n].core = start..border;
        start = border;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use verbale_text::{quotations, sentences, tokens};

    fn cut(text: &str) -> (Input, Vec<Window>) {
        let tokens = tokens(text);
        let input = Input::new(text, &tokens, &quotations(text));
        let windows = windows(&input, &sentences(text, &tokens));
        (input, windows)
    }

    proptest! {
        #[test]
        fn cores_tile_the_text_and_windows_fit(words in prop::collection::vec("[a-z]{1,9}[.]?|[.]|\n", 0..3000)) {
            let (input, windows) = cut(&words.join(" "));
            let mut at = 0;
            for window in &windows {
                prop_assert_eq!(window.core.start, at);
                at = window.core.end;
                prop_assert!(window.tokens.start <= window.core.start && window.core.end <= window.tokens.end);
                prop_assert!(input.piece_count(window.tokens.clone()) + 2 <= WINDOW);
            }
            prop_assert_eq!(at, input.len());
        }
    }

    #[test]
    fn a_short_text_is_one_window() {
        assert_eq!(
            cut("They met. They talked.").1,
            [Window {
                tokens: 0..6,
                core: 0..6
            }]
        );
        assert_eq!(cut("").1, []);
    }
}
