//! From a text to its analysis: one encoder pass a window, then the heads.

use crate::analysis::{Analysis, Upos, Word};
use crate::attribution::AttributionHead;
use crate::clauses::ClauseHead;
use crate::heads::{Labels, Pair};
use crate::input::{Input, SURFACES};
use crate::links::LinkHead;
use crate::names::{SequenceHead, names};
use crate::syntax::SyntaxHead;
use crate::window::{Window, windows};
use safetensors::SafeTensors;
use std::sync::LazyLock;
use verbale_encoder::{Encoder, Kernel, Output, Scratch};
use verbale_model_en as embedded;
use verbale_text::{quotations, sentences, tokens};
use verbale_wordpiece::{CLS, SEP};

static LABELS: LazyLock<Labels> = LazyLock::new(|| Labels::parse(embedded::LABELS));
static RELATIONS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| LABELS.relation.iter().map(String::as_str).collect());
static STANCES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| LABELS.stance.iter().map(String::as_str).collect());

/// The name and version of the embedded model.
pub const MODEL: &str = embedded::NAME;

/// Reads texts. Loaded once, used by any number of threads.
pub struct Reader {
    encoder: Encoder,
    attribution: AttributionHead,
    syntax: SyntaxHead,
    coreference: LinkHead,
    side: LinkHead,
    entity: SequenceHead,
    role: SequenceHead,
    clause: ClauseHead,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("model", &MODEL)
            .field("kernel", &self.encoder.kernel())
            .finish_non_exhaustive()
    }
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl Reader {
    /// Loads the embedded model, for the kernel that `VERBALE_KERNEL` names, or for the fastest that
    /// this processor has where it names none: the results are the same.
    #[must_use]
    pub fn new() -> Self {
        Self::with_kernel(Kernel::from_env().unwrap_or_else(|_| Kernel::best()))
    }

    /// Loads the embedded model, for a kernel of one's choice.
    ///
    /// # Panics
    /// If the embedded model is not what `training/` exports; a test loads it.
    #[must_use]
    pub fn with_kernel(kernel: Kernel) -> Self {
        let labels = &*LABELS;
        let tensors =
            SafeTensors::deserialize(embedded::WEIGHTS).expect("the embedded weights load");
        let pair = |name| Pair::load(name, labels, &tensors);
        Self {
            encoder: Encoder::new(embedded::WEIGHTS, kernel).expect("the embedded weights load"),
            attribution: AttributionHead::new(labels, pair("part")),
            syntax: SyntaxHead::new(labels, pair("relation"), &RELATIONS),
            coreference: LinkHead::new(labels, "corefer", pair("corefer")),
            side: LinkHead::new(labels, "side", pair("side")),
            entity: SequenceHead::new(labels, "entity", &labels.entity),
            role: SequenceHead::new(labels, "role", &labels.role),
            clause: ClauseHead::new(labels),
        }
    }

    /// The UD relations that [`Word::relation`] may be.
    #[must_use]
    pub fn relations() -> &'static [&'static str] {
        &RELATIONS
    }

    /// The stances that a [`Clause`](verbale_embed::Clause) has log-probabilities of, in their order.
    #[must_use]
    pub fn stances() -> &'static [&'static str] {
        &STANCES
    }

    /// Reads `text` with the words and sentences of the text layer.
    #[must_use]
    pub fn read(&self, text: &str) -> Analysis {
        let tokens = tokens(text);
        let sentences = sentences(text, &tokens);
        self.read_segmented(text, tokens, sentences)
    }

    /// Reads `text` with given words and sentences (a treebank's, for evaluation): every token lies
    /// in exactly one sentence.
    #[must_use]
    pub fn read_segmented(
        &self,
        text: &str,
        tokens: Vec<verbale_text::Token>,
        sentences: Vec<verbale_text::Sentence>,
    ) -> Analysis {
        let quotations = quotations(text);
        let input = Input::new(text, &tokens, &quotations);
        let mut out = Analysis {
            words: Vec::with_capacity(tokens.len()),
            ..Analysis::default()
        };
        let (mut entity, mut role) = (Vec::new(), Vec::new());
        let mut scratch = Scratch::default();
        for window in windows(&input, &sentences) {
            let rows = self.encode(&input, &window, &mut scratch);
            let every: Vec<usize> = window.tokens.clone().collect();
            for token in window.core.clone() {
                let row = rows.row(token - window.tokens.start);
                self.entity.scores(row, &mut entity);
                self.role.scores(row, &mut role);
                self.clause.push(row, &mut out.clauses);
                out.content.push(self.attribution.content(row));
                out.sides
                    .push(if self.entity.likeliest(row) == Some("PER") {
                        self.side.links(&rows, &window, token, &every)
                    } else {
                        Vec::new()
                    });
            }
            let first = sentences.partition_point(|s| s.tokens.end <= window.core.start);
            for sentence in sentences[first..]
                .iter()
                .take_while(|s| s.tokens.start < window.core.end)
            {
                // A sentence longer than a window is read in parts, each a tree of its own.
                let part = sentence.tokens.start.max(window.core.start)
                    ..sentence.tokens.end.min(window.core.end);
                let start = part.start;
                let rows_of = part.start - window.tokens.start..part.end - window.tokens.start;
                self.syntax.decode(&rows, rows_of, start, &mut out.words);
            }
            let found = out.attributions.len();
            self.attribution
                .decode(&rows, &window, &mut out.attributions);
            self.link(&rows, &window, found, &mut out);
        }
        out.names = names(self.entity.decode(&entity));
        out.roles = self
            .role
            .decode(&role)
            .into_iter()
            .map(|(_, tokens, _)| tokens)
            .collect();
        (out.tokens, out.sentences, out.quotations) = (tokens, sentences, quotations);
        out
    }

    fn encode<'s>(&self, input: &Input, window: &Window, scratch: &'s mut Scratch) -> Output<'s> {
        let frame = u8::try_from(SURFACES).expect("few surfaces");
        let size = input.piece_count(window.tokens.clone()) + 2;
        let (mut pieces, mut surfaces) = (Vec::with_capacity(size), Vec::with_capacity(size));
        let mut first = Vec::with_capacity(window.tokens.len());
        pieces.push(CLS);
        surfaces.push(frame);
        for token in window.tokens.clone() {
            first.push(u32::try_from(pieces.len()).expect("a window is short"));
            let own = input.pieces(token);
            pieces.extend_from_slice(own);
            surfaces.extend(std::iter::repeat_n(input.surface(token), own.len()));
        }
        pieces.push(SEP);
        surfaces.push(frame);
        let window = verbale_encoder::Window {
            pieces: &pieces,
            surfaces: &surfaces,
            tokens: &first,
        };
        self.encoder.run(window, scratch)
    }

    /// Links the mentions in the core: pronouns, common nouns with a determiner, and the heads of
    /// the sources found from `first_source` on.
    fn link(&self, rows: &Output<'_>, window: &Window, first_source: usize, out: &mut Analysis) {
        let core_words = &out.words[window.core.clone()];
        let mut mention: Vec<bool> = core_words.iter().map(|w| w.upos == Upos::Pron).collect();
        for word in core_words {
            if let (Upos::Det, Some(head)) = (word.upos, word.head)
                && window.core.contains(&head)
            {
                mention[head - window.core.start] = true;
            }
        }
        for attribution in &out.attributions[first_source..] {
            for head in attribution
                .source
                .iter()
                .filter_map(|span| span_head(&out.words, span))
            {
                if window.core.contains(&head) {
                    mention[head - window.core.start] = true;
                }
            }
        }
        // Any token may be meant, but only nouns, names and pronouns head mentions. The words after
        // the core are not parsed yet: there the uncertain scores of all tokens would only blur.
        let candidates: Vec<usize> = window
            .tokens
            .clone()
            .filter(|&token| out.words.get(token).is_some_and(is_nominal))
            .collect();
        for (token, is_mention) in window.core.clone().zip(mention) {
            out.links.push(if is_mention {
                self.coreference.links(rows, window, token, &candidates)
            } else {
                Vec::new()
            });
        }
    }
}

fn is_nominal(word: &Word) -> bool {
    matches!(word.upos, Upos::Noun | Upos::Propn | Upos::Pron)
}

/// The token of `span` whose head lies outside it: the syntactic head of the phrase.
#[must_use]
pub(crate) fn span_head(words: &[Word], span: &std::ops::Range<usize>) -> Option<usize> {
    span.clone().find(|&token| {
        words
            .get(token)
            .is_some_and(|w| w.head.is_none_or(|head| !span.contains(&head)))
    })
}
