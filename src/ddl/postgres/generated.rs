//! The names that PostgreSQL gives to what has none, by its rules of `makeObjectName`.

use super::Reader;
use crate::schema::QualifiedName;

/// Bytes of a name.
const LONGEST: usize = 63;

/// `table_column_label`, cut to fit: the longer of the first two gives way first.
pub(super) fn joined(first: &str, second: &str, label: &str) -> String {
    let overhead = usize::from(!second.is_empty()) + label.len() + 1;
    let room = LONGEST.saturating_sub(overhead);
    let (mut of_first, mut of_second) = (first.len(), second.len());
    while of_first + of_second > room {
        if of_first > of_second { of_first -= 1 } else { of_second -= 1 }
    }
    let cut = |text: &str, length: usize| text[..text.floor_char_boundary(length)].to_owned();
    let mut name = cut(first, of_first);
    if !second.is_empty() {
        name.push('_');
        name.push_str(&cut(second, of_second));
    }
    name.push('_');
    name.push_str(label);
    name
}

impl Reader<'_> {
    /// A free name for a relation: an index, a sequence.
    pub fn relation_name(&self, table: &QualifiedName, middle: &str, label: &str) -> String {
        self.free(table, middle, label, |name| {
            self.draft.is_relation(name) || self.draft.constraints.contains(name)
        })
    }

    /// A free name for a constraint without an index.
    pub fn constraint_name(&self, table: &QualifiedName, middle: &str, label: &str) -> String {
        self.free(table, middle, label, |name| self.draft.constraints.contains(name))
    }

    fn free(
        &self,
        table: &QualifiedName,
        middle: &str,
        label: &str,
        is_taken: impl Fn(&QualifiedName) -> bool,
    ) -> String {
        let mut name = joined(&table.name, middle, label);
        let mut number = 0;
        while is_taken(&table.sibling(name.as_str())) {
            number += 1;
            name = joined(&table.name, middle, &format!("{label}{number}"));
        }
        name
    }
}

/// Names of columns for a generated name: `a_b`, each once, cut at the length of a name.
pub(super) fn middle(columns: &[String]) -> String {
    let mut joined = String::new();
    for (position, column) in columns.iter().enumerate() {
        if position > 0 {
            joined.push('_');
        }
        joined.push_str(column);
        if joined.len() >= LONGEST {
            joined.truncate(joined.floor_char_boundary(LONGEST));
            break;
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn long_names_give_way_where_they_are_longest() {
        assert_eq!(joined("a", "b", "key"), "a_b_key");
        assert_eq!(joined("a", "", "pkey"), "a_pkey");
        let name = joined(&"t".repeat(50), &"c".repeat(30), "fkey");
        assert_eq!(name, format!("{}_{}_fkey", "t".repeat(29), "c".repeat(28)));
        assert_eq!(name.len(), 63);
    }
}
