//! The tables under `data/`: rows of cells parted by tabs, comments after `#`.

/// The rows of a table, cells parted by tabs.
///
/// # Panics
/// If a row has other than `COLUMNS` cells; the crate's tests read every table.
pub(crate) fn rows<const COLUMNS: usize>(
    text: &'static str,
) -> impl Iterator<Item = [&'static str; COLUMNS]> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            cells
                .try_into()
                .unwrap_or_else(|_| panic!("{line:?} has not {COLUMNS} cells"))
        })
}

/// The lines of a list.
pub(crate) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    rows::<1>(text).map(|[line]| line)
}
