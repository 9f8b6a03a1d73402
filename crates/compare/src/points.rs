//! What a report says, cut into points: one party on one matter, with its words.

use crate::absence::telling;
use crate::account::Account;
use crate::clause::{Made, clauses};
use crate::name::{Name, phrase};
use crate::opening::is_opening;
use crate::party::{Parties, Speaker};
use crate::table::{lines, rows};
use crate::text::Text;
use std::collections::BTreeSet;
use verbale_embed::{Clause, Clauses, Meaning};
use verbale_schema::{
    AccountKind, Act, CellStance, EntityKind, MeetingStatus, Mode, Position, Record, Stance,
    Statement,
};
use verbale_text::Span;

const COURTESIES: &str = include_str!("../data/courtesies.txt");
const STANCES: &str = include_str!("../data/stances.tsv");
const CONDITIONS: &str = include_str!("../data/conditions.txt");

/// A statement less likely right than this says nothing here.
const LEAST_CONFIDENCE: f32 = 0.35;
/// A clause is new when less than this share of it stands in positions already.
const COVERED: f32 = 0.5;
/// A sentence with fewer words tells no matter.
const SHORTEST: usize = 5;

/// One party on one matter.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    /// The number of the report.
    pub(crate) document: usize,
    /// Whose it is.
    pub(crate) speaker: Speaker,
    pub(crate) stance: CellStance,
    /// The words, in the order of the text.
    pub(crate) spans: Vec<Span>,
    /// The number of the first sentence.
    pub(crate) sentence: usize,
    /// What the matter is called.
    pub(crate) label: String,
    /// Whether the record has it as a position, with a topic, and not only as words that somebody said.
    pub(crate) is_position: bool,
    /// The words that tell the matter, cues left out.
    pub(crate) words: String,
    pub(crate) meaning: Meaning,
    /// The words that name the matter.
    pub(crate) name: Name,
    /// What the model tells of the words, where it read the text.
    pub(crate) clause: Option<Clause>,
}

/// The points of a report, in the order of the text.
pub(crate) fn points(
    document: usize,
    record: &Record,
    text: &Text<'_>,
    account: &Account,
    parties: &Parties,
    clauses: Option<&Clauses>,
) -> Vec<Point> {
    let maker = Maker {
        document,
        record,
        text,
        account,
        parties,
        clauses,
    };
    let mut points = maker.positions();
    let stated = maker.statements(&points);
    points.extend(stated);
    if account.side.is_some() {
        let narrated = maker.narrated(&points);
        points.extend(narrated);
    }
    points.retain(|point| maker.is_matter(point));
    points.sort_by(|a, b| (&a.spans, &a.speaker).cmp(&(&b.spans, &b.speaker)));
    points
}

struct Maker<'a> {
    document: usize,
    record: &'a Record,
    text: &'a Text<'a>,
    account: &'a Account,
    parties: &'a Parties,
    clauses: Option<&'a Clauses>,
}

