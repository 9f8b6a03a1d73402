//! The reports of the input, worked on side by side.

use crate::console::{Progress, complain};
use crate::error::Error;
use crate::parallel::for_each;
use std::path::{Path, PathBuf};
use verbale::ingest::{Columns, Input, Report, reports_with};

/// Where the named files lead; "-" or nothing is standard input.
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

/// The reports of all inputs, in their order.
pub(crate) fn all(
    files: &[PathBuf],
    columns: Columns,
) -> impl Iterator<Item = Result<Report, Error>> + Send + 'static {
    let inputs = inputs(files).into_iter();
    inputs.flat_map(move |input| {
        reports_with(&input, &columns).map(|report| report.map_err(Error::from))
    })
}

/// Does `work` on every item, several at once, and gives `sink` the results in the order of the items;
/// `false` if some came to nothing. What is wrong with one item is told on standard error, and the
/// others still come; any other error of the sink ends it.
pub(crate) fn each<T: 'static, R: Send + 'static>(
    items: impl Iterator<Item = Result<T, Error>> + Send + 'static,
    threads: usize,
    work: impl Fn(T) -> Result<R, Error> + Send + Sync + 'static,
    mut sink: impl FnMut(R) -> Result<(), Error>,
) -> Result<bool, Error> {
    let progress = Progress::new();
    let mut complete = true;
    for_each(
        items,
        threads,
        move |item| work(item?),
        |done| {
            progress.step(|| match done.map(&mut sink) {
                Err(error) | Ok(Err(error @ Error::Surplus(_))) => {
                    complete = false;
                    complain(error);
                    Ok(())
                }
                Ok(sunk) => sunk,
            })
        },
    )?;
    Ok(complete)
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
