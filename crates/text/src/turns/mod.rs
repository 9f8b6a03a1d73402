//! Transcripts: who speaks where, by the labels before their words.
//!
//! Only the layout is looked at: labels that recur or belong to speakers, words between them in which people talk to
//! each other. A story that quotes two lines of an interview, a note or a list of places has neither, and has no turns.

mod label;
mod stage;

use crate::paragraph::paragraphs;
use crate::{Offset, Span, wordlist};
pub use label::is_title_of_label;
use label::{Label, Mark, Style, abbreviates, is_time, label};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

static SPEECH: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| wordlist::words(include_str!("../../data/speech_words.txt")));

/// Whose label it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Voice {
    /// Somebody with a name or an office.
    Named,
    /// The one who answers all questions: "A:".
    Answering,
    /// Somebody whom the transcript does not name: "Q", "Moderator", "Speaker 2".
    Unnamed,
}

/// What one speaker says until another speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The words of the label, what stands in brackets left off.
    pub label: Span,
    /// What stands in brackets after them: "The Prime Minister (Mr. Vane)".
    pub aside: Option<Span>,
    /// Whose label it is.
    pub voice: Voice,
    /// The number of the speaker, counted by different labels from 0.
    pub speaker: usize,
    /// The words said, without stage directions.
    pub content: Vec<Span>,
    /// Stage directions, times and the like between them.
    pub stage: Vec<Span>,
}

/// The share of a transcript that at least lies behind its first label, in hundredths; where nobody speaks twice.
const LEAST_SHARE: usize = 50;
const LEAST_OF_ONCE: usize = 70;

/// The share of the turns that have words of people who talk to each other, in hundredths.
const LEAST_TALK: usize = 40;

/// One who speaks alone says "I", "we" or "you" once in this many words.
const ONE_PERSONAL_IN: usize = 40;

/// The line with place and date of a speech has fewer words.
const LONGEST_DATELINE: usize = 12;

/// The longest label inside a paragraph, in bytes.
const LONGEST_INSIDE: usize = 100;

/// The first label of a speech stands among the first paragraphs.
const PREFACE: usize = 8;

/// The turns of a transcript in their order; none of another text.
#[must_use]
pub fn turns(text: &str) -> Vec<Turn> {
    let paragraphs = paragraphs(text);
    let glued: Vec<Span> = paragraphs
        .iter()
        .flat_map(|&paragraph| pieces(text, paragraph))
        .collect();
    let on_lines = on_lines(
        text,
        &paragraphs,
        labels(text, &paragraphs, |mark| mark == Mark::Line),
    );
    let starts: HashSet<Offset> = paragraphs.iter().map(|p| p.start).collect();
    let inline = fitting(labels(text, &glued, |mark| mark != Mark::Line), |part| {
        starts.contains(&glued[part].start)
    });
    for (parts, labels) in [(&glued, inline), (&paragraphs, on_lines)] {
        let turns = between(text, parts, &labels);
        if is_transcript(text, &labels, &turns) {
            return turns;
        }
    }
    Vec::new()
}

/// What is said in a speech whose heading stands before byte `start`, without dates, places and stage directions; nothing
/// if the text is told by another than its speaker.
#[must_use]
pub fn speech(text: &str, start: usize) -> Vec<Span> {
    let after = paragraphs(text)
        .into_iter()
        .filter(|p| p.start.bytes() >= start);
    // The place and date stand before the first words in which somebody talks.
    let body = after.skip_while(|p| {
        talk(text, *p) == 0 && p.of(text).split_whitespace().count() < LONGEST_DATELINE
    });
    let body = body.take_while(|p| !stage::is_end(p.of(text)));
    let said: Vec<Span> = body.flat_map(|p| stage::split(text, p).0).collect();
    if is_personal(text, &said) {
        said
    } else {
        Vec::new()
    }
}

/// Whether most pieces are of somebody who says "I", "we" or "you", and the words taken together.
fn is_personal(text: &str, pieces: &[Span]) -> bool {
    let words: usize = pieces
        .iter()
        .map(|piece| piece.of(text).split_whitespace().count())
        .sum();
    let personal: Vec<usize> = pieces.iter().map(|&piece| talk(text, piece)).collect();
    let talking = personal.iter().filter(|&&n| n > 0).count();
    !pieces.is_empty()
        && 2 * talking > pieces.len()
        && personal.iter().sum::<usize>() * ONE_PERSONAL_IN >= words
}

