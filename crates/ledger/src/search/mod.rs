//! What is searched: the index of a record, the words as it has them, and the language of queries.

pub(crate) mod index;
pub(crate) mod normalize;
pub(crate) mod query;
