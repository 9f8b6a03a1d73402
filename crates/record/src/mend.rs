//! What the text itself tells of its statements, where the model went wrong: whose a quotation is, what belongs to the
//! page and not to the story, who is quoted by another, and what was not said.

use crate::statements::{Statement, mode, quoted};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use verbale_doc::Doc;
use verbale_lexicon::{Act, Certainty, act, country, is_negator, organization, title};
use verbale_model::{Name, NameKind, Tokens, Upos};
use verbale_text::Gap;

static UNSAID: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    let lines = list(include_str!("../data/unsaid.txt"));
    lines.map(|line| line.split(' ').collect()).collect()
});
static FURNITURE: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| list(include_str!("../data/furniture.txt")).collect());

fn list(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The statements with these faults mended; others stay as they are.
pub(crate) fn mend(doc: &Doc, statements: Vec<Statement>) -> Vec<Statement> {
    let mut mended = statements.clone();
    leave_out_furniture(doc, &mut mended);
    own_quotations(doc, &mut mended);
    quoted_by_others(doc, &mut mended);
    own_pieces(doc, &mut mended);
    asked(doc, &mut mended);
    posts(doc, &mut mended);
    left_open(doc, &mut mended);
    mended.sort_by_key(first_token);
    for statement in &mut mended {
        statement
            .content
            .retain(|piece| piece.clone().any(|t| !doc.is_punctuation(t)));
        if !statements
            .iter()
            .any(|known| known.content == statement.content)
        {
            statement.quoted = quoted(doc, &statement.content);
            statement.mode = mode(doc, &statement.content, &statement.quoted);
        }
        statement.negated |= is_unsaid(doc, statement);
    }
    mended.retain(|statement| !statement.content.is_empty());
    mended
}

/// From this probability of its anchor on the source of an attribution tells a name.
const SURE_ANCHOR: f32 = 0.45;

/// The names of a text with those that only stand beside what they say: "Bask answered: “…”".
pub(crate) fn with_sources(doc: &Doc, mut names: Vec<Name>) -> Vec<Name> {
    // A word that also stands without a capital is no name.
    let common: HashSet<&str> = (0..doc.len())
        .map(|t| doc.word(t))
        .filter(|word| word.starts_with(char::is_lowercase))
        .collect();
    for attribution in doc
        .analysis
        .attributions
        .iter()
        .filter(|a| a.certainty.anchor >= SURE_ANCHOR)
    {
        let [source] = &attribution.source[..] else {
            continue;
        };
        let free = |name: &Name| name.tokens.end <= source.start || source.end <= name.tokens.start;
        let named = source.clone().all(|t| {
            let lower = doc.lower(t);
            doc.upos(t) == Upos::Propn
                && doc.is_capitalized(t)
                && doc.word(t).chars().any(char::is_lowercase)
                && title(lower).is_none()
                && !common.contains(lower)
        });
        let direct = attribution
            .content
            .iter()
            .any(|piece| is_marked(doc, piece.start));
        let beside = attribution
            .cue
            .iter()
            .any(|cue| cue.start == source.end || cue.end == source.start);
        let otherwise = doc
            .analysis
            .names
            .iter()
            .any(|name| name.kind != NameKind::Person && !free(name));
        let named = named && direct && beside && !otherwise;
        let form = doc.phrase(source);
        if named
            && source.len() < 3
            && names.iter().all(free)
            && country(form).is_none()
            && organization(form).is_none()
        {
            names.push(Name {
                tokens: source.clone(),
                kind: NameKind::Person,
                score: 1.0,
            });
        }
    }
    names.sort_by_key(|name| name.tokens.start);
    names
}

/// How far a dateline may reach, in tokens: "NEW YORK, Sept. 14, 2026 (Reuters) —".
const LONGEST_DATELINE: usize = 14;

/// A line without a full stop that has no more words may be a heading.
const LONGEST_HEADING: usize = 10;

/// Takes bylines, datelines, headings and lines of the page out of what is said.
fn leave_out_furniture(doc: &Doc, statements: &mut [Statement]) {
    for paragraph in paragraphs(doc) {
        let idle = if is_furniture(doc, &paragraph) {
            Some(paragraph.clone())
        } else {
            dateline(doc, &paragraph)
        };
        let heading = paragraph.start > 0 && idle.is_none() && is_heading(doc, &paragraph);
        for statement in statements.iter_mut() {
            let spoken = &mut statement.content;
            // A heading is nobody's words where a statement runs over it.
            let over = heading
                && spoken
                    .iter()
                    .any(|piece| piece.start < paragraph.start && paragraph.start < piece.end);
            match idle.clone().or(over.then(|| paragraph.clone())) {
                Some(idle) if spoken.iter().any(|piece| meets(piece, &idle)) => {
                    take_out(spoken, &idle);
                }
                _ => {}
            }
        }
    }
}

/// The paragraphs of the text by their tokens.
fn paragraphs(doc: &Doc) -> Vec<Tokens> {
    let tokens = &doc.analysis.tokens;
    let mut out: Vec<Tokens> = verbale_text::paragraphs(doc.text)
        .into_iter()
        .map(|span| {
            let start = tokens.partition_point(|t| t.span.end <= span.start);
            start
                ..tokens
                    .partition_point(|t| t.span.start < span.end)
                    .max(start)
        })
        .collect();
    out.retain(|paragraph| !paragraph.is_empty());
    out
}

fn meets(a: &Tokens, b: &Tokens) -> bool {
    a.start < b.end && b.start < a.end
}

fn take_out(pieces: &mut Vec<Tokens>, idle: &Tokens) {
    let parts = pieces.drain(..).flat_map(|piece| {
        let before = piece.start..piece.end.min(idle.start);
        let after = piece.start.max(idle.end)..piece.end;
        if meets(&piece, idle) {
            vec![before, after]
        } else {
            vec![piece]
        }
    });
    let kept: Vec<Tokens> = parts.filter(|part| part.start < part.end).collect();
    *pieces = kept;
}

fn is_open(doc: &Doc, paragraph: &Tokens) -> bool {
    !doc.phrase(paragraph).ends_with([
        '.', '!', '?', '…', ':', ';', ',', '"', '”', '’', ')', '—', '–',
    ])
}

/// Whether a paragraph is a byline or another line of the page.
fn is_furniture(doc: &Doc, paragraph: &Tokens) -> bool {
    let words = doc.phrase(paragraph);
    let lower = words.to_lowercase();
    let leads = |lead: &&&str| {
        lower
            .strip_prefix(**lead)
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    let short = paragraph.len() <= 2 * LONGEST_DATELINE;
    let Some(lead) = FURNITURE.iter().find(leads).filter(|_| short) else {
        return false;
    };
    let bracketed = lead.starts_with('(') || words.ends_with(')');
    let names = || {
        words
            .split_whitespace()
            .all(|w| !w.starts_with(char::is_lowercase) || matches!(w, "and" | "in" | "for" | "of"))
    };
    match *lead {
        "by" => is_open(doc, paragraph) && names(),
        _ => is_open(doc, paragraph) || bracketed,
    }
}

/// Whether a paragraph is a heading between others: short, begun with a capital, without a full stop.
fn is_heading(doc: &Doc, paragraph: &Tokens) -> bool {
    let short = doc.phrase(paragraph).split_whitespace().count() <= LONGEST_HEADING;
    let listed = paragraph
        .start
        .checked_sub(1)
        .is_some_and(|before| matches!(doc.word(before), ":" | ";" | ","));
    short && !listed && is_open(doc, paragraph) && doc.is_capitalized(paragraph.start)
}

/// The place and date before the first words of a report: "BERLIN (Nordic Wire) —".
fn dateline(doc: &Doc, paragraph: &Tokens) -> Option<Tokens> {
    let is_dash = |t: usize| {
        let next = doc.analysis.tokens.get(t + 1);
        matches!(doc.word(t), "—" | "–" | "--" | "-")
            && doc.analysis.tokens[t].gap != Gap::None
            && next.is_some_and(|next| next.gap != Gap::None)
    };
    let mut words = paragraph.start..paragraph.end.min(paragraph.start + LONGEST_DATELINE);
    let dash = words.find(|&t| is_dash(t))?;
    let before = paragraph.start..dash;
    let in_capitals = |t: usize| {
        let word = doc.word(t);
        word.chars().count() > 2
            && word.chars().all(|c| !c.is_lowercase())
            && word.chars().any(char::is_uppercase)
    };
    let place = doc
        .analysis
        .names
        .iter()
        .any(|name| name.kind == NameKind::Location && name.tokens.start == paragraph.start);
    let bracket = before.clone().any(|t| doc.word(t) == "(");
    let plain = doc.word(dash) != "-" && dash - paragraph.start <= 2;
    let named = in_capitals(paragraph.start) || place && (bracket || plain);
    let all = before
        .clone()
        .all(|t| !doc.word(t).starts_with(char::is_lowercase));
    (named && all && !before.is_empty()).then_some(paragraph.start..dash + 1)
}

/// A frame next to its quotation is nearer than this, in tokens.
const NEXT: usize = 3;

/// A quotation with its own source and cue beside it is no part of another statement, and neither are they.
fn own_quotations(doc: &Doc, statements: &mut [Statement]) {
    let tokens = &doc.analysis.tokens;
    let outer = doc
        .analysis
        .quotations
        .iter()
        .filter(|q| q.depth == 0 && q.closed);
    let quotations: Vec<Tokens> = outer
        .map(|q| {
            let start = tokens.partition_point(|t| t.span.end <= q.span.start);
            start..tokens.partition_point(|t| t.span.start < q.span.end)
        })
        .collect();
    // Inside other words a quotation is a turn of phrase, not somebody's answer.
    let mut owners: Vec<Vec<usize>> = vec![Vec::new(); quotations.len()];
    for (n, statement) in statements.iter().enumerate() {
        for piece in statement
            .content
            .iter()
            .filter(|piece| is_marked(doc, piece.start))
        {
            let first = quotations.partition_point(|words| words.start < piece.start);
            let within = |at: &usize| {
                quotations
                    .get(*at)
                    .is_some_and(|words| words.end <= piece.end)
            };
            for at in (first..).take_while(within) {
                owners[at].push(n);
            }
        }
    }
    for (words, owners) in quotations
        .iter()
        .zip(&owners)
        .filter(|(_, owners)| owners.len() > 1)
    {
        let beside = |n: &usize| distance(doc, &statements[*n], words).filter(|&d| d <= NEXT);
        let near = owners.iter().filter_map(|n| Some((beside(n)?, *n)));
        let Some((_, owner)) = near.min() else {
            continue;
        };
        let frame: Vec<Tokens> = [&statements[owner].source, &statements[owner].cue]
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        for &other in owners.iter().filter(|&&n| n != owner) {
            let content = &mut statements[other].content;
            // What has nothing else to say says this.
            let alone = |piece: &Tokens| piece.start == words.start && piece.end <= words.end + 1;
            if content.iter().all(alone) {
                continue;
            }
            take_out(content, words);
            frame.iter().for_each(|part| take_out(content, part));
        }
    }
}

/// Whether a token is a quote mark.
fn is_marked(doc: &Doc, token: usize) -> bool {
    doc.word(token).starts_with(['"', '“', '„', '«', '\'', '‘'])
}

/// How many tokens lie between a statement's source or cue, the nearer, and a quotation in the same sentence.
fn distance(doc: &Doc, statement: &Statement, words: &Tokens) -> Option<usize> {
    let frame = statement.source.iter().chain(&statement.cue);
    let same = |part: &&Tokens| {
        doc.sentence(part.start)
            .is_some_and(|s| s.contains(&words.start) || s.contains(&(words.end - 1)))
    };
    frame
        .filter(same)
        .map(|part| {
            if part.end <= words.start {
                words.start - part.end
            } else {
                part.start.saturating_sub(words.end)
            }
        })
        .min()
}

/// How far "as saying" stands from "quoted", and a subject from it, in tokens.
const REACH: usize = 12;

/// "X was quoted by the agency as saying that …" is X's.
fn quoted_by_others(doc: &Doc, statements: &mut Vec<Statement>) {
    for sentence in doc.sentences() {
        let Some((subject, cue, said)) = sentence
            .clone()
            .find_map(|verb| quoted_by(doc, sentence, verb))
        else {
            continue;
        };
        let own: Vec<Tokens> = cue.clone();
        let frame = own[0].start..own[own.len() - 1].end;
        let replaced = |s: &Statement| {
            s.cue.iter().any(|c| meets(c, &frame))
                || s.content
                    .iter()
                    .any(|c| meets(c, &frame) || meets(c, &subject))
        };
        let confidence = statements
            .iter()
            .filter(|s| replaced(s))
            .map(|s| s.confidence)
            .fold(0.5, f32::max);
        statements.retain(|s| !replaced(s));
        statements.push(Statement {
            confidence,
            ..by_signs(doc, subject, cue, said)
        });
    }
}

fn first_token(statement: &Statement) -> Option<usize> {
    let parts = statement
        .source
        .iter()
        .chain(&statement.cue)
        .chain(&statement.content);
    parts.map(|t| t.start).min()
}

/// What two statements have is that one's whose cue stands in the same sentence.
fn own_pieces(doc: &Doc, statements: &mut [Statement]) {
    let mut by_piece: HashMap<(usize, usize), Vec<usize>> = HashMap::new();
    for (n, statement) in statements.iter().enumerate() {
        for piece in &statement.content {
            by_piece
                .entry((piece.start, piece.end))
                .or_default()
                .push(n);
        }
    }
    let beside = |statement: &Statement, start: usize| {
        let sentence = doc.sentence(start);
        statement
            .cue
            .iter()
            .any(|cue| sentence.is_some_and(|s| s.contains(&cue.start)))
    };
    for ((start, end), owners) in by_piece.into_iter().filter(|(_, owners)| owners.len() > 1) {
        let own = owners.iter().any(|&n| beside(&statements[n], start));
        for &n in owners.iter().filter(|_| own) {
            if !beside(&statements[n], start) && statements[n].content.len() > 1 {
                take_out(&mut statements[n].content, &(start..end));
            }
        }
    }
}

/// "“Are you leaving?” she was asked": nobody named asks. A question in a paragraph of its own before that of the frame
/// is another's too.
fn asked(doc: &Doc, statements: &mut [Statement]) {
    for statement in statements {
        let Some(cue) = statement.cue.first().cloned() else {
            continue;
        };
        let verb = doc.head(&cue);
        if doc.lemma(verb) == "ask" && doc.is_passive(verb) {
            statement.source.clear();
        }
        let here = doc.paragraphs_begun(cue.start);
        let question = |piece: &Tokens| {
            let mut marked = piece.clone().filter(|&t| is_closing(doc, t));
            let end = marked.find(|&t| doc.paragraphs_begun(t) < here && doc.word(t - 1) == "?")?;
            let alone = doc
                .analysis
                .tokens
                .get(end + 1)
                .is_some_and(|t| t.gap == Gap::Paragraph);
            (alone && is_marked(doc, piece.start)).then_some(piece.start..end + 1)
        };
        let questions: Vec<Tokens> = statement.content.iter().filter_map(question).collect();
        for question in questions {
            take_out(&mut statement.content, &question);
        }
    }
}

fn is_closing(doc: &Doc, token: usize) -> bool {
    matches!(doc.word(token), "\"" | "”" | "»" | "’" | "'")
}

/// The outermost quotations by their tokens, each with whether it is closed.
fn outer_quotations(doc: &Doc) -> Vec<(Tokens, bool)> {
    let tokens = &doc.analysis.tokens;
    let outer = doc.analysis.quotations.iter().filter(|q| q.depth == 0);
    outer
        .map(|q| {
            let start = tokens.partition_point(|t| t.span.end <= q.span.start);
            (
                start..tokens.partition_point(|t| t.span.start < q.span.end),
                q.closed,
            )
        })
        .collect()
}

/// How sure a statement is that only the text's own signs tell.
const BY_SIGNS: f32 = 0.5;

/// A statement that the signs of the text make.
fn by_signs(doc: &Doc, source: Tokens, cue: Vec<Tokens>, content: Vec<Tokens>) -> Statement {
    let quoted = quoted(doc, &content);
    Statement {
        mode: mode(doc, &content, &quoted),
        source: vec![source],
        cue,
        quoted,
        content,
        act: Act::Say,
        certainty: Certainty::Unknown,
        negated: false,
        confidence: BY_SIGNS,
        certainty_of_parts: verbale_model::Certainty {
            anchor: 1.0,
            source: 1.0,
            content: 1.0,
        },
    }
}

/// The most tokens of a poster's name.
const LONGEST_POSTER: usize = 5;

/// "“The deal is dead” — Ida Moe (@moe) April 3": an embedded post.
fn posts(doc: &Doc, statements: &mut Vec<Statement>) {
    for (words, _) in outer_quotations(doc) {
        let dash = words.end;
        if !matches!(doc.word(dash), "—" | "–" | "-" | "--") {
            continue;
        }
        let name = dash + 1
            ..(dash + 1..doc.len().min(dash + 2 + LONGEST_POSTER))
                .find(|&t| doc.word(t) == "(")
                .unwrap_or(dash + 1);
        let handle = doc.word(name.end + 1).starts_with('@');
        if name.is_empty() || !handle {
            continue;
        }
        statements
            .retain(|s| !s.content.iter().any(|piece| meets(piece, &words)) || s.content.len() > 1);
        for statement in statements.iter_mut() {
            take_out(&mut statement.content, &words);
        }
        statements.push(by_signs(doc, name, Vec::new(), vec![words]));
    }
}

/// "“We shall build it, said Minister Moe.": a quotation that is never closed ends where its frame begins.
fn left_open(doc: &Doc, statements: &mut Vec<Statement>) {
    for (words, _) in outer_quotations(doc)
        .into_iter()
        .filter(|(_, closed)| !closed)
    {
        let Some(sentence) = doc.sentence(words.start).cloned() else {
            continue;
        };
        let comma = |t: &usize| {
            doc.word(*t) == ","
                && act(&[doc.lemma(*t + 1)]).is_some()
                && doc.upos(*t + 1) == Upos::Verb
        };
        let Some(comma) = (words.start + 1..sentence.end).find(comma) else {
            continue;
        };
        let cue = comma + 1..comma + 2;
        let content = words.start..comma + 1;
        let mut source = cue.end..sentence.end;
        while source.len() > 1 && doc.is_punctuation(source.end - 1) {
            source.end -= 1;
        }
        let named = source.clone().any(|t| doc.upos(t) == Upos::Propn);
        let known = statements.iter().any(|s| {
            s.cue.iter().any(|c| meets(c, &cue))
                || s.content.iter().any(|piece| meets(piece, &content))
        });
        if named && !known {
            statements.push(by_signs(
                doc,
                source,
                std::iter::once(cue).collect(),
                vec![content],
            ));
        }
    }
}

/// The one who is quoted, the cue and what he or she said, where `verb` is "quoted" or "reported" in the passive.
fn quoted_by(
    doc: &Doc,
    sentence: &Tokens,
    verb: usize,
) -> Option<(Tokens, Vec<Tokens>, Vec<Tokens>)> {
    if !matches!(doc.lemma(verb), "quote" | "report" | "cite") {
        return None;
    }
    let is_be = |t: usize| doc.lemma(t) == "be" || matches!(doc.lower(t), "has" | "have" | "had");
    let mut first = verb;
    while first > sentence.start && is_be(first - 1) {
        first -= 1;
    }
    let mut after = verb + 1..sentence.end.min(verb + REACH);
    let saying = after.find(|&t| {
        let word = |n: usize| doc.lower(t + n);
        word(0) == "as" && matches!(word(1), "saying" | "telling")
            || word(0) == "to" && word(1) == "have" && matches!(word(2), "said" | "told")
    })?;
    let end = saying + if doc.lower(saying) == "as" { 2 } else { 3 };
    if first == verb || end > sentence.end {
        return None;
    }
    let tokens = &doc.analysis.tokens;
    let quotations = || {
        doc.analysis
            .quotations
            .iter()
            .filter(|q| q.depth == 0 && q.closed)
            .map(|q| {
                let start = tokens.partition_point(|t| t.span.end <= q.span.start);
                start..tokens.partition_point(|t| t.span.start < q.span.end)
            })
    };
    let leading: Vec<Tokens> = quotations()
        .filter(|q| q.end <= first && q.end > sentence.start && q.start >= sentence.start)
        .collect();
    let mut subject = leading.last().map_or(sentence.start, |q| q.end)..first;
    while subject.start < subject.end
        && (doc.is_punctuation(subject.start) || doc.upos(subject.start) == Upos::Cconj)
    {
        subject.start += 1;
    }
    let named = subject
        .clone()
        .any(|t| doc.upos(t) == Upos::Propn || matches!(doc.lower(t), "he" | "she"));
    if subject.is_empty() || subject.len() > REACH || !named {
        return None;
    }
    let mut rest = end..sentence.end;
    while rest.start < rest.end
        && doc.is_punctuation(rest.end - 1)
        && !quotations().any(|q| q.contains(&(rest.end - 1)))
    {
        rest.end -= 1;
    }
    let by = rest.is_empty() || doc.lower(rest.start) == "by";
    let said = if leading.is_empty() && !by {
        vec![rest]
    } else {
        leading
    };
    let cue = if verb + 1 == saying {
        std::iter::once(first..end).collect()
    } else {
        vec![first..verb + 1, saying..end]
    };
    (!said.is_empty()).then_some((subject, cue, said))
}

/// Whether the cue is of something not said: "stopped short of calling".
fn is_unsaid(doc: &Doc, statement: &Statement) -> bool {
    let Some(cue) = statement.cue.first() else {
        return false;
    };
    let Some(sentence) = doc.sentence(cue.start) else {
        return false;
    };
    UNSAID.iter().any(|pattern| {
        let words: Vec<&str> = pattern
            .iter()
            .copied()
            .filter(|word| *word != "not")
            .collect();
        (cue.start.saturating_sub(REACH).max(sentence.start)..cue.end).any(|start| {
            let end = start + words.len();
            let same = end <= sentence.end
                && words
                    .iter()
                    .zip(start..)
                    .all(|(word, t)| doc.lemma(t) == *word || doc.lower(t) == *word);
            // "As far as *to* say".
            let leads = end < cue.end && end + 1 >= cue.start;
            let negated = words.len() == pattern.len()
                || (start.saturating_sub(4).max(sentence.start)..start)
                    .any(|t| is_negator(doc.lower(t)));
            same && leads && negated
        })
    })
}
