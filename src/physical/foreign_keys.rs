//! Foreign keys: what they refer to, and what a server has of them.

use std::collections::HashMap;

use super::rules::constraints::{
    CONSTRAINT_UNSUPPORTED, CONSTRAINT_WEAKENED, FOREIGN_KEY_TARGET, FOREIGN_KEY_TYPES,
};
use super::rules::partitions::PARTITION_FOREIGN_KEY;
use super::work::{Work, quoted_list};
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::schema::{
    AtomKey, AtomKind, DataType, Deferral, ForeignKey, IndexTarget, MatchType, QualifiedName,
    ReferentialAction, Table,
};

/// Both ends have one type. Asked before identity columns take the type that a server numbers.
pub(super) fn check_types(work: &mut Work<'_>) {
    let targets = targets(work);
    work.each_table(|work, table| {
        for foreign in &table.foreign_keys {
            let name = foreign.name.as_deref().unwrap_or_default();
            let key = AtomKey::new(&table.name, AtomKind::ForeignKey, name);
            if let Some(target) = targets.get(&foreign.references) {
                types(work, &key, foreign, table, target);
            }
        }
    });
}

fn targets(work: &Work<'_>) -> HashMap<QualifiedName, Target> {
    work.schema.tables.iter().map(|table| (table.name.clone(), Target::of(table))).collect()
}

pub(super) fn check(work: &mut Work<'_>) {
    let targets = targets(work);
    work.each_table(|work, table| {
        let mut keys = std::mem::take(&mut table.foreign_keys);
        for foreign in &mut keys {
            let key = AtomKey::new(
                &table.name,
                AtomKind::ForeignKey,
                foreign.name.as_deref().unwrap_or_default(),
            );
            features(work, &key, foreign);
            match targets.get(&foreign.references) {
                Some(target) => against(work, &key, foreign, table, target),
                None => missing(work, &key, foreign),
            }
        }
        table.foreign_keys = keys;
    });
}

/// What a foreign key must know of the table it refers to.
struct Target {
    types: HashMap<String, DataType>,
    /// Column lists that are unique.
    keys: Vec<Vec<String>>,
    partitioned: bool,
}

impl Target {
    fn of(table: &Table) -> Target {
        let mut keys: Vec<Vec<String>> =
            table.primary_key.iter().map(|key| key.columns.clone()).collect();
        keys.extend(table.uniques.iter().map(|unique| unique.columns.clone()));
        let plain = table.indexes.iter().filter(|index| {
            index.unique
                && index.predicate.is_none()
                && index.parts.iter().all(|part| {
                    matches!(part.target, IndexTarget::Column(_)) && part.prefix.is_none()
                })
        });
        keys.extend(plain.map(|index| index.columns().map(str::to_owned).collect()));
        Target {
            types: table
                .columns
                .iter()
                .map(|column| (column.name.clone(), column.data_type.clone()))
                .collect(),
            keys,
            partitioned: table.partitioning.is_some(),
        }
    }

    fn has_key(&self, columns: &[String]) -> bool {
        self.keys.iter().any(|key| {
            key.len() == columns.len() && key.iter().all(|column| columns.contains(column))
        })
    }
}

/// Parts that a server does not know.
fn features(work: &mut Work<'_>, key: &AtomKey, foreign: &mut ForeignKey) {
    let name = format!("foreign key `{}`", key.part);
    if !foreign.deferral.is_default() && work.lacks(Capability::DeferrableForeignKeys) {
        foreign.deferral = Deferral::NotDeferrable;
        let message = format!(
            "{name} is checked at once on {}, not at the end of the transaction",
            work.title()
        );
        work.loss(
            &CONSTRAINT_WEAKENED,
            key,
            message,
            work.dialect.lacks(Capability::DeferrableForeignKeys),
        );
    }
    if foreign.match_type == MatchType::Full && work.lacks(Capability::MatchFull) {
        if foreign.columns.len() > 1 {
            let message = format!("{name} lets in rows that are partly NULL on {}", work.title());
            work.loss(
                &CONSTRAINT_WEAKENED,
                key,
                message,
                work.dialect.lacks(Capability::MatchFull),
            );
        }
        foreign.match_type = MatchType::Simple;
    }
    if !foreign.set_columns.is_empty() && work.lacks(Capability::ForeignKeySetColumns) {
        let message = format!("{name} would set all its columns on {}", work.title());
        let finding = Diagnostic::new(&CONSTRAINT_UNSUPPORTED, message)
            .note(work.dialect.lacks(Capability::ForeignKeySetColumns))
            .help("choose another action, or clear the columns in the application");
        work.report_at(key, finding, "");
    }
    let sets_default =
        [foreign.on_delete, foreign.on_update].contains(&ReferentialAction::SetDefault);
    if sets_default && work.lacks(Capability::ForeignKeySetDefault) {
        let message = format!("{name} cannot `set default` on {}", work.title());
        let finding = Diagnostic::new(&CONSTRAINT_UNSUPPORTED, message)
            .note(work.dialect.lacks(Capability::ForeignKeySetDefault))
            .help("choose `restrict`, `cascade` or `set null`");
        work.report_at(key, finding, "");
    }
    if work.lacks(Capability::NotValidConstraints) {
        foreign.not_valid = false;
    }
    if foreign.not_enforced && work.lacks(Capability::ForeignKeysNotEnforced) {
        foreign.not_enforced = false;
        let message = format!("{name} is enforced on {}", work.title());
        work.loss(
            &CONSTRAINT_WEAKENED,
            key,
            message,
            work.dialect.lacks(Capability::ForeignKeysNotEnforced),
        );
    }
}

