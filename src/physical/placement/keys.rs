//! Keys of spread tables, and what they number.

use super::place_of;
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::physical::rules::shards::{SHARD_KEY_NOT_IN_UNIQUE, SHARD_NUMBERS};
use crate::physical::work::Work;
use crate::schema::{AtomKey, AtomKind, DataType, IndexTarget, Placement, Table};

pub(super) fn check(work: &mut Work<'_>, table: &Table) {
    let Some(key) = table.placement.as_ref().and_then(Placement::column) else {
        return;
    };
    if work.has(Capability::UniqueNeedsShardKey) {
        uniques(work, table, key);
    }
    if work.has(Capability::Keyspaces) {
        hidden(work, table, key);
    }
    if work.has(Capability::ShardNumbersAreBig) {
        numbers(work, table);
    }
}

fn uniques(work: &mut Work<'_>, table: &Table, key: &str) {
    if let Some(primary) = &table.primary_key {
        let atom = AtomKey::new(&table.name, AtomKind::PrimaryKey, "");
        look(work, table, key, &atom, "the primary key", &primary.columns);
    }
    for unique in &table.uniques {
        let atom = AtomKey::new(&table.name, AtomKind::Unique, unique.part());
        let name = format!("`{}`", unique.part());
        look(work, table, key, &atom, &name, &unique.columns);
    }
    for index in table.indexes.iter().filter(|index| index.unique) {
        let atom = AtomKey::new(&table.name, AtomKind::Index, index.part());
        let columns: Vec<String> = index.columns().map(str::to_owned).collect();
        look(work, table, key, &atom, &format!("unique index `{}`", index.part()), &columns);
    }
    for exclusion in &table.exclusions {
        let holds = exclusion.elements.iter().any(|element| {
            element.operator == "="
                && matches!(&element.target, IndexTarget::Column(name) if name == key)
        });
        if !holds {
            let atom = AtomKey::new(&table.name, AtomKind::Exclusion, exclusion.part());
            let name = format!("exclusion `{}`", exclusion.part());
            let help = format!("add `{key} with =` to it, if rows of different keys may overlap");
            missing(work, table, key, &atom, &name, help);
        }
    }
}

/// A lookup table holds values of columns: what is unique by an expression, or by the beginning of a text, it cannot.
fn hidden(work: &mut Work<'_>, table: &Table, key: &str) {
    for index in table.indexes.iter().filter(|index| index.unique) {
        let plain = index
            .parts
            .iter()
            .all(|part| matches!(part.target, IndexTarget::Column(_)) && part.prefix.is_none());
        if !plain && !index.columns().any(|column| column == key) {
            let atom = AtomKey::new(&table.name, AtomKind::Index, index.part());
            let name = format!("unique index `{}`", index.part());
            let help = format!("make it unique for each `{key}`, or keep the value in a column");
            missing(work, table, key, &atom, &name, help);
        }
    }
}

fn look(
    work: &mut Work<'_>,
    table: &Table,
    key: &str,
    atom: &AtomKey,
    name: &str,
    columns: &[String],
) {
    if columns.iter().any(|column| column == key) {
        return;
    }
    let list = columns.join(", ");
    let help = format!(
        "make it ({key}, {list}); where ({list}) has to be unique everywhere, keep it in a table of its own that is \
         spread by it, or copied"
    );
    missing(work, table, key, atom, name, help);
}

fn missing(
    work: &mut Work<'_>,
    table: &Table,
    key: &str,
    atom: &AtomKey,
    name: &str,
    help: String,
) {
    let message = format!(
        "`{}` is spread by `{key}` on {}, and {name} does not hold `{key}`",
        table.name,
        work.title()
    );
    let finding = Diagnostic::new(&SHARD_KEY_NOT_IN_UNIQUE, message)
        .note(format!("{} sees what is unique on one shard, never across them", work.title()))
        .help(help);
    work.report_at(atom, finding, "");
}

fn numbers(work: &mut Work<'_>, table: &Table) {
    for column in &table.columns {
        if column.identity.is_none() || column.data_type == DataType::BigInt {
            continue;
        }
        let message = format!(
            "{} cannot number `{}.{}`, which is no `bigint`",
            work.title(),
            table.name,
            column.name
        );
        let finding = Diagnostic::new(&SHARD_NUMBERS, message)
            .note("each node numbers from a range of its own, and only 64 bits have room for those")
            .help(format!("declare `{}: bigint identity`", column.name));
        let atom = AtomKey::new(&table.name, AtomKind::Identity, &column.name);
        let atom = if work.span(&atom).is_some() { atom } else { place_of(table) };
        work.report_at(&atom, finding, "");
    }
}
