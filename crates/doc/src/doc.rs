//! The text itself, and the small questions that every later step asks of its words.

use crate::{Deprel, Tree, Word};
use verbale_lexicon::lemma;
use verbale_model::{Analysis, Tokens, Upos};
use verbale_text::{Gap, Span};

/// A text with its analysis. Numbers of tokens count from the start of the text.
#[derive(Debug)]
pub struct Doc<'a> {
    /// The text.
    pub text: &'a str,
    /// What the model says of it.
    pub analysis: &'a Analysis,
    /// Its syntax.
    pub tree: Tree,
    /// One a token; rules ask for them again and again.
    lemmas: Vec<String>,
    /// The words in lower case.
    lower: Vec<String>,
    sentences: Vec<Tokens>,
    /// For each token the number of paragraphs that have begun.
    paragraphs: Vec<usize>,
}

impl<'a> Doc<'a> {
    /// `analysis` is what the model says of `text`.
    #[must_use]
    pub fn new(text: &'a str, analysis: &'a Analysis) -> Self {
        let word = |token: usize| analysis.tokens[token].span.of(text);
        let tags = tags(analysis);
        let lemmas = tags.iter().enumerate().map(|(token, &upos)| {
            let form = word(token);
            // What is not capitalised is no name, whatever it was tagged: "reporters".
            let tag = match upos {
                Upos::Propn if form.starts_with(char::is_lowercase) => Upos::Noun,
                tag => tag,
            };
            lemma(form, Some(tag.name()))
        });
        let words = analysis.words.iter().zip(&tags).map(|(word, &upos)| Word {
            upos,
            head: word.head,
            // UD's name for a relation that is not told.
            deprel: Deprel::named(word.relation).unwrap_or(Deprel::Dep),
        });
        let tree = Tree::new(words.collect());
        let begun = analysis.tokens.iter().scan(0, |begun, token| {
            *begun += usize::from(token.gap == Gap::Paragraph);
            Some(*begun)
        });
        Self {
            text,
            analysis,
            lemmas: lemmas.collect(),
            lower: (0..analysis.tokens.len())
                .map(|token| word(token).to_lowercase())
                .collect(),
            sentences: sentences(analysis, &tree),
            paragraphs: begun.collect(),
            tree,
        }
    }

    /// The number of tokens.
    #[must_use]
    pub fn len(&self) -> usize {
        self.analysis.tokens.len()
    }

    /// Whether there is no token.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.analysis.tokens.is_empty()
    }

    /// The word at `token`; empty beyond the text.
    #[must_use]
    pub fn word(&self, token: usize) -> &'a str {
        self.analysis
            .tokens
            .get(token)
            .map_or("", |t| t.span.of(self.text))
    }

    /// The word in lower case; empty beyond the text.
    #[must_use]
    pub fn lower(&self, token: usize) -> &str {
        self.lower.get(token).map_or("", String::as_str)
    }

    /// A token's part of speech, head and relation.
    #[must_use]
    pub fn syntax(&self, token: usize) -> Word {
        self.tree.word(token)
    }

    /// A token's part of speech.
    #[must_use]
    pub fn upos(&self, token: usize) -> Upos {
        self.tree.word(token).upos
    }

    /// A token's relation to its head.
    #[must_use]
    pub fn deprel(&self, token: usize) -> Deprel {
        self.tree.word(token).deprel
    }

    /// A token's lemma, in lower case.
    #[must_use]
    pub fn lemma(&self, token: usize) -> &str {
        &self.lemmas[token]
    }

    /// The text of a run of tokens, as it stands.
    #[must_use]
    pub fn phrase(&self, tokens: &Tokens) -> &'a str {
        self.span(tokens).of(self.text)
    }

    /// Where a run of at least one token stands.
    #[must_use]
    pub fn span(&self, tokens: &Tokens) -> Span {
        let all = &self.analysis.tokens;
        Span {
            start: all[tokens.start].span.start,
            end: all[tokens.end - 1].span.end,
        }
    }

    /// The token of `span` whose head lies outside it.
    #[must_use]
    pub fn head(&self, span: &Tokens) -> usize {
        span.clone()
            .find(|&t| {
                let word = self.syntax(t);
                word.head.is_none_or(|head| !span.contains(&head)) && word.upos != Upos::Punct
            })
            .unwrap_or(span.end - 1)
    }

    /// The sentences, in order. One that is longer than the model can see at once is several: it has several trees, and
    /// nothing that is asked of a sentence goes on over their borders.
    #[must_use]
    pub fn sentences(&self) -> &[Tokens] {
        &self.sentences
    }

    /// The tokens of the sentence that `token` stands in.
    #[must_use]
    pub fn sentence(&self, token: usize) -> Option<&Tokens> {
        let at = self.sentences.partition_point(|s| s.end <= token);
        self.sentences.get(at)
    }

    /// How many paragraphs have begun with `token`, its own among them.
    #[must_use]
    pub fn paragraphs_begun(&self, token: usize) -> usize {
        self.paragraphs[token]
    }

    /// Whether `token` is the "'s" or "'" of a possessive.
    #[must_use]
    pub fn is_possessive(&self, token: usize) -> bool {
        matches!(self.word(token), "'s" | "’s" | "'" | "’" | "'S" | "’S")
            && (self.upos(token) == Upos::Part || self.deprel(token) == Deprel::Case)
    }

    /// Whether the word begins with a capital letter.
    #[must_use]
    pub fn is_capitalized(&self, token: usize) -> bool {
        self.word(token)
            .chars()
            .next()
            .is_some_and(char::is_uppercase)
    }

    /// Whether there is no letter or digit in the word.
    #[must_use]
    pub fn is_punctuation(&self, token: usize) -> bool {
        self.word(token).chars().all(|c| !c.is_alphanumeric())
    }
}

/// Parts of speech, as the trees have them: what has a subject and no copula is no noun, whatever it was tagged ("the
/// president *spoke* by telephone").
fn tags(analysis: &Analysis) -> Vec<Upos> {
    let words = &analysis.words;
    let mut has_subject = vec![false; words.len()];
    let mut is_nominal = vec![false; words.len()];
    for word in words {
        if let Some(head) = word.head {
            match Deprel::named(word.relation) {
                Some(Deprel::Nsubj) => has_subject[head] = true,
                Some(
                    Deprel::Cop | Deprel::Det | Deprel::Case | Deprel::Amod | Deprel::Compound,
                ) => {
                    is_nominal[head] = true;
                }
                _ => {}
            }
        }
    }
    let tag = |(n, word): (usize, &verbale_model::Word)| match word.upos {
        Upos::Noun if has_subject[n] && !is_nominal[n] => Upos::Verb,
        upos => upos,
    };
    words.iter().enumerate().map(tag).collect()
}

/// The sentences of the text, each that has several trees cut between them.
fn sentences(analysis: &Analysis, tree: &Tree) -> Vec<Tokens> {
    let mut out = Vec::with_capacity(analysis.sentences.len());
    for sentence in &analysis.sentences {
        let mut start = sentence.tokens.start;
        let mut reach = start;
        for token in sentence.tokens.clone() {
            if token == reach && token > start {
                out.push(start..token);
                start = token;
            }
            let head = tree.word(token).head.map_or(token, |head| head.max(token));
            reach = reach.max(tree.subtree(token).end).max(head + 1);
        }
        out.push(start..sentence.tokens.end);
    }
    out
}
