//! The archive of a document: parts in, bytes out, the same whenever they are made.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The first part of every document of ours; one that another program saved begins otherwise.
const FIRST: (&str, &str) = (
    "_rels/.rels",
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<!-- dafeng report -->\n\
     <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
     <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
     Target=\"word/document.xml\"/>\
     <Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" \
     Target=\"docProps/core.xml\"/></Relationships>\n",
);

/// The largest part that is read from a template.
const LARGEST: u64 = 64 << 20;

/// Packs parts, by their paths, behind the first.
///
/// # Errors
/// When the archive cannot be written, in words.
pub fn pack(parts: &[(String, Vec<u8>)]) -> Result<Vec<u8>, String> {
    let told = |error: &dyn std::fmt::Display| error.to_string();
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |path: &str, bytes: &[u8], stored: bool| {
        let method = if stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        archive.start_file(path, options).map_err(|error| told(&error))?;
        archive.write_all(bytes).map_err(|error| told(&error))
    };
    add(FIRST.0, FIRST.1.as_bytes(), true)?;
    for (path, bytes) in parts {
        // Pictures are packed already.
        add(path, bytes, path.ends_with(".png"))?;
    }
    Ok(archive.finish().map_err(|error| told(&error))?.into_inner())
}

/// What every document of ours begins with.
///
/// # Errors
/// When an archive cannot be written, in words.
pub fn mark() -> Result<Vec<u8>, String> {
    let mut bytes = pack(&[])?;
    let first = FIRST.1.as_bytes();
    let at = bytes.windows(first.len()).position(|window| window == first).unwrap_or(0);
    bytes.truncate(at + first.len());
    Ok(bytes)
}

/// A part of an archive; `None` where it has none of this path.
///
/// # Errors
/// When the bytes are no archive or the part cannot be unpacked, in words.
pub fn read(bytes: &[u8], path: &str) -> Result<Option<Vec<u8>>, String> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|error| format!("it is no DOCX: {error}"))?;
    let part = match archive.by_name(path) {
        Ok(part) => part,
        Err(zip::result::ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(format!("its {path} cannot be unpacked: {error}")),
    };
    let mut found = Vec::new();
    let length = part.take(LARGEST).read_to_end(&mut found).map_err(|e| format!("its {path}: {e}"))?;
    match length as u64 {
        LARGEST.. => Err(format!("its {path} is larger than {} MB", LARGEST >> 20)),
        _ => Ok(Some(found)),
    }
}
