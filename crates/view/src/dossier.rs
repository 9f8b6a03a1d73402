//! What all views of a dossier have in common: the order of the matters, and words for what the
//! dossier says in codes.

use verbale_schema::{
    Cell, CellStance, Change, Dossier, Encounter, Evidence, Fact, FactField, Row, Side, Step,
    Verdict, Why,
};

use crate::content::folded;
use crate::encounter::duration;
use crate::side::side_name;

/// A row less likely right than this is shown as unsure.
const SURE: f32 = 0.5;

/// The id of the side that the outlets are.
const NARRATOR: &str = "narrator";

/// The sides that are parties, and not the outlets that tell of them, with their places in rows.
pub(crate) fn parties(dossier: &Dossier) -> impl Iterator<Item = (usize, &Side)> {
    let sides = dossier.sides.iter().enumerate();
    sides.filter(|(_, side)| side.id != NARRATOR)
}

/// What is said of a matter beside what the parties say: by the outlets themselves, and by those who are no party.
pub(crate) fn beside(row: &Row) -> Vec<(String, &Evidence)> {
    let told = row.cells.iter().filter(|cell| cell.side == NARRATOR);
    let told = told.flat_map(|cell| &cell.evidence);
    let told = told.map(|evidence| ("the report itself".to_owned(), evidence));
    let voices = row.voices.iter();
    let voiced = voices.flat_map(|voice| voice.evidence.iter().map(|e| (folded(&voice.name), e)));
    told.chain(voiced).collect()
}

/// Whether the row may well be wrong.
pub(crate) fn is_unsure(row: &Row) -> bool {
    row.confidence < SURE
}

/// What there is, in a line: "2 differences, 1 fact disputed, 3 only in Russia's account".
pub(crate) fn summary(dossier: &Dossier) -> String {
    let counted = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {many}")),
    };
    let of = |verdict| {
        dossier
            .rows
            .iter()
            .filter(|row| row.verdict == verdict)
            .count()
    };
    let differ = of(Verdict::Differ);
    let unsure = dossier
        .rows
        .iter()
        .filter(|row| row.verdict == Verdict::Differ && is_unsure(row));
    let unsure = counted(unsure.count(), "of them unsure", "of them unsure");
    let mut parts: Vec<String> = Vec::new();
    match counted(differ, "difference", "differences") {
        Some(found) => {
            parts.push(unsure.map_or(found.clone(), |unsure| format!("{found} ({unsure})")));
        }
        None if parties(dossier).count() > 1 => parts.push("no difference found".to_owned()),
        None => {}
    }
    let disputed = dossier.meeting.iter().flat_map(disputed).count();
    parts.extend(counted(disputed, "fact disputed", "facts disputed"));
    for (_, side) in parties(dossier) {
        let alone = dossier
            .rows
            .iter()
            .filter(|row| says_alone(row, side))
            .count();
        let whose = format!("only in {}", possessive(&name(side)));
        if parties(dossier).count() > 1 && alone > 0 {
            parts.push(format!("{alone} {whose} account"));
        }
    }
    parts.extend(counted(
        of(Verdict::Agreed),
        "matter agreed",
        "matters agreed",
    ));
    parts.join(", ")
}

fn possessive(name: &str) -> String {
    if name.ends_with('s') {
        format!("{name}'")
    } else {
        format!("{name}'s")
    }
}

/// Whether a side is the only one that speaks of a matter.
fn says_alone(row: &Row, side: &Side) -> bool {
    let mut speaking = row.cells.iter().filter(|cell| speaks(cell));
    speaking.next().is_some_and(|cell| cell.side == side.id) && speaking.next().is_none()
}

/// The facts of a meeting on which reports cannot all be right.
pub(crate) fn disputed(encounter: &Encounter) -> impl Iterator<Item = &Fact> {
    encounter.facts.iter().filter(|fact| !fact.agree)
}

/// Matters that belong together, under a heading.
#[derive(Debug)]
pub(crate) struct Section<'a> {
    pub(crate) title: String,
    /// The rows with their places in the dossier.
    pub(crate) rows: Vec<(usize, &'a Row)>,
}

/// The matters as they are to be read: where the sides differ, then what only one says, then where they
/// agree, then what the reports tell that no party speaks of.
pub(crate) fn sections(dossier: &Dossier) -> Vec<Section<'_>> {
    let rows = || dossier.rows.iter().enumerate();
    let of = |verdict: Verdict| {
        rows()
            .filter(|(_, row)| row.verdict == verdict)
            .collect::<Vec<_>>()
    };
    let mut out = vec![Section {
        title: "Where they differ".to_owned(),
        rows: of(Verdict::Differ),
    }];
    let mut left = of(Verdict::OneSided);
    for (_, side) in parties(dossier) {
        let (own, others) = left.into_iter().partition(|(_, row)| says_alone(row, side));
        left = others;
        out.push(Section {
            title: if parties(dossier).count() == 1 {
                format!("What {} says", name(side))
            } else {
                format!("Only {}", name(side))
            },
            rows: own,
        });
    }
    for (title, rows) in [
        ("Where they agree", of(Verdict::Agreed)),
        ("What none of them speaks of", left),
    ] {
        out.push(Section {
            title: title.to_owned(),
            rows,
        });
    }
    out.retain(|section| !section.rows.is_empty());
    out
}

/// Whether the cell has something that a party itself says.
pub(crate) fn speaks(cell: &Cell) -> bool {
    cell.side != NARRATOR
        && !matches!(
            cell.stance,
            CellStance::Unmentioned | CellStance::Unclear | CellStance::Silent
        )
}