impl Maker<'_> {
    /// What the record says of who stands where.
    fn positions(&self) -> Vec<Point> {
        let mut out = Vec::new();
        for position in &self.record.positions {
            if self.is_repeated(position) {
                continue;
            }
            let spans = self.body(self.text.spans(&position.evidence));
            if spans.is_empty() {
                continue;
            }
            let statement = position
                .statement
                .as_ref()
                .and_then(|id| self.record.statements.iter().find(|s| s.id == *id));
            let label = self
                .record
                .topics
                .iter()
                .find(|topic| topic.id == position.topic)
                .map(|topic| topic.label.clone());
            let content = statement.map(|s| self.text.spans(&s.content));
            let stance = match position.stance {
                Stance::Affirms if statement.is_some_and(mentions) => CellStance::Discusses,
                held => held.into(),
            };
            for (spans, stance) in self.matters(&spans, stance) {
                let matter = content
                    .as_ref()
                    .map_or_else(|| spans.clone(), |content| within(&spans, content));
                for speaker in self.speakers(position.party.as_deref()) {
                    out.push(Point {
                        is_position: true,
                        ..self.point(speaker, stance, spans.clone(), &matter, label.clone())
                    });
                }
            }
        }
        out
    }

    /// Whether a surer position of the same party has these words and more: "an accord was reached,
    /// which she called the first stone" is not two matters.
    fn is_repeated(&self, position: &Position) -> bool {
        let lies_in = |outer: &Position| {
            outer.party == position.party
                && outer.confidence > position.confidence
                && position.evidence.iter().all(|words| {
                    let mut around = outer.evidence.iter();
                    around.any(|whole| whole.start <= words.start && words.end <= whole.end)
                })
        };
        self.record.positions.iter().any(lies_in)
    }

    /// The words of a position cut in two matters or more where one depends on something and another
    /// does not: "no treaty was signed, and that any would depend on the parliament".
    fn matters(&self, spans: &[Span], stance: CellStance) -> Vec<(Vec<Span>, CellStance)> {
        let clauses = clauses(self.text, spans, Made::Speech);
        let conditional: Vec<bool> = clauses
            .iter()
            .map(|clause| is_conditional(clause.of(self.text.text)))
            .collect();
        if !(conditional.contains(&true) && conditional.contains(&false)) {
            return vec![(spans.to_vec(), stance)];
        }
        let of = |(clause, is_conditional): (Span, bool)| {
            let own = match stance {
                _ if is_conditional => CellStance::Conditional,
                CellStance::Conditional => CellStance::Affirms,
                other => other,
            };
            (vec![clause], own)
        };
        clauses.into_iter().zip(conditional).map(of).collect()
    }

    /// Clauses of statements on which no position was read.
    fn statements(&self, known: &[Point]) -> Vec<Point> {
        let mut out = Vec::new();
        for statement in &self.record.statements {
            if statement.confidence < LEAST_CONFIDENCE {
                continue;
            }
            let content = self.body(self.text.spans(&statement.content));
            let nested = self
                .record
                .statements
                .iter()
                .filter(|s| s.id != statement.id);
            let inner: Vec<Span> = nested
                .flat_map(|s| self.text.spans(&s.content))
                .filter(|inner| {
                    content
                        .iter()
                        .any(|outer| outer.contains(*inner) && outer.len() > inner.len())
                })
                .collect();
            for clause in clauses(self.text, &content, made(statement)) {
                let taken: Vec<Span> = known
                    .iter()
                    .flat_map(|point| point.spans.iter().copied())
                    .chain(inner.iter().copied())
                    .collect();
                if share(clause, &taken) >= COVERED || count(clause.of(self.text.text)) < 2 {
                    continue;
                }
                let words = clause.of(self.text.text);
                let stance = stance(statement, words);
                for speaker in self.speakers(statement.speaker.as_deref()) {
                    if speaker != Speaker::Narrator {
                        out.push(self.point(speaker, stance, vec![clause], &[clause], None));
                    }
                }
            }
        }
        out
    }

    /// Sentences of an official account that no statement covers: the government speaks in them too.
    fn narrated(&self, known: &[Point]) -> Vec<Point> {
        let statements = self.record.statements.iter();
        let taken: Vec<Span> = statements
            .flat_map(|s| s.source.iter().chain(&s.cue).chain(&s.content))
            .filter_map(|span| self.text.span(span))
            .chain(known.iter().flat_map(|point| point.spans.iter().copied()))
            .chain(self.meetings())
            .collect();
        // A sentence of names and titles tells who was there.
        let named: Vec<Span> = self
            .record
            .entities
            .iter()
            .flat_map(|e| {
                e.mentions
                    .iter()
                    .map(|m| &m.span)
                    .chain(e.roles.iter().map(|r| &r.span))
            })
            .filter_map(|span| self.text.span(span))
            .collect();
        let mut out = Vec::new();
        for number in 0..self.text.sentences.len() {
            let sentence = self.text.sentence(number);
            let opens = sentence.start.bytes() >= self.text.title_end
                && !(0..number).any(|n| self.text.sentence(n).start.bytes() >= self.text.title_end);
            let is_free = !taken.iter().any(|span| span.overlaps(sentence));
            if opens && self.record.meetings.is_empty()
                || !is_free
                || share(sentence, &named) >= COVERED
            {
                continue;
            }
            let spans = self.body(vec![sentence]);
            for clause in clauses(self.text, &spans, Made::List) {
                if count(clause.of(self.text.text)) >= SHORTEST {
                    for speaker in self.speakers(None) {
                        out.push(self.point(
                            speaker,
                            CellStance::Affirms,
                            vec![clause],
                            &[clause],
                            None,
                        ));
                    }
                }
            }
        }
        out
    }

    /// Where the report tells that the sides met: that is no matter between them.
    fn meetings(&self) -> impl Iterator<Item = Span> {
        self.record
            .meetings
            .iter()
            .filter(|m| matches!(m.status, MeetingStatus::Held | MeetingStatus::Ongoing))
            .flat_map(|m| self.text.spans(&m.evidence))
    }

    /// Spans without what stands in the title.
    fn body(&self, spans: Vec<Span>) -> Vec<Span> {
        spans
            .into_iter()
            .filter(|span| span.start.bytes() >= self.text.title_end)
            .collect()
    }

    /// Who speaks where `party` does: the account's own side, the parties behind it, or the outlet.
    fn speakers(&self, party: Option<&str>) -> Vec<Speaker> {
        if let Some(side) = &self.account.side {
            return vec![Speaker::Side(side.clone())];
        }
        match party.and_then(|id| self.record.entity(id)) {
            Some(entity) => self.parties.speakers(self.record, entity),
            None if self.account.kind == AccountKind::News => vec![Speaker::Narrator],
            None => Vec::new(),
        }
    }

    /// Whether the words hold a matter, and not only names, leads, courtesies and small words.
    fn is_matter(&self, point: &Point) -> bool {
        let lower = point.words.to_lowercase();
        if lines(COURTESIES).any(|words| lower.contains(words)) || is_opening(&point.words) {
            return false;
        }
        let names: Vec<Span> = self
            .record
            .entities
            .iter()
            .filter(|e| matches!(e.kind, EntityKind::Person | EntityKind::Country))
            .flat_map(|e| e.mentions.iter().filter_map(|m| self.text.span(&m.span)))
            .collect();
        let words = self
            .text
            .tokens
            .iter()
            .map(|token| token.span)
            .filter(|token| {
                point.spans.iter().any(|span| span.contains(*token))
                    && !names.iter().any(|name| name.overlaps(*token))
            });
        let words: Vec<&str> = words.map(|word| word.of(self.text.text)).collect();
        telling(&words.join(" ")).len() >= 2
    }

    fn point(
        &self,
        speaker: Speaker,
        stance: CellStance,
        spans: Vec<Span>,
        matter: &[Span],
        label: Option<String>,
    ) -> Point {
        let words = |spans: &[Span]| -> Vec<&str> {
            spans.iter().map(|span| span.of(self.text.text)).collect()
        };
        let matter = if matter.is_empty() { &spans } else { matter };
        let told = words(matter).join(" … ");
        let meaning = Meaning::of(&told);
        let name = Name::of(self.text, matter, self.clauses);
        let label = label.unwrap_or_else(|| phrase(self.text, matter, self.clauses));
        let tokens = self.text.tokens_in(&spans);
        Point {
            document: self.document,
            speaker,
            stance,
            sentence: self.text.sentence_at(spans[0].start.bytes()),
            spans,
            label,
            is_position: false,
            words: told,
            meaning,
            name,
            clause: self.clauses.and_then(|clauses| clauses.of(&tokens)),
        }
    }
}

