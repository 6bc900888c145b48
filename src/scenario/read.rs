//! The only reader of files: bytes from paths, text from bytes, and a clear refusal of everything else.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};

use super::InputFile;
use super::problem::Draft;

/// Largest file that is read. A register of every furnace on earth stays below.
const LARGEST: u64 = 64 << 20;

/// The text of a file and its fingerprint, or why there is none.
///
/// `name` is how people call the file; the draft points at the file as a whole.
pub(crate) fn text(path: &Path, name: &str) -> Result<(String, InputFile), Draft> {
    let (bytes, input) = input(path, name)?;
    Ok((text_of(bytes, name)?, input))
}

/// The bytes of a file and its fingerprint, or why there are none.
pub(crate) fn input(path: &Path, name: &str) -> Result<(Vec<u8>, InputFile), Draft> {
    let bytes = bytes(path).map_err(|why| Draft::file(name, format!("cannot read `{name}`: {why}")))?;
    let input = InputFile {
        path: PathBuf::from(name),
        sha256: Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect(),
        bytes: bytes.len() as u64,
    };
    Ok((bytes, input))
}

/// The text in some bytes, which is not empty, or why there is none.
pub(crate) fn text_of(bytes: Vec<u8>, name: &str) -> Result<String, Draft> {
    let text = decode(bytes, name)?;
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err(Draft::file(name, format!("`{name}` is empty")));
    }
    Ok(text)
}

/// The bytes of a file of sensible size, or why there are none.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    at_most(path, LARGEST)
}

/// The bytes of a file that this program wrote, of any size, or why there are none.
pub(crate) fn large(path: &Path) -> Result<Vec<u8>, String> {
    at_most(path, u64::MAX - 1)
}

fn at_most(path: &Path, largest: u64) -> Result<Vec<u8>, String> {
    let about = fs::metadata(path).map_err(|error| reason(&error))?;
    if about.is_dir() {
        return Err("it is a folder, not a file".to_owned());
    }
    if !about.is_file() {
        return Err("it is a pipe or a device, not a regular file".to_owned());
    }
    let too_large =
        |length: u64| format!("it has {} MB; at most {} MB are read", length >> 20, largest >> 20);
    if about.len() > largest {
        return Err(too_large(about.len()));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| reason(&error))?;
    file.take(largest + 1).read_to_end(&mut bytes).map_err(|error| reason(&error))?;
    if bytes.len() as u64 > largest { Err(too_large(bytes.len() as u64)) } else { Ok(bytes) }
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

/// Text from bytes: UTF-8, with or without a byte order mark.
fn decode(bytes: Vec<u8>, name: &str) -> Result<String, Draft> {
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    let at = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    let begin = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let column = String::from_utf8_lossy(&bytes[begin..at]).chars().count() + 1;
    let byte = bytes.get(at).copied().unwrap_or(0);
    let message = format!("`{name}` is not UTF-8: byte 0x{byte:02X} at offset {at}");
    let draft = Draft::place(name, line, column, message);
    Err(if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        draft.help(format!("it looks like UTF-16: convert it with `iconv -f UTF-16 -t UTF-8 {name}`"))
    } else if looks_like_gb18030(bytes) {
        draft.help(format!("it looks like GB18030: convert it with `iconv -f GB18030 -t UTF-8 {name}`"))
    } else {
        draft.help("save it as UTF-8")
    })
}

/// Whether bytes decode as GB18030 throughout, and mostly as the characters that people write.
fn looks_like_gb18030(bytes: &[u8]) -> bool {
    let (mut at, mut common, mut rare) = (0, 0_usize, 0_usize);
    while let Some(&lead) = bytes.get(at) {
        if lead < 0x80 {
            at += 1;
            continue;
        }
        let rest = (bytes.get(at + 1), bytes.get(at + 2), bytes.get(at + 3));
        at += match (lead, rest) {
            // The block of GB 2312: punctuation and the characters in daily use.
            (0xA1..=0xA3 | 0xB0..=0xF7, (Some(0xA1..=0xFE), _, _)) => {
                common += 1;
                2
            }
            (0x81..=0xFE, (Some(0x40..=0x7E | 0x80..=0xFE), _, _)) => {
                rare += 1;
                2
            }
            (0x81..=0xFE, (Some(0x30..=0x39), Some(0x81..=0xFE), Some(0x30..=0x39))) => 4,
            _ => return false,
        };
    }
    common > 4 * rare
}

/// The path of a file named in another one, without `.` and `..` where they cancel.
pub(crate) fn beside(file: &str, named: &str) -> PathBuf {
    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
    tidy(&folder.join(named))
}

fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(tidy.components().next_back(), Some(Component::Normal(_))) => {
                tidy.pop();
            }
            other => tidy.push(other),
        }
    }
    tidy
}

/// The folder tree that a scenario may draw on: from the nearest `scenarios` folder above it down,
/// or its own folder where there is none.
#[derive(Debug)]
pub(crate) struct Fence {
    root: PathBuf,
}

impl Fence {
    pub fn around(scenario: &Path) -> Option<Fence> {
        let own = fs::canonicalize(folder_of(scenario)).ok()?;
        let shared =
            own.ancestors().find(|folder| folder.file_name().is_some_and(|name| name == "scenarios"));
        Some(Fence { root: shared.unwrap_or(&own).to_owned() })
    }

    /// Whether a path stays inside, as written and after following links.
    pub fn holds(&self, path: &Path) -> bool {
        let Ok(folder) = std::path::absolute(path) else { return false };
        let written = tidy(&folder);
        let real = fs::canonicalize(path);
        let parent = fs::canonicalize(folder_of(&written));
        match (real, parent) {
            (Ok(real), _) => real.starts_with(&self.root),
            (Err(_), Ok(parent)) => parent.starts_with(&self.root),
            (Err(_), Err(_)) => written.starts_with(&self.root),
        }
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => path,
    }
}

/// One name for a file however it is reached, to notice that it is read twice.
pub(crate) fn identity(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_gb18030_from_latin() {
        // 钢铁产能 in GB 18030.
        let chinese = [0xB8, 0xD6, 0xCC, 0xFA, 0xB2, 0xFA, 0xC4, 0xDC, b'\n'];
        assert!(looks_like_gb18030(&chinese));
        assert!(!looks_like_gb18030(b"Z\xFCrich\n"));
        assert!(!looks_like_gb18030(b"\xFF\xFE"));
    }

    #[test]
    fn tidies_paths() {
        assert_eq!(beside("scenarios/gx/a.toml", "../lib/b.toml"), Path::new("scenarios/lib/b.toml"));
        assert_eq!(beside("a.toml", "./b.toml"), Path::new("b.toml"));
        assert_eq!(beside("a.toml", "../b.toml"), Path::new("../b.toml"));
    }

    #[test]
    fn refuses_devices_and_folders() {
        assert!(bytes(Path::new("/dev/zero")).is_err_and(|why| why.contains("device")));
        assert!(bytes(&std::env::temp_dir()).is_err_and(|why| why.contains("folder")));
    }
}
