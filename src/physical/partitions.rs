//! Partitions as a server has them: counted out, named, with bounds of the key's type.

use super::names::Named;
use super::partition_bounds::{Literals, key_over_time};
use super::rules::partitions::{
    PARTITION_COARSER, PARTITION_LIFECYCLE, PARTITION_LOST, PARTITION_UNSUPPORTED,
};
use super::work::Work;
use super::{lifecycle, rules};
use crate::design::PartitionLifecycle;
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::schema::{
    AtomKey, AtomKind, Bound, BoundValue, DataType, Partition, PartitionStrategy, Partitioning,
    QualifiedName, Table,
};

pub(super) fn settle(work: &mut Work<'_>) {
    work.each_table(|work, table| {
        let Some(mut partitioning) = table.partitioning.take() else { return };
        let key = AtomKey::new(&table.name, AtomKind::PartitionKey, "");
        if work.lacks(Capability::PartitionRange) {
            let message = format!("`{}` is one plain table on {}", table.name, work.title());
            let finding = Diagnostic::new(&PARTITION_LOST, message)
                .note(work.dialect.lacks(Capability::PartitionRange));
            return work.report_at(&key, finding, "");
        }
        count_out(work, table, &key, &mut partitioning);
        strategy(work, table, &key, &mut partitioning);
        sub_partitions(work, table, &key, &mut partitioning);
        keys_and_bounds(work, table, &key, &mut partitioning);
        names(work, &table.name, &key, &mut partitioning);
        table.partitioning = Some(partitioning);
    });
}

/// Partitions that follow the calendar, as they are on the day.
fn count_out(work: &mut Work<'_>, table: &Table, key: &AtomKey, partitioning: &mut Partitioning) {
    let Some(cycle) =
        work.design.entities.get(&table.name).and_then(|facts| facts.lifecycle.clone())
    else {
        return;
    };
    let Some(literals) = time_key(table, partitioning) else {
        let message = format!("the partitions of `{}` cannot follow the calendar", table.name);
        let finding = Diagnostic::new(&PARTITION_LIFECYCLE, message)
            .note("`every` needs `partition by range` over one column of a date or a time")
            .help("list the partitions one by one, or partition by another column");
        return work.report_at(key, finding.at(cycle.span, ""), "");
    };
    let periods = match lifecycle::periods(&cycle, work.as_of) {
        Ok(periods) => periods,
        Err(why) => return no_periods(work, table, &cycle, why),
    };
    let counted = periods.into_iter().map(|period| {
        let from = vec![BoundValue::Value(literals.literal(period.start))];
        let to = vec![BoundValue::Value(literals.literal(period.end))];
        Partition::new(QualifiedName::bare(period.name), Bound::Range { from, to })
    });
    let mut partitions: Vec<Partition> = counted.collect();
    for partition in &mut partitions {
        partition.partitioning = cycle.partitioning.clone().map(Box::new);
    }
    let default =
        partitioning.partitions.drain(..).filter(|partition| partition.bound == Bound::Default);
    partitions.extend(default);
    partitioning.partitions = partitions;
}

fn time_key(table: &Table, partitioning: &Partitioning) -> Option<Literals> {
    let column = table.column(&single_column(partitioning)?)?;
    let by_range = partitioning.strategy == PartitionStrategy::Range;
    if by_range { Literals::of(&column.data_type) } else { None }
}

fn single_column(partitioning: &Partitioning) -> Option<String> {
    match partitioning.columns()?.as_slice() {
        [only] => Some((*only).to_owned()),
        _ => None,
    }
}

fn no_periods(
    work: &mut Work<'_>,
    table: &Table,
    cycle: &PartitionLifecycle,
    why: lifecycle::NoPeriods,
) {
    let (what, help) = match why {
        lifecycle::NoPeriods::EmptyInterval => {
            ("an interval of nothing".to_owned(), "say `every 1 month`, for example")
        }
        lifecycle::NoPeriods::NoDate => (
            format!("`{}` is no date", cycle.starting.as_deref().unwrap_or_default()),
            "write the date as `2026-01-31`",
        ),
        lifecycle::NoPeriods::OutOfCalendar => {
            ("they would leave the years 1 to 9999".to_owned(), "choose a shorter interval")
        }
        lifecycle::NoPeriods::TooMany(count) => (
            format!("there would be {count} of them"),
            "choose a longer interval, or a later `starting`",
        ),
    };
    let message = format!("the partitions of `{}` cannot be counted out: {what}", table.name);
    work.report(Diagnostic::new(&PARTITION_LIFECYCLE, message).at(cycle.span, "").help(help));
}

