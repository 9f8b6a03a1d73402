//! What Verbale knows of the language of news and diplomacy, apart from any text: countries and organisations with
//! their other names, reporting words, titles, given names, phrases for groups.
//!
//! The knowledge is in the tables under `data/`, one subject a file, each with its columns explained at its head; the
//! build checks them and stops at the line that is wrong. They are embedded in the program and read when first asked
//! for. Everything here is a pure look-up: no files, no clock, no guesses.

mod attitude;
mod calendar;
mod country;
mod forms;
mod given;
mod group;
mod lemma;
mod name;
mod nickname;
mod office;
mod organization;
mod person;
mod publisher;
mod reporting;
mod stem;
mod table;
mod title;

pub use attitude::{Attitude, attitude};
pub use calendar::{MONTHS, TimeUnit, TimeWord, time_word};
pub use country::{Alpha3, NameKind, country, country_name};
pub use given::{Gender, gender};
pub use group::{Members, is_joint, joint};
pub use lemma::lemma;
pub use name::{
    NameHead, Named, head_at_end, head_before, head_before_of, is_particle, well_known,
};
pub use nickname::is_nickname;
pub use office::{may_have_office, office_state};
pub use organization::organization;
pub use person::{folded_name, may_be_one, shortens, surname};
pub use publisher::{press_country, publisher_side, side_in, side_named};
pub use reporting::{Act, Certainty, Cue, act, is_negator};
pub use stem::stem;
pub use title::{Title, TitleKind, title};
