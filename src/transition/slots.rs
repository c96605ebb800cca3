//! Names that only one thing at a time can have.

use crate::change::{Changes, Id, Side};
use crate::schema::{AtomKey, AtomKind, QualifiedName};

/// What a piece takes up: a name in a namespace, or in its table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Slot {
    Object(QualifiedName),
    Constraint(QualifiedName, String),
}

/// The names that a piece has as one schema holds it.
pub(super) fn slots(changes: &Changes<'_>, side: &Side<'_>, id: Id) -> Vec<Slot> {
    use AtomKind as K;
    let key: &AtomKey = &changes.keys[id];
    let object = &key.object;
    let relation = |name: &str| Slot::Object(object.sibling(name));
    let constraint = |name: &str| Slot::Constraint(object.clone(), name.to_owned());
    match key.kind {
        K::Table | K::View | K::Enum | K::Domain | K::Composite | K::Range => {
            vec![Slot::Object(object.clone())]
        }
        K::Sequence if key.part.is_empty() => vec![Slot::Object(object.clone())],
        K::Index => vec![relation(&key.part), constraint(&key.part)],
        K::Unique | K::Exclusion => vec![relation(&key.part), constraint(&key.part)],
        K::PrimaryKey => {
            let table = side.table(object);
            let name = table.and_then(|table| table.primary_key.as_ref()?.name.clone());
            let name = name.unwrap_or_else(|| format!("{}_pkey", object.name));
            vec![relation(&name), constraint(&name)]
        }
        K::Check | K::ForeignKey => vec![constraint(&key.part)],
        K::Partition => {
            let partition = side.partition_called(&key.part);
            partition
                .map(|(.., partition)| Slot::Object(partition.name.clone()))
                .into_iter()
                .collect()
        }
        K::Identity => {
            let identity = side.column(key).and_then(|column| column.identity.as_ref());
            let name = identity.and_then(|identity| identity.sequence_name.clone());
            let usual = || object.sibling(format!("{}_{}_seq", object.name, key.part));
            vec![Slot::Object(name.unwrap_or_else(usual))]
        }
        _ => Vec::new(),
    }
}
