//! Colours: one blue for fans, a palette safe for colour-blind readers for several series.

/// An opaque colour, red, green, blue. Tints are mixed beforehand, never by transparency, so that
/// screen, print and office programs show the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Color(pub u8, pub u8, pub u8);

impl Color {
    /// Text, history, base line.
    pub const INK: Color = Color(0x22, 0x2A, 0x35);
    /// Secondary text.
    pub const GREY: Color = Color(0x5B, 0x65, 0x70);
    /// Leaders from labels to what they name.
    pub const LEADER: Color = Color(0xA9, 0xB1, 0xBA);
    /// Horizontal grid.
    pub const GRID: Color = Color(0xE3, 0xE6, 0xEA);
    /// The page.
    pub const PAPER: Color = Color(0xFF, 0xFF, 0xFF);
    /// Projections.
    pub const BLUE: Color = Color(0x1F, 0x5A, 0x96);
    /// The 5–95 % band: 16 % of the blue.
    pub const BAND_90: Color = Color(0xDB, 0xE5, 0xEE);
    /// The 10–90 % band: 30 % of the blue.
    pub const BAND_80: Color = Color(0xBC, 0xCE, 0xE0);
    /// The 25–75 % band: 50 % of the blue.
    pub const BAND_50: Color = Color(0x8F, 0xAD, 0xCB);
    /// Targets; no series has this hue.
    pub const TARGET: Color = Color(0xB0, 0x0E, 0x3C);

    /// The hue of a series by its number, after Okabe and Ito; numbers beyond the palette start again.
    pub fn of_series(number: usize) -> Color {
        PALETTE[number % PALETTE.len()]
    }

    /// This colour mixed with another; `part` of it, the rest the other.
    pub fn mixed(self, part: f64, other: Color) -> Color {
        let mix = |a: u8, b: u8| (f64::from(a) * part + f64::from(b) * (1.0 - part)).round() as u8;
        Color(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// A darker form for text in this hue, legible on paper.
    pub fn for_text(self) -> Color {
        self.mixed(0.72, Color::INK)
    }

    /// A lighter form for areas in this hue.
    pub fn for_area(self) -> Color {
        self.mixed(0.74, Color::PAPER)
    }

    /// The colour as SVG writes it.
    pub fn hex(self) -> String {
        format!("#{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }
}

/// How many series have a hue of their own.
pub const PALETTE_LEN: usize = PALETTE.len();

const PALETTE: [Color; 8] = [
    Color(0x00, 0x72, 0xB2),
    Color(0xD5, 0x5E, 0x00),
    Color(0x00, 0x9E, 0x73),
    Color(0xCC, 0x79, 0xA7),
    Color(0xE6, 0x9F, 0x00),
    Color(0x56, 0xB4, 0xE9),
    Color(0x6B, 0x4F, 0x9E),
    Color(0x8A, 0x8F, 0x98),
];
