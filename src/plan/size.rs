//! How large a table is, in words.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::QualifiedName;

/// What is known of the tables of a running database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sizes {
    pub tables: BTreeMap<QualifiedName, Size>,
    /// Seen to have no row.
    pub empty: BTreeSet<QualifiedName>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    pub rows: Option<u64>,
    /// With indexes.
    pub bytes: Option<u64>,
}

impl Size {
    /// `48 GB, about 210M rows`; nothing where nothing is known.
    pub fn words(&self) -> Option<String> {
        let bytes = self.bytes.map(|bytes| scaled(bytes, &[" B", " kB", " MB", " GB", " TB"]));
        let rows = self.rows.map(|rows| match rows {
            1 => "about 1 row".to_owned(),
            rows => format!("about {} rows", scaled(rows, &["", "k", "M", "B"])),
        });
        let known: Vec<String> = bytes.into_iter().chain(rows).collect();
        (!known.is_empty()).then(|| known.join(", "))
    }
}

/// Two digits at least, and a unit.
fn scaled(number: u64, units: &[&str]) -> String {
    let (mut value, mut unit) = (number, 0);
    let mut rest = 0;
    while value >= 1000 && unit + 1 < units.len() {
        rest = value % 1000;
        value /= 1000;
        unit += 1;
    }
    let name = units.get(unit).copied().unwrap_or_default();
    match rest / 100 {
        tenths if value < 10 && tenths > 0 => format!("{value}.{tenths}{name}"),
        _ => format!("{value}{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::Size;

    #[test]
    fn sizes_are_words() {
        let words = |rows, bytes| Size { rows, bytes }.words();
        assert_eq!(
            words(Some(210_400_000), Some(48_200_000_000)).unwrap(),
            "48 GB, about 210M rows"
        );
        assert_eq!(words(Some(1), None).unwrap(), "about 1 row");
        assert_eq!(words(Some(1_234), Some(8_192)).unwrap(), "8.1 kB, about 1.2k rows");
        assert_eq!(words(None, None), None);
    }
}
