//! What the user is told on standard error.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fmt;
use std::io::Write;
use std::time::{Duration, Instant};

/// How long a run may take before its progress is shown.
const SHORT: Duration = Duration::from_secs(1);

/// Tells the user what went wrong, in one line. A closed standard error is no reason to stop.
pub(crate) fn complain(message: impl fmt::Display) {
    let _ = writeln!(anstream::stderr(), "verbale: {message}");
}

/// How many reports are read, shown where a run takes long and someone watches.
pub(crate) struct Progress {
    bar: ProgressBar,
    started: Instant,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self {
            bar: ProgressBar::hidden(),
            started: Instant::now(),
        }
    }

    /// Counts one report, and does what writes to the terminal with the counter out of the way.
    pub(crate) fn step<R>(&self, write: impl FnOnce() -> R) -> R {
        self.bar.inc(1);
        if self.bar.is_hidden() && self.started.elapsed() >= SHORT {
            self.show();
        }
        self.bar.suspend(write)
    }

    /// Draws nothing where standard error is no terminal.
    fn show(&self) {
        let style =
            ProgressStyle::with_template("{spinner} {pos} reports read in {elapsed}, {per_sec}");
        self.bar
            .set_draw_target(ProgressDrawTarget::stderr_with_hz(4));
        self.bar
            .set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        self.bar.enable_steady_tick(Duration::from_millis(250));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
