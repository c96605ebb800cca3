use super::path::{Look, Narrowed, same_target};
use crate::advise::access::{Target, Test};
use crate::advise::shape::Shape;

/// An order that a result should have.
pub(super) struct Wanted<'a> {
    pub keys: &'a [(Target, bool)],
    /// Any order of the members will do: they are a group.
    pub any_order: bool,
}

/// Whether reading the index forwards or backwards gives the order.
pub(super) fn gives(
    shape: &Shape,
    narrowed: &Narrowed,
    look: &Look<'_>,
    wanted: &Wanted<'_>,
) -> bool {
    let constant = |target: &Target| {
        look.used.tests.iter().any(|tested| {
            tested.target == *target && matches!(tested.test, Test::Equal(_) | Test::IsNull)
        }) || matches!(target, Target::Column(column) if look.bound.contains(column))
    };
    // Behind a list of values there are as many sorted runs as values.
    let single = |target: &Target| constant(target);
    let start =
        shape.key.iter().take(narrowed.fixed).take_while(|part| single(&part.target)).count();
    let rest: Vec<_> = shape.key[start..].iter().filter(|part| !constant(&part.target)).collect();
    if wanted.any_order {
        let open: Vec<&Target> = wanted
            .keys
            .iter()
            .map(|(target, _)| target)
            .filter(|target| !constant(target))
            .collect();
        return rest.len() >= open.len()
            && rest[..open.len()]
                .iter()
                .all(|part| open.iter().any(|target| same_target(target, &part.target)));
    }
    let keys = wanted.keys.iter().filter(|(target, _)| !constant(target));
    let mut parts = rest.iter();
    let mut backwards = None;
    let unique_so_far =
        |seen: usize| shape.unique && seen == rest.len() && shape.condition.is_empty();
    for (seen, (target, descending)) in keys.enumerate() {
        let Some(part) = parts.next() else { return unique_so_far(seen) };
        if !same_target(target, &part.target) {
            return false;
        }
        let turned = part.descending != *descending;
        if *backwards.get_or_insert(turned) != turned {
            return false;
        }
    }
    true
}
