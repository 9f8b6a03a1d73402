use serde::{Deserialize, Serialize};

use crate::{Span, vocabulary::vocabulary};

/// Someone or something that the report names or describes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entity {
    /// `e1`, `e2` … in the order of first mention.
    pub id: String,
    /// What it is.
    pub kind: EntityKind,
    /// The fullest form in the text, titles left off.
    pub name: String,
    /// The country acted for (ISO 3166-1 alpha-3) or an organisation's name.
    pub side: Option<String>,
    /// The titles and offices that the text gives it.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// The places where the text speaks of it.
    #[serde(default)]
    pub mentions: Vec<Mention>,
    /// Of a group: the ids of those who speak or act as one.
    #[serde(default)]
    pub members: Vec<String>,
}

/// A title or an office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Role {
    /// As worded in the text, without its article.
    pub title: String,
    /// Where the text gives it.
    pub span: Span,
}

/// One place where the text speaks of an entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Mention {
    /// The words.
    pub span: Span,
    /// What kind of words they are.
    pub form: MentionForm,
}

vocabulary! {
    /// What an entity is.
    pub enum EntityKind {
        /// A human being.
        Person = "person",
        /// A body with a name: a ministry, a company, an alliance.
        Organization = "organization",
        /// A state.
        Country = "country",
        /// Somewhere that is not a state.
        Place = "place",
        /// Several who speak or act as one.
        Group = "group",
        /// Anything else.
        Other = "other",
    }
}

vocabulary! {
    /// How a mention refers to its entity.
    pub enum MentionForm {
        /// By a name, whole or in part.
        Name = "name",
        /// By a description: "the president".
        Description = "description",
        /// By a pronoun.
        Pronoun = "pronoun",
    }
}
