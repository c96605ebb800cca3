//! Pieces that are atoms of nothing, but are made and changed by statements of their own.

use crate::schema::{AtomKey, AtomKind, Difference, FieldDifference};

use super::Side;

/// The part of a sequence's key that means the column it is tied to.
pub const OWNED_BY: &str = "owned by";

/// The differences with what belongs to virtual pieces taken out of the others.
pub(super) fn split(differences: &[Difference], from: &Side<'_>, to: &Side<'_>) -> Vec<Difference> {
    let mut split = Vec::with_capacity(differences.len());
    for difference in differences {
        let key = &difference.key;
        if key.kind != AtomKind::Sequence {
            split.push(difference.clone());
            continue;
        }
        let owned = AtomKey::new(&key.object, AtomKind::Sequence, OWNED_BY);
        let tied =
            |side: &Side<'_>| side.sequence(&key.object).is_some_and(|s| s.owned_by.is_some());
        match &difference.fields {
            FieldDifference::Changed(fields) => {
                let (ours, others): (Vec<_>, Vec<_>) =
                    fields.iter().cloned().partition(|(name, ..)| name == OWNED_BY);
                if !ours.is_empty() {
                    let fields = match (tied(from), tied(to)) {
                        (true, false) => FieldDifference::Missing,
                        (false, true) => FieldDifference::Unexpected,
                        _ => FieldDifference::Changed(ours),
                    };
                    split.push(Difference { key: owned, fields });
                }
                if !others.is_empty() {
                    let fields = FieldDifference::Changed(others);
                    split.push(Difference { key: key.clone(), fields });
                }
            }
            one_sided => {
                split.push(difference.clone());
                let side = if *one_sided == FieldDifference::Missing { from } else { to };
                if tied(side) {
                    split.push(Difference { key: owned, fields: one_sided.clone() });
                }
            }
        }
    }
    split
}