/// The labels with such a mark, each with the number of the paragraph that it begins.
fn labels(text: &str, paragraphs: &[Span], has: impl Fn(Mark) -> bool) -> Vec<(usize, Label)> {
    paragraphs
        .iter()
        .enumerate()
        .filter_map(|(n, &paragraph)| Some((n, label(text, paragraph)?)))
        .filter(|(_, label)| has(label.mark))
        .collect()
}

/// A paragraph cut before each label of more than a word that follows a sentence in it: some pages lose the line ends
/// of their transcripts.
fn pieces(text: &str, paragraph: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let (mut from, end) = (paragraph.start.bytes(), paragraph.end.bytes());
    for (colon, _) in paragraph.of(text).match_indices(": ") {
        let colon = paragraph.start.bytes() + colon;
        let near = text.ceil_char_boundary(colon.saturating_sub(LONGEST_INSIDE).max(from));
        let before = &text[near..colon];
        // The label may already stand at the start.
        if label(text, Span::new(from, end))
            .is_some_and(|label| label.words > colon && label.words <= colon + 2)
        {
            continue;
        }
        let cut = before
            .match_indices(['.', '!', '?', '…', '>', ')', '”', '"'])
            .map(|(at, mark)| (&before[..at], &before[at + mark.len()..]))
            .filter(|(head, words)| words.starts_with(char::is_whitespace) && !abbreviates(head))
            .map(|(_, words)| colon - words.trim_start().len())
            .rfind(|&at| {
                label(text, Span::new(at, end)).is_some_and(|label| label.may_stand_inside())
            });
        if let Some(at) = cut {
            out.push(Span::new(from, from + text[from..at].trim_end().len()));
            from = at;
        }
    }
    out.push(Span::new(from, end));
    out
}

/// The labels that go together: those of speakers by their words or because they come again, and those of the same
/// style that come once. `begins` tells whether a part begins a paragraph.
fn fitting(found: Vec<(usize, Label)>, begins: impl Fn(usize) -> bool) -> Vec<(usize, Label)> {
    let count = counts(&found);
    let firm = |label: &Label| label.style != Style::Plain || count[&label.key] > 1;
    let named = || {
        found
            .iter()
            .map(|(_, l)| l)
            .filter(|l| firm(l) && l.style != Style::Asking)
    };
    let in_capitals = 2 * named().filter(|l| l.capitals).count() > named().count();
    let surnames: HashSet<&str> = named().filter_map(|l| l.key.rsplit(' ').next()).collect();
    let firm_at: HashSet<usize> = found
        .iter()
        .filter(|(_, l)| firm(l))
        .map(|&(n, _)| n)
        .collect();
    let fits = |n: usize, label: &Label| match label.style {
        Style::Asking | Style::Answering => true,
        _ if in_capitals => label.capitals || label.mark == Mark::Stop,
        Style::Plain => {
            let between = n > 0 && firm_at.contains(&(n - 1)) && firm_at.contains(&(n + 1));
            firm(label)
                || label.key.contains(' ') && begins(n)
                || between
                || label
                    .key
                    .rsplit(' ')
                    .next()
                    .is_some_and(|last| surnames.contains(last))
        }
        _ => true,
    };
    let kept: Vec<bool> = found.iter().map(|(n, label)| fits(*n, label)).collect();
    found
        .into_iter()
        .zip(kept)
        .filter(|(_, kept)| *kept)
        .map(|(label, _)| label)
        .collect()
}

/// Labels that have a line to themselves without a colon: with a time, of speakers by their words, or coming again;
/// and something said after each.
fn on_lines(
    text: &str,
    paragraphs: &[Span],
    mut found: Vec<(usize, Label)>,
) -> Vec<(usize, Label)> {
    let count = counts(&found);
    for (n, label) in &mut found {
        // A time may have the next line.
        label.timed |= paragraphs
            .get(*n + 1)
            .is_some_and(|next| is_time(next.of(text)));
    }
    let fits = |label: &Label| label.timed || label.style != Style::Plain || count[&label.key] > 1;
    found.retain(|(_, label)| fits(label));
    let starts: HashSet<usize> = found.iter().map(|&(n, _)| n).collect();
    found.retain(|(n, _)| n + 1 < paragraphs.len() && !starts.contains(&(n + 1)));
    found
}