/// Strategies under the names that the server has for them.
fn strategy(work: &mut Work<'_>, table: &Table, key: &AtomKey, partitioning: &mut Partitioning) {
    let column = single_column(partitioning).and_then(|name| table.column(&name));
    let whole_number = column.is_some_and(|column| {
        matches!(column.data_type, DataType::SmallInt | DataType::Int | DataType::BigInt)
    });
    let is_expression = partitioning.columns().is_none();
    match partitioning.strategy {
        PartitionStrategy::Key if work.lacks(Capability::PartitionKey) => {
            partitioning.strategy = PartitionStrategy::Hash;
        }
        PartitionStrategy::Hash
            if work.lacks(Capability::PartitionHashAnyType) && !is_expression && !whole_number =>
        {
            partitioning.strategy = PartitionStrategy::Key;
        }
        _ => {}
    }
    if is_expression && work.lacks(Capability::PartitionExpressions) {
        unsupported(work, key, Capability::PartitionExpressions, "partition by a generated column");
    }
    if partitioning.keys.len() > 1 {
        let (capability, help) = match partitioning.strategy {
            PartitionStrategy::Range => {
                (Capability::PartitionMultiColumn, "partition by one column")
            }
            PartitionStrategy::List => (
                Capability::PartitionListMultiColumn,
                "partition by one column, and the partitions again by the other",
            ),
            _ => return,
        };
        if work.lacks(capability) {
            unsupported(work, key, capability, help);
        }
    }
}

fn unsupported(work: &mut Work<'_>, key: &AtomKey, capability: Capability, help: &str) {
    let message = format!("`{}` cannot be partitioned so on {}", key.object, work.title());
    let finding = Diagnostic::new(&PARTITION_UNSUPPORTED, message)
        .note(work.dialect.lacks(capability))
        .help(help);
    work.report_at(key, finding, "");
}

fn sub_partitions(
    work: &mut Work<'_>,
    table: &Table,
    key: &AtomKey,
    partitioning: &mut Partitioning,
) {
    let has_any = partitioning.partitions.iter().any(|partition| partition.partitioning.is_some());
    if !has_any {
        return;
    }
    if work.lacks(Capability::Subpartitions) {
        return unsupported(work, key, Capability::Subpartitions, "partition by one key only");
    }
    for partition in &mut partitioning.partitions {
        if let Some(sub) = &mut partition.partitioning {
            strategy(work, table, key, sub);
        }
    }
    if work.has(Capability::SubpartitionsOfAnyKind) {
        return;
    }
    let hashed = |sub: &Partitioning| {
        matches!(sub.strategy, PartitionStrategy::Hash | PartitionStrategy::Key)
    };
    let shapes: Vec<Option<(PartitionStrategy, usize)>> = partitioning
        .partitions
        .iter()
        .map(|partition| {
            partition.partitioning.as_ref().map(|sub| (sub.strategy, sub.partitions.len()))
        })
        .collect();
    let alike = shapes.windows(2).all(|pair| pair.first() == pair.last());
    let all_hashed = partitioning
        .partitions
        .iter()
        .filter_map(|partition| partition.partitioning.as_deref())
        .all(hashed);
    if !alike || !all_hashed || hashed(partitioning) {
        let help = "split every partition alike, by hash or key";
        unsupported(work, key, Capability::SubpartitionsOfAnyKind, help);
    }
}

fn keys_and_bounds(
    work: &mut Work<'_>,
    table: &Table,
    key: &AtomKey,
    partitioning: &mut Partitioning,
) {
    over_time(work, table, key, partitioning);
    let parts_of_table = work.lacks(Capability::PartitionsAsTables);
    match partitioning.strategy {
        PartitionStrategy::Range if parts_of_table => {
            partitioning.begin_where_the_one_before_ends();
        }
        PartitionStrategy::List => {
            let has_default =
                partitioning.partitions.iter().any(|partition| partition.bound == Bound::Default);
            if has_default && work.lacks(Capability::PartitionListDefault) {
                let help =
                    "list all values, or leave the default partition to the servers that have one";
                unsupported(work, key, Capability::PartitionListDefault, help);
            }
        }
        _ => {}
    }
}

/// Where a point in time is no partition key by itself, its seconds are.
fn over_time(work: &mut Work<'_>, table: &Table, key: &AtomKey, partitioning: &mut Partitioning) {
    if partitioning.strategy != PartitionStrategy::Range
        || work.has(Capability::PartitionTimestampTz)
    {
        return;
    }
    let Some(name) = single_column(partitioning) else { return };
    let Some(column) = table.column(&name) else { return };
    let DataType::TimestampTz { precision } = &column.data_type else { return };
    let Some(functions) = &work.dialect.defaults().partition_timestamp else { return };
    let whole = *precision == Some(0);
    let pattern = if whole { &functions.whole } else { &functions.fraction };
    if let Err(bound) = key_over_time(work.dialect, partitioning, &name, pattern) {
        let message = format!("{} cannot read the bound {bound} of `{}`", work.title(), table.name);
        let finding = Diagnostic::new(&PARTITION_UNSUPPORTED, message)
            .note("bounds over a point in time are kept there as seconds since 1970")
            .help("write bounds as `'2026-01-31 00:00:00+00'`");
        work.report_at(key, finding, "");
    } else if !whole && functions.whole != functions.fraction {
        let message = format!(
            "queries by `{name}` read all partitions of `{}` on {}",
            table.name,
            work.title()
        );
        let finding = Diagnostic::new(&PARTITION_COARSER, message)
            .note(format!("the partition key there is `{}`", pattern.replace("{column}", &name)))
            .help(format!("keep whole seconds: `{name}: timestamptz(0)`"));
        work.report_at(key, finding, "");
    }
}

