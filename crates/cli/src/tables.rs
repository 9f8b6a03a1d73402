//! Tables in a directory.

use std::fs;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;
use verbale::Record;
use verbale_export::{Export, Format, Judged, Table};

/// Tables that are being written, under names that nobody looks for until they are whole.
pub(crate) struct Tables {
    format: Format,
    directory: PathBuf,
    export: Export<BufWriter<NamedTempFile>>,
}

impl Tables {
    pub(crate) fn new(format: Format, tables: &[Table], directory: &Path) -> io::Result<Self> {
        fs::create_dir_all(directory).map_err(|error| at(directory, &error))?;
        let open = |_| {
            let file = unfinished(directory).map_err(|error| at(directory, &error))?;
            Ok(BufWriter::new(file))
        };
        Ok(Self {
            format,
            directory: directory.to_owned(),
            export: Export::new(format, tables, open)?,
        })
    }

    /// Adds a record, and what people made of its rows.
    pub(crate) fn write(&mut self, record: &Record, judged: &[Judged]) -> io::Result<()> {
        let written = self.export.add(record, judged);
        written.map_err(|error| at(&self.directory, &error))
    }

    /// Ends all tables, and gives them their names when every one is whole.
    pub(crate) fn finish(self) -> io::Result<()> {
        let fail = |error: io::Error| at(&self.directory, &error);
        let mut whole = Vec::new();
        for (table, writer) in self.export.finish().map_err(fail)? {
            let file = writer
                .into_inner()
                .map_err(|error| fail(error.into_error()))?;
            file.as_file().sync_all().map_err(fail)?;
            whole.push((table, file));
        }
        for (table, file) in whole {
            let name = format!("{}.{}", table.name(), self.format.extension());
            let path = self.directory.join(name);
            file.persist(&path)
                .map_err(|error| at(&path, &error.error))?;
        }
        Ok(())
    }
}

/// A file that is gone when it is dropped, readable by whom the user lets read new files.
fn unfinished(directory: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".verbale-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(directory)
}

/// An error with the path it is about.
fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