/// What a side goes by.
pub(crate) fn name(side: &Side) -> String {
    match side.id.as_str() {
        "joint" => "Joint statement".to_owned(),
        NARRATOR => "The reports themselves".to_owned(),
        _ => folded(&side.name),
    }
}

/// A stance in plain words.
#[must_use]
pub fn stance(stance: CellStance) -> &'static str {
    match stance {
        CellStance::Conditional => "on a condition",
        CellStance::Unmentioned => "does not mention it",
        CellStance::Unclear => "not found",
        said => said.as_str(),
    }
}

/// What differs, in a few words, and whether the row may be wrong.
pub(crate) fn remark(row: &Row) -> Option<String> {
    let why = row.why.map(|why| match why {
        Why::Stance => "another stance",
        Why::Number => "another number",
        Why::Date => "another date",
        Why::Condition => "on a condition",
        Why::Emphasis => "only mentioned by one",
        Why::Existence => "told of by one, not so by the other",
    });
    match (why, is_unsure(row)) {
        (Some(why), true) => Some(format!("{why}, unsure")),
        (Some(why), false) => Some(why.to_owned()),
        (None, true) => Some("unsure".to_owned()),
        (None, false) => None,
    }
}

/// What a cell holds: all at once, or day by day where the side's reports are of several days.
#[derive(Debug)]
pub(crate) struct Said<'a> {
    /// The day and what it brought: "2025-03-10 first said (denies)".
    pub(crate) when: Option<String>,
    pub(crate) evidence: &'a [Evidence],
}

/// What a side says in a cell. `day` is how dates are shown.
pub(crate) fn said(cell: &Cell, day: fn(&str) -> String) -> Vec<Said<'_>> {
    if cell.course.is_empty() {
        return vec![Said {
            when: None,
            evidence: &cell.evidence,
        }];
    }
    let step = |step: &'_ Step| {
        let change = match step.change {
            Change::First => "first said",
            Change::Kept => "said again",
            Change::Changed => "changed",
            Change::Dropped => "dropped",
        };
        let date = day(&step.date);
        match step.change {
            // With one day only, the cell's own stance is that of the day.
            Change::First if cell.course.len() == 1 => format!("{date} {change}"),
            Change::First | Change::Changed => {
                format!("{date} {change} ({})", stance(step.stance))
            }
            Change::Kept | Change::Dropped => format!("{date} {change}"),
        }
    };
    let steps = cell.course.iter();
    steps
        .map(|of_day| Said {
            when: Some(step(of_day)),
            evidence: &of_day.evidence,
        })
        .collect()
}

/// The words of some evidence, each piece apart.
pub(crate) fn words(evidence: &[Evidence]) -> Vec<String> {
    let words = evidence
        .iter()
        .map(|evidence| folded(&evidence.span.text).trim().to_owned());
    words.filter(|words| !words.is_empty()).collect()
}

/// The title of a dossier: its meeting, or the sides.
pub(crate) fn title(dossier: &Dossier) -> String {
    if let Some(encounter) = &dossier.meeting {
        return folded(&encounter.title);
    }
    let names: Vec<String> = parties(dossier).map(|(_, side)| name(side)).collect();
    match names.as_slice() {
        [] => "No side speaks".to_owned(),
        [one] => format!("{one} alone"),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

/// The meeting in a line: status, and the facts on which the reports agree that its title does not have.
pub(crate) fn meeting(encounter: &Encounter) -> String {
    let told = |field: FactField| {
        let fact = encounter
            .facts
            .iter()
            .find(|f| f.field == field && f.agree)?;
        fact.values.first().map(|value| value.value.as_str())
    };
    let side = |id: &str| format!("asked for by {}", side_name(id));
    let facts = [
        Some(encounter.status.to_string()),
        told(FactField::Duration).map(duration),
        told(FactField::Format).map(folded),
        told(FactField::Initiative).map(side),
    ];
    facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Who took part, with the side of each.
pub(crate) fn participants(encounter: &Encounter) -> String {
    let one = |attendee: &verbale_schema::Attendee| match &attendee.side {
        Some(side) if *side != attendee.name && side_name(side) != attendee.name => {
            format!("{} ({})", folded(&attendee.name), side_name(side))
        }
        _ => folded(&attendee.name),
    };
    encounter
        .participants
        .iter()
        .map(one)
        .collect::<Vec<_>>()
        .join(", ")
}

/// A value of a fact as people read it. `day` is how dates are shown.
pub(crate) fn value(field: FactField, value: &str, day: fn(&str) -> String) -> String {
    match field {
        FactField::Date => day(value),
        FactField::Duration => duration(value),
        FactField::Initiative => side_name(value),
        _ => folded(value),
    }
}

/// The reports that tell a value, each once.
pub(crate) fn tellers(evidence: &[Evidence]) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    for one in evidence {
        if !ids.contains(&one.document.as_str()) {
            ids.push(&one.document);
        }
    }
    ids
}

/// A fact on which reports cannot all be right, in a line, each value with its words.
pub(crate) fn dispute(fact: &Fact, day: fn(&str) -> String) -> String {
    let values = fact.values.iter().map(|told| {
        format!(
            "{} (“{}”, {})",
            value(fact.field, &told.value, day),
            folded(&told.text),
            folded(&tellers(&told.evidence).join(", "))
        )
    });
    format!("{}: {}", fact.field, values.collect::<Vec<_>>().join(" – "))
}
