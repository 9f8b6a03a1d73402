//! What the label of a speaker looks like: "MR. PRICE:", "Q    ", "Mr. KING of New Holland.", a name on a line.

use crate::{Span, wordlist};
use std::collections::HashSet;
use std::sync::LazyLock;

/// The longest label, in bytes: an office with its country, and a name.
const LONGEST: usize = 140;

/// The most words in one.
const MOST_WORDS: usize = 14;

/// A label on a line of its own without a colon has fewer bytes: longer lines are headings.
const LONGEST_LINE: usize = 70;

static ASKING: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| wordlist::words(include_str!("../../data/asking_labels.txt")));
static ANSWERING: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| wordlist::words(include_str!("../../data/answering_labels.txt")));
static TITLES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| wordlist::words(include_str!("../../data/label_titles.txt")));
static NONE: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| wordlist::words(include_str!("../../data/no_labels.txt")));
static JOINTS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| wordlist::words(include_str!("../../data/label_joints.txt")));

/// Whether a word in lower case is a title that makes a label one of a speaker: "minister".
#[must_use]
pub fn is_title_of_label(word: &str) -> bool {
    TITLES.contains(word)
}

/// How much a label by itself tells that somebody speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// "Q", "Moderator": who it is does not matter to the transcript.
    Asking,
    /// "A".
    Answering,
    /// "MR. PRICE", "Prime Minister Modi".
    Titled,
    /// "BLITZER".
    Capitals,
    /// "Helena Marr".
    Plain,
}

/// What parts a label from the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Colon,
    /// Two blanks or more, or a tab.
    Blanks,
    /// A full stop, in the records of parliaments.
    Stop,
    Dash,
    /// The end of its line.
    Line,
}

/// A label at the start of a paragraph.
#[derive(Clone, Debug)]
pub(super) struct Label {
    /// Its words, what stands in brackets left off.
    pub(super) span: Span,
    /// What stands in brackets after them: a name after an office, a party, "through interpreter".
    pub(super) aside: Option<Span>,
    /// What is the same for all labels of one speaker.
    pub(super) key: String,
    pub(super) style: Style,
    /// Whether it stands in capitals.
    pub(super) capitals: bool,
    pub(super) mark: Mark,
    /// Whether a time stands with it.
    pub(super) timed: bool,
    /// The byte at which the words begin.
    pub(super) words: usize,
}

impl Label {
    /// Whether it may stand inside a paragraph, where a single word with a colon is seldom a label.
    pub(super) fn may_stand_inside(&self) -> bool {
        self.mark == Mark::Colon && (self.style != Style::Plain || self.key.contains(' '))
    }
}

/// The label with which a paragraph begins, if it may be one.
pub(super) fn label(text: &str, paragraph: Span) -> Option<Label> {
    let all = paragraph.of(text);
    let (mut lead, mut timed) = (after_marks(all), false);
    if let Some(time) = time_at(&all[lead..]) {
        lead += time;
        lead += after_marks(&all[lead..]);
        timed = true;
    }
    let rest = &all[lead..];
    let at = paragraph.start.bytes() + lead;
    ends(rest).into_iter().find_map(|(end, mark, words)| {
        let head = Head::of(&rest[..end])?;
        let style = head.style()?;
        let asks = matches!(style, Style::Asking | Style::Answering);
        let fits = match mark {
            Mark::Colon | Mark::Stop => true,
            Mark::Blanks => asks || in_capitals(head.name()),
            Mark::Dash => matches!(style, Style::Asking | Style::Titled),
            Mark::Line => rest.len() <= LONGEST_LINE,
        };
        let span = |(start, end): (usize, usize)| Span::new(at + start, at + end);
        fits.then(|| Label {
            span: span((head.start, head.start + head.core.len())),
            aside: head.aside.map(span),
            key: head.key(),
            style,
            capitals: in_capitals(head.name()),
            mark,
            timed: timed || head.timed,
            words: at + words + after_marks(&rest[words..]),
        })
    })
}

/// Where the head of a paragraph may end, with what mark, and where the words after it begin.
fn ends(rest: &str) -> Vec<(usize, Mark, usize)> {
    let window = &rest[..rest.floor_char_boundary(LONGEST)];
    let mut out = Vec::new();
    out.extend(colon(rest, window).map(|end| (end, Mark::Colon, end + 1)));
    out.extend(blanks(window).map(|end| (end, Mark::Blanks, end)));
    out.extend(stop(window).map(|end| (end, Mark::Stop, end + 1)));
    for dash in [" - ", " – ", " — "] {
        out.extend(
            window
                .find(dash)
                .map(|end| (end, Mark::Dash, end + dash.len())),
        );
    }
    if rest.len() <= LONGEST {
        out.push((rest.len(), Mark::Line, rest.len()));
    }
    out
}

