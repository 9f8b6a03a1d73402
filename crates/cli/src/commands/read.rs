//! `verbale read`.

use crate::args::Read;
use crate::error::Error;
use crate::output::{Output, Style};
use crate::reports;
use verbale::Pipeline;

pub(super) fn run(args: &Read) -> Result<bool, Error> {
    let pipeline = Pipeline::new().with_options(args.options());
    let style = Style::of_terminal(args.format);
    let mut output = Output::new(args.format, args.out.as_deref())?;
    let complete = reports::each(
        reports::all(&args.files, args.reading.columns()),
        args.reading.threads(),
        move |report| Ok(style.show(pipeline.read(report)?)),
        |shown| output.write(shown),
    )?;
    output.finish()?;
    Ok(complete)
}