/// Partitions that are tables bear their table's name in front; parts of a table do not.
fn names(
    work: &mut Work<'_>,
    table: &QualifiedName,
    key: &AtomKey,
    partitioning: &mut Partitioning,
) {
    let prefix = format!("{}_", table.name);
    let exact = work.design.entities.get(table).map(|facts| &facts.partition_tables);
    if work.lacks(Capability::PartitionsAsTables) {
        for partition in &mut partitioning.partitions {
            let written = partition.name.name.clone();
            let is_exact = exact.is_some_and(|exact| exact.contains(&partition.name));
            let own = written.strip_prefix(&prefix).filter(|_| !is_exact);
            let bare = own.unwrap_or(&written).to_owned();
            rename(work, table, partition, QualifiedName::bare(&bare));
            for (number, part) in
                partition.partitioning.iter_mut().flat_map(|sub| &mut sub.partitions).enumerate()
            {
                let is_exact = exact.is_some_and(|exact| exact.contains(&part.name));
                part.name = match is_exact {
                    true => QualifiedName::bare(&part.name.name),
                    false => QualifiedName::bare(format!("{bare}sp{number}")),
                };
            }
        }
        return;
    }
    for partition in &mut partitioning.partitions {
        if exact.is_some_and(|exact| exact.contains(&partition.name)) {
            exact_names(work, table, partition);
            continue;
        }
        let written = partition.name.name.clone();
        let full = if written.starts_with(&prefix) {
            written.clone()
        } else {
            format!("{prefix}{written}")
        };
        let name = table_name(work, key, table, full);
        rename(work, table, partition, name.clone());
        if let Some(sub) = &mut partition.partitioning {
            parts_of(work, table, key, &name, &written, sub);
        }
    }
}

/// A partition that is the table of just its name; what it is split into says its own names too.
fn exact_names(work: &mut Work<'_>, table: &QualifiedName, partition: &Partition) {
    let name = &partition.name;
    let made = AtomKey::new(table, AtomKind::Partition, name.to_string());
    work.names.take(Named::Partition, name, &name.name, &made);
    for part in partition.partitioning.iter().flat_map(|sub| &sub.partitions) {
        exact_names(work, table, part);
    }
}

/// Sub-partitions: behind their partition's name, what the design calls them, or a number.
fn parts_of(
    work: &mut Work<'_>,
    table: &QualifiedName,
    key: &AtomKey,
    parent: &QualifiedName,
    written: &str,
    partitioning: &mut Partitioning,
) {
    let prefix = format!("{written}_");
    let by_hash = partitioning.strategy == PartitionStrategy::Hash;
    for (number, part) in partitioning.partitions.iter_mut().enumerate() {
        let own = part.name.name.strip_prefix(&prefix).unwrap_or(&part.name.name);
        let suffix = if by_hash { format!("s{number}") } else { own.to_owned() };
        let name = table_name(work, key, table, format!("{}_{suffix}", parent.name));
        rename(work, table, part, name.clone());
        if let Some(sub) = &mut part.partitioning {
            parts_of(work, table, key, &name, &suffix, sub);
        }
    }
}

/// A name among tables: shortened where too long, with a number behind it where taken.
fn table_name(
    work: &mut Work<'_>,
    key: &AtomKey,
    table: &QualifiedName,
    full: String,
) -> QualifiedName {
    let mut wanted = full.clone();
    let mut count = 0u32;
    loop {
        let name = work.dialect.shorten(&wanted);
        if work.names.is_free(Named::Partition, table, &name) {
            let made = AtomKey::new(table, AtomKind::Partition, table.sibling(&name).to_string());
            work.names.take(Named::Partition, table, &name, &made);
            if name != wanted {
                let message =
                    format!("partition `{wanted}` is called `{name}` on {}", work.title());
                work.report_at(key, Diagnostic::new(&rules::names::NAME_SHORTENED, message), "");
            }
            return table.sibling(name);
        }
        count += 1;
        wanted = format!("{full}{count}");
    }
}

fn rename(
    work: &mut Work<'_>,
    table: &QualifiedName,
    partition: &mut Partition,
    name: QualifiedName,
) {
    let from = AtomKey::new(table, AtomKind::Partition, partition.name.to_string());
    work.origin.derive(AtomKey::new(table, AtomKind::Partition, name.to_string()), from);
    partition.name = name;
}
