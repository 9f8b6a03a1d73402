//! A text with its analysis, and the small questions that every later step asks of it.

use crate::turns::{Turn, turns};
use verbale_lexicon::lemma;
use verbale_model::{Analysis, Tokens, Upos, Word};
use verbale_text::Span;

pub(crate) struct Passage<'a> {
    pub(crate) text: &'a str,
    pub(crate) analysis: &'a Analysis,
    /// One a token; rules ask for them again and again.
    lemmas: Vec<String>,
    /// The turns, if the text is a transcript.
    pub(crate) turns: Vec<Turn>,
}

impl<'a> Passage<'a> {
    pub(crate) fn new(text: &'a str, analysis: &'a Analysis) -> Self {
        let lemmas = analysis
            .tokens
            .iter()
            .zip(&analysis.words)
            .map(|(token, word)| {
                let form = token.span.of(text);
                // What is not capitalised is no name, whatever it was tagged: "reporters".
                let tag = match word.upos {
                    Upos::Propn if form.starts_with(char::is_lowercase) => Upos::Noun,
                    tag => tag,
                };
                lemma(form, Some(tag.name()))
            })
            .collect();
        let mut passage = Self {
            text,
            analysis,
            lemmas,
            turns: Vec::new(),
        };
        passage.turns = turns(&passage);
        passage
    }

    /// The number of tokens.
    pub(crate) fn len(&self) -> usize {
        self.analysis.tokens.len()
    }

    /// The word at `token`; empty beyond the text.
    pub(crate) fn word(&self, token: usize) -> &'a str {
        self.analysis
            .tokens
            .get(token)
            .map_or("", |t| t.span.of(self.text))
    }

    pub(crate) fn lower(&self, token: usize) -> String {
        self.word(token).to_lowercase()
    }

    pub(crate) fn syntax(&self, token: usize) -> &'a Word {
        &self.analysis.words[token]
    }

    pub(crate) fn lemma(&self, token: usize) -> &str {
        &self.lemmas[token]
    }

    /// The text of a run of tokens, as it stands.
    pub(crate) fn phrase(&self, tokens: &Tokens) -> &'a str {
        self.span(tokens).of(self.text)
    }

    /// Where a run of at least one token stands.
    pub(crate) fn span(&self, tokens: &Tokens) -> Span {
        let all = &self.analysis.tokens;
        Span {
            start: all[tokens.start].span.start,
            end: all[tokens.end - 1].span.end,
        }
    }

    /// The token of `span` whose head lies outside it.
    pub(crate) fn head(&self, span: &Tokens) -> usize {
        span.clone()
            .find(|&t| {
                self.syntax(t).head.is_none_or(|head| !span.contains(&head))
                    && self.syntax(t).upos != Upos::Punct
            })
            .unwrap_or(span.end - 1)
    }

    /// The tokens of `sentence` from the first to the last that hang on `token`, itself among them;
    /// relative clauses and what follows a comma with them.
    pub(crate) fn subtree(&self, token: usize, sentence: &Tokens) -> Tokens {
        let hangs_on = |mut at: usize| {
            for _ in 0..sentence.len() {
                if at == token {
                    return true;
                }
                match self.syntax(at).head {
                    Some(head) if sentence.contains(&head) => at = head,
                    _ => return false,
                }
            }
            false
        };
        let first = sentence.clone().find(|&t| hangs_on(t)).unwrap_or(token);
        let last = sentence.clone().rfind(|&t| hangs_on(t)).unwrap_or(token);
        first..last + 1
    }

    /// The tokens of the sentence that `token` stands in.
    pub(crate) fn sentence(&self, token: usize) -> Option<&'a Tokens> {
        let sentences = &self.analysis.sentences;
        let at = sentences.partition_point(|s| s.tokens.end <= token);
        sentences.get(at).map(|s| &s.tokens)
    }

    /// Whether `token` is a form of "be" or "get" that makes its head a passive.
    pub(crate) fn is_passive_auxiliary(&self, token: usize) -> bool {
        let syntax = self.syntax(token);
        syntax.relation == "aux"
            && matches!(self.lemma(token), "be" | "get")
            && syntax
                .head
                .is_some_and(|verb| !self.lower(verb).ends_with("ing"))
    }

    /// Whether `token` is the "'s" or "'" of a possessive.
    pub(crate) fn is_possessive(&self, token: usize) -> bool {
        matches!(self.word(token), "'s" | "’s" | "'" | "’" | "'S" | "’S")
            && self
                .analysis
                .words
                .get(token)
                .is_some_and(|w| w.upos == Upos::Part || w.relation == "case")
    }

    pub(crate) fn is_capitalized(&self, token: usize) -> bool {
        self.word(token)
            .chars()
            .next()
            .is_some_and(char::is_uppercase)
    }

    pub(crate) fn is_punctuation(&self, token: usize) -> bool {
        self.word(token).chars().all(|c| !c.is_alphanumeric())
    }
}
