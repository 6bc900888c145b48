//! A placed chart: every label with its box, every mark with its coordinates. Lengths are px.

use super::ChartError;
use super::color::Color;
use super::sheet::Sheet;
use crate::report::font::NO_BREAK;

/// A place on the page, px from its upper left corner.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// A box on the page.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Rect {
    /// Area shared with another box, px².
    pub fn overlap(&self, other: &Rect) -> f64 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        width.max(0.0) * height.max(0.0)
    }

    /// Whether the other box lies inside.
    pub fn contains(&self, other: &Rect) -> bool {
        self.left <= other.left
            && self.top <= other.top
            && self.right >= other.right
            && self.bottom >= other.bottom
    }

    /// Whether a point lies inside.
    pub fn holds(&self, point: Point) -> bool {
        (self.left..=self.right).contains(&point.x) && (self.top..=self.bottom).contains(&point.y)
    }

    /// The box grown on every side.
    pub fn grown(&self, by: f64) -> Rect {
        Rect { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    /// Its middle.
    pub fn centre(&self) -> Point {
        Point { x: (self.left + self.right) / 2.0, y: (self.top + self.bottom) / 2.0 }
    }

    /// Its width.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Its height.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// What a label is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Title line.
    Title,
    /// Subtitle line.
    Subtitle,
    /// History or projection.
    Era,
    /// A year under the plot.
    YearTick,
    /// A value beside the plot.
    ValueTick,
    /// The power of ten that values beside the plot count in.
    Power,
    /// What a bar is of, under the plot.
    Category,
    /// The value of a bar.
    Value,
    /// A series, quantile or layer at its end.
    Series,
    /// A target.
    Target,
    /// Notes and source.
    Note,
}

/// Which point of a text its position is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// One line of text.
#[derive(Clone, PartialEq, Debug)]
pub struct Label {
    /// What it is for.
    pub role: Role,
    /// The characters.
    pub text: String,
    /// Where its anchor stands on the base line.
    pub at: Point,
    /// Which point of it that is.
    pub anchor: Anchor,
    /// Em, px.
    pub size: f64,
    /// Its colour.
    pub color: Color,
    /// Whether it stands on a thin edge of paper colour, to be read over marks.
    pub halo: bool,
    /// The box it fills, from the font's advances.
    pub rect: Rect,
}

/// Something drawn in the plot; coordinates are (year, value).
#[derive(Clone, PartialEq, Debug)]
pub enum Mark {
    /// A filled outline.
    Area {
        /// Its corners.
        points: Vec<(f64, f64)>,
        /// Its fill.
        color: Color,
    },
    /// A line through points.
    Line {
        /// Its points.
        points: Vec<(f64, f64)>,
        /// Its colour.
        color: Color,
        /// Its width, px.
        width: f64,
        /// Dashed rather than solid.
        dashed: bool,
    },
    /// A round dot.
    Dot {
        /// Its middle.
        at: (f64, f64),
        /// Its radius, px.
        radius: f64,
        /// Its colour.
        color: Color,
        /// A ring rather than a disc.
        open: bool,
    },
}

/// Something drawn on the page; coordinates are px.
#[derive(Clone, PartialEq, Debug)]
pub enum Ornament {
    /// A line.
    Line {
        /// Its points.
        points: Vec<Point>,
        /// Its colour.
        color: Color,
        /// Its width.
        width: f64,
        /// Dashed rather than solid.
        dashed: bool,
    },
    /// A filled outline.
    Polygon {
        /// Its corners.
        points: Vec<Point>,
        /// Its fill.
        color: Color,
    },
    /// A round dot.
    Dot {
        /// Its middle.
        at: Point,
        /// Its radius.
        radius: f64,
        /// Its colour.
        color: Color,
        /// A ring rather than a disc.
        open: bool,
    },
}

/// A chart with everything in its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Figure {
    /// The title in one line, for the document's own title.
    pub title: String,
    /// The chart in words: title, what is shown, in which unit, from how many draws, what its marks mean.
    pub caption: String,
    /// Width of the page.
    pub width: f64,
    /// Height of the page.
    pub height: f64,
    /// The box of the plot.
    pub plot: Rect,
    /// First and last year of the plot.
    pub x: (f64, f64),
    /// Lowest and highest value of the plot.
    pub y: (f64, f64),
    /// Drawn under the marks: grid.
    pub underlay: Vec<Ornament>,
    /// Drawn in the plot, in order.
    pub marks: Vec<Mark>,
    /// Drawn over the marks: axis, divider, leaders, targets.
    pub overlay: Vec<Ornament>,
    /// Drawn last.
    pub labels: Vec<Label>,
}

impl Figure {
    /// Where a (year, value) lies on the page.
    pub fn place(&self, (year, value): (f64, f64)) -> Point {
        Point {
            x: self.plot.left + self.plot.width() * (year - self.x.0) / (self.x.1 - self.x.0),
            y: self.plot.bottom - self.plot.height() * (value - self.y.0) / (self.y.1 - self.y.0),
        }
    }
}

/// How a label looks.
#[derive(Clone, Copy)]
pub struct Style {
    /// What it is for.
    pub role: Role,
    /// Em, px.
    pub size: f64,
    /// Its colour.
    pub color: Color,
}

/// Share of the em that a line of text rises above its base line.
const RISE: f64 = 0.88;
/// Share of the em that a line of text sinks below its base line.
const SINK: f64 = 0.22;

/// A label whose characters are all in the font, with its box.
pub fn label(
    sheet: &Sheet<'_>,
    text: &str,
    at: Point,
    anchor: Anchor,
    style: Style,
) -> Result<Label, ChartError> {
    // A space that forbids a line break has done its work once the lines are cut.
    let text = text.replace(NO_BREAK, " ");
    sheet.ruler.check(&text)?;
    let width = sheet.ruler.width(&text, style.size);
    let left = match anchor {
        Anchor::Start => at.x,
        Anchor::Middle => at.x - width / 2.0,
        Anchor::End => at.x - width,
    };
    Ok(Label {
        role: style.role,
        text,
        at,
        anchor,
        size: style.size,
        color: style.color,
        halo: false,
        rect: Rect {
            left,
            top: at.y - RISE * style.size,
            right: left + width,
            bottom: at.y + SINK * style.size,
        },
    })
}

/// The base line that centres capitals and Chinese characters on a height.
pub fn baseline_centred_on(y: f64, size: f64) -> f64 {
    y + 0.36 * size
}
