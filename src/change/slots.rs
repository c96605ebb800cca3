//! Names that only one thing at a time can have.

use std::collections::{HashMap, HashSet};

use super::alone::{PARENT_ALONE, alone_on};
use super::{Changes, Fate, Id, Side};
use crate::schema::{AtomKey, AtomKind, QualifiedName};

/// What a piece takes up: a name in a namespace, or in its table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Slot {
    Object(QualifiedName),
    /// Only one takes arguments of these types.
    Routine(QualifiedName, Vec<String>),
    Constraint(QualifiedName, String),
    /// Of which there is one: a name among all of a kind, the primary key of a table.
    Among(AtomKind, QualifiedName),
}

/// The names that a piece has as one schema holds it.
pub fn slots(changes: &Changes<'_>, side: &Side<'_>, id: Id) -> Vec<Slot> {
    use AtomKind as K;
    let key: &AtomKey = &changes.keys[id];
    let object = &key.object;
    let relation = |name: &str| Slot::Object(object.sibling(name));
    let constraint = |name: &str| Slot::Constraint(object.clone(), name.to_owned());
    let among = |kind: AtomKind| Slot::Among(kind, object.sibling(&*key.part));
    match key.kind {
        K::Table | K::View | K::Enum | K::Domain | K::Composite | K::Range => {
            vec![Slot::Object(object.clone())]
        }
        K::Sequence if key.part.is_empty() => vec![Slot::Object(object.clone())],
        K::Index | K::Unique | K::Exclusion if side.names.indexes => {
            vec![constraint(&key.part)]
        }
        K::Index => vec![relation(&key.part), constraint(&key.part)],
        K::Unique | K::Exclusion => vec![relation(&key.part), constraint(&key.part)],
        K::PrimaryKey => {
            let table = side.table(object);
            let name = table.and_then(|table| table.primary_key.as_ref()?.name.clone());
            let name = name.unwrap_or_else(|| format!("{}_pkey", object.name));
            vec![relation(&name), constraint(&name), Slot::Among(K::PrimaryKey, object.clone())]
        }
        K::Routine => vec![Slot::Routine(object.clone(), inputs(&key.part))],
        K::Check if !side.names.checks => vec![among(K::Check)],
        K::ForeignKey if !side.names.foreign_keys => vec![among(K::ForeignKey)],
        K::Check | K::ForeignKey => vec![constraint(&key.part)],
        K::Partition => {
            let partition = side.partition_called(&key.part);
            partition
                .map(|(.., partition)| Slot::Object(partition.name.clone()))
                .into_iter()
                .collect()
        }
        // A foreign table, or an index that its parent alone has.
        K::Other if key.part == "foreign table" || key.part == PARENT_ALONE => {
            let mut slots = vec![Slot::Object(object.clone())];
            let keyed = alone_on(side, key).filter(|alone| alone.is_primary_key);
            slots.extend(keyed.map(|alone| Slot::Among(K::PrimaryKey, alone.table.name.clone())));
            slots
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

/// What comes to an end by itself and has a name that something else is to have.
pub(super) fn retaken(changes: &Changes<'_>) -> HashSet<Id> {
    let mut going: HashMap<Slot, Id> = HashMap::new();
    for id in 0..changes.keys.len() {
        if changes.fates[id] == Fate::Drop {
            going.extend(slots(changes, &changes.from, id).into_iter().map(|slot| (slot, id)));
        }
    }
    let mut retaken = HashSet::new();
    for id in 0..changes.keys.len() {
        if changes.fates[id] == Fate::Create && !going.is_empty() {
            let taken = slots(changes, &changes.to, id);
            retaken.extend(taken.iter().filter_map(|slot| going.get(slot)));
        }
    }
    retaken
}

/// The types of what a routine takes, from its arguments in brackets as the server names them: the
/// words before them, and what it gives back, tell no two routines apart.
fn inputs(arguments: &str) -> Vec<String> {
    let inner = arguments.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let mut types = Vec::new();
    let (mut depth, mut quoted, mut current) = (0usize, false, String::new());
    for character in inner.unwrap_or(arguments).chars().chain([',']) {
        match character {
            '"' => quoted = !quoted,
            '(' | '[' if !quoted => depth += 1,
            ')' | ']' if !quoted => depth = depth.saturating_sub(1),
            ',' if !quoted && depth == 0 => {
                types.extend(input(std::mem::take(&mut current).trim()));
                continue;
            }
            _ => {}
        }
        current.push(character);
    }
    types
}

/// The type of one argument; none where it is only given back.
fn input(argument: &str) -> Option<String> {
    let mut rest = argument;
    for mode in ["INOUT ", "IN ", "VARIADIC "] {
        rest = rest.strip_prefix(mode).unwrap_or(rest);
    }
    if rest.is_empty() || rest.starts_with("OUT ") {
        return None;
    }
    let end = match rest.strip_prefix('"') {
        Some(inner) => inner.find("\" ").map(|at| at + 2),
        None => rest.find(' '),
    };
    let Some((first, behind)) = end.map(|end| (&rest[..end], rest[end..].trim_start())) else {
        return Some(rest.to_owned());
    };
    // Types of more words than one.
    let of_type = matches!(
        (first, behind.split(' ').next().unwrap_or_default()),
        ("double", "precision")
            | ("character" | "bit", "varying")
            | ("time" | "timestamp", "with" | "without")
    );
    Some(if of_type { rest } else { behind }.to_owned())
}

#[cfg(test)]
mod tests {
    use super::inputs;

    #[test]
    fn names_and_modes_are_no_part_of_what_a_routine_takes() {
        assert_eq!(inputs("(a integer, b double precision)"), ["integer", "double precision"]);
        assert_eq!(inputs("(integer, double precision)"), ["integer", "double precision"]);
        assert_eq!(inputs("(IN x integer, OUT y text)"), ["integer"]);
        assert_eq!(inputs("(\"a, b\" numeric(10,2), timestamp with time zone)").len(), 2);
        assert!(inputs("()").is_empty());
    }
}