/// The first colon that is none of a time and has a blank, a closing mark or nothing behind it.
fn colon(rest: &str, window: &str) -> Option<usize> {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let at = window
        .char_indices()
        .find(|&(at, c)| {
            c == ':'
                && !(digit(rest[..at].chars().next_back()) && digit(rest[at + 1..].chars().next()))
        })?
        .0;
    let after = rest[at + 1..].chars().next();
    let parted = after.is_none_or(|c| {
        c.is_whitespace() || matches!(c, '*' | '_' | '<' | '[' | '(' | '“' | '"' | '…')
    });
    // "Q: …" is often written without a blank.
    let glued = after.is_some_and(char::is_uppercase);
    (parted || glued).then_some(at)
}

/// Where two blanks or a tab end a label; one is enough after "Q".
fn blanks(window: &str) -> Option<usize> {
    let is_blank = |c: char| c.is_whitespace();
    if let Some(rest) = window.strip_prefix('Q')
        && rest.starts_with(is_blank)
    {
        return Some(1);
    }
    let mut before = None;
    for (at, c) in window.char_indices() {
        let (last, start) = before.unwrap_or(('x', 0));
        if c == '\t' {
            return Some(at);
        }
        // Two blanks after a title are no end: "MS.  BERG:".
        if is_blank(c) && is_blank(last) && !window[..start].ends_with('.') {
            return Some(start);
        }
        before = Some((
            c,
            if is_blank(last) && is_blank(c) {
                start
            } else {
                at
            },
        ));
    }
    None
}

/// Where a full stop ends the label of a record of a parliament: after "Mr." or "The" comes a name or an
/// office in capitals.
fn stop(window: &str) -> Option<usize> {
    let first = window.split_whitespace().next()?;
    let titled =
        TITLES.contains(first.to_lowercase().as_str()) && first.ends_with('.') || first == "Miss";
    if !titled && first != "The" {
        return None;
    }
    let (mut depth, mut capitals) = (0_i32, false);
    for (at, c) in window.char_indices().skip(first.chars().count()) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            '.' if depth == 0 => {
                let word = window[..at].rsplit(char::is_whitespace).next()?;
                let abbreviated = word.chars().count() == 1;
                let parted = window[at + 1..].starts_with(char::is_whitespace);
                if !abbreviated {
                    return (capitals && parted).then_some(at);
                }
            }
            _ if c.is_uppercase() && depth == 0 => {
                let word: String = window[at..]
                    .chars()
                    .take_while(|c| c.is_alphabetic())
                    .collect();
                capitals |= word.chars().count() > 2 && in_capitals(&word);
            }
            ',' | ';' | '?' | '!' | '"' | '“' => return None,
            _ => {}
        }
    }
    None
}

/// What stands before the mark.
struct Head<'t> {
    /// Where the core starts in the head.
    start: usize,
    core: &'t str,
    aside: Option<(usize, usize)>,
    timed: bool,
}

impl<'t> Head<'t> {
    fn of(head: &'t str) -> Option<Self> {
        let mut timed = false;
        let mut aside = None;
        let mut end = head.len();
        if let Some(open) = head.find(['(', '[']).filter(|&open| open > 0) {
            end = open;
            for part in head[open..]
                .split(['(', '['])
                .filter(|part| !part.trim().is_empty())
            {
                let inside = part.trim_end_matches(|c: char| {
                    c.is_whitespace() || matches!(c, ')' | ']' | '*' | '_')
                });
                let start = inside.as_ptr() as usize - head.as_ptr() as usize;
                if is_time(inside) {
                    timed = true;
                } else if aside.is_none() && !inside.is_empty() {
                    aside = Some((start, start + inside.len()));
                }
            }
        }
        let is_edge = |c: char| {
            c.is_whitespace() || matches!(c, '*' | '_' | '#' | ',' | '-' | '–' | '—' | '>')
        };
        let mut core = head[..end].trim_matches(is_edge);
        if let Some((name, time)) = core.rsplit_once(char::is_whitespace)
            && is_time(time)
        {
            timed = true;
            core = name.trim_matches(is_edge);
        }
        let start = core.as_ptr() as usize - head.as_ptr() as usize;
        let this = Self {
            start,
            core,
            aside,
            timed,
        };
        this.is_name().then_some(this)
    }