fn counts(found: &[(usize, Label)]) -> HashMap<String, usize> {
    let mut out = HashMap::new();
    for (_, label) in found {
        *out.entry(label.key.clone()).or_default() += 1;
    }
    out
}

/// The turns between these labels.
fn between(text: &str, paragraphs: &[Span], labels: &[(usize, Label)]) -> Vec<Turn> {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut out = Vec::with_capacity(labels.len());
    for (at, (first, label)) in labels.iter().enumerate() {
        let next = numbers.len();
        let speaker = *numbers.entry(&label.key).or_insert(next);
        let last = labels
            .get(at + 1)
            .map_or(paragraphs.len(), |&(next, _)| next);
        let voice = match label.style {
            Style::Asking => Voice::Unnamed,
            Style::Answering => Voice::Answering,
            _ => Voice::Named,
        };
        let mut turn = Turn {
            label: label.span,
            aside: label.aside,
            voice,
            speaker,
            content: Vec::new(),
            stage: Vec::new(),
        };
        let start = label.words.min(paragraphs[*first].end.bytes());
        fill(
            text,
            Span {
                start: Offset::new(start),
                ..paragraphs[*first]
            },
            &mut turn,
        );
        for paragraph in &paragraphs[first + 1..last] {
            let words = paragraph.of(text);
            if is_time(words) || stage::is_heading(words) {
                turn.stage.push(*paragraph);
            } else if stage::is_end(words) {
                break;
            } else {
                fill(text, *paragraph, &mut turn);
            }
        }
        out.push(turn);
    }
    out
}

fn fill(text: &str, paragraph: Span, turn: &mut Turn) {
    let (said, stage) = stage::split(text, paragraph);
    turn.content.extend(said);
    turn.stage.extend(stage);
}

/// Whether these are the turns of a transcript.
fn is_transcript(text: &str, labels: &[(usize, Label)], turns: &[Turn]) -> bool {
    let Some((first, label)) = labels.first() else {
        return false;
    };
    let behind = 100 * (text.len() - label.span.start.bytes());
    let speakers = turns.iter().map(|t| t.speaker).max().unwrap_or_default() + 1;
    let titled = labels.iter().all(|(_, l)| l.style == Style::Titled);
    if speakers == 1 {
        let pieces: Vec<Span> = turns.iter().flat_map(|turn| turn.content.clone()).collect();
        // The second paragraph of a story tells of the speaker in its headline.
        let personal = label.mark != Mark::Line && is_personal(text, &pieces);
        return titled && personal && *first < PREFACE && behind >= LEAST_OF_ONCE * text.len();
    }
    let talking = turns
        .iter()
        .filter(|turn| turn.content.iter().any(|&piece| talk(text, piece) > 0))
        .count();
    let asking = labels
        .iter()
        .any(|(_, l)| matches!(l.style, Style::Asking | Style::Answering));
    let again = speakers < turns.len();
    // "President Odd Lund" comes again as "Odd Lund".
    let surnames: HashSet<&str> = labels
        .iter()
        .filter_map(|(_, l)| l.key.rsplit(' ').next())
        .collect();
    let inline = label.mark != Mark::Line;
    let alike = inline && (titled || surnames.len() < turns.len());
    let sure = asking || again || labels.iter().filter(|(_, l)| l.timed).count() > 1;
    (sure || alike)
        && (turns.len() > 2 || asking || inline && titled)
        && behind >= text.len() * if sure { LEAST_SHARE } else { LEAST_OF_ONCE }
        && 100 * talking >= LEAST_TALK * turns.len()
}

/// How many words outside quote marks are those of people who talk to each other, or end a question.
fn talk(text: &str, span: Span) -> usize {
    let mut quoted = false;
    let talks = |word: &&str| {
        quoted |= word.contains('“') || word.starts_with(['"', '(']) && word.contains('"');
        let outside = !quoted;
        quoted &= !(word.contains('”')
            || word
                .trim_end_matches(['.', ',', '!', '?', ')'])
                .ends_with('"'));
        let bare = word
            .trim_matches(|c: char| !c.is_alphanumeric())
            .replace('’', "'")
            .to_lowercase();
        outside && (word.contains('?') || SPEECH.contains(bare.as_str()))
    };
    span.of(text).split_whitespace().filter(talks).count()
}
