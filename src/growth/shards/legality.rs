//! Keys and references that no shard can hold by itself.

use super::roles::Placed;
use crate::advise::Study;
use crate::schema::{IndexTarget, QualifiedName};

/// What a shard would have to ask others about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    pub table: QualifiedName,
    /// A sentence.
    pub why: String,
    pub remedy: String,
}

pub fn violations(study: &Study<'_>, roles: &[Placed]) -> Vec<Violation> {
    let mut found = Vec::new();
    for (place, table) in study.input.schema.tables.iter().enumerate() {
        let Placed::By(column) = roles[place] else { continue };
        let key = &table.columns[column].name;
        let mut say = |why: String, remedy: String| {
            found.push(Violation { table: table.name.clone(), why, remedy });
        };
        let primary = table.primary_key.iter().map(|key| ("the primary key", key.columns.clone()));
        let uniques = table.uniques.iter().map(|unique| ("a unique key", unique.columns.clone()));
        let indexes = table.indexes.iter().filter(|index| index.unique).map(|index| {
            let columns = index.parts.iter().map(|part| match &part.target {
                IndexTarget::Column(name) => name.clone(),
                IndexTarget::Expression(text) => text.text().to_owned(),
            });
            ("a unique index", columns.collect())
        });
        for (kind, columns) in primary.chain(uniques).chain(indexes) {
            if !columns.contains(key) {
                let list = columns.join(", ");
                say(
                    format!(
                        "{kind} ({list}) does not hold `{key}`, and no shard sees the others' rows"
                    ),
                    format!(
                        "make it ({key}, {list}), or keep a table of its own that says which shard has which ({list})"
                    ),
                );
            }
        }
        for reference in &table.foreign_keys {
            let other = study
                .input
                .schema
                .tables
                .iter()
                .position(|other| other.name == reference.references);
            let Some(other) = other else { continue };
            match roles[other] {
                Placed::Everywhere => {}
                Placed::Apart => say(
                    format!(
                        "it refers to `{}`, which is on one machine and not beside it",
                        reference.references
                    ),
                    format!(
                        "make `{}` a `reference table`, or give it `shard by` and refer along the key",
                        reference.references
                    ),
                ),
                Placed::Nowhere => say(
                    format!("it refers to `{}`, which lies on no shard", reference.references),
                    format!(
                        "give `{}` the key `{key}`, or a copy on every shard",
                        reference.references
                    ),
                ),
                Placed::By(there) => {
                    let there = &study.catalog.table(other).columns[there].name;
                    let pairs = reference.columns.iter().zip(&reference.referenced_columns);
                    if !pairs.clone().any(|(own, referred)| own == key && referred == there) {
                        say(
                            format!(
                                "its reference ({}) to `{}` does not go along the key: the row may lie on another shard",
                                reference.columns.join(", "),
                                reference.references
                            ),
                            format!(
                                "refer by ({key}, {}) to ({there}, {})",
                                reference.columns.join(", "),
                                reference.referenced_columns.join(", ")
                            ),
                        );
                    }
                }
            }
        }
    }
    // A copy on every shard cannot point at rows that lie on one.
    for (place, table) in study.input.schema.tables.iter().enumerate() {
        let what = match roles[place] {
            Placed::Everywhere => "a copy on every shard",
            Placed::Apart => "a table on one machine",
            Placed::By(_) | Placed::Nowhere => continue,
        };
        for reference in &table.foreign_keys {
            let other = study
                .input
                .schema
                .tables
                .iter()
                .position(|other| other.name == reference.references);
            if other.is_some_and(|other| matches!(roles[other], Placed::By(_))) {
                found.push(Violation {
                    table: table.name.clone(),
                    why: format!(
                        "{what} refers to `{}`, whose rows lie on one each",
                        reference.references
                    ),
                    remedy: format!("give `{}` the key too, or drop the reference", table.name),
                });
            }
        }
    }
    found
}
