//! `verbale read`.

use crate::args::Read;
use crate::complain;
use crate::ordered::for_each;
use crate::output::{Output, Shown, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};
use verbale_ingest::{Error, Input, Report, reports};
use verbale_model::Reader;
use verbale_record::{Options, record};
use verbale_schema::{Document, Record, Warning};

/// A longer text is no report but a heap of them, and its analysis would fill the memory.
const LONGEST: usize = 8 << 20;

/// More threads than this only cost memory, on any machine.
const MOST_THREADS: usize = 256;

/// How long a run may take before its progress is shown.
const SHORT: Duration = Duration::from_secs(1);

/// Reads everything that was asked for; `false` if some input could not be read.
pub(crate) fn run(args: &Read) -> io::Result<bool> {
    let reader = Reader::new();
    let style = Style::of_terminal(args.format);
    let mut output = Output::new(args)?;
    let asked = args.clone();
    let work = move |report| Ok(style.show(read(&reader, report, &asked)?));
    let complete = each(args, work, |shown: Shown| {
        output.admit().map(|()| output.write(shown))
    })?;
    output.finish()?;
    Ok(complete)
}

/// Does `work` on every report of the input, several at once, and gives `sink` the results in the
/// order of the input. What either refuses is told on standard error, and makes the answer `false`;
/// an error in writing ends it.
pub(crate) fn each<R: Send + 'static>(
    args: &Read,
    work: impl Fn(Report) -> Result<R, String> + Send + Sync + 'static,
    mut sink: impl FnMut(R) -> Result<io::Result<()>, String>,
) -> io::Result<bool> {
    let inputs = inputs(&args.files);
    let progress = ProgressBar::hidden();
    let started = Instant::now();
    let mut complete = true;
    let work =
        move |report: Result<Report, Error>| work(report.map_err(|error| error.to_string())?);
    let ended = for_each(
        inputs.into_iter().flat_map(|input| reports(&input)),
        threads(args),
        work,
        |done| {
            progress.inc(1);
            if progress.is_hidden() && started.elapsed() >= SHORT {
                show(&progress);
            }
            progress.suspend(|| match done.and_then(&mut sink) {
                Ok(written) => written,
                Err(message) => {
                    complete = false;
                    complain(&message);
                    Ok(())
                }
            })
        },
    );
    progress.finish_and_clear();
    ended?;
    Ok(complete)
}

/// How many reports to read at once.
pub(crate) fn threads(args: &Read) -> usize {
    args.threads
        .or_else(|| available_parallelism().ok())
        .map_or(1, NonZeroUsize::get)
        .min(MOST_THREADS)
}

pub(crate) fn inputs(files: &[PathBuf]) -> Vec<Input> {
    if files.is_empty() {
        return vec![Input::Stdin];
    }
    let input = |file: &PathBuf| {
        if file == Path::new("-") {
            Input::Stdin
        } else {
            Input::File(file.clone())
        }
    };
    files.iter().map(input).collect()
}

/// The record of one report, or why it is not read.
pub(crate) fn read(reader: &Reader, report: Report, args: &Read) -> Result<Record, String> {
    if report.text.len() > LONGEST {
        let (size, most) = (report.text.len() >> 20, LONGEST >> 20);
        return Err(format!(
            "{}: the text has {size} MiB, more than {most}: split it into its reports",
            report.id
        ));
    }
    let analysis = reader.read(&report.text);
    let warnings: Vec<Warning> = report
        .warnings
        .iter()
        .map(|w| Warning {
            code: w.code.to_string(),
            message: w.message.clone(),
        })
        .collect();
    let text = report.text.clone();
    let options = Options {
        selectors: args.selectors,
    };
    let document = document(report, args.published.as_deref(), args.publisher.as_deref());
    let mut record = record(document, &text, &analysis, options);
    record.warnings.splice(0..0, warnings);
    if args.no_text {
        record.document.text = None;
    }
    Ok(record)
}

/// A report as its record has it; `published` and `publisher` stand in where it does not say them.
pub(crate) fn document(
    report: Report,
    published: Option<&str>,
    publisher: Option<&str>,
) -> Document {
    Document {
        sha256: report.sha256(),
        length: report.text.chars().count(),
        id: report.id,
        title: report.title,
        publisher: report.publisher.or_else(|| publisher.map(str::to_owned)),
        url: report.url,
        published: report.published.or_else(|| published.map(str::to_owned)),
        language: report.language,
        text: Some(report.text),
    }
}

/// Shows the counter on standard error; draws nothing where that is no terminal.
pub(crate) fn show(bar: &ProgressBar) {
    let style =
        ProgressStyle::with_template("{spinner} {pos} reports read in {elapsed}, {per_sec}");
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(4));
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.enable_steady_tick(Duration::from_millis(250));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_and_a_dash_are_standard_input() {
        assert_eq!(inputs(&[]), [Input::Stdin]);
        assert_eq!(
            inputs(&["a".into(), "-".into()]),
            [Input::File("a".into()), Input::Stdin]
        );
    }
}
