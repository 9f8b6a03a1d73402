//! What the text itself tells of its statements, where the model went wrong: whose a quotation is, what belongs to the
//! page and not to the story, who is quoted by another, and what was not said.

use crate::passage::Passage;
use crate::statements::{Statement, mode, quoted};
use std::sync::LazyLock;
use verbale_lexicon::{Act, Certainty, country, is_negator, organization, title};
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
pub(crate) fn mend(passage: &Passage, statements: Vec<Statement>) -> Vec<Statement> {
    let mut mended = statements.clone();
    leave_out_furniture(passage, &mut mended);
    own_quotations(passage, &mut mended);
    quoted_by_others(passage, &mut mended);
    for statement in &mut mended {
        statement
            .content
            .retain(|piece| piece.clone().any(|t| !passage.is_punctuation(t)));
        if !statements
            .iter()
            .any(|known| known.content == statement.content)
        {
            statement.quoted = quoted(passage, &statement.content);
            statement.mode = mode(passage, &statement.content, &statement.quoted);
        }
        statement.negated |= is_unsaid(passage, statement);
    }
    mended.retain(|statement| !statement.content.is_empty());
    mended
}

/// From this probability of its anchor on the source of an attribution tells a name.
const SURE_ANCHOR: f32 = 0.45;

/// The names of a text with those that only stand beside what they say: "Bask answered: “…”".
pub(crate) fn with_sources(passage: &Passage, mut names: Vec<Name>) -> Vec<Name> {
    for attribution in passage
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
            let lower = passage.lower(t);
            let common = (0..passage.len()).any(|other| passage.word(other) == lower);
            passage.syntax(t).upos == Upos::Propn
                && passage.is_capitalized(t)
                && passage.word(t).chars().any(char::is_lowercase)
                && title(&lower).is_none()
                && !common
        });
        let direct = attribution
            .content
            .iter()
            .any(|piece| is_marked(passage, piece.start));
        let beside = attribution
            .cue
            .iter()
            .any(|cue| cue.start == source.end || cue.end == source.start);
        let otherwise = passage
            .analysis
            .names
            .iter()
            .any(|name| name.kind != NameKind::Person && !free(name));
        let named = named && direct && beside && !otherwise;
        let form = passage.phrase(source);
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
fn leave_out_furniture(passage: &Passage, statements: &mut [Statement]) {
    for paragraph in paragraphs(passage) {
        let idle = if is_furniture(passage, &paragraph) {
            Some(paragraph.clone())
        } else {
            dateline(passage, &paragraph)
        };
        let heading = paragraph.start > 0 && idle.is_none() && is_heading(passage, &paragraph);
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
fn paragraphs(passage: &Passage) -> Vec<Tokens> {
    let tokens = &passage.analysis.tokens;
    let mut out: Vec<Tokens> = verbale_text::paragraphs(passage.text)
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

fn is_open(passage: &Passage, paragraph: &Tokens) -> bool {
    !passage.phrase(paragraph).ends_with([
        '.', '!', '?', '…', ':', ';', ',', '"', '”', '’', ')', '—', '–',
    ])
}

/// Whether a paragraph is a byline or another line of the page.
fn is_furniture(passage: &Passage, paragraph: &Tokens) -> bool {
    let words = passage.phrase(paragraph);
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
        "by" => is_open(passage, paragraph) && names(),
        _ => is_open(passage, paragraph) || bracketed,
    }
}

/// Whether a paragraph is a heading between others: short, begun with a capital, without a full stop.
fn is_heading(passage: &Passage, paragraph: &Tokens) -> bool {
    let short = passage.phrase(paragraph).split_whitespace().count() <= LONGEST_HEADING;
    let listed = paragraph
        .start
        .checked_sub(1)
        .is_some_and(|before| matches!(passage.word(before), ":" | ";" | ","));
    short && !listed && is_open(passage, paragraph) && passage.is_capitalized(paragraph.start)
}

/// The place and date before the first words of a report: "BERLIN (Nordic Wire) —".
fn dateline(passage: &Passage, paragraph: &Tokens) -> Option<Tokens> {
    let is_dash = |t: usize| {
        let next = passage.analysis.tokens.get(t + 1);
        matches!(passage.word(t), "—" | "–" | "--" | "-")
            && passage.analysis.tokens[t].gap != Gap::None
            && next.is_some_and(|next| next.gap != Gap::None)
    };
    let mut words = paragraph.start..paragraph.end.min(paragraph.start + LONGEST_DATELINE);
    let dash = words.find(|&t| is_dash(t))?;
    let before = paragraph.start..dash;
    let in_capitals = |t: usize| {
        let word = passage.word(t);
        word.chars().count() > 2
            && word.chars().all(|c| !c.is_lowercase())
            && word.chars().any(char::is_uppercase)
    };
    let place = passage
        .analysis
        .names
        .iter()
        .any(|name| name.kind == NameKind::Location && name.tokens.start == paragraph.start);
    let bracket = before.clone().any(|t| passage.word(t) == "(");
    let plain = passage.word(dash) != "-" && dash - paragraph.start <= 2;
    let named = in_capitals(paragraph.start) || place && (bracket || plain);
    let all = before
        .clone()
        .all(|t| !passage.word(t).starts_with(char::is_lowercase));
    (named && all && !before.is_empty()).then_some(paragraph.start..dash + 1)
}

/// A frame next to its quotation is nearer than this, in tokens.
const NEXT: usize = 3;

/// A quotation with its own source and cue beside it is no part of another statement, and neither are they.
fn own_quotations(passage: &Passage, statements: &mut [Statement]) {
    let tokens = &passage.analysis.tokens;
    let outer = passage
        .analysis
        .quotations
        .iter()
        .filter(|q| q.depth == 0 && q.closed);
    for quotation in outer {
        let start = tokens.partition_point(|t| t.span.end <= quotation.span.start);
        let words = start..tokens.partition_point(|t| t.span.start < quotation.span.end);
        // Inside other words it is a turn of phrase, not somebody's answer.
        let is = |piece: &Tokens| {
            piece.start == words.start && (words.end..words.end + 2).contains(&piece.end)
        };
        let opens = |piece: &Tokens| {
            piece.start <= words.start && words.end <= piece.end && is_marked(passage, piece.start)
        };
        let has = |s: &Statement| s.content.iter().any(|piece| is(piece) || opens(piece));
        let owners: Vec<usize> = (0..statements.len())
            .filter(|&n| has(&statements[n]))
            .collect();
        if owners.len() < 2 {
            continue;
        }
        let beside =
            |&&n: &&usize| distance(passage, &statements[n], &words).is_some_and(|d| d <= NEXT);
        let Some(&owner) = owners
            .iter()
            .filter(beside)
            .min_by_key(|&&n| distance(passage, &statements[n], &words))
        else {
            continue;
        };
        let frame: Vec<Tokens> = statements[owner]
            .source
            .iter()
            .chain(&statements[owner].cue)
            .cloned()
            .collect();
        for &other in owners.iter().filter(|&&n| n != owner) {
            // What has nothing else to say says this.
            if statements[other].content.iter().all(is) {
                continue;
            }
            take_out(&mut statements[other].content, &words);
            for part in &frame {
                take_out(&mut statements[other].content, part);
            }
        }
    }
}

/// Whether a token is a quote mark.
fn is_marked(passage: &Passage, token: usize) -> bool {
    passage
        .word(token)
        .starts_with(['"', '“', '„', '«', '\'', '‘'])
}

/// How many tokens lie between a statement's source or cue, the nearer, and a quotation in the same sentence.
fn distance(passage: &Passage, statement: &Statement, words: &Tokens) -> Option<usize> {
    let frame = statement.source.iter().chain(&statement.cue);
    let same = |part: &&Tokens| {
        passage
            .sentence(part.start)
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
fn quoted_by_others(passage: &Passage, statements: &mut Vec<Statement>) {
    for sentence in &passage.analysis.sentences {
        let sentence = &sentence.tokens;
        let Some((subject, cue, said)) = sentence
            .clone()
            .find_map(|verb| quoted_by(passage, sentence, verb))
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
        let quoted = quoted(passage, &said);
        statements.push(Statement {
            mode: mode(passage, &said, &quoted),
            source: vec![subject],
            cue,
            quoted,
            content: said,
            act: Act::Say,
            certainty: Certainty::Unknown,
            negated: false,
            confidence,
            certainty_of_parts: verbale_model::Certainty {
                anchor: 1.0,
                source: 1.0,
                content: 1.0,
            },
        });
        statements.sort_by_key(|s| {
            s.source
                .iter()
                .chain(&s.cue)
                .chain(&s.content)
                .map(|t| t.start)
                .min()
        });
    }
}

/// The one who is quoted, the cue and what he or she said, where `verb` is "quoted" or "reported" in the passive.
fn quoted_by(
    passage: &Passage,
    sentence: &Tokens,
    verb: usize,
) -> Option<(Tokens, Vec<Tokens>, Vec<Tokens>)> {
    if !matches!(passage.lemma(verb), "quote" | "report" | "cite") {
        return None;
    }
    let is_be = |t: usize| {
        passage.lemma(t) == "be" || matches!(passage.lower(t).as_str(), "has" | "have" | "had")
    };
    let mut first = verb;
    while first > sentence.start && is_be(first - 1) {
        first -= 1;
    }
    let mut after = verb + 1..sentence.end.min(verb + REACH);
    let saying = after.find(|&t| {
        let word = |n: usize| passage.lower(t + n);
        word(0) == "as" && matches!(word(1).as_str(), "saying" | "telling")
            || word(0) == "to"
                && word(1) == "have"
                && matches!(passage.lemma(t + 2), "say" | "tell")
    })?;
    let end = saying + if passage.lower(saying) == "as" { 2 } else { 3 };
    if first == verb || end > sentence.end {
        return None;
    }
    let tokens = &passage.analysis.tokens;
    let quotations = || {
        passage
            .analysis
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
        && (passage.is_punctuation(subject.start)
            || passage.syntax(subject.start).upos == Upos::Cconj)
    {
        subject.start += 1;
    }
    let named = subject.clone().any(|t| {
        passage.syntax(t).upos == Upos::Propn || matches!(passage.lower(t).as_str(), "he" | "she")
    });
    if subject.is_empty() || subject.len() > REACH || !named {
        return None;
    }
    let mut rest = end..sentence.end;
    while rest.start < rest.end
        && passage.is_punctuation(rest.end - 1)
        && !quotations().any(|q| q.contains(&(rest.end - 1)))
    {
        rest.end -= 1;
    }
    let by = rest.is_empty() || passage.lower(rest.start) == "by";
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
fn is_unsaid(passage: &Passage, statement: &Statement) -> bool {
    let Some(cue) = statement.cue.first() else {
        return false;
    };
    let Some(sentence) = passage.sentence(cue.start) else {
        return false;
    };
    UNSAID.iter().any(|pattern| {
        let words: Vec<&str> = pattern
            .iter()
            .copied()
            .filter(|word| *word != "not")
            .collect();
        (sentence.start..cue.end).any(|start| {
            let end = start + words.len();
            let same = end <= sentence.end
                && words
                    .iter()
                    .zip(start..)
                    .all(|(word, t)| passage.lemma(t) == *word || passage.lower(t) == *word);
            // "As far as *to* say".
            let leads = end < cue.end && end + 1 >= cue.start;
            let negated = words.len() == pattern.len()
                || (start.saturating_sub(4).max(sentence.start)..start)
                    .any(|t| is_negator(&passage.lower(t)));
            same && leads && negated
        })
    })
}
