//! The steps from an analysis to everything that a record says, in their order: what each needs and what it gives.
//!
//! That every step comes after those that it needs is checked when the program is built.

use crate::{
    entities, meetings, mend, positions, roles, sides, speakers, statements, turns, voices,
};
use jiff::civil::Date;
use verbale_doc::Doc;
use verbale_lexicon::{press_country, publisher_side};
use verbale_schema::Document;

/// Everything that was read, before it is published.
#[derive(Debug, Default)]
pub(crate) struct Read {
    /// Of a transcript.
    pub(crate) turns: Vec<turns::Turn>,
    pub(crate) transcript: turns::Transcript,
    pub(crate) entities: entities::Entities,
    pub(crate) statements: Vec<statements::Statement>,
    /// Who speaks and who is told, one entry a statement.
    pub(crate) told: Vec<speakers::Told>,
    pub(crate) meetings: Vec<meetings::Meeting>,
    /// The meeting at which each statement was made, one entry a statement.
    pub(crate) occasions: Vec<Option<usize>>,
    pub(crate) positions: positions::Positions,
}

/// What all steps may look at.
pub(crate) struct Source<'s> {
    pub(crate) doc: &'s Doc<'s>,
    pub(crate) document: &'s Document,
    /// The side that the publisher speaks for.
    pub(crate) official: Option<&'static str>,
    /// What relative dates are resolved against.
    pub(crate) published: Option<Date>,
}

impl<'s> Source<'s> {
    pub(crate) fn new(doc: &'s Doc<'s>, document: &'s Document) -> Self {
        let publisher = document.publisher.as_deref().unwrap_or_default();
        // The day of an RFC 3339 date or date-time.
        let day = |published: &str| published.get(..10)?.parse().ok();
        Self {
            doc,
            document,
            official: publisher_side(publisher, document.url.as_deref()),
            published: document.published.as_deref().and_then(day),
        }
    }
}

impl Source<'_> {
    fn publisher(&self) -> sides::Publisher {
        sides::Publisher {
            own: self.official,
            press: self.document.publisher.as_deref().and_then(press_country),
        }
    }
}

/// What is known of a text after some steps, one bit each.
type Known = u16;

const ENTITIES: Known = 1;
const ROLES: Known = 1 << 1;
const SIDES: Known = 1 << 2;
const STATEMENTS: Known = 1 << 3;
const SPEAKERS: Known = 1 << 4;
/// Titles that stand apart from the name: "the Head of State said".
const DESCRIPTIONS: Known = 1 << 5;
const MEETINGS: Known = 1 << 6;
const OCCASIONS: Known = 1 << 7;
/// Turns of a transcript, by their labels alone.
const TURNS: Known = 1 << 8;
/// Who speaks in each turn.
const TRANSCRIPT: Known = 1 << 9;
/// Speakers that only the heading, the publisher or another statement tells, and the turns as statements.
const VOICES: Known = 1 << 10;
const POSITIONS: Known = 1 << 11;

/// One step.
struct Pass {
    needs: Known,
    gives: Known,
    run: fn(&Source, &mut Read),
}

/// All steps but the positions, in order.
const READ: &[Pass] = &[
    Pass {
        needs: 0,
        gives: TURNS,
        run: |source, read| read.turns = turns::turns(source.doc),
    },
    Pass {
        needs: TURNS,
        gives: ENTITIES,
        run: |source, read| read.entities = entities::named(source.doc, &read.turns),
    },
    Pass {
        needs: ENTITIES,
        gives: ROLES,
        run: |source, read| roles::add(source.doc, &mut read.entities),
    },
    // Sides tell descriptions apart ("the Russian minister"), and descriptions then tell more sides.
    Pass {
        needs: ENTITIES | ROLES,
        gives: SIDES,
        run: |source, read| sides::add(source.doc, source.publisher(), &mut read.entities),
    },
    Pass {
        needs: TURNS | ENTITIES | ROLES | SIDES,
        gives: TRANSCRIPT,
        run: |source, read| {
            let turns = std::mem::take(&mut read.turns);
            read.transcript =
                turns::Transcript::of(source.doc, source.document, turns, &mut read.entities);
        },
    },
    Pass {
        needs: TRANSCRIPT,
        gives: STATEMENTS,
        run: |source, read| {
            let found = mend::mend(source.doc, statements::statements(source.doc));
            read.statements = read.transcript.outside(found);
        },
    },
    Pass {
        needs: ENTITIES | ROLES | SIDES | STATEMENTS,
        gives: SPEAKERS,
        run: |source, read| {
            read.told = speakers::resolve(source.doc, &read.statements, &mut read.entities);
        },
    },
    Pass {
        needs: ENTITIES | SIDES | TRANSCRIPT | STATEMENTS | SPEAKERS,
        gives: VOICES,
        run: |source, read| {
            voices::resolve(source, &read.statements, &mut read.told, &mut read.entities);
            read.transcript
                .add(source.doc, &mut read.statements, &mut read.told);
        },
    },
    Pass {
        needs: ENTITIES | VOICES,
        gives: DESCRIPTIONS,
        run: |source, read| roles::add_described(source.doc, &mut read.entities),
    },
    Pass {
        needs: ENTITIES | ROLES | DESCRIPTIONS,
        gives: SIDES,
        run: |source, read| sides::add(source.doc, source.publisher(), &mut read.entities),
    },
    Pass {
        needs: ENTITIES | ROLES | SIDES | DESCRIPTIONS,
        gives: MEETINGS,
        run: |source, read| {
            read.meetings = meetings::meetings(source.doc, &mut read.entities, source.published);
        },
    },
    Pass {
        needs: STATEMENTS | SPEAKERS | MEETINGS,
        gives: OCCASIONS,
        run: |source, read| {
            read.occasions =
                meetings::occasions(source.doc, &read.statements, &read.told, &read.meetings);
        },
    },
];

/// The last step, which is left out where what it learns from is wanted.
const HOLD: Pass = Pass {
    needs: ENTITIES | SIDES | STATEMENTS | SPEAKERS | MEETINGS,
    gives: POSITIONS,
    run: |source, read| {
        read.positions = positions::positions(
            source.doc,
            &read.statements,
            &read.told,
            &mut read.entities,
            source.official,
        );
    },
};

/// Stops the build where a step comes before one that it needs.
const _: () = {
    let mut known = 0;
    let mut at = 0;
    while at < READ.len() {
        assert!(READ[at].needs & !known == 0, "a step comes too early");
        known |= READ[at].gives;
        at += 1;
    }
    assert!(HOLD.needs & !known == 0, "positions come too early");
    assert!(
        known | HOLD.gives == 2 * POSITIONS - 1,
        "something is given by no step"
    );
};

/// All but the positions.
pub(crate) fn read(source: &Source) -> Read {
    let mut read = Read::default();
    for pass in READ {
        (pass.run)(source, &mut read);
    }
    read
}

pub(crate) fn read_whole(source: &Source) -> Read {
    let mut read = read(source);
    (HOLD.run)(source, &mut read);
    read
}
