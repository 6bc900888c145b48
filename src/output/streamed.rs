//! Files too long for memory: written beside the place of a folder of results while they are computed, and moved
//! into it with everything else.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{OutputError, Place, io_at};
use crate::report::manifest::{InputEntry, sha256_text};

/// A file that is being written. Dropped before its end, it leaves nothing.
#[derive(Debug)]
pub struct Streaming {
    room: Room,
    path: PathBuf,
    name: String,
    file: BufWriter<File>,
    digest: Sha256,
    bytes: u64,
}

/// A file written to its end. Dropped before it is moved into its folder, it leaves nothing.
#[derive(Debug)]
pub struct Streamed {
    /// Where it stands.
    pub(super) path: PathBuf,
    /// Its name in the folder of results, length and digest.
    pub entry: InputEntry,
    _room: Room,
}

/// The hidden folder that the file stands in, cleared away at the end.
#[derive(Debug)]
struct Room(PathBuf);

impl Drop for Room {
    fn drop(&mut self) {
        // What cannot be removed now goes with the next run.
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Streaming {
    /// Begins a file of this name for the folder of results at `place`. A place that is not ours is refused here.
    ///
    /// # Errors
    /// When the place is not ours, or the operating system refuses.
    pub fn new(place: &Path, name: &str) -> Result<Streaming, OutputError> {
        let place = Place::of(place)?;
        place.clear_streamed()?;
        place.check()?;
        let folder = place.beside("streamed");
        fs::create_dir(&folder).map_err(io_at("create the folder", &folder))?;
        let room = Room(folder);
        let path = room.0.join(name);
        let file = File::create_new(&path).map_err(io_at("write", &path))?;
        let (file, digest) = (BufWriter::new(file), Sha256::new());
        Ok(Streaming { room, path, name: name.to_owned(), file, digest, bytes: 0 })
    }

    /// Appends to the file.
    ///
    /// # Errors
    /// When the operating system refuses.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), OutputError> {
        self.digest.update(bytes);
        self.bytes += bytes.len() as u64;
        self.file.write_all(bytes).map_err(io_at("write", &self.path))
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When the operating system refuses.
    pub fn end(self) -> Result<Streamed, OutputError> {
        let Streaming { room, path, name, file, digest, bytes } = self;
        let ended =
            file.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file| file.sync_all());
        ended.map_err(io_at("write", &path))?;
        let entry = InputEntry { path: name, sha256: sha256_text(digest), bytes };
        Ok(Streamed { path, entry, _room: room })
    }
}
