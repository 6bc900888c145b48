//! The only writer of files: results stand whole or not at all.
//!
//! A folder of results is written beside its place and renamed into it. Whatever fails before the
//! renaming leaves the earlier results as they were; a folder that is not ours is never touched.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use crate::report::manifest::{MANIFEST_FILE, Manifest};

pub mod stored;
mod streamed;

pub use streamed::{Streamed, Streaming};

/// Why nothing, or not everything, was written.
#[derive(Debug)]
pub enum OutputError {
    /// The operating system refused.
    Io {
        /// What was being done.
        doing: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// What it said.
        error: io::Error,
    },
    /// The folder exists and holds something that this program did not make.
    Foreign(PathBuf),
    /// A file stands where the folder should be.
    NotAFolder(PathBuf),
    /// The file exists.
    Exists(PathBuf),
    /// The path has no name to write under, such as `/` or `..`.
    NoName(PathBuf),
    /// A file inside the results would lie outside the folder, or is given twice.
    BadEntry(String),
    /// The new results could not be put in place, nor the earlier ones back.
    Stranded {
        /// Where the results should be.
        place: PathBuf,
        /// Where the earlier results are now.
        earlier: PathBuf,
        /// What the operating system said.
        error: io::Error,
    },
    /// The manifest could not be written as JSON.
    Manifest(serde_json::Error),
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OutputError::Io { doing, path, error } => {
                write!(f, "could not {doing} {}: {error}", path.display())
            }
            OutputError::Foreign(path) => write!(
                f,
                "{} holds files that dafeng did not write, so it was left alone; \
                 choose an empty or new folder",
                path.display()
            ),
            OutputError::NotAFolder(path) => {
                write!(f, "{} is a file, not a folder; choose another place", path.display())
            }
            OutputError::Exists(path) => {
                write!(f, "{} exists already and was not overwritten", path.display())
            }
            OutputError::NoName(path) => {
                write!(f, "\"{}\" names no file or folder to write", path.display())
            }
            OutputError::BadEntry(path) => {
                write!(
                    f,
                    "\"{path}\" cannot be a file of the results: it leaves their folder or is there twice"
                )
            }
            OutputError::Stranded { place, earlier, error } => write!(
                f,
                "could not put the results into {}: {error}; the earlier results are in {}",
                place.display(),
                earlier.display()
            ),
            OutputError::Manifest(error) => write!(f, "could not write the manifest: {error}"),
        }
    }
}

impl std::error::Error for OutputError {}

/// Names an input/output error by what was being done and to what.
fn io_at<'a>(doing: &'static str, path: &'a Path) -> impl Fn(io::Error) -> OutputError + 'a {
    move |error| OutputError::Io { doing, path: path.to_owned(), error }
}

/// A folder of results, collected in memory before anything is written.
#[derive(Debug)]
pub struct OutputFolder {
    files: BTreeMap<String, Vec<u8>>,
    /// Files that were written while they were computed, each with its path inside.
    streamed: BTreeMap<String, Streamed>,
}

impl OutputFolder {
    /// A folder with its manifest, which marks it as ours.
    pub fn new(manifest: &Manifest) -> Result<OutputFolder, OutputError> {
        let bytes = manifest.to_json().map_err(OutputError::Manifest)?;
        let files = BTreeMap::from([(MANIFEST_FILE.to_owned(), bytes)]);
        Ok(OutputFolder { files, streamed: BTreeMap::new() })
    }

