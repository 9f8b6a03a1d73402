//! Folders and patterns of names: each file that they lead to is an input of its own.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Folders within each other.
const MAX_DEPTH: usize = 64;

/// Ends of names of files that hold no report.
const PASSED_OVER: &str = include_str!("../data/passed_over.txt");

/// The files of a folder and of those in it, in the order of their names. Links are not followed: they may lead in
/// circles.
pub(crate) fn files(folder: &Path) -> impl Iterator<Item = Result<PathBuf, Error>> + Send + use<> {
    let mut left = vec![(folder.to_owned(), 0)];
    std::iter::from_fn(move || {
        while let Some((path, depth)) = left.pop() {
            let kind = if depth == 0 {
                path.metadata()
            } else {
                path.symlink_metadata()
            };
            match kind {
                Err(error) => return Some(Err(unreadable(&path, error))),
                Ok(kind) if kind.is_file() => return Some(Ok(path)),
                Ok(kind) if kind.is_dir() && depth < MAX_DEPTH => match entries(&path) {
                    Ok(entries) => left.extend(entries.into_iter().map(|entry| (entry, depth + 1))),
                    Err(error) => return Some(Err(unreadable(&path, error))),
                },
                Ok(_) => {}
            }
        }
        None
    })
}

/// What is in a folder, last names first, without what is passed over.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<PathBuf>>>()?;
    entries.retain(|entry| !is_passed_over(entry));
    entries.sort_by(|a, b| b.cmp(a));
    Ok(entries)
}

/// Whether a file in a folder or an archive is hidden, or holds no report by its name.
pub(crate) fn is_passed_over(path: &Path) -> bool {
    let hidden = path
        .components()
        .next_back()
        .is_some_and(|name| name.as_os_str().to_string_lossy().starts_with('.'));
    // What macOS adds to archives.
    let added = path.starts_with("__MACOSX");
    let end = path
        .extension()
        .map(|end| end.to_string_lossy().to_lowercase());
    hidden || added || end.is_some_and(|end| PASSED_OVER.lines().any(|line| line == end))
}

/// The files that a pattern leads to ("2025/*/*.html"), in the order of their names, if the path is one.
pub(crate) fn matching(path: &Path) -> Option<Vec<PathBuf>> {
    let pattern = path.to_str()?;
    if !pattern.contains(['*', '?', '[']) || path.exists() {
        return None;
    }
    let found: Vec<PathBuf> = glob::glob(pattern).ok()?.flatten().collect();
    (!found.is_empty()).then_some(found)
}

fn unreadable(path: &Path, error: io::Error) -> Error {
    Error::new(format_args!(
        "{}: cannot be read: {error}: check the disk",
        path.display()
    ))
    .with_source(error)
}
