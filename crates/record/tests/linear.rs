//! A text that repeats itself takes time in proportion to its length: what is asked of a sentence must not walk all of
//! it for every word, nor what is asked of a text all that stands before.

use std::sync::LazyLock;
use std::time::{Duration, Instant};
use verbale_model::{Analysis, Link, Reader, Tokens};
use verbale_record::{Options, record};
use verbale_schema::Document;
use verbale_text::{Offset, Sentence, Span};

static READER: LazyLock<Reader> = LazyLock::new(Reader::new);

/// How long the shorter of two texts is; the other is twice as long.
const BYTES: usize = 40_000;

/// Twice the text may take as many times as long; with the square of the length it would be four.
const MOST: f64 = 3.0;

/// What is over in this time need not be compared: the clock would tell more of the machine than of the reader.
const SOON: Duration = Duration::from_millis(300);

const TRIES: usize = 3;

/// A text that says `unit` again and again, and its analysis: that of the unit, so that the test takes the time of the
/// record alone. All of it is one sentence if `one` says so.
fn repeated(unit: &str, bytes: usize, one: bool) -> (String, Analysis) {
    let read = READER.read(unit);
    let times = bytes / unit.len();
    let mut out = Analysis::default();
    for n in 0..times {
        let (bytes, tokens) = (n * unit.len(), n * read.tokens.len());
        let span = |s: Span| Span {
            start: Offset::new(s.start.bytes() + bytes),
            end: Offset::new(s.end.bytes() + bytes),
        };
        let run = |t: &Tokens| t.start + tokens..t.end + tokens;
        let runs = |all: &[Tokens]| all.iter().map(run).collect();
        let links = |all: &[Link]| {
            let link = |l: &Link| Link {
                to: l.to + tokens,
                ..*l
            };
            all.iter().map(link).collect()
        };
        out.tokens.extend(read.tokens.iter().map(|t| {
            let mut token = *t;
            token.span = span(t.span);
            token
        }));
        out.sentences
            .extend(read.sentences.iter().map(|s| Sentence {
                span: span(s.span),
                tokens: run(&s.tokens),
            }));
        out.quotations.extend(read.quotations.iter().map(|q| {
            let mut quotation = *q;
            quotation.span = span(q.span);
            quotation
        }));
        out.words.extend(read.words.iter().map(|w| {
            let mut word = *w;
            word.head = w.head.map(|head| head + tokens);
            word
        }));
        out.names.extend(read.names.iter().map(|name| {
            let mut name = name.clone();
            name.tokens = run(&name.tokens);
            name
        }));
        out.roles.extend(read.roles.iter().map(run));
        out.attributions.extend(read.attributions.iter().map(|a| {
            let mut attribution = a.clone();
            attribution.anchor += tokens;
            attribution.source = runs(&a.source);
            attribution.cue = runs(&a.cue);
            attribution.content = runs(&a.content);
            attribution
        }));
        out.content.extend(&read.content);
        out.links.extend(read.links.iter().map(|l| links(l)));
        out.sides.extend(read.sides.iter().map(|l| links(l)));
    }
    if one {
        let (first, last) = (&out.sentences[0], &out.sentences[out.sentences.len() - 1]);
        out.sentences = vec![Sentence {
            span: first.span.cover(last.span),
            tokens: 0..last.tokens.end,
        }];
    }
    (unit.repeat(times), out)
}

fn time(unit: &str, bytes: usize, one: bool) -> Duration {
    let (text, analysis) = repeated(unit, bytes, one);
    let document = Document {
        id: String::new(),
        title: None,
        publisher: None,
        url: None,
        published: Some("2026-09-16".to_owned()),
        language: None,
        sha256: String::new(),
        length: text.chars().count(),
        text: None,
    };
    let clock = Instant::now();
    let worked = worked();
    let record = record(document, &text, &analysis, Options::default());
    assert!(record.warnings.is_empty());
    match (worked, self::worked()) {
        (Some(before), Some(after)) => after - before,
        _ => clock.elapsed(),
    }
}

/// How long this thread has worked, where the system tells it: unlike a clock it does not count what others do meanwhile.
fn worked() -> Option<Duration> {
    let times = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = times.split(' ').next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// Checks that twice as long a text takes no more than `MOST` times as long. On a busy machine one try may tell wrong.
fn check(unit: &str, one: bool) {
    let mut ratios = Vec::new();
    for _ in 0..TRIES {
        let long = time(unit, 2 * BYTES, one);
        if long < SOON {
            return;
        }
        let short = time(unit, BYTES, one);
        ratios.push((short, long));
        if long.as_secs_f64() < MOST * short.as_secs_f64() {
            return;
        }
    }
    let start: String = unit.chars().take(40).collect();
    panic!("{start:?}: {ratios:?}");
}

#[test]
fn one_sentence() {
    for unit in [
        "talks ",
        "the meeting ",
        "talks oslo ",
        "met ",
        "said ",
        "Olsen ",
        "and ",
        "& ",
        "- ",
        "1, ",
        "( ",
        "\" ",
        "the president of Norway ",
        "she said that ",
        "cancelled ",
        "with ",
    ] {
        check(&unit.repeat(600 / unit.len()), true);
    }
}

#[test]
fn prose() {
    for unit in [
        "Anna Brandt met Karl Olsen in Riga. ",
        "The talks ended. ",
        "President Anna Brandt of Norway met Prime Minister Karl Olsen of Denmark on Monday, and he told reporters that \
         the two sides had agreed to meet again. ",
        "“We will not sign,” she said. The minister rejected the treaty on fishing and called on Norway to withdraw. ",
        "It was agreed that both sides would go on with the talks. Neither leader mentioned the treaty. ",
        "During the visit they met at the summit, and later there was a press conference. ",
        "Lund-Berg and al-Assad of the Nordic Council said no. ",
    ] {
        check(&unit.repeat(600 / unit.len()), false);
    }
}
