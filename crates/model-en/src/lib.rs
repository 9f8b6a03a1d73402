//! The weights of the model that reads English, as `training/` exports them: data and nothing else, so
//! that a new model is a new version of this crate alone. `data/MODEL_CARD.md` says what it was trained
//! on and how well it reads.

/// Name and version.
pub const NAME: &str = "verbale-en-4";

/// Encoder and heads, in safetensors.
pub static WEIGHTS: &[u8] = include_bytes!("../data/model.safetensors");

/// The names of all labels, and where each head's columns stand, in JSON.
pub static LABELS: &str = include_str!("../data/labels.json");
