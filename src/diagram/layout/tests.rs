use proptest::prelude::*;

use super::{Item, Layout, Link, Rect, layout};

/// What must hold of every layout.
fn holds(items: &[Item], links: &[Link], layout: &Layout) -> Result<(), TestCaseError> {
    let apart = |a: &Rect, b: &Rect| {
        a.x + a.width <= b.x
            || b.x + b.width <= a.x
            || a.y + a.height <= b.y
            || b.y + b.height <= a.y
    };
    for (at, a) in layout.boxes.iter().enumerate() {
        prop_assert!(a.width >= items[at].width && a.height == items[at].height);
        prop_assert!(a.x >= 0 && a.y >= 0);
        prop_assert!(a.x + a.width <= layout.width && a.y + a.height <= layout.height);
        for b in &layout.boxes[at + 1..] {
            prop_assert!(apart(a, b), "{a:?} {b:?}");
        }
    }
    for (at, (group, frame)) in layout.frames.iter().enumerate() {
        for (_, other) in &layout.frames[at + 1..] {
            prop_assert!(apart(frame, other), "{frame:?} {other:?}");
        }
        for (item, place) in items.iter().zip(&layout.boxes) {
            if item.group == Some(*group) {
                prop_assert!(frame.x <= place.x && place.x + place.width <= frame.x + frame.width);
                prop_assert!(
                    frame.y <= place.y && place.y + place.height <= frame.y + frame.height
                );
            } else {
                prop_assert!(apart(frame, place), "a box in a frame of others");
            }
        }
    }
    for (link, route) in links.iter().zip(&layout.routes) {
        let (first, last) = (route.points[0], route.points[route.points.len() - 1]);
        for (end, place, port) in
            [(first, link.from, link.from_port), (last, link.to, link.to_port)]
        {
            let at = layout.boxes[place];
            prop_assert_eq!(end.y, at.y + port);
            prop_assert!(end.x == at.x || end.x == at.x + at.width);
        }
        for pair in route.points.windows(2) {
            prop_assert!(pair[0].x == pair[1].x || pair[0].y == pair[1].y, "{:?}", route);
            let line = Rect {
                x: pair[0].x.min(pair[1].x),
                y: pair[0].y.min(pair[1].y),
                width: (pair[0].x - pair[1].x).abs(),
                height: (pair[0].y - pair[1].y).abs(),
            };
            prop_assert!(line.x >= 0 && line.x + line.width <= layout.width);
            for at in &layout.boxes {
                let through = line.x < at.x + at.width
                    && at.x < line.x + line.width.max(1)
                    && line.y < at.y + at.height
                    && at.y < line.y + line.height.max(1);
                prop_assert!(!through, "{line:?} goes through {at:?}");
            }
        }
    }
    Ok(())
}

fn picture() -> impl Strategy<Value = (Vec<Item>, Vec<Link>)> {
    let item = (150..340i32, 1..12i32, proptest::option::weighted(0.5, 0..4usize))
        .prop_map(|(width, rows, group)| Item { width, height: 30 + rows * 20, group });
    proptest::collection::vec(item, 1..40).prop_flat_map(|items| {
        let count = items.len();
        let link = (0..count, 0..count, 0..1000i32, 0..1000i32);
        let links = proptest::collection::vec(link, 0..80);
        (Just(items), links).prop_map(|(items, links)| {
            let port =
                |place: usize, number: i32| 15 + number % ((items[place].height - 10) / 20) * 20;
            let links = links
                .into_iter()
                .map(|(from, to, a, b)| Link {
                    from,
                    from_port: port(from, a),
                    to,
                    to_port: port(to, b),
                })
                .collect();
            (items, links)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn nothing_overlaps_and_edges_end_at_their_rows((items, links) in picture()) {
        let first = layout(&items, &links);
        holds(&items, &links, &first)?;
        prop_assert_eq!(first, layout(&items, &links));
    }
}

/// Work is counted by the shape of what is made: no way is longer than there are columns, and a picture of twice as
/// many boxes is about twice as large.
#[test]
fn large_pictures_stay_compact() {
    let design = |count: usize| {
        let items: Vec<Item> = (0..count)
            .map(|at| Item { width: 220, height: 30 + (at % 9) as i32 * 20 + 40, group: None })
            .collect();
        let links: Vec<Link> = (1..count * 3 / 2)
            .map(|at| {
                let from = 1 + at * 7919 % (count - 1);
                Link { from, from_port: 40, to: at * 31 % from, to_port: 15 }
            })
            .collect();
        (items, links)
    };
    for count in [100, 300] {
        let (items, links) = design(count);
        let placed = layout(&items, &links);
        let boxes: f64 =
            items.iter().map(|item| f64::from(item.width) * f64::from(item.height)).sum();
        let area = f64::from(placed.width) * f64::from(placed.height);
        assert!(area < boxes * 14.0, "{count}: {:.1} times the boxes", area / boxes);
        let aspect = f64::from(placed.width) / f64::from(placed.height);
        assert!((0.4..5.0).contains(&aspect), "{count}: {aspect:.2}");
    }
}

#[test]
fn nothing_is_a_picture_too() {
    let empty = layout(&[], &[]);
    assert!(empty.boxes.is_empty() && empty.width > 0);
}
