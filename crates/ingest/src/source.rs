//! Opened inputs, before anything is known of what is in them.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read};
use std::mem;
use std::path::Path;
use std::sync::Arc;

use crate::Reports;
use crate::encoding;
use crate::error::{Error, brief};
use crate::format::{self, has_report_line, start};
use crate::report::Warning;
use crate::table::Columns;

/// The most that is read into memory at once: a whole file, or one JSON line.
pub(crate) const MAX_BYTES: u64 = 512 << 20;
/// Inputs within each other: a letter in an archive attached to a message in a mailbox.
const MAX_NESTING: usize = 6;
/// As much of an input as is looked at to tell its format.
const HEAD: u64 = 64 << 10;

pub(crate) struct Source {
    /// As it is called in messages.
    pub(crate) name: String,
    /// As its reports are called where they have no id of their own.
    pub(crate) stem: String,
    /// The file name's extension in lower case; empty where there is none.
    pub(crate) extension: String,
    /// What went wrong in decoding the input as a whole.
    pub(crate) warning: Option<Warning>,
    /// In bytes, where it is known before reading.
    size: Option<u64>,
    /// How many inputs it lies in.
    nesting: usize,
    /// Which columns hold what, where it is a table.
    pub(crate) columns: Arc<Columns>,
    reader: Box<dyn BufRead + Send>,
}

impl Source {
    pub(crate) fn stdin() -> Self {
        Self {
            name: "standard input".into(),
            stem: "stdin".into(),
            extension: String::new(),
            warning: None,
            size: None,
            nesting: 0,
            columns: Arc::default(),
            reader: Box::new(BufReader::new(io::stdin())),
        }
    }

    /// Bytes at hand, called by the path of a file.
    pub(crate) fn named(path: &Path, reader: impl BufRead + Send + 'static) -> Self {
        let lossy = |part: Option<&OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
        Self {
            name: path.display().to_string(),
            stem: lossy(path.file_stem()),
            extension: lossy(path.extension()).to_lowercase(),
            warning: None,
            size: None,
            nesting: 0,
            columns: Arc::default(),
            reader: Box::new(reader),
        }
    }

    pub(crate) fn with_columns(self, columns: Arc<Columns>) -> Self {
        Self { columns, ..self }
    }

    /// What the reports go by of an input that lies beside the others in this one.
    pub(crate) fn beside(&self) -> Self {
        Self {
            name: self.name.clone(),
            stem: self.stem.clone(),
            extension: String::new(),
            warning: self.warning.clone(),
            size: None,
            nesting: self.nesting,
            columns: Arc::clone(&self.columns),
            reader: Box::new(io::empty()),
        }
    }

    /// The reports of a file that lies in this input.
    pub(crate) fn part(&self, name: &str, bytes: Vec<u8>) -> Reports {
        let mut part = Self::named(Path::new(name), Cursor::new(bytes));
        part.name = format!("{}: {name}", self.name);
        part.nesting = self.nesting;
        part.columns = Arc::clone(&self.columns);
        part.nested()
            .and_then(format::read)
            .unwrap_or_else(Reports::failed)
    }

    /// This input, which is packed, as what it is when it is unpacked.
    pub(crate) fn unpacked(
        self,
        unpack: impl FnOnce(Box<dyn BufRead + Send>) -> Box<dyn BufRead + Send>,
    ) -> Result<Self, Error> {
        let named = Self::named(Path::new(&self.stem), io::empty());
        Self {
            name: self.name,
            warning: self.warning,
            nesting: self.nesting,
            columns: self.columns,
            reader: unpack(self.reader),
            ..named
        }
        .nested()
    }

    fn nested(self) -> Result<Self, Error> {
        if self.nesting == MAX_NESTING {
            return Err(Error::new(format_args!(
                "{} lies in {MAX_NESTING} files within each other: unpack it first",
                self.name
            )));
        }
        Ok(Self {
            nesting: self.nesting + 1,
            ..self
        })
    }

    /// What its reports go by, and its bytes.
    pub(crate) fn split(self) -> (Self, Box<dyn BufRead + Send>) {
        (self.beside(), self.reader)
    }

    pub(crate) fn file(path: &Path) -> Result<Self, Error> {
        let fail = |error| unreadable(&path.display().to_string(), error);
        let metadata = path.metadata().map_err(fail)?;
        let file = File::open(path).map_err(fail)?;
        Ok(Self {
            size: Some(metadata.len()),
            ..Self::named(path, BufReader::new(file))
        })
    }

