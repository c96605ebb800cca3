//! What goes wrong when a normal form is broken, shown on two rows.

use super::attributes::AttributeSet;
use super::dependencies::Multivalued;
use super::instance::Instance;

/// Rows that the dependencies allow, and what is wrong with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anomaly {
    /// Two different rows state the same fact twice. Updating it in one of them alone leaves two
    /// rows that contradict each other.
    Repetition {
        /// Two rows, over as few columns as show it.
        rows: Instance,
        /// An attribute whose value is stated twice.
        repeated: usize,
    },
    /// Two rows force others: every value on one side has to be combined with every value on the
    /// other.
    Combination {
        /// The two rows one would like to store.
        rows: Instance,
        /// What has to be stored besides.
        forced: Instance,
    },
}

impl Anomaly {
    /// For `left -> right` where `left`, with closure `closed`, does not determine all of `key`.
    pub(super) fn repetition(
        left: &AttributeSet,
        right: &AttributeSet,
        closed: &AttributeSet,
        key: &AttributeSet,
    ) -> Option<Anomaly> {
        let columns = &(left | right) | key;
        let repeated = (right - left).lowest()?;
        let rows = Instance::agreeing_on(&columns, closed);
        Some(Anomaly::Repetition { rows, repeated })
    }

    /// For `left ->> right`, where `left` has the closure `closed`.
    pub(super) fn combination(
        attributes: &AttributeSet,
        dependency: &Multivalued,
        closed: &AttributeSet,
    ) -> Anomaly {
        let rows = Instance::agreeing_on(attributes, closed);
        let forced = match rows.rows.as_slice() {
            [one, other] => vec![
                rows.exchanged(one, other, &dependency.right),
                rows.exchanged(other, one, &dependency.right),
            ],
            _ => Vec::new(),
        };
        let forced = Instance { attributes: attributes.clone(), rows: forced };
        Anomaly::Combination { rows, forced }
    }

    /// The two rows after an update of one of them that forgot the other; they break the
    /// dependency. None for a combination.
    pub fn after_careless_update(&self) -> Option<Instance> {
        let Anomaly::Repetition { rows, repeated } = self else { return None };
        let mut updated = rows.clone();
        let column = rows.attributes.iter().position(|one| one == *repeated)?;
        *updated.rows.last_mut()?.get_mut(column)? += 1;
        Some(updated)
    }
}