    /// Adds a file at a path inside the folder, `/` between its parts.
    pub fn add(&mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Result<(), OutputError> {
        let plain = |c: Component<'_>| matches!(c, Component::Normal(_));
        if path.is_empty() || path.ends_with('/') || !Path::new(path).components().all(plain) {
            return Err(OutputError::BadEntry(path.to_owned()));
        }
        match self.files.insert(path.to_owned(), bytes.into()) {
            None => Ok(()),
            Some(_) => Err(OutputError::BadEntry(path.to_owned())),
        }
    }

    /// Adds a file that was written beside the folder's place, at its name; it moves in when the folder is put there.
    ///
    /// # Errors
    /// When the folder holds a file of that name.
    pub fn add_streamed(&mut self, file: Streamed) -> Result<(), OutputError> {
        let name = file.entry.path.clone();
        if self.files.contains_key(&name) || self.streamed.contains_key(&name) {
            return Err(OutputError::BadEntry(name));
        }
        self.streamed.insert(name, file);
        Ok(())
    }

    /// The paths inside the folder, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Puts the folder at `place`, in the stead of earlier results of this program.
    ///
    /// Leftovers that a killed run of ours left beside it are cleared away; where such a run died in
    /// the middle of the exchange, its earlier results are put back first.
    pub fn commit(&self, place: &Path) -> Result<(), OutputError> {
        let place = Place::of(place)?;
        place.recover()?;
        place.check()?;
        let partial = place.beside("partial");
        let written = self.write(&partial).and_then(|()| place.exchange(&partial));
        if written.is_err() {
            // The error that brought us here is the one to tell; leftovers go with the next run.
            let _ = fs::remove_dir_all(&partial);
        }
        written
    }

    fn write(&self, folder: &Path) -> Result<(), OutputError> {
        fs::create_dir(folder).map_err(io_at("create the folder", folder))?;
        for (path, bytes) in &self.files {
            let path = folder.join(path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(io_at("create the folder", parent))?;
            }
            write_new(&path, bytes).map_err(io_at("write", &path))?;
        }
        for (path, file) in &self.streamed {
            let path = folder.join(path);
            fs::rename(&file.path, &path).map_err(io_at("write", &path))?;
        }
        Ok(())
    }
}

/// Refuses a place for a folder of results that holds something that is not ours, before work is done for it.
///
/// # Errors
/// When the place is not ours, or the operating system refuses.
pub fn check_place(place: &Path) -> Result<(), OutputError> {
    Place::of(place)?.check()
}

/// Writes one file whole or not at all; an existing one is never overwritten.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    if path.symlink_metadata().is_ok() {
        return Err(OutputError::Exists(path.to_owned()));
    }
    write_beside(path, bytes)
}

/// Writes a file beside its place and renames it into it.
fn write_beside(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let place = Place::of(path)?;
    fs::create_dir_all(&place.parent).map_err(io_at("create the folder", &place.parent))?;
    let partial = place.beside("partial");
    // What a killed run with our number left is ours.
    let _ = fs::remove_file(&partial);
    let written =
        write_new(&partial, bytes).and_then(|()| fs::rename(&partial, path)).map_err(io_at("write", path));
    if written.is_err() {
        let _ = fs::remove_file(&partial);
    }
    written
}

/// Writes one file whole or not at all, in the stead of an earlier one that begins with the same mark; another is never
/// overwritten.
///
/// # Errors
/// When something else stands there, or the operating system refuses.
pub fn replace_file(path: &Path, bytes: &[u8], mark: &[u8]) -> Result<(), OutputError> {
    if path.symlink_metadata().is_ok() && !begins_with(path, mark)? {
        return Err(OutputError::Exists(path.to_owned()));
    }
    write_beside(path, bytes)
}

/// Writes one file whole or not at all, in the stead of an earlier one.
///
/// # Errors
/// When it is a folder, or the operating system refuses.
pub fn overwrite_file(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    write_beside(path, bytes)
}

/// Refuses places at which something stands, before work is done for them.
///
/// # Errors
/// When something stands at one of them.
pub fn none_exists<'p>(mut paths: impl Iterator<Item = &'p Path>) -> Result<(), OutputError> {
    match paths.find(|path| path.symlink_metadata().is_ok()) {
        Some(path) => Err(OutputError::Exists(path.to_owned())),
        None => Ok(()),
    }
}

/// Removes a file that begins with a mark; none or another is left alone.
///
/// # Errors
/// When the operating system refuses.
pub fn remove_marked(path: &Path, mark: &[u8]) -> Result<(), OutputError> {
    if path.symlink_metadata().is_err() || !begins_with(path, mark)? {
        return Ok(());
    }
    fs::remove_file(path).map_err(io_at("remove", path))
}

fn begins_with(path: &Path, mark: &[u8]) -> Result<bool, OutputError> {
    if !path.is_file() {
        return Ok(false);
    }
    let mut found = Vec::with_capacity(mark.len());
    let file = File::open(path).map_err(io_at("read", path))?;
    file.take(mark.len() as u64).read_to_end(&mut found).map_err(io_at("read", path))?;
    Ok(found == mark)
}