fn missing(work: &mut Work<'_>, key: &AtomKey, foreign: &ForeignKey) {
    let message =
        format!("foreign key `{}` refers to `{}`, which is no table", key.part, foreign.references);
    let finding =
        Diagnostic::new(&FOREIGN_KEY_TARGET, message).help("correct the name of the entity");
    work.report_at(key, finding, "");
}

fn against(
    work: &mut Work<'_>,
    key: &AtomKey,
    foreign: &ForeignKey,
    table: &Table,
    target: &Target,
) {
    if foreign.columns.len() != foreign.referenced_columns.len() {
        let message = format!(
            "foreign key `{}` has {} columns and refers to {}",
            key.part,
            foreign.columns.len(),
            foreign.referenced_columns.len()
        );
        let finding =
            Diagnostic::new(&FOREIGN_KEY_TARGET, message).help("name one column for each");
        work.report_at(key, finding, "");
    } else if !target.has_key(&foreign.referenced_columns) {
        no_key(work, key, foreign, target);
    }
    if table.partitioning.is_some() && work.lacks(Capability::PartitionForeignKeysFrom) {
        partitioned(work, key, &table.name, Capability::PartitionForeignKeysFrom);
    } else if target.partitioned && work.lacks(Capability::PartitionForeignKeysTo) {
        partitioned(work, key, &foreign.references, Capability::PartitionForeignKeysTo);
    }
}

fn no_key(work: &mut Work<'_>, key: &AtomKey, foreign: &ForeignKey, target: &Target) {
    let columns = quoted_list(foreign.referenced_columns.iter().map(String::as_str));
    let referenced = &foreign.references;
    let message =
        format!("{columns} of `{referenced}` is no key, so a reference to it may mean many rows");
    let keys: Vec<String> = target.keys.iter().map(|key| format!("({})", key.join(", "))).collect();
    let mut finding = Diagnostic::new(&FOREIGN_KEY_TARGET, message).help(format!(
        "add `unique ({})` to `{referenced}`, or refer to a key",
        foreign.referenced_columns.join(", ")
    ));
    if !keys.is_empty() {
        finding = finding.note(format!("the keys of `{referenced}` are {}", keys.join(", ")));
    }
    let other = work.design.entity_span(referenced);
    let finding = finding.at_some(work.span(key), "refers to what is not unique");
    work.report(finding.at_some(other, ""));
}

fn types(work: &mut Work<'_>, key: &AtomKey, foreign: &ForeignKey, table: &Table, target: &Target) {
    for (name, referenced) in foreign.columns.iter().zip(&foreign.referenced_columns) {
        let (Some(column), Some(other)) = (table.column(name), target.types.get(referenced)) else {
            continue;
        };
        if column.data_type == *other || (work.own_sql() && comparable(&column.data_type, other)) {
            continue;
        }
        let references = &foreign.references;
        let message =
            format!("`{}.{name}` and `{references}.{referenced}` have different types", table.name);
        let finding = Diagnostic::new(&FOREIGN_KEY_TYPES, message)
            .note(format!("on {} they are `{}` and `{other}`", work.title(), column.data_type))
            .help(format!(
                "declare `{name}: ref {references}`, which takes the type of its target"
            ));
        work.report_at(key, finding, "");
    }
}

/// Whether the server may compare values of the two types: in a design for one server, the types are
/// that server's affair as long as they are of one sort.
pub fn comparable(own: &DataType, other: &DataType) -> bool {
    use DataType::*;
    let sort = |data_type: &DataType| match data_type {
        SmallInt | Int | BigInt | Decimal { .. } | Real | Double => 0,
        Text | Varchar { .. } | Char { .. } => 1,
        Date | Timestamp { .. } | TimestampTz { .. } => 2,
        Native { .. } | Named { .. } => 3,
        _ => 4,
    };
    let (own, other) = (sort(own), sort(other));
    own == 3 || other == 3 || (own == other && own != 4)
}

fn partitioned(work: &mut Work<'_>, key: &AtomKey, table: &QualifiedName, capability: Capability) {
    let message = format!(
        "`{table}` is partitioned, so {} cannot have foreign key `{}`",
        work.title(),
        key.part
    );
    let finding = Diagnostic::new(&PARTITION_FOREIGN_KEY, message)
        .note(work.dialect.lacks(capability))
        .help("partition the table in `only postgres { … }`, or put the reference there");
    work.report_at(key, finding, "");
}
