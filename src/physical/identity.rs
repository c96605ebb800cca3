//! Columns that the server numbers.

use super::rules::types::{COLUMN_FEATURE_LOST, IDENTITY_UNSUPPORTED};
use super::types::has_width;
use super::work::Work;
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::schema::{AtomKey, AtomKind, DataType, IdentityMode, SequenceOptions, Table};

pub(super) fn settle(work: &mut Work<'_>) {
    work.each_table(|work, table| {
        let numbered: Vec<String> = table
            .columns
            .iter()
            .filter(|column| column.identity.is_some())
            .map(|column| column.name.clone())
            .collect();
        let facts = work.design.entities.get(&table.name);
        let spread =
            facts.is_some_and(|facts| facts.shard.is_some() || facts.reference_table.is_some());
        let by_sequence = spread && work.has(Capability::ShardSequences);
        if work.has(Capability::IdentityNeedsKey) && !by_sequence {
            one_key_column(work, table, &numbered);
        }
        for name in &numbered {
            settle_column(work, table, name, by_sequence);
        }
    });
}

fn one_key_column(work: &mut Work<'_>, table: &Table, numbered: &[String]) {
    for (place, name) in numbered.iter().enumerate() {
        let key = AtomKey::new(&table.name, AtomKind::Identity, name);
        if place > 0 {
            let message = format!("`{}.{name}` is a second numbered column", table.name);
            let finding = Diagnostic::new(&IDENTITY_UNSUPPORTED, message)
                .note(format!("{} numbers one column a table", work.title()))
                .help("fill one of them in the application, or use a `uuid`");
            work.report_at(&key, finding, "");
        } else if work.has(Capability::IdentityIsRowNumber) {
            let alone =
                table.primary_key.as_ref().is_some_and(|key| key.columns == [name.as_str()]);
            if !alone {
                let message = format!("{} cannot number `{}.{name}`", work.title(), table.name);
                let finding = Diagnostic::new(&IDENTITY_UNSUPPORTED, message)
                    .note(format!("{} numbers a column that is the primary key alone", work.title()))
                    .help(format!(
                        "make `{name}` the whole primary key, or fill it in the application: `only {} {{ … }}`",
                        work.dialect.name()
                    ));
                work.report_at(&key, finding, "");
            }
        } else if !leads_a_key(table, name) {
            let message = format!("{} cannot number `{}.{name}`", work.title(), table.name);
            let finding = Diagnostic::new(&IDENTITY_UNSUPPORTED, message)
                .note(format!("{} numbers a column that is the first of a key", work.title()))
                .help(format!("put `{name}` first in the primary key, or add `unique` to it"));
            work.report_at(&key, finding, "");
        }
    }
}

fn leads_a_key(table: &Table, name: &str) -> bool {
    let leads = |columns: &[String]| columns.first().is_some_and(|first| first == name);
    table.primary_key.as_ref().is_some_and(|key| leads(&key.columns))
        || table.uniques.iter().any(|unique| leads(&unique.columns))
        || table.indexes.iter().any(|index| index.columns().next() == Some(name))
}

fn settle_column(work: &mut Work<'_>, table: &mut Table, name: &str, by_sequence: bool) {
    let key = AtomKey::new(&table.name, AtomKind::Identity, name);
    let owner = table.name.clone();
    let Some(column) = table.column_mut(name) else { return };
    let Some(identity) = &mut column.identity else { return };
    if identity.mode == IdentityMode::Always && work.lacks(Capability::IdentityAlways) {
        identity.mode = IdentityMode::ByDefault;
    }
    let start_alone =
        SequenceOptions { start: None, ..identity.sequence.clone() } == SequenceOptions::default();
    if !identity.sequence.is_default()
        && work.lacks(Capability::IdentityOptions)
        && !(by_sequence && start_alone)
    {
        identity.sequence = SequenceOptions::default();
        let message = format!("`{owner}.{name}` is numbered from 1 by 1 on {}", work.title());
        work.loss(
            &COLUMN_FEATURE_LOST,
            &key,
            message,
            work.dialect.lacks(Capability::IdentityOptions),
        );
    } else {
        normalise(&mut identity.sequence, &column.data_type);
    }
    if !has_width(work, &column.data_type) {
        column.data_type = work.dialect.identity_type(&column.data_type);
    }
    column.nullable = false;
}

/// Values that are the defaults anyway are not kept, as a catalog does not tell them apart.
pub(super) fn normalise(options: &mut SequenceOptions, data_type: &DataType) {
    let highest = match data_type {
        DataType::SmallInt => i64::from(i16::MAX),
        DataType::Int => i64::from(i32::MAX),
        _ => i64::MAX,
    };
    let ascending = options.increment.is_none_or(|increment| increment > 0);
    if options.increment == Some(1) {
        options.increment = None;
    }
    if options.cache == Some(1) {
        options.cache = None;
    }
    if ascending {
        if options.maximum == Some(highest) {
            options.maximum = None;
        }
        if options.minimum == Some(1) {
            options.minimum = None;
        }
        if options.start == Some(options.minimum.unwrap_or(1)) {
            options.start = None;
        }
    } else {
        if options.maximum == Some(-1) {
            options.maximum = None;
        }
        if options.start == Some(options.maximum.unwrap_or(-1)) {
            options.start = None;
        }
    }
}
