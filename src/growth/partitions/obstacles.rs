//! What the rest of a table says to a partition key.

use crate::advise::Study;
use crate::dialect::Capability;

/// What a split by a column takes, and whether it is out of the question.
#[derive(Debug, Default)]
pub struct Obstacles {
    pub words: Vec<String>,
    pub blocked: bool,
}

pub fn obstacles(study: &Study<'_>, place: usize, key: &str) -> Obstacles {
    let dialect = study.input.dialect;
    let table = study.catalog.table(place);
    let mut found = Obstacles::default();
    let has = |columns: &[String]| columns.iter().any(|column| column == key);
    let list = |columns: &[String]| columns.join(", ");
    let referring: Vec<String> = study
        .input
        .schema
        .tables
        .iter()
        .flat_map(|other| {
            let keys = other.foreign_keys.iter().filter(|key| key.references == table.name);
            keys.map(move |key| format!("{} ({})", other.name, key.columns.join(", ")))
        })
        .collect();
    if dialect.has(Capability::PartitionUniqueNeedsKey) {
        if let Some(primary) = table.primary_key.as_ref().filter(|primary| !has(&primary.columns)) {
            let columns = list(&primary.columns);
            found.words.push(format!(
                "the primary key ({columns}) becomes ({columns}, {key}): ({columns}) alone is no longer held unique"
            ));
            if !referring.is_empty() {
                found.words.push(format!(
                    "{} {} here and would have to carry `{key}`",
                    referring.join(" and "),
                    if referring.len() == 1 { "refers" } else { "refer" }
                ));
            }
        }
        let unique_indexes =
            table.indexes.iter().filter(|index| index.unique).map(|index| index.parts.iter());
        let unique_indexes = unique_indexes.map(|parts| {
            let columns = parts.filter_map(|part| match &part.target {
                crate::schema::IndexTarget::Column(name) => Some(name.clone()),
                crate::schema::IndexTarget::Expression(_) => None,
            });
            columns.collect::<Vec<String>>()
        });
        let uniques =
            table.uniques.iter().map(|unique| unique.columns.clone()).chain(unique_indexes);
        for columns in uniques.filter(|columns| !has(columns)) {
            found.blocked = true;
            found.words.push(format!(
                "({}) must be unique in the whole table, and with partitions by `{key}` only ({}, {key}) can be",
                list(&columns),
                list(&columns)
            ));
        }
    }
    if !referring.is_empty() && !dialect.has(Capability::PartitionForeignKeysTo) {
        found.blocked = true;
        found.words.push(format!(
            "{} lets no foreign key point to a partitioned table, and {} does",
            dialect.title(),
            referring.join(", ")
        ));
    }
    if !table.foreign_keys.is_empty() && !dialect.has(Capability::PartitionForeignKeysFrom) {
        found.blocked = true;
        let names: Vec<String> =
            table.foreign_keys.iter().map(|key| key.references.to_string()).collect();
        found.words.push(format!(
            "{} lets a partitioned table have no foreign key: those to {} would go",
            dialect.title(),
            names.join(", ")
        ));
    }
    found
}
