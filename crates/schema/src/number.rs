//! How a probability is written.

use serde::Serializer;

/// Writes a probability with at most three decimals: more would be noise, and would differ between
/// machines in the last places.
pub(crate) fn probability<S: Serializer>(value: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    // In `f64`, so that 0.93 is written as 0.93 whatever the serializer does with an `f32`.
    serializer.serialize_f64((f64::from(*value) * 1000.0).round() / 1000.0)
}
