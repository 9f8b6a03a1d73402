//! Statements: the model's attributions under the constraints that hold of them.

use crate::confidence;
use std::collections::{BTreeSet, HashMap};
use verbale_doc::{Deprel, Doc, Tokens};
use verbale_lexicon::{Act, Certainty, act, is_negator};
use verbale_model::{Analysis, Attribution};
use verbale_schema::Mode;
use verbale_text::{Quotation, Span};

/// One statement, by its tokens.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) source: Vec<Tokens>,
    pub(crate) cue: Vec<Tokens>,
    pub(crate) content: Vec<Tokens>,
    pub(crate) quoted: Vec<Span>,
    pub(crate) mode: Mode,
    pub(crate) act: Act,
    pub(crate) certainty: Certainty,
    pub(crate) negated: bool,
    pub(crate) confidence: f32,
    /// What the model said of its parts.
    pub(crate) certainty_of_parts: verbale_model::Certainty,
}

/// The statements of a text, in its order.
pub(crate) fn statements(doc: &Doc) -> Vec<Statement> {
    let mut found = distinct(doc.analysis);
    take_in(doc.analysis, &mut found);
    for attribution in &mut found {
        leave_out(doc.analysis, attribution);
    }
    let quotations = Quoted::of(doc);
    for attribution in &mut found {
        whole_quotations(&quotations, attribution);
        // A mark alone is nobody's words.
        attribution
            .content
            .retain(|piece| !piece.clone().all(|t| doc.is_punctuation(t)));
    }
    found.retain(|attribution| !attribution.content.is_empty());
    go_on(&quotations, &mut found);
    found.sort_by_key(|a| a.anchor);
    found
        .iter()
        .map(|attribution| statement(doc, attribution))
        .collect()
}

/// From this probability of its anchor on an attribution counts by itself.
const SURE_ANCHOR: f32 = 0.45;

/// An attribution with a weaker anchor counts if the words that it ascribes are content of some
/// statement at least with this mean probability, and most of them of no surer one.
const SURE_CONTENT: f32 = 0.5;

/// Below this mean probability of being content of any statement, words are nobody's: an attribution
/// of such words is none, and neither is such a piece of a longer content.
const LEAST_CONTENT: f32 = 0.3;

/// Words at the end of a piece that have less than this probability do not belong to it.
const LEAST_LAST: f32 = 0.15;

/// The attributions without those that say again what a surer one says.
fn distinct(analysis: &Analysis) -> Vec<Attribution> {
    let mut kept: Vec<Attribution> = Vec::new();
    // For each token those kept that have it in their cue, and in their content.
    let mut cues: Vec<Vec<usize>> = vec![Vec::new(); analysis.tokens.len()];
    let mut contents = cues.clone();
    let mut by_certainty: Vec<&Attribution> = analysis.attributions.iter().collect();
    by_certainty.sort_by(|a, b| {
        b.certainty
            .anchor
            .total_cmp(&a.certainty.anchor)
            .then(a.anchor.cmp(&b.anchor))
    });
    for attribution in by_certainty {
        let again = |other: &usize| {
            let other = &kept[*other];
            same_words(&attribution.content, &other.content) && attribution.source == other.source
        };
        if mean_content(analysis, &attribution.content) < LEAST_CONTENT
            || !cues[attribution.anchor].is_empty()
            || sharing(&contents, &attribution.content).iter().any(again)
            || attribution.certainty.anchor < SURE_ANCHOR
                && !fills_a_gap(analysis, &contents, attribution)
        {
            continue;
        }
        for (pieces, at) in [
            (&attribution.cue, &mut cues),
            (&attribution.content, &mut contents),
        ] {
            for token in pieces.iter().flat_map(Clone::clone) {
                at[token].push(kept.len());
            }
        }
        kept.push(attribution.clone());
    }
    kept
}

/// Those that have any of these tokens.
fn sharing(by_token: &[Vec<usize>], pieces: &[Tokens]) -> BTreeSet<usize> {
    let tokens = pieces.iter().flat_map(Clone::clone);
    tokens.flat_map(|t| &by_token[t]).copied().collect()
}

/// Whether the words of a weak attribution are plainly somebody's, and no surer one has them.
fn fills_a_gap(analysis: &Analysis, ascribed: &[Vec<usize>], attribution: &Attribution) -> bool {
    let words = || attribution.content.iter().flat_map(Clone::clone);
    let free = words().filter(|&t| ascribed[t].is_empty()).count();
    2 * free > words().count() && mean_content(analysis, &attribution.content) >= SURE_CONTENT
}

/// The mean probability that the words of these pieces, at least one, are content of any statement.
fn mean_content(analysis: &Analysis, pieces: &[Tokens]) -> f32 {
    let words = || pieces.iter().flat_map(Clone::clone);
    words().map(|t| analysis.content[t]).sum::<f32>() / words().count() as f32
}

