//! What the model says of a text. Numbers of tokens count from the start of the text.

use std::ops::Range;
use verbale_embed::Clauses;
use verbale_text::{Quotation, Sentence, Token};

/// A run of tokens.
pub type Tokens = Range<usize>;

/// Universal part of speech (UD v2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(
    missing_docs,
    reason = "the tags are documented by Universal Dependencies"
)]
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    X,
}

impl Upos {
    /// All tags with their names, as UD writes them.
    pub const ALL: [(&'static str, Self); 17] = [
        ("ADJ", Self::Adj),
        ("ADP", Self::Adp),
        ("ADV", Self::Adv),
        ("AUX", Self::Aux),
        ("CCONJ", Self::Cconj),
        ("DET", Self::Det),
        ("INTJ", Self::Intj),
        ("NOUN", Self::Noun),
        ("NUM", Self::Num),
        ("PART", Self::Part),
        ("PRON", Self::Pron),
        ("PROPN", Self::Propn),
        ("PUNCT", Self::Punct),
        ("SCONJ", Self::Sconj),
        ("SYM", Self::Sym),
        ("VERB", Self::Verb),
        ("X", Self::X),
    ];

    /// The tag's UD name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(n, _)| *n == name)
            .map(|&(_, tag)| tag)
    }
}

/// A token's place in its sentence's tree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word {
    /// Its part of speech.
    pub upos: Upos,
    /// The token it depends on; `None` for the root of its sentence.
    pub head: Option<usize>,
    /// The UD relation to the head, without a subtype; a label of [`crate::Reader::relations`].
    pub relation: &'static str,
}

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// A person, titles left off.
    Person,
    /// A body, firm, party, newspaper.
    Organization,
    /// A country, city, region, building.
    Location,
}

/// A named mention.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// Its words.
    pub tokens: Tokens,
    /// What it names.
    pub kind: NameKind,
    /// The mean probability of its tokens' labels.
    pub score: f32,
}

/// A passage that the text ascribes to a source: one statement as the model sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The first token of the cue (of the source or content where there is no cue).
    pub anchor: usize,
    /// The words that name the source; none for a statement without one.
    pub source: Vec<Tokens>,
    /// The words that signal the attribution.
    pub cue: Vec<Tokens>,
    /// The words ascribed, in one or more pieces.
    pub content: Vec<Tokens>,
    /// How sure the model is of each part.
    pub certainty: Certainty,
}

/// Probabilities of the parts of an attribution, before calibration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Certainty {
    /// That a statement is anchored here.
    pub anchor: f32,
    /// Geometric mean over the tokens of the source (1 without one).
    pub source: f32,
    /// Geometric mean over the tokens of the content.
    pub content: f32,
}

/// That one token points to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The other token.
    pub to: usize,
    /// The share of the probability, over all other tokens of the window and none.
    pub probability: f32,
}

/// A text with everything that the model says of it.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// Its words.
    pub tokens: Vec<Token>,
    /// Its sentences; every token lies in exactly one.
    pub sentences: Vec<Sentence>,
    /// What stands in quote marks.
    pub quotations: Vec<Quotation>,
    /// Part of speech and syntax, one entry a token.
    pub words: Vec<Word>,
    /// Named mentions, in order, none overlapping.
    pub names: Vec<Name>,
    /// Phrases of title or office ("President of Finland"), in order, none overlapping.
    pub roles: Vec<Tokens>,
    /// Statements, by anchor; weak ones among them, see [`Certainty::anchor`].
    pub attributions: Vec<Attribution>,
    /// For each token the probability that it is content of any statement.
    pub content: Vec<f32>,
    /// For each token that may head a mention of something already named: the likeliest other
    /// mentions' heads, best first. Empty for other tokens.
    pub links: Vec<Vec<Link>>,
    /// For each token of a person's name: the words that name the country or body that the person
    /// acts for. Empty for other tokens.
    pub sides: Vec<Vec<Link>>,
    /// What clauses are about and where who says them stands.
    pub clauses: Clauses,
}