    /// The words before a comma: after it stands what somebody is.
    fn name(&self) -> &'t str {
        self.core.split(',').next().unwrap_or_default().trim()
    }

    /// Whether the words can be a name, an office or both.
    fn is_name(&self) -> bool {
        let words = || self.core.split_whitespace();
        if words().next().is_none()
            || words().count() > MOST_WORDS
            || NONE.contains(self.unnumbered().as_str())
        {
            return false;
        }
        let plain = |c: char| {
            c.is_alphanumeric()
                || c.is_whitespace()
                || matches!(
                    c,
                    '.' | ',' | '-' | '‑' | '–' | '\'' | '’' | '&' | '/' | '#'
                )
        };
        if !self.core.chars().all(plain) {
            return false;
        }
        let described = self.name().split_whitespace().count();
        for (n, word) in words().enumerate() {
            let bare = word.trim_end_matches([',', '.']);
            if word.ends_with('.') && !abbreviates(bare) {
                return false;
            }
            let lower = bare.to_lowercase();
            let capital = bare.starts_with(char::is_uppercase)
                // "al-Zahir", "d'Orsay"
                || bare.chars().take(4).any(char::is_uppercase) && bare.contains(['-', '\'', '’']);
            let number = n > 0
                && bare
                    .trim_start_matches('#')
                    .chars()
                    .all(|c| c.is_ascii_digit());
            let joint = n > 0 && JOINTS.contains(lower.as_str());
            let described = n >= described
                && (TITLES.contains(lower.as_str()) || ASKING.contains(lower.as_str()));
            if !(capital || number || joint || described) {
                // "Audience member": known as a whole.
                return self.is_asking();
            }
        }
        true
    }

    /// The words in lower case, with one blank between them; letters that were misread as digits put right.
    fn key(&self) -> String {
        let words = self.name().split_whitespace();
        words
            .map(|word| misread(word).to_lowercase())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The key without a number at its end: "speaker 2".
    fn unnumbered(&self) -> String {
        let key = self.key();
        let is_number = |word: &str| {
            word.trim_start_matches('#')
                .chars()
                .all(|c| c.is_ascii_digit())
        };
        match key.rsplit_once(' ') {
            Some((words, number)) if is_number(number) => words.to_owned(),
            _ => key,
        }
    }

    /// Whether a label for those who are not named.
    fn is_asking(&self) -> bool {
        let key = self.unnumbered();
        let begins = |known: &&str| {
            known
                .strip_suffix(" *")
                .is_some_and(|start| key.starts_with(start))
        };
        ASKING.contains(key.as_str()) || ASKING.iter().any(begins)
    }

    fn style(&self) -> Option<Style> {
        if self.is_asking() {
            return Some(Style::Asking);
        }
        if ANSWERING.contains(self.unnumbered().as_str()) {
            return Some(Style::Answering);
        }
        let letters = self.name().chars().filter(|c| c.is_alphabetic()).count();
        if letters < 2 {
            return None;
        }
        let words = || {
            self.core
                .split([' ', '\u{a0}', ',', '-', '\t'])
                .map(|word| misread(word).to_lowercase())
        };
        if words().any(|word| TITLES.contains(word.as_str())) {
            return Some(Style::Titled);
        }
        Some(if in_capitals(self.name()) {
            Style::Capitals
        } else {
            Style::Plain
        })
    }
}

/// Whether a name stands in capitals; "Mc", "De la" and the like may stand before them.
fn in_capitals(name: &str) -> bool {
    let mut any = false;
    let words = name.split([' ', '\u{a0}', '-', '\'', '’']);
    words.into_iter().all(|word| {
        let bare = word
            .strip_prefix("Mc")
            .or(word.strip_prefix("Mac"))
            .unwrap_or(word);
        let small = bare.chars().count() < 4 && JOINTS.contains(bare.to_lowercase().as_str());
        let capitals = !bare.chars().any(char::is_lowercase);
        any |= capitals && bare.chars().any(char::is_uppercase);
        small || capitals
    }) && any
}

/// Whether a full stop after these words ends no sentence: after "Mr", "Gov", an initial.
pub(super) fn abbreviates(words: &str) -> bool {
    let last = words.rsplit(char::is_whitespace).next().unwrap_or_default();
    let initials = last.rsplit('.').next().unwrap_or_default().chars().count() < 3;
    initials || TITLES.contains(format!("{}.", last.to_lowercase()).as_str())
}

/// Digits in the middle of a word that look like letters, as letters: "M1NISTER".
fn misread(word: &str) -> String {
    if !word.starts_with(char::is_alphabetic)
        || word.chars().filter(|c| c.is_alphabetic()).count() < 3
    {
        return word.to_owned();
    }
    word.chars()
        .map(|c| match c {
            '0' => 'O',
            '1' => 'I',
            '5' => 'S',
            c => c,
        })
        .collect()
}

/// How many bytes of blanks and marks of emphasis, headings or lists a text begins with.
fn after_marks(text: &str) -> usize {
    let is_mark = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '#' | '>' | '•');
    text.find(|c| !is_mark(c)).unwrap_or(text.len())
}

/// How many bytes the time is long that a text begins with: "[00:01:12] ", "00:14 ".
fn time_at(text: &str) -> Option<usize> {
    let end = text.find(char::is_whitespace)?;
    is_time(&text[..end]).then_some(end)
}

/// Whether a word is a time of a recording, with or without brackets.
pub(super) fn is_time(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| {
        matches!(c, '(' | ')' | '[' | ']' | '*' | ',' | '.') || c.is_whitespace()
    });
    let mut parts = 0;
    for part in bare.split(':') {
        let digits = part
            .split('.')
            .all(|n| !n.is_empty() && n.len() < 4 && n.bytes().all(|b| b.is_ascii_digit()));
        if !digits {
            return false;
        }
        parts += 1;
    }
    (2..=4).contains(&parts)
}
