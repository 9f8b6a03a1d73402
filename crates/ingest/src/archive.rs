//! Archives: each file in them is an input of its own.

use std::io::{Cursor, Read};
use std::path::Path;

use zip::ZipArchive;

use crate::Reports;
use crate::error::{Error, brief};
use crate::folder::is_passed_over;
use crate::format::Format;
use crate::source::{MAX_BYTES, Source};

/// Files in one archive.
const MAX_FILES: usize = 100_000;
/// All files of an archive together, unpacked.
const MAX_UNPACKED: u64 = 16 << 30;

pub(crate) struct Zip;

impl Format for Zip {
    fn is(&self, head: &[u8], _: &Source) -> bool {
        head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
    }

    fn read(&self, mut source: Source) -> Result<Reports, Error> {
        let bytes = source.read()?;
        let archive = open(bytes, &source.name)?;
        let files = Files {
            source,
            count: archive.len(),
            archive,
            next: 0,
            left: MAX_UNPACKED,
        };
        Ok(Reports::new(files.flatten()))
    }
}

/// Opens a zip archive, or says what is wrong with it.
pub(crate) fn open(bytes: Vec<u8>, name: &str) -> Result<ZipArchive<Cursor<Vec<u8>>>, Error> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
        let what = brief(&error);
        Error::new(format_args!(
            "{name} is a broken archive ({what}): pack it again"
        ))
        .with_source(error)
    })?;
    if archive.len() > MAX_FILES {
        return Err(Error::new(format_args!(
            "{name} holds {} files, more than {MAX_FILES}: unpack it first (unzip)",
            archive.len()
        )));
    }
    Ok(archive)
}

/// The files of a zip archive, each unpacked when it is its turn.
struct Files {
    source: Source,
    archive: ZipArchive<Cursor<Vec<u8>>>,
    count: usize,
    next: usize,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl Files {
    /// The name of a file and what is in it; `None` for a folder, or what holds no text.
    fn file(&mut self, index: usize) -> Result<Option<(String, Vec<u8>)>, Error> {
        let archive = &self.source.name;
        let broken = |name: &str, error: &dyn std::fmt::Display| {
            let what = brief(&error);
            Error::new(format_args!(
                "{archive}: {name} cannot be unpacked ({what}): pack the archive again"
            ))
        };
        let mut file = self
            .archive
            .by_index(index)
            .map_err(|error| broken(&format!("file {}", index + 1), &error))?;
        let name = match file.name() {
            Ok(name) => name.into_owned(),
            Err(error) => return Err(broken(&format!("file {}", index + 1), &error)),
        };
        if file.is_dir() || is_passed_over(Path::new(&name)) {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        let most = MAX_BYTES.min(self.left);
        let read = (&mut file).take(most + 1).read_to_end(&mut bytes);
        read.map_err(|error| broken(&name, &error))?;
        if bytes.len() as u64 > most {
            return Err(Error::new(format_args!(
                "{archive}: {name} is too large to be unpacked here: unpack the archive first (unzip)"
            )));
        }
        self.left -= bytes.len() as u64;
        Ok(Some((name, bytes)))
    }
}

impl Iterator for Files {
    type Item = Reports;

    fn next(&mut self) -> Option<Reports> {
        while self.next < self.count {
            self.next += 1;
            match self.file(self.next - 1) {
                Ok(None) => {}
                Ok(Some((name, bytes))) => return Some(self.source.part(&name, bytes)),
                Err(error) => return Some(Reports::failed(error)),
            }
        }
        None
    }
}

pub(crate) struct Tar;

impl Format for Tar {
    fn is(&self, head: &[u8], _: &Source) -> bool {
        head.get(257..262) == Some(b"ustar")
    }

    fn read(&self, mut source: Source) -> Result<Reports, Error> {
        let broken = |name: &str, error: std::io::Error| {
            let what = brief(&error);
            Error::new(format_args!(
                "{name} is a broken archive ({what}): pack it again"
            ))
            .with_source(error)
        };
        let bytes = source.read()?;
        let mut archive = tar::Archive::new(Cursor::new(bytes));
        let mut files = Vec::new();
        let entries = archive
            .entries()
            .map_err(|error| broken(&source.name, error))?;
        for entry in entries {
            let mut entry = match entry {
                Ok(entry) => entry,
                // What comes before the break is whole.
                Err(error) => {
                    files.push(Err(broken(&source.name, error)));
                    break;
                }
            };
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            if !entry.header().entry_type().is_file() || is_passed_over(Path::new(&name)) {
                continue;
            }
            let mut bytes = Vec::new();
            let read = entry.read_to_end(&mut bytes);
            files.push(
                read.map(|_| (name, bytes))
                    .map_err(|error| broken(&source.name, error)),
            );
            if files.len() > MAX_FILES {
                return Err(Error::new(format_args!(
                    "{} holds more than {MAX_FILES} files: unpack it first (tar -x)",
                    source.name
                )));
            }
        }
        Ok(Reports::new(files.into_iter().flat_map(
            move |file| match file {
                Ok((name, bytes)) => source.part(&name, bytes),
                Err(error) => Reports::failed(error),
            },
        )))
    }
}
