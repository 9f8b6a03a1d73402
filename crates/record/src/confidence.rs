//! How sure a row is: the model's probabilities, calibrated on held-out text.

use verbale_model::Certainty;

/// Weights of a logistic regression on the log-odds of the anchor and the logs of the other
/// probabilities; scaled on PolNeAR dev by `training/calibrate.py`, where the stated and the true
/// share of right statements then lie 0.02 apart (expected calibration error).
const BIAS: f32 = -0.17;
const ANCHOR: f32 = 0.56;
const SOURCE: f32 = 1.13;
const CONTENT: f32 = 2.26;

/// The probability that a statement is right: that it pairs with one that a reader would mark, by
/// content and source.
pub(crate) fn statement(certainty: &Certainty) -> f32 {
    let anchor = certainty.anchor.clamp(1e-4, 1.0 - 1e-4);
    let log = |p: f32| libm::logf(p.max(1e-4));
    let sum = BIAS
        + ANCHOR * libm::logf(anchor / (1.0 - anchor))
        + SOURCE * log(certainty.source)
        + CONTENT * log(certainty.content);
    1.0 / (1.0 + libm::expf(-sum))
}