    /// The start of the input, which stays to be read. It holds the first line
    /// whole where that could be a JSON line.
    pub(crate) fn head(&mut self) -> Result<Vec<u8>, Error> {
        let mut head = self.peek()?;
        if let Some((encoding, mark)) = encoding::utf16(&head) {
            let decoded = encoding::decode_utf16(&self.read()?, encoding, mark);
            self.warning = decoded.warning;
            self.unread(decoded.text);
            head = self.peek()?;
        }
        Ok(head)
    }

    /// As much of the input as tells its format: of JSON lines those up to the first report, so that
    /// it need not wait for more on a slow pipe; of anything else [`HEAD`] bytes.
    fn peek(&mut self) -> Result<Vec<u8>, Error> {
        let fail = |error| unreadable(&self.name, error);
        let mut head = Vec::new();
        // Whether the first line that is not blank begins as a JSON line does, once there is one.
        let mut is_json = None;
        while is_json != Some(false) {
            let before = head.len();
            (&mut self.reader)
                .take(HEAD - before as u64)
                .read_until(b'\n', &mut head)
                .map_err(fail)?;
            let line = &head[before..];
            if line.is_empty() {
                break;
            }
            let words = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
            match words.trim_ascii_start().first() {
                Some(first) if is_json.is_none() => is_json = Some(*first == b'{'),
                _ => {}
            }
            if is_json == Some(true) && has_report_line(words) {
                break;
            }
        }
        if is_json == Some(true) {
            if head.len() as u64 == HEAD && !start(&head).contains(&b'\n') {
                self.line(&mut head)?;
            }
        } else {
            (&mut self.reader)
                .take(HEAD - head.len() as u64)
                .read_to_end(&mut head)
                .map_err(fail)?;
        }
        let rest = mem::replace(&mut self.reader, Box::new(io::empty()));
        self.reader = Box::new(Cursor::new(head.clone()).chain(rest));
        Ok(head)
    }

    /// Appends the next line, or the rest of it, with its line end, to `line`.
    /// At the end of the input nothing is appended. Of a line too long to keep
    /// the first [`MAX_BYTES`] and one more byte are appended.
    pub(crate) fn line(&mut self, line: &mut Vec<u8>) -> Result<(), Error> {
        let fail = |error| unreadable(&self.name, error);
        let kept = (&mut self.reader)
            .take(MAX_BYTES + 1)
            .read_until(b'\n', line)
            .map_err(fail)?;
        if kept as u64 > MAX_BYTES && !line.ends_with(b"\n") {
            self.reader.skip_until(b'\n').map_err(fail)?;
        }
        Ok(())
    }

    /// The whole input.
    pub(crate) fn read(&mut self) -> Result<Vec<u8>, Error> {
        let too_large = || {
            Error::new(format_args!(
                "{} is larger than {} MiB: split it, or give its reports as JSON lines",
                self.name,
                MAX_BYTES >> 20
            ))
        };
        if self.size.is_some_and(|size| size > MAX_BYTES) {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        (&mut self.reader)
            .take(MAX_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(&self.name, error))?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(too_large());
        }
        Ok(bytes)
    }

    /// The whole input, which must be text: no byte of it is NUL.
    pub(crate) fn read_text(&mut self) -> Result<Vec<u8>, Error> {
        let bytes = self.read()?;
        match bytes.iter().position(|&byte| byte == 0) {
            Some(at) => Err(self.not_text(
                &format!("binary (byte {at} is NUL)"),
                "convert it to text in UTF-8 first",
            )),
            None => Ok(bytes),
        }
    }

    /// Puts text back to be read again.
    pub(crate) fn unread(&mut self, text: String) {
        self.reader = Box::new(Cursor::new(text.into_bytes()));
    }

    /// The error for an input that is something else than text.
    pub(crate) fn not_text(&self, kind: &str, remedy: &str) -> Error {
        Error::new(format_args!("{} is {kind}, not text: {remedy}", self.name))
    }
}

fn unreadable(name: &str, error: io::Error) -> Error {
    let message = match error.kind() {
        ErrorKind::NotFound => format!("{name}: no such file: check the path"),
        ErrorKind::PermissionDenied => {
            format!("{name}: permission denied: allow reading it (chmod +r) or run as its owner")
        }
        _ => {
            let error = brief(&error);
            format!("{name} cannot be read ({error}): check the file and its disk, then try again")
        }
    };
    Error::new(message).with_source(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_to_read_say_what_to_do() {
        for (kind, expected) in [
            (ErrorKind::NotFound, "a.txt: no such file: check the path"),
            (
                ErrorKind::PermissionDenied,
                "a.txt: permission denied: allow reading it (chmod +r) or run as its owner",
            ),
        ] {
            assert_eq!(unreadable("a.txt", kind.into()).to_string(), expected);
        }
    }
}