/// Takes from the content the words that by themselves are hardly anybody's.
fn leave_out(analysis: &Analysis, attribution: &mut Attribution) {
    let content = &mut attribution.content;
    for piece in content.iter_mut() {
        while piece.len() > 1 && analysis.content[piece.end - 1] < LEAST_LAST {
            piece.end -= 1;
        }
    }
    if content.len() > 1 {
        content
            .retain(|piece| mean_content(analysis, std::slice::from_ref(piece)) >= LEAST_CONTENT);
    }
}

/// From this probability on a word is plainly content of some statement, and the words after it with
/// it as long as they have the lesser one.
const PLAIN_CONTENT: f32 = 0.7;
const LIKELY_CONTENT: f32 = 0.4;

/// Lets the content before or after them have the words that are plainly somebody's and that no
/// statement has: what is said goes on over sentences without a cue.
fn take_in(analysis: &Analysis, found: &mut [Attribution]) {
    let count = analysis.tokens.len();
    let mut free = vec![true; count];
    for piece in found
        .iter()
        .flat_map(|a| a.source.iter().chain(&a.cue).chain(&a.content))
    {
        free[piece.clone()].fill(false);
    }
    let mut pieces: Vec<&mut Tokens> = found.iter_mut().flat_map(|a| &mut a.content).collect();
    let mut by_start: HashMap<usize, usize> = HashMap::new();
    let mut by_end: HashMap<usize, BTreeSet<usize>> = HashMap::new();
    for (n, piece) in pieces.iter().enumerate() {
        by_start.entry(piece.start).or_insert(n);
        by_end.entry(piece.end).or_default().insert(n);
    }
    let mut start = 0;
    while start < count {
        if !free[start] || analysis.content[start] < PLAIN_CONTENT {
            start += 1;
            continue;
        }
        let end = (start..count)
            .find(|&t| !free[t] || analysis.content[t] < LIKELY_CONTENT)
            .unwrap_or(count);
        // A full stop may stand between.
        let stop = start.checked_sub(1).filter(|&t| free[t]);
        let before = [Some(start), stop]
            .into_iter()
            .flatten()
            .filter_map(|at| by_end.get(&at)?.first().copied())
            .min();
        if let Some(n) = before {
            by_end.entry(pieces[n].end).or_default().remove(&n);
            by_end.entry(end).or_default().insert(n);
            pieces[n].end = end;
        } else if let Some(&n) = by_start.get(&end) {
            pieces[n].start = start;
        }
        start = end;
    }
}

/// Whether two lists of pieces share more than nine tenths of their tokens.
fn same_words(a: &[Tokens], b: &[Tokens]) -> bool {
    let size = |pieces: &[Tokens]| pieces.iter().map(Tokens::len).sum::<usize>();
    let shared: usize = a
        .iter()
        .flat_map(|x| b.iter().map(move |y| shared(x, y)))
        .sum();
    10 * shared > 9 * size(a).max(size(b))
}

fn shared(a: &Tokens, b: &Tokens) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// The outermost quotations by their tokens.
struct Quoted(Vec<(Quotation, Tokens)>);

impl Quoted {
    fn of(doc: &Doc) -> Self {
        let tokens = &doc.analysis.tokens;
        let range = |span: Span| {
            let start = tokens.partition_point(|t| t.span.end <= span.start);
            start
                ..tokens
                    .partition_point(|t| t.span.start < span.end)
                    .max(start)
        };
        let outer = doc.analysis.quotations.iter().filter(|q| q.depth == 0);
        Self(
            outer
                .map(|q| (*q, range(q.span)))
                .filter(|(_, t)| !t.is_empty())
                .collect(),
        )
    }

    fn overlapping<'q>(
        &'q self,
        piece: &Tokens,
    ) -> impl Iterator<Item = &'q (Quotation, Tokens)> + use<'q> {
        let (start, end) = (piece.start, piece.end);
        let first = self.0.partition_point(|(_, t)| t.end <= start);
        self.0[first..]
            .iter()
            .take_while(move |(_, t)| t.start < end)
    }
}

