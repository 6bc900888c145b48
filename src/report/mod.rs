//! Results to bytes: words, numbers, charts, manifest. Pure: nothing here reads, writes or prints.
//!
//! ```text
//! plain numbers + words from the catalogue -> chart -> figure (everything placed) -> SVG -> PNG
//! ```

pub mod chart;
pub mod document;
pub mod docx;
pub mod explain;
pub mod export;
pub mod font;
pub mod gallery;
pub mod html;
pub mod inventory;
pub mod manifest;
pub mod markdown;
pub mod tables;
pub mod text;
