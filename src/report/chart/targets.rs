//! Targets in a plot: a mark that points where the value has to go, and a label that finds room.

use super::ChartError;
use super::color::Color;
use super::figure::{Anchor, Figure, Label, Mark, Ornament, Point, Rect, Role, Style, label};
use super::sheet::Sheet;

use crate::report::text::Direction;

/// A goal drawn in a chart.
#[derive(Clone, PartialEq, Debug)]
pub struct TargetMark {
    /// Its year.
    pub year: i32,
    /// Its value, in the chart's unit.
    pub value: f64,
    /// Whether the series has to stay below, above, or at it.
    pub direction: Direction,
    /// What is written beside it.
    pub label: String,
}

const STYLE: Style = Style { role: Role::Target, size: 10.0, color: Color::TARGET };
/// Half the width of a mark, px.
const HALF: f64 = 5.0;
/// Widest line of a target's label, px.
const LIMIT: f64 = 190.0;
const PITCH: f64 = 1.25 * STYLE.size;

/// Draws the targets and places their labels inside the plot, off lines, bands, marks and each other.
pub fn add_targets(sheet: &Sheet<'_>, figure: &mut Figure, targets: &[TargetMark]) -> Result<(), ChartError> {
    if targets.is_empty() {
        return Ok(());
    }
    let mut room = Room::of(figure);
    let places: Vec<Point> = targets.iter().map(|t| place(figure, t)).collect::<Result<_, _>>()?;
    for (target, &at) in targets.iter().zip(&places) {
        draw_mark(figure, at, target.direction);
        room.boxes.push(mark_box(at));
    }
    for (target, &at) in targets.iter().zip(&places) {
        sheet.ruler.check(&target.label)?;
        let lines = sheet.ruler.wrap(&target.label, STYLE.size, LIMIT);
        let width = lines.iter().map(|l| sheet.ruler.width(l, STYLE.size)).fold(0.0, f64::max);
        let spot = room.best(at, width, lines.len() as f64 * PITCH);
        add_leader(figure, &mut room, at, spot);
        figure.labels.extend(write(sheet, &lines, spot)?);
        room.boxes.push(spot);
    }
    Ok(())
}

fn place(figure: &Figure, target: &TargetMark) -> Result<Point, ChartError> {
    let year = f64::from(target.year);
    if year < figure.x.0 || year > figure.x.1 || !target.value.is_finite() {
        return Err(ChartError::Target { label: target.label.clone(), year: target.year });
    }
    Ok(figure.place((year, target.value)))
}

/// A bar at the value and a triangle on the side where the series has to be; a rhomb for "exactly".
fn draw_mark(figure: &mut Figure, at: Point, direction: Direction) {
    let point = |dx: f64, dy: f64| Point { x: at.x + dx, y: at.y + dy };
    let shape = |by: f64| match direction {
        Direction::Down => vec![point(-HALF - by, -by), point(HALF + by, -by), point(0.0, 8.0 + by)],
        Direction::Up => vec![point(-HALF - by, by), point(HALF + by, by), point(0.0, -8.0 - by)],
        Direction::Exact => {
            vec![point(-HALF - by, 0.0), point(0.0, -HALF - by), point(HALF + by, 0.0), point(0.0, HALF + by)]
        }
    };
    figure.overlay.push(Ornament::Polygon { points: shape(1.6), color: Color::PAPER });
    figure.overlay.push(Ornament::Polygon { points: shape(0.0), color: Color::TARGET });
    if direction != Direction::Exact {
        let points = vec![point(-HALF - 2.0, 0.0), point(HALF + 2.0, 0.0)];
        figure.overlay.push(Ornament::Line { points, color: Color::TARGET, width: 1.6, dashed: false });
    }
}

fn mark_box(at: Point) -> Rect {
    Rect { left: at.x, top: at.y, right: at.x, bottom: at.y }.grown(8.0)
}

/// A thin line to a label that had to move away from its mark.
fn add_leader(figure: &mut Figure, room: &mut Room, at: Point, spot: Rect) {
    if distance(at, &spot) < 16.0 {
        return;
    }
    let end = nearest(at, &spot.grown(2.0));
    let points = vec![at, end];
    // Under the marks already drawn: the leader starts beneath its own triangle.
    figure.overlay.insert(
        0,
        Ornament::Line { points: points.clone(), color: Color::TARGET, width: 0.7, dashed: false },
    );
    room.dots.extend(along(&points));
}

fn write(sheet: &Sheet<'_>, lines: &[String], spot: Rect) -> Result<Vec<Label>, ChartError> {
    let line_label = |(i, line): (usize, &String)| {
        let at = Point { x: spot.left, y: spot.top + i as f64 * PITCH + 0.98 * STYLE.size };
        let mut label = label(sheet, line, at, Anchor::Start, STYLE)?;
        label.halo = true;
        Ok(label)
    };
    lines.iter().enumerate().map(line_label).collect()
}

/// What a label should keep clear of.
struct Room {
    plot: Rect,
    /// Labels and marks: never covered if there is any other place.
    boxes: Vec<Rect>,
    /// Points along lines.
    dots: Vec<Point>,
    /// Outlines of areas.
    areas: Vec<Vec<Point>>,
}

