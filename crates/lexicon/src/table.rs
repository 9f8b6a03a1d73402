//! Reading the tab-separated tables under `data/`.
//!
//! A line is a row of cells parted by tabs; lines that start with `#` are comments. A cell holds one value or a
//! list parted by `|`, and `-` where there is nothing.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;

/// A table file: its name under `data/` and its text.
pub(crate) struct Table {
    pub(crate) file: &'static str,
    pub(crate) text: &'static str,
}

/// What is wrong with a table, and where: `file:line: what`.
#[derive(Debug)]
pub(crate) struct Fault {
    file: &'static str,
    line: usize,
    what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// One row of a table.
pub(crate) struct Row<const COLUMNS: usize> {
    pub(crate) cells: [&'static str; COLUMNS],
    file: &'static str,
    line: usize,
}

impl Table {
    /// The rows in file order, each with exactly `COLUMNS` cells, none of them empty or padded.
    pub(crate) fn rows<const COLUMNS: usize>(&self) -> Result<Vec<Row<COLUMNS>>, Fault> {
        let lines = self
            .text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        lines
            .map(|(index, line)| self.row(index + 1, line))
            .collect()
    }

    fn row<const COLUMNS: usize>(
        &self,
        line: usize,
        text: &'static str,
    ) -> Result<Row<COLUMNS>, Fault> {
        let fault = |what| Fault {
            file: self.file,
            line,
            what,
        };
        let cells: Vec<_> = text.split('\t').collect();
        let found = cells.len();
        let cells = cells
            .try_into()
            .map_err(|_| fault(format!("{found} columns where there should be {COLUMNS}")))?;
        let row = Row {
            cells,
            file: self.file,
            line,
        };
        for value in row.cells.iter().flat_map(|cell| cell.split('|')) {
            if value.is_empty() || value.trim() != value {
                return Err(fault(format!(
                    "an empty or padded value in {text:?}; nothing is written \"-\""
                )));
            }
        }
        Ok(row)
    }
}

impl<const COLUMNS: usize> Row<COLUMNS> {
    pub(crate) fn fault(&self, what: impl Into<String>) -> Fault {
        Fault {
            file: self.file,
            line: self.line,
            what: what.into(),
        }
    }

    /// The values of the list in cell `column`.
    pub(crate) fn list(&self, column: usize) -> impl Iterator<Item = &'static str> + use<COLUMNS> {
        self.cells[column].split('|').filter(|value| *value != "-")
    }

    /// The cell as one of a closed list of codes.
    pub(crate) fn code<T: Copy>(&self, column: usize, codes: &[(&str, T)]) -> Result<T, Fault> {
        let cell = self.cells[column];
        let known = codes.iter().find(|(code, _)| *code == cell);
        known
            .map(|(_, value)| *value)
            .ok_or_else(|| self.fault(format!("unknown code {cell:?} in column {}", column + 1)))
    }

    /// Checks that the cell stands in lower case, as the text it is looked up with does.
    pub(crate) fn lower_case(&self, column: usize) -> Result<(), Fault> {
        let cell = self.cells[column];
        if cell.contains(char::is_uppercase) {
            Err(self.fault(format!("{cell:?} is not in lower case")))
        } else {
            Ok(())
        }
    }

    /// Enters `key` into `map`, where it may not stand yet.
    pub(crate) fn enter<K: Eq + Hash + fmt::Debug, V>(
        &self,
        map: &mut HashMap<K, V>,
        key: K,
        value: V,
    ) -> Result<(), Fault> {
        if map.contains_key(&key) {
            return Err(self.fault(format!("{key:?} stands in the table already")));
        }
        map.insert(key, value);
        Ok(())
    }
}

/// The outcome of reading a table in a program that was built, and whose tables were therefore checked.
pub(crate) fn built<T>(read: Result<T, Fault>) -> T {
    read.unwrap_or_else(|fault| unreachable!("checked when built: {fault}"))
}

/// `yes` and `no`.
pub(crate) const YES_NO: &[(&str, bool)] = &[("yes", true), ("no", false)];
