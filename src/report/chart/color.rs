//! Colours: shares of the tones of a theme, so that a chart is placed once and coloured when it is drawn.

/// What a theme gives a colour to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// Text, history, base line.
    Ink,
    /// Secondary text.
    Grey,
    /// Leaders from labels to what they name.
    Leader,
    /// Horizontal grid.
    Grid,
    /// The page.
    Paper,
    /// Projections.
    Projection,
    /// The 5–95 % band.
    Band90,
    /// The 10–90 % band.
    Band80,
    /// The 25–75 % band.
    Band50,
    /// Targets; no series has this hue.
    Target,
    /// A series by its number, below [`PALETTE_LEN`].
    Series(u8),
}

/// How many series have a hue of their own.
pub const PALETTE_LEN: usize = 8;

const TONES: usize = 10 + PALETTE_LEN;

impl Tone {
    const fn place(self) -> usize {
        match self {
            Tone::Ink => 0,
            Tone::Grey => 1,
            Tone::Leader => 2,
            Tone::Grid => 3,
            Tone::Paper => 4,
            Tone::Projection => 5,
            Tone::Band90 => 6,
            Tone::Band80 => 7,
            Tone::Band50 => 8,
            Tone::Target => 9,
            Tone::Series(number) => 10 + number as usize % PALETTE_LEN,
        }
    }

    /// Every tone.
    pub fn all() -> impl Iterator<Item = Tone> {
        let named = [
            Tone::Ink,
            Tone::Grey,
            Tone::Leader,
            Tone::Grid,
            Tone::Paper,
            Tone::Projection,
            Tone::Band90,
            Tone::Band80,
            Tone::Band50,
            Tone::Target,
        ];
        named.into_iter().chain((0..PALETTE_LEN as u8).map(Tone::Series))
    }
}

/// An opaque colour: shares of tones, which add up to one. Tints are mixed from them, never made by transparency, so that
/// screen, print and office programs show the same.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Color([f64; TONES]);

impl Color {
    /// Text, history, base line.
    pub const INK: Color = Color::of(Tone::Ink);
    /// Secondary text.
    pub const GREY: Color = Color::of(Tone::Grey);
    /// Leaders from labels to what they name.
    pub const LEADER: Color = Color::of(Tone::Leader);
    /// Horizontal grid.
    pub const GRID: Color = Color::of(Tone::Grid);
    /// The page.
    pub const PAPER: Color = Color::of(Tone::Paper);
    /// Projections.
    pub const PROJECTION: Color = Color::of(Tone::Projection);
    /// The 5–95 % band.
    pub const BAND_90: Color = Color::of(Tone::Band90);
    /// The 10–90 % band.
    pub const BAND_80: Color = Color::of(Tone::Band80);
    /// The 25–75 % band.
    pub const BAND_50: Color = Color::of(Tone::Band50);
    /// Targets.
    pub const TARGET: Color = Color::of(Tone::Target);

    /// A tone alone.
    pub const fn of(tone: Tone) -> Color {
        let mut shares = [0.0; TONES];
        shares[tone.place()] = 1.0;
        Color(shares)
    }

    /// The hue of a series by its number; numbers beyond the palette start again.
    pub const fn of_series(number: usize) -> Color {
        Color::of(Tone::Series((number % PALETTE_LEN) as u8))
    }

    /// This colour mixed with another; `part` of it, the rest the other.
    pub fn mixed(self, part: f64, other: Color) -> Color {
        Color(std::array::from_fn(|i| self.0[i] * part + other.0[i] * (1.0 - part)))
    }

    /// A darker form for text in this hue, legible on paper.
    pub fn for_text(self) -> Color {
        self.mixed(0.72, Color::INK)
    }

    /// A lighter form for areas in this hue.
    pub fn for_area(self) -> Color {
        self.mixed(0.74, Color::PAPER)
    }

    /// The number of the series whose pure hue this is.
    pub fn series(self) -> Option<usize> {
        (0..PALETTE_LEN).find(|&number| self == Color::of_series(number))
    }

    /// Its tones with their shares.
    pub fn shares(self) -> impl Iterator<Item = (Tone, f64)> {
        Tone::all().map(move |tone| (tone, self.0[tone.place()])).filter(|(_, share)| *share != 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tone_has_a_place_of_its_own() {
        let places: std::collections::BTreeSet<usize> = Tone::all().map(Tone::place).collect();
        assert_eq!(places.len(), TONES);
        assert_eq!(places.last(), Some(&(TONES - 1)));
    }

    /// By hand: 0.72 of a hue and 0.28 of ink, then half of that with paper.
    #[test]
    fn mixtures_are_shares() {
        let mixed = Color::of_series(1).for_text().mixed(0.5, Color::PAPER);
        let shares: Vec<(Tone, f64)> = mixed.shares().collect();
        let expected = [(Tone::Ink, 0.14), (Tone::Paper, 0.5), (Tone::Series(1), 0.36)];
        assert_eq!(shares.len(), 3);
        for ((tone, share), (wanted, part)) in shares.into_iter().zip(expected) {
            assert!(tone == wanted && (share - part).abs() < 1e-12, "{tone:?} {share}");
        }
        assert_eq!(Color::of_series(9).series(), Some(1));
        assert_eq!(mixed.series(), None);
    }
}