/// The parts of `spans` that lie in `content`.
fn within(spans: &[Span], content: &[Span]) -> Vec<Span> {
    let mut out = Vec::new();
    for span in spans {
        for part in content.iter().filter(|part| part.overlaps(*span)) {
            out.push(Span {
                start: span.start.max(part.start),
                end: span.end.min(part.end),
            });
        }
    }
    out
}

/// The share of a span that stands in others.
pub(crate) fn share(span: Span, others: &[Span]) -> f32 {
    let covered: BTreeSet<usize> = others
        .iter()
        .filter(|other| other.overlaps(span))
        .flat_map(|other| span.start.max(other.start).bytes()..span.end.min(other.end).bytes())
        .collect();
    covered.len() as f32 / span.len().max(1) as f32
}

fn mentions(statement: &Statement) -> bool {
    statement.act == Act::Discuss
}

fn made(statement: &Statement) -> Made {
    if statement.mode == Mode::Direct {
        Made::Speech
    } else {
        Made::List
    }
}

fn stance(statement: &Statement, words: &str) -> CellStance {
    if statement.negated
        || statement
            .source
            .first()
            .is_some_and(|source| is_denied(&source.text))
    {
        return CellStance::Silent;
    }
    if is_conditional(words) {
        return CellStance::Conditional;
    }
    rows::<2>(STANCES)
        .find(|[act, _]| *act == statement.act.as_str())
        .and_then(|[_, stance]| stance.parse().ok())
        .unwrap_or(CellStance::Affirms)
}

/// Whether the words make something depend on something.
pub(crate) fn is_conditional(words: &str) -> bool {
    let lower = format!(" {} ", words.to_lowercase());
    lines(CONDITIONS).any(|condition| lower.contains(&format!(" {condition} ")))
}

/// Whether the source itself says that no one spoke: "neither A nor B", "no one".
fn is_denied(source: &str) -> bool {
    let first = source
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_lowercase();
    matches!(first.as_str(), "neither" | "no" | "none" | "nobody")
}

fn count(words: &str) -> usize {
    words.split_whitespace().count()
}