/// Writes some files into a folder; where one of them exists, none is written.
pub fn write_new_files(folder: &Path, files: &[(&str, &str)]) -> Result<(), OutputError> {
    let existing = files.iter().map(|(name, _)| folder.join(name)).find(|p| p.symlink_metadata().is_ok());
    if let Some(path) = existing {
        return Err(OutputError::Exists(path));
    }
    files.iter().try_for_each(|(name, text)| write_file(&folder.join(name), text.as_bytes()))
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Where something is to be written: a name in a folder.
struct Place {
    parent: PathBuf,
    name: OsString,
}

impl Place {
    fn of(path: &Path) -> Result<Place, OutputError> {
        // A link to a folder is followed, so that the exchange replaces what it points to.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let name = path.file_name().ok_or_else(|| OutputError::NoName(path.clone()))?;
        let parent = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        Ok(Place { parent, name: name.to_owned() })
    }

    fn path(&self) -> PathBuf {
        self.parent.join(&self.name)
    }

    /// The beginning of the names of our hidden neighbours: `.NAME.KIND-`, then the process.
    fn prefix(&self, kind: &str) -> OsString {
        let mut prefix = OsString::from(".");
        prefix.push(&self.name);
        prefix.push(format!(".{kind}-"));
        prefix
    }

    /// A hidden neighbour that belongs to this process.
    fn beside(&self, kind: &str) -> PathBuf {
        let mut name = self.prefix(kind);
        name.push(std::process::id().to_string());
        self.parent.join(name)
    }

    /// Refuses a place that holds something that is not ours.
    fn check(&self) -> Result<(), OutputError> {
        let path = self.path();
        let Ok(metadata) = path.symlink_metadata() else {
            return fs::create_dir_all(&self.parent).map_err(io_at("create the folder", &self.parent));
        };
        if !metadata.is_dir() {
            return Err(OutputError::NotAFolder(path));
        }
        let empty = fs::read_dir(&path).map_err(io_at("read", &path))?.next().is_none();
        let ours = || fs::read(path.join(MANIFEST_FILE)).is_ok_and(|bytes| Manifest::is_ours(&bytes));
        if empty || ours() { Ok(()) } else { Err(OutputError::Foreign(path)) }
    }

    /// Moves what stands at the place aside and the new folder into it; moves it back on failure.
    fn exchange(&self, new: &Path) -> Result<(), OutputError> {
        let path = self.path();
        if path.symlink_metadata().is_err() {
            return fs::rename(new, &path).map_err(io_at("put the results into", &path));
        }
        let earlier = self.beside("earlier");
        fs::rename(&path, &earlier).map_err(io_at("move aside the earlier results in", &path))?;
        if let Err(error) = fs::rename(new, &path) {
            return Err(match fs::rename(&earlier, &path) {
                Ok(()) => OutputError::Io { doing: "put the results into", path, error },
                Err(_) => OutputError::Stranded { place: path, earlier, error },
            });
        }
        // The new results are in place; what cannot be removed now goes with the next run.
        let _ = fs::remove_dir_all(&earlier);
        Ok(())
    }

    /// Clears away what runs that are no more left beside the place, and puts earlier results back
    /// where one of them died between moving them aside and putting its own in.
    fn recover(&self) -> Result<(), OutputError> {
        let path = self.path();
        for earlier in self.leftovers("earlier") {
            if path.symlink_metadata().is_err() {
                fs::rename(&earlier, &path).map_err(io_at("put back the earlier results of", &path))?;
            } else {
                fs::remove_dir_all(&earlier).map_err(io_at("clear away", &earlier))?;
            }
        }
        for partial in self.leftovers("partial") {
            fs::remove_dir_all(&partial).map_err(io_at("clear away", &partial))?;
        }
        self.clear_streamed()
    }

    /// Clears away files that runs that are no more had begun; that of this process may wait to be moved.
    fn clear_streamed(&self) -> Result<(), OutputError> {
        let own = self.beside("streamed");
        for leftover in self.leftovers("streamed").into_iter().filter(|path| *path != own) {
            fs::remove_dir_all(&leftover).map_err(io_at("clear away", &leftover))?;
        }
        Ok(())
    }

    /// Neighbouring folders `.NAME.KIND-PID` of runs that are no more, sorted.
    fn leftovers(&self, kind: &str) -> Vec<PathBuf> {
        let prefix = self.prefix(kind);
        let process = |path: &Path| -> Option<u32> {
            let name = path.file_name()?.as_encoded_bytes();
            let number = name.strip_prefix(prefix.as_encoded_bytes())?;
            std::str::from_utf8(number).ok()?.parse().ok()
        };
        let dead = |path: &PathBuf| process(path).is_some_and(is_dead) && path.is_dir();
        let entries = fs::read_dir(&self.parent).into_iter().flatten().flatten();
        let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(dead).collect();
        found.sort();
        found
    }
}

/// Whether no process of this number runs on this machine. Where that cannot be told (no `/proc`),
/// only our own number counts, since what bears it cannot be in use.
fn is_dead(process: u32) -> bool {
    let processes = Path::new("/proc");
    let own = process == std::process::id();
    own || (processes.join("self").exists() && !processes.join(process.to_string()).exists())
}

#[cfg(test)]
mod tests;
