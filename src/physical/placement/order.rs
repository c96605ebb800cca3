//! Keys on engines that spread rows by themselves: by ranges of the key, or by the hash of its first column.

use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::physical::rules::shards::{ORDERED_KEY, RANDOM_NUMBERS};
use crate::physical::work::{Work, column_key};
use crate::schema::{AtomKey, AtomKind, DataType, IndexTarget, SortOrder, Table};

pub(super) fn settle(work: &mut Work<'_>) {
    if work.has(Capability::HashedKeys) {
        work.each_table(|_, table| say_hash(table));
    }
    if work.has(Capability::OrderedKeys) {
        work.each_table(|work, table| {
            random(work, table);
            ordered(work, table);
        });
    }
}

/// Says what the server would do, and that times stay in order: what is asked of them are ranges.
fn say_hash(table: &mut Table) {
    let times: Vec<String> = table
        .columns
        .iter()
        .filter(|column| is_time(&column.data_type))
        .map(|column| column.name.clone())
        .collect();
    let word = |column: &str| if times.iter().any(|time| time == column) { "asc" } else { "hash" };
    if let Some(key) = &mut table.primary_key
        && let Some(first) = key.columns.first()
    {
        let word = word(first).to_owned();
        key.options.entry(format!("order.{first}")).or_insert(word);
    }
    for index in &mut table.indexes {
        let plain = index.method.as_deref().is_none_or(|method| method == "btree");
        let first = index.parts.first().filter(|part| part.order == SortOrder::Ascending);
        if let Some(IndexTarget::Column(first)) = first.map(|part| &part.target)
            && plain
        {
            index.options.entry(format!("order.{first}")).or_insert(word(first).to_owned());
        }
    }
}

fn is_time(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Date
            | DataType::Time { .. }
            | DataType::Timestamp { .. }
            | DataType::TimestampTz { .. }
    )
}

/// Warns of rows that all come to the end of the order.
fn ordered(work: &mut Work<'_>, table: &Table) {
    let Some(key) = &table.primary_key else { return };
    let Some(first) = key.columns.first().and_then(|name| table.column(name)) else { return };
    let spread = key.options.contains_key("bucket_count")
        || first.options.contains_key("auto_random")
        || key.options.get("clustered").is_some_and(|value| value == "off");
    let why = match (&first.identity, is_time(&first.data_type)) {
        (Some(_), _) => "a number that the server gives, one after another",
        (None, true) => "a time",
        (None, false) => return,
    };
    if spread {
        return;
    }
    let message = format!(
        "new rows of `{}` all come to one machine of {}: its key begins with {why}",
        table.name,
        work.title()
    );
    let mut finding = Diagnostic::new(&ORDERED_KEY, message)
        .note(format!("{} keeps rows in the order of their key, a range a machine", work.title()));
    if let Some(help) = &work.dialect.defaults().ordered_key_help {
        finding = finding.help(help.replace("{column}", &first.name));
    }
    work.report_at(&column_key(&table.name, &first.name), finding, "");
}

/// Random numbers are part of where a row lies.
fn random(work: &mut Work<'_>, table: &Table) {
    for column in &table.columns {
        if !column.options.contains_key("auto_random") {
            continue;
        }
        let leads =
            table.primary_key.as_ref().is_some_and(|key| key.columns.first() == Some(&column.name));
        let clustered = table
            .primary_key
            .as_ref()
            .is_none_or(|key| key.options.get("clustered").is_none_or(|value| value != "off"));
        let numbered = column.identity.is_some() && column.data_type == DataType::BigInt;
        if leads && numbered && clustered {
            continue;
        }
        let message = format!(
            "`{}.{}` cannot have random numbers on {}",
            table.name,
            column.name,
            work.title()
        );
        let finding = Diagnostic::new(&RANDOM_NUMBERS, message)
            .note("they are given to a `bigint` that leads the clustered primary key")
            .help(format!(
                "declare `{}: bigint identity`, and put it first in the primary key",
                column.name
            ));
        let atom = AtomKey::new(&table.name, AtomKind::Identity, &column.name);
        let atom =
            if work.span(&atom).is_some() { atom } else { column_key(&table.name, &column.name) };
        work.report_at(&atom, finding, "");
    }
}
