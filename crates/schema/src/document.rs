use serde::{Deserialize, Serialize};

/// The report that a record is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Document {
    /// The name the report goes by in its collection.
    pub id: String,
    /// Its headline.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published: an RFC 3339 date or date-time. Relative dates count from here.
    pub published: Option<String>,
    /// The language it is written in, as a BCP 47 tag.
    pub language: Option<String>,
    /// The SHA-256 of the text in UTF-8, in lower-case hexadecimal.
    pub sha256: String,
    /// The length of the text in code points.
    pub length: usize,
    /// The text that every span counts in; left out of a record that is to travel without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Something in the input that the reader should distrust.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Warning {
    /// A short name for programs, in kebab case.
    pub code: String,
    /// A sentence for people.
    pub message: String,
}