impl Room {
    fn of(figure: &Figure) -> Room {
        let mut room = Room {
            plot: figure.plot.grown(-3.0),
            boxes: figure.labels.iter().map(|l| l.rect).collect(),
            dots: Vec::new(),
            areas: Vec::new(),
        };
        for mark in &figure.marks {
            match mark {
                Mark::Area { points, .. } => {
                    room.areas.push(points.iter().map(|&p| figure.place(p)).collect())
                }
                Mark::Line { points, .. } => {
                    let points: Vec<Point> = points.iter().map(|&p| figure.place(p)).collect();
                    room.dots.extend(along(&points));
                }
                Mark::Dot { at, .. } => room.dots.push(figure.place(*at)),
            }
        }
        for ornament in &figure.overlay {
            if let Ornament::Line { points, .. } = ornament {
                room.dots.extend(along(points));
            }
        }
        room
    }

    /// The place of a label of this size that costs least: near its mark, on nothing else.
    fn best(&self, mark: Point, width: f64, height: f64) -> Rect {
        let across = steps(self.plot.left, self.plot.right - width, 5.0);
        let down = steps(self.plot.top, self.plot.bottom - height, 3.0);
        let beside = [mark.x - 11.0 - width, mark.x + 11.0, mark.x - width / 2.0];
        let level = [mark.y - height / 2.0, mark.y - height - 10.0, mark.y + 10.0];
        let mut best = (
            f64::INFINITY,
            Rect { left: mark.x, top: mark.y, right: mark.x + width, bottom: mark.y + height },
        );
        for &left in beside.iter().chain(&across) {
            for &top in level.iter().chain(&down) {
                let spot = Rect { left, top, right: left + width, bottom: top + height };
                let cost =
                    if self.plot.contains(&spot) { self.cost(mark, &spot, best.0) } else { f64::INFINITY };
                if cost < best.0 {
                    best = (cost, spot);
                }
            }
        }
        best.1
    }

    /// What a place costs; gives up, with what is known so far, at `limit`. Cheap questions first.
    fn cost(&self, mark: Point, spot: &Rect, limit: f64) -> f64 {
        let clear = spot.grown(3.0);
        let leader = || along(&[mark, nearest(mark, spot)]);
        let off_level = (spot.centre().y - mark.y).abs().min(20.0) * 0.2;
        let questions: [&dyn Fn() -> f64; 5] = [
            &|| distance(mark, spot) + off_level,
            &|| 100.0 * self.boxes.iter().map(|b| clear.overlap(b)).sum::<f64>(),
            &|| 300.0 * self.boxes_crossed(mark, &leader()),
            &|| {
                20.0 * self.dots.iter().filter(|&&d| clear.holds(d)).count() as f64 + 70.0 * self.shaded(spot)
            },
            &|| 20.0 * self.dots_crossed(mark, &leader()),
        ];
        let mut cost = 0.0;
        for question in questions {
            cost += question();
            if cost >= limit {
                break;
            }
        }
        cost
    }

    /// How many labels and marks, other than its own, the leader runs through.
    fn boxes_crossed(&self, mark: Point, leader: &[Point]) -> f64 {
        let crossed = |b: &&Rect| !b.holds(mark) && leader.iter().any(|&p| b.holds(p));
        self.boxes.iter().filter(crossed).count() as f64
    }

    /// How many points of the leader, away from its mark, lie on a line.
    fn dots_crossed(&self, mark: Point, leader: &[Point]) -> f64 {
        let near = |p: &Point, d: &Point| (p.x - d.x).abs() < 2.0 && (p.y - d.y).abs() < 2.0;
        let away = |p: &&Point| (p.x - mark.x).hypot(p.y - mark.y) > 10.0;
        let on_line = |p: &&Point| self.dots.iter().any(|d| near(p, d));
        leader.iter().filter(away).filter(on_line).count() as f64
    }

    /// Share of the corners and the middle that lie on areas.
    fn shaded(&self, spot: &Rect) -> f64 {
        let points = [
            Point { x: spot.left, y: spot.top },
            Point { x: spot.right, y: spot.top },
            Point { x: spot.left, y: spot.bottom },
            Point { x: spot.right, y: spot.bottom },
            spot.centre(),
        ];
        let on_area = |p: &&Point| self.areas.iter().any(|a| inside(a, **p));
        points.iter().filter(on_area).count() as f64 / points.len() as f64
    }
}

fn steps(from: f64, to: f64, step: f64) -> Vec<f64> {
    let count = ((to - from) / step).floor().max(0.0) as usize;
    (0..=count).map(|i| from + i as f64 * step).collect()
}

/// Points along a line, 3 px apart.
fn along(points: &[Point]) -> Vec<Point> {
    let segment = |pair: &[Point]| {
        let (a, b) = (pair[0], pair[1]);
        let pieces = ((b.x - a.x).hypot(b.y - a.y) / 3.0).ceil().max(1.0) as usize;
        (0..=pieces)
            .map(|i| i as f64 / pieces as f64)
            .map(|t| Point { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t })
            .collect::<Vec<_>>()
    };
    points.windows(2).flat_map(segment).collect()
}

fn nearest(point: Point, spot: &Rect) -> Point {
    Point { x: point.x.clamp(spot.left, spot.right), y: point.y.clamp(spot.top, spot.bottom) }
}

fn distance(point: Point, spot: &Rect) -> f64 {
    let near = nearest(point, spot);
    (near.x - point.x).hypot(near.y - point.y)
}

/// Whether a point lies inside an outline (crossing number).
fn inside(outline: &[Point], p: Point) -> bool {
    let mut inside = false;
    for (i, a) in outline.iter().enumerate() {
        let b = outline[(i + 1) % outline.len()];
        if (a.y > p.y) != (b.y > p.y) && p.x < a.x + (b.x - a.x) * (p.y - a.y) / (b.y - a.y) {
            inside = !inside;
        }
    }
    inside
}
