//! Who and what is meant across reports, as far as names, offices and records tell it. Nothing here knows
//! where persons and meetings are kept.

pub(crate) mod meetings;
pub(crate) mod name;
pub(crate) mod office;
pub(crate) mod persons;