/// A quotation of which most is content is content as a whole, marks included.
fn whole_quotations(quotations: &Quoted, attribution: &mut Attribution) {
    let frame: Vec<Tokens> = attribution
        .source
        .iter()
        .chain(&attribution.cue)
        .cloned()
        .collect();
    for piece in &mut attribution.content {
        for (quotation, tokens) in quotations.overlapping(&piece.clone()) {
            let most = 2 * shared(piece, tokens) > tokens.len();
            let free = frame.iter().all(|f| shared(f, tokens) == 0);
            if quotation.closed && most && free {
                *piece = piece.start.min(tokens.start)..piece.end.max(tokens.end);
            }
        }
    }
    join(&mut attribution.content);
    // A quotation is one statement: of one that is another's, no scrap from its start belongs here.
    let anchor = attribution.anchor;
    let scrap = |piece: &Tokens| {
        quotations.overlapping(piece).any(|(quotation, tokens)| {
            quotation.closed
                && !tokens.contains(&anchor)
                && piece.start == tokens.start
                && 2 * piece.len() < tokens.len()
        })
    };
    if !attribution.content.iter().all(scrap) {
        attribution.content.retain(|piece| !scrap(piece));
    }
}

/// Pieces that touch or overlap are one.
fn join(pieces: &mut Vec<Tokens>) {
    pieces.sort_by_key(|p| p.start);
    let mut out: Vec<Tokens> = Vec::with_capacity(pieces.len());
    for piece in pieces.drain(..) {
        match out.last_mut() {
            Some(last) if piece.start <= last.end => last.end = last.end.max(piece.end),
            _ => out.push(piece),
        }
    }
    *pieces = out;
}

/// A quotation re-opened in the next paragraph goes on with the statement before it.
fn go_on(quotations: &Quoted, found: &mut [Attribution]) {
    // For each token the first statement that has it.
    let mut has: HashMap<usize, usize> = HashMap::new();
    for (n, attribution) in found.iter().enumerate() {
        for token in attribution.content.iter().flat_map(Clone::clone) {
            has.entry(token).or_insert(n);
        }
    }
    for pair in quotations.0.windows(2) {
        let [(_, before), (quotation, tokens)] = pair else {
            continue;
        };
        if !quotation.continues || tokens.clone().any(|t| has.contains_key(&t)) {
            continue;
        }
        if let Some(n) = before.clone().filter_map(|t| has.get(&t)).min().copied() {
            found[n].content.push(tokens.clone());
            join(&mut found[n].content);
            has.extend(tokens.clone().map(|t| (t, n)));
        }
    }
}

fn statement(doc: &Doc, attribution: &Attribution) -> Statement {
    let quoted = quoted(doc, &attribution.content);
    let cue = cue_lemmas(doc, &attribution.cue);
    let lemmas: Vec<&str> = cue.iter().map(String::as_str).collect();
    let known = act(&lemmas);
    Statement {
        mode: mode(doc, &attribution.content, &quoted),
        quoted,
        act: known.map_or(Act::Say, |cue| cue.act),
        certainty: known.map_or(Certainty::Unknown, |cue| cue.certainty),
        negated: is_negated(doc, &attribution.cue),
        confidence: confidence::statement(&attribution.certainty),
        certainty_of_parts: attribution.certainty,
        source: attribution.source.clone(),
        cue: attribution.cue.clone(),
        content: attribution.content.clone(),
    }
}

fn cue_lemmas(doc: &Doc, cue: &[Tokens]) -> Vec<String> {
    cue.iter()
        .flat_map(Clone::clone)
        .map(|t| doc.lemma(t).to_owned())
        .collect()
}

/// Whether the cue holds a negation or governs one: "did not say", "never claimed".
fn is_negated(doc: &Doc, cue: &[Tokens]) -> bool {
    let inside = |t: usize| cue.iter().any(|c| c.contains(&t));
    cue.iter().any(|span| {
        let near = span.start.saturating_sub(3)..(span.end + 1).min(doc.len());
        near.into_iter().any(|t| {
            let governed =
                doc.syntax(t).head.is_some_and(inside) && doc.deprel(t) == Deprel::Advmod;
            (inside(t) || governed) && is_negator(doc.lower(t))
        })
    })
}

/// The parts of the content that stand in quote marks, marks included.
pub(crate) fn quoted(doc: &Doc, content: &[Tokens]) -> Vec<Span> {
    let outer = || doc.analysis.quotations.iter().filter(|q| q.depth == 0);
    content
        .iter()
        .map(|piece| doc.span(piece))
        .flat_map(|piece| {
            outer()
                .filter(move |q| q.span.overlaps(piece))
                .map(move |q| Span {
                    start: q.span.start.max(piece.start),
                    end: q.span.end.min(piece.end),
                })
        })
        .collect()
}

pub(crate) fn mode(doc: &Doc, content: &[Tokens], quoted: &[Span]) -> Mode {
    if quoted.is_empty() {
        return Mode::Indirect;
    }
    let words = content
        .iter()
        .flat_map(Clone::clone)
        .filter(|&t| !doc.is_punctuation(t));
    let mut outside = words.filter(|&t| {
        !quoted
            .iter()
            .any(|q| q.contains(doc.analysis.tokens[t].span))
    });
    if outside.next().is_none() {
        Mode::Direct
    } else {
        Mode::Mixed
    }
}
