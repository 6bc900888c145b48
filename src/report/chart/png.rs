//! SVG to PNG with our font and no other.

use resvg::{tiny_skia, usvg};

use super::ChartError;
use super::sheet::Sheet;

/// The largest picture made, px on a side.
const LARGEST: f64 = 20_000.0;

/// Pixels per inch of a picture at scale 1.
const DPI: f64 = 96.0;

/// Where the first chunk after the header of a PNG begins: 8 bytes of signature, 25 of header.
const AFTER_HEADER: usize = 33;

/// The tree of a chart's SVG, its texts set in the font of the sheet.
pub(super) fn tree(svg: &str, sheet: &Sheet<'_>) -> Result<usvg::Tree, ChartError> {
    let font = sheet.font;
    let options = usvg::Options {
        font_family: font.family_list(),
        fontdb: font.database(),
        ..usvg::Options::default()
    };
    usvg::Tree::from_str(svg, &options).map_err(|error| ChartError::Drawing(error.to_string()))
}

/// A chart's SVG as PNG; at 192 dpi a chart of 900 px is 1800 pixels wide, and says how many dpi it has.
pub fn png(svg: &str, sheet: &Sheet<'_>) -> Result<Vec<u8>, ChartError> {
    let drawing = |reason: String| ChartError::Drawing(reason);
    let tree = tree(svg, sheet)?;
    let scale = sheet.theme.png_scale();
    let size = tree.size();
    let pixels = |length: f32| f64::from(length * scale).round().clamp(1.0, LARGEST) as u32;
    let mut pixmap = tiny_skia::Pixmap::new(pixels(size.width()), pixels(size.height()))
        .ok_or_else(|| drawing(format!("no picture has the scale {scale}")))?;
    let transform = tiny_skia::Transform::from_scale(scale, scale);
    resvg::render(&tree, transform, &mut pixmap.as_mut());
    let mut bytes = pixmap.encode_png().map_err(|e| drawing(e.to_string()))?;
    let density = density_chunk(DPI * f64::from(scale));
    bytes.splice(AFTER_HEADER..AFTER_HEADER, density);
    Ok(bytes)
}

/// The chunk `pHYs`, by which office programs know how large a picture is meant to be.
fn density_chunk(dpi: f64) -> Vec<u8> {
    let per_metre = ((dpi / 0.0254).round() as u32).to_be_bytes();
    let mut body = b"pHYs".to_vec();
    body.extend(per_metre);
    body.extend(per_metre);
    body.push(1);
    let mut chunk = 9_u32.to_be_bytes().to_vec();
    chunk.extend(&body);
    chunk.extend(crc32(&body).to_be_bytes());
    chunk
}

/// The checksum of PNG chunks (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), |c, _| step(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksum_of_the_standard_text() {
        // The check value published with the polynomial.
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        // The closing chunk of every PNG.
        assert_eq!(crc32(b"IEND"), 0xAE42_6082);
    }
}
