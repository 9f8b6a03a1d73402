//! Who met whom: every encounter that the text reports, announces, calls off or speaks of.
//!
//! Rules find the words for meetings and what became of them (`rules/meetings.rules`, `rules/status.rules`); the
//! arguments around the words give participants, place, date and length; mentions of one meeting are put together.

mod arguments;
mod mentions;
mod merge;

use crate::entities::Entities;
use crate::passage::Passage;
use jiff::civil::Date;
use verbale_model::Tokens;
use verbale_schema::{Capacity, MeetingKind, MeetingStatus};

/// One meeting, by its tokens.
#[derive(Clone, Debug)]
pub(crate) struct Meeting {
    pub(crate) kind: MeetingKind,
    pub(crate) status: MeetingStatus,
    pub(crate) participants: Vec<Participant>,
    pub(crate) place: Option<(usize, Tokens)>,
    pub(crate) date: Option<(Option<String>, Tokens)>,
    pub(crate) duration: Option<(Option<String>, Tokens)>,
    pub(crate) format: Option<(String, Tokens)>,
    pub(crate) part_of: Option<usize>,
    pub(crate) reason: Option<(bool, Tokens)>,
    /// The clauses that tell of it, in order.
    pub(crate) evidence: Vec<Tokens>,
    /// The words that name it, in order.
    pub(crate) anchors: Vec<usize>,
    /// The rules that made it, with the tokens that each was found at.
    pub(crate) grounds: Vec<Ground>,
    pub(crate) confidence: f32,
}

#[derive(Clone, Debug)]
pub(crate) struct Participant {
    pub(crate) entity: usize,
    pub(crate) tokens: Tokens,
    pub(crate) capacity: Option<Capacity>,
}

/// A rule and the tokens that it was found at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ground {
    pub(crate) rule: &'static str,
    pub(crate) tokens: Vec<usize>,
}

/// The meetings of a text, in its order. `published` is what relative dates are resolved against.
pub(crate) fn meetings(
    passage: &Passage,
    entities: &mut Entities,
    published: Option<Date>,
) -> Vec<Meeting> {
    let found = mentions::find(passage, entities);
    let told: Vec<arguments::Told> = found
        .into_iter()
        .map(|mention| arguments::around(passage, entities, mention, published))
        .collect();
    share_sides(entities, &told);
    merge::meetings(passage, entities, told)
}

/// Whoever comes with someone acts for the same side: "the Danish foreign minister accompanied Olsen".
fn share_sides(entities: &mut Entities, told: &[arguments::Told]) {
    for aides in told.iter().filter_map(|told| told.aides.as_ref()) {
        let all: Vec<usize> = aides
            .aides
            .iter()
            .map(|aide| aide.entity)
            .chain([aides.with])
            .collect();
        let mut sides: Vec<&String> = all
            .iter()
            .filter_map(|&e| entities.list[e].side.as_ref())
            .collect();
        sides.dedup();
        if let [side] = sides[..] {
            let side = side.clone();
            for entity in all {
                entities.list[entity]
                    .side
                    .get_or_insert_with(|| side.clone());
            }
        }
    }
}
