//! The names of what is put aside.

use crate::change::Changes;
use crate::schema::QualifiedName;

/// What something is called while its successor is made: a name that nothing has.
pub(super) fn aside(changes: &Changes<'_>, name: &QualifiedName) -> QualifiedName {
    const MARK: &str = "__before";
    // Postgres cuts names at 63 bytes.
    const ROOM: usize = 63 - MARK.len() - 2;
    let mut end = name.name.len().min(ROOM);
    while !name.name.is_char_boundary(end) {
        end -= 1;
    }
    let base = name.name.get(..end).unwrap_or_default();
    let taken = |candidate: &QualifiedName| {
        changes.keys.binary_search_by(|key| key.object.cmp(candidate)).is_ok()
    };
    let mut candidate = name.sibling(format!("{base}{MARK}"));
    let mut number = 2;
    while taken(&candidate) && number < 100 {
        candidate = name.sibling(format!("{base}{MARK}{number}"));
        number += 1;
    }
    candidate
}
