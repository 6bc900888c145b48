//! Folders of results read back: whole as they were written, or refused.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::report::manifest::{InputEntry, MANIFEST_FILE, Manifest, sha256_text};

/// A folder of results that is as its manifest says.
#[derive(Debug)]
pub struct Stored {
    /// What made it.
    pub manifest: Manifest,
    /// The files that were asked for, by their paths inside.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Why a folder cannot be read.
#[derive(Debug)]
pub enum StoredError {
    /// It holds no manifest of this program.
    NoResults(PathBuf, String),
    /// Files are not as the manifest says: each with what is wrong.
    Changed(PathBuf, Vec<(String, Fault)>),
}

/// What is wrong with a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It is not there.
    Missing,
    /// Its bytes are others.
    Changed,
    /// It cannot be read, for this reason.
    Unreadable(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Missing => f.write_str("is missing"),
            Fault::Changed => f.write_str("was changed"),
            Fault::Unreadable(why) => write!(f, "cannot be read: {why}"),
        }
    }
}

impl fmt::Display for StoredError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoredError::NoResults(path, why) => {
                write!(f, "{} is no folder of results: {why}", path.display())
            }
            StoredError::Changed(path, faults) => {
                write!(f, "{} is not as it was written:", path.display())?;
                faults.iter().try_for_each(|(file, fault)| write!(f, "\n  {file} {fault}"))
            }
        }
    }
}

impl std::error::Error for StoredError {}

/// Reads a folder: checks every file that its manifest names and keeps those that are wanted.
///
/// # Errors
/// When it is no folder of results, or a file is missing or was changed.
pub fn read(folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<Stored, StoredError> {
    let none = |why: String| StoredError::NoResults(folder.to_owned(), why);
    let bytes = fs::read(folder.join(MANIFEST_FILE)).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound if folder.exists() => none(format!("it holds no {MANIFEST_FILE}")),
        io::ErrorKind::NotFound => none("there is no such folder".to_owned()),
        _ => none(format!("{MANIFEST_FILE}: {error}")),
    })?;
    if !Manifest::is_ours(&bytes) {
        return Err(none(format!("its {MANIFEST_FILE} is not of this program")));
    }
    let manifest: Manifest =
        serde_json::from_slice(&bytes).map_err(|error| none(format!("{MANIFEST_FILE}: {error}")))?;
    let faults = faults(folder, &manifest.files);
    if !faults.is_empty() {
        return Err(StoredError::Changed(folder.to_owned(), faults));
    }
    let mut files = BTreeMap::new();
    for entry in manifest.files.iter().filter(|entry| wanted(&entry.path)) {
        files.insert(entry.path.clone(), again(folder, entry)?);
    }
    Ok(Stored { manifest, files })
}

/// The bytes of a file, which must still be those that were checked.
fn again(folder: &Path, entry: &InputEntry) -> Result<Vec<u8>, StoredError> {
    let fault = match fs::read(folder.join(&entry.path)) {
        Ok(bytes) if InputEntry::of(&entry.path, &bytes) == *entry => return Ok(bytes),
        Ok(_) => Fault::Changed,
        Err(error) => Fault::Unreadable(error.to_string()),
    };
    Err(StoredError::Changed(folder.to_owned(), vec![(entry.path.clone(), fault)]))
}

/// The files, named from a folder on, that are not as their entries say.
pub fn faults(folder: &Path, entries: &[InputEntry]) -> Vec<(String, Fault)> {
    let fault = |entry: &InputEntry| {
        let fault = match digest(&folder.join(&entry.path)) {
            Ok((sha256, bytes)) if sha256 == entry.sha256 && bytes == entry.bytes => return None,
            Ok(_) => Fault::Changed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Fault::Missing,
            Err(error) => Fault::Unreadable(error.to_string()),
        };
        Some((entry.path.clone(), fault))
    };
    entries.iter().filter_map(fault).collect()
}

/// SHA-256 and length of a file, of which no more than a piece is held: a table of draws may not fit into memory.
fn digest(path: &Path) -> io::Result<(String, u64)> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    let mut file = File::open(path)?;
    let (mut digest, mut length, mut piece) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok((sha256_text(digest), length));
        }
        digest.update(&piece[..read]);
        length += read as u64;
    }
}
