use serde::{Deserialize, Serialize};

/// A stretch of the report's text with its words: `text[start..end]` in code points is [`Span::text`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Span {
    /// The first code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The words.
    pub text: String,
    /// The same place told by its words and their surroundings, in a record asked to have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selector: Option<TextQuoteSelector>,
}

/// A [W3C `TextQuoteSelector`][w3c]: finds the words again in a copy whose offsets differ.
///
/// [w3c]: https://www.w3.org/TR/annotation-model/#text-quote-selector
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type")]
pub struct TextQuoteSelector {
    /// The words themselves.
    pub exact: String,
    /// The text just before them.
    pub prefix: String,
    /// The text just after them.
    pub suffix: String,
}
