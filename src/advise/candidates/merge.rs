use std::collections::{BTreeSet, HashMap};

use crate::advise::shape::{Method, Shape};

/// Columns a merged index may have in all.
const WIDEST: usize = 9;

/// Indexes that do the work of two: one key that begins with the other, and what both carry.
pub fn merged(shapes: &[Shape], include: bool) -> Vec<(usize, usize, Shape)> {
    let mut found = Vec::new();
    if !include {
        return found;
    }
    let mut of_table: HashMap<usize, Vec<usize>> = HashMap::new();
    for (place, shape) in shapes.iter().enumerate() {
        of_table.entry(shape.table).or_default().push(place);
    }
    for (first, a) in shapes.iter().enumerate() {
        for second in of_table[&a.table].iter().copied() {
            let b = &shapes[second];
            let related = first != second
                && a.method == Method::Tree
                && b.method == Method::Tree
                && a.condition == b.condition
                && (a.key.len() > b.key.len() || a.key.len() == b.key.len() && first < second)
                && a.key.starts_with(&b.key);
            if !related {
                continue;
            }
            let carried: BTreeSet<usize> = a
                .include
                .iter()
                .chain(&b.include)
                .copied()
                .filter(|column| !a.key_columns().contains(column))
                .collect();
            let include: Vec<usize> = carried.into_iter().collect();
            let news = include != a.include && a.key.len() + include.len() <= WIDEST;
            if news {
                found.push((first, second, Shape { include, ..a.clone() }));
            }
        }
    }
    found
}
