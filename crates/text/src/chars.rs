//! Between bytes and code points, the unit of the public record.

use crate::Offset;

/// How many bytes apart the remembered positions stand: a look-up counts at most this many bytes.
const STRIDE: usize = 256;

/// Turns byte offsets of one text into code points from its start, and code points into offsets.
#[derive(Debug)]
pub struct CodePoints<'t> {
    text: &'t str,
    /// Code points before byte `i * STRIDE`.
    before: Vec<u32>,
}

impl<'t> CodePoints<'t> {
    /// Reads `text` once and remembers where its code points stand.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut count = 0;
        let before = text
            .as_bytes()
            .chunks(STRIDE)
            .map(|chunk| {
                let here = count;
                count += leading_bytes(chunk);
                here
            })
            .collect();
        Self { text, before }
    }

    /// The number of code points before `offset`.
    ///
    /// # Panics
    /// If `offset` lies beyond the text.
    #[must_use]
    pub fn at(&self, offset: Offset) -> usize {
        let bytes = offset.bytes();
        let block = bytes / STRIDE;
        let known = self.before.get(block).copied();
        let (start, count) = match known {
            Some(count) => (block * STRIDE, count),
            // The end of a text whose length is a multiple of the stride.
            None if block == 0 => (0, 0),
            None => ((block - 1) * STRIDE, self.before[block - 1]),
        };
        (count + leading_bytes(&self.text.as_bytes()[start..bytes])) as usize
    }

    /// Where the code point with the number `point` begins, or where the text ends if that many stand before the end;
    /// `None` beyond.
    #[must_use]
    pub fn offset(&self, point: usize) -> Option<Offset> {
        let block = self
            .before
            .partition_point(|&count| count as usize <= point)
            .saturating_sub(1);
        let start = block * STRIDE;
        let known = self.before.get(block).map_or(0, |&count| count as usize);
        let begins = self.text.as_bytes()[start.min(self.text.len())..]
            .iter()
            .enumerate()
            .filter(|(_, byte)| is_leading(**byte))
            .map(|(at, _)| start + at)
            .chain([self.text.len()]);
        begins.skip(point - known).map(Offset::new).next()
    }
}

/// Bytes that begin a code point: all but UTF-8 continuation bytes.
fn leading_bytes(bytes: &[u8]) -> u32 {
    bytes.iter().map(|&b| u32::from(is_leading(b))).sum()
}

fn is_leading(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_counting_chars(text in "\\PC{0,700}") {
            let points = CodePoints::new(&text);
            for (n, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(points.at(Offset::new(byte)), n);
                prop_assert_eq!(points.offset(n), Some(Offset::new(byte)));
            }
            let count = text.chars().count();
            prop_assert_eq!(points.at(Offset::new(text.len())), count);
            prop_assert_eq!(points.offset(count), Some(Offset::new(text.len())));
            prop_assert_eq!(points.offset(count + 1), None);
        }
    }

    #[test]
    fn the_end_of_a_text_that_fills_its_last_block() {
        let text = "é".repeat(STRIDE / 2);
        assert_eq!(
            CodePoints::new(&text).at(Offset::new(text.len())),
            STRIDE / 2
        );
    }
}
