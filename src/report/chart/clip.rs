//! Marks cut at the frame of a plot.

use super::figure::Mark;

/// A (year, value).
type Place = (f64, f64);

/// The marks inside a frame, those that leave it cut at its edge; and whether something lay outside.
pub fn clipped(marks: Vec<Mark>, x: (f64, f64), y: (f64, f64)) -> (Vec<Mark>, bool) {
    let inside = |&(a, b): &Place| (x.0..=x.1).contains(&a) && (y.0..=y.1).contains(&b);
    let mut is_cut = false;
    let mut kept = Vec::with_capacity(marks.len());
    for mark in marks {
        let whole = match &mark {
            Mark::Area { points, .. } | Mark::Line { points, .. } => points.iter().all(inside),
            Mark::Dot { at, .. } => inside(at),
        };
        if whole {
            kept.push(mark);
            continue;
        }
        is_cut = true;
        match mark {
            Mark::Area { points, color } => {
                let points = cut_area(points, x, y);
                kept.extend((points.len() > 2).then_some(Mark::Area { points, color }));
            }
            Mark::Line { points, color, width, dashed } => {
                let line = |points| Mark::Line { points, color, width, dashed };
                kept.extend(cut_line(&points, x, y).into_iter().map(line));
            }
            Mark::Dot { .. } => {}
        }
    }
    (kept, is_cut)
}

/// An outline cut by the four edges one after another (Sutherland and Hodgman).
fn cut_area(points: Vec<Place>, x: (f64, f64), y: (f64, f64)) -> Vec<Place> {
    // How far inside of each edge a place is.
    let edges: [&dyn Fn(Place) -> f64; 4] = [&|p| p.0 - x.0, &|p| x.1 - p.0, &|p| p.1 - y.0, &|p| y.1 - p.1];
    edges.into_iter().fold(points, |points, depth| {
        let mut cut = Vec::with_capacity(points.len() + 4);
        for (i, &to) in points.iter().enumerate() {
            let from = points[(i + points.len() - 1) % points.len()];
            let (before, after) = (depth(from), depth(to));
            if (before < 0.0) != (after < 0.0) {
                cut.push(between(from, to, before / (before - after)));
            }
            if after >= 0.0 {
                cut.push(to);
            }
        }
        cut
    })
}

/// The parts of a line inside the frame.
fn cut_line(points: &[Place], x: (f64, f64), y: (f64, f64)) -> Vec<Vec<Place>> {
    let mut parts: Vec<Vec<Place>> = Vec::new();
    for pair in points.windows(2) {
        let Some((from, to)) = cut_segment(pair[0], pair[1], x, y) else { continue };
        match parts.last_mut() {
            Some(part) if part.last() == Some(&from) => part.push(to),
            _ => parts.push(vec![from, to]),
        }
    }
    parts
}

/// The part of a segment inside the frame (Liang and Barsky).
fn cut_segment(from: Place, to: Place, x: (f64, f64), y: (f64, f64)) -> Option<(Place, Place)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
    for (step, room) in [(-dx, from.0 - x.0), (dx, x.1 - from.0), (-dy, from.1 - y.0), (dy, y.1 - from.1)] {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            enters = enters.max(room / step);
        } else {
            leaves = leaves.min(room / step);
        }
    }
    let ends = || {
        let at = |part: f64| {
            if part <= 0.0 {
                from
            } else if part >= 1.0 {
                to
            } else {
                between(from, to, part)
            }
        };
        (at(enters), at(leaves))
    };
    (enters < leaves).then(ends)
}

fn between(from: Place, to: Place, part: f64) -> Place {
    (from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1))
}

#[cfg(test)]
mod tests {
    use super::super::color::Color;
    use super::*;
    use proptest::prelude::*;

    const FRAME: ((f64, f64), (f64, f64)) = ((0.0, 10.0), (0.0, 4.0));

    fn cut(mark: Mark) -> (Vec<Mark>, bool) {
        clipped(vec![mark], FRAME.0, FRAME.1)
    }

    fn line(points: Vec<Place>) -> Mark {
        Mark::Line { points, color: Color::INK, width: 1.0, dashed: false }
    }

    /// By hand: from (0, 2) up at slope 2 the line leaves at (1, 4); down again it comes back at (3, 4).
    #[test]
    fn a_line_leaves_and_comes_back() {
        let (marks, is_cut) = cut(line(vec![(0.0, 2.0), (2.0, 6.0), (4.0, 2.0)]));
        assert!(is_cut);
        assert_eq!(marks, [line(vec![(0.0, 2.0), (1.0, 4.0)]), line(vec![(3.0, 4.0), (4.0, 2.0)])]);
        let inside = line(vec![(0.0, 0.0), (10.0, 4.0)]);
        assert_eq!(cut(inside.clone()), (vec![inside], false));
        assert_eq!(cut(line(vec![(0.0, 5.0), (10.0, 6.0)])), (vec![], true));
    }

    /// By hand: of the box from 1 to 3 and from −2 to 6 the part from 0 to 4 stays, 2 × 4.
    #[test]
    fn an_area_keeps_what_is_inside() {
        let corners = vec![(1.0, -2.0), (3.0, -2.0), (3.0, 6.0), (1.0, 6.0)];
        let (marks, _) = cut(Mark::Area { points: corners, color: Color::INK });
        let [Mark::Area { points, .. }] = marks.as_slice() else { panic!("{marks:?}") };
        assert!((area(points) - 8.0).abs() < 1e-12, "{points:?}");
        let outside = vec![(1.0, 5.0), (3.0, 5.0), (3.0, 6.0)];
        assert_eq!(cut(Mark::Area { points: outside, color: Color::INK }), (vec![], true));
    }

    fn area(points: &[Place]) -> f64 {
        let next = |i: usize| points[(i + 1) % points.len()];
        let terms = points.iter().enumerate().map(|(i, p)| p.0 * next(i).1 - next(i).0 * p.1);
        terms.sum::<f64>().abs() / 2.0
    }

    proptest! {
        #[test]
        fn nothing_is_left_outside(points in prop::collection::vec((-5.0..15.0f64, -6.0..10.0f64), 3..12)) {
            let area = Mark::Area { points: points.clone(), color: Color::INK };
            for mark in cut(area).0.into_iter().chain(cut(line(points)).0) {
                let (Mark::Area { points, .. } | Mark::Line { points, .. }) = mark else { continue };
                for (a, b) in points {
                    prop_assert!((-1e-9..=10.0 + 1e-9).contains(&a) && (-1e-9..=4.0 + 1e-9).contains(&b));
                }
            }
        }
    }
}
