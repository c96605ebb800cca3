//! Columns that a table could be split by, with what each query then touches.

use super::{Reach, Touch};
use crate::advise::Study;
use crate::advise::access::{ColumnId, WriteKind};
use crate::growth::binding::{Binding, binding, stops_early, uses};
use crate::schema::{Column, DataType, PartitionStrategy, Schema};

/// Whether rows can be told apart by when they came.
pub fn is_time(column: &Column, schema: &Schema) -> bool {
    let data_type = match &column.data_type {
        DataType::Named { name } => schema
            .domains
            .iter()
            .find(|domain| domain.name == *name)
            .map_or(&column.data_type, |domain| &domain.data_type),
        other => other,
    };
    matches!(data_type, DataType::Date | DataType::Timestamp { .. } | DataType::TimestampTz { .. })
}

/// What each query touches of a table split so. A query counts once, with the worst of what it does.
pub fn touches(
    study: &Study<'_>,
    table: usize,
    keys: &[ColumnId],
    strategy: PartitionStrategy,
) -> Vec<Touch> {
    let mut found = Vec::new();
    for studied in &study.queries {
        let worst =
            uses(&studied.access, table)
                .map(|(block, of)| {
                    let bindings: Vec<Binding> =
                        keys.iter().map(|key| binding(block, of, *key)).collect();
                    let early = strategy == PartitionStrategy::Range
                        && keys.first().is_some_and(|key| stops_early(block, of, *key));
                    reach(&bindings, strategy, early)
                })
                .fold(None, |worst: Option<Reach>, reach| {
                    Some(worst.map_or(
                        reach,
                        |worst| if rank(reach) > rank(worst) { reach } else { worst },
                    ))
                });
        let inserts = studied
            .access
            .writes
            .iter()
            .any(|write| write.table == table && matches!(write.kind, WriteKind::Insert(_)));
        let reach = match worst {
            Some(reach) => reach,
            // A new row goes to its own partition.
            None if inserts => Reach::One,
            None => continue,
        };
        found.push(Touch {
            query: studied.query.name.clone(),
            rate: studied.weight,
            reach,
            only_adds: worst.is_none(),
            span: studied.query.name_span,
        });
    }
    found
}

fn rank(reach: Reach) -> usize {
    match reach {
        Reach::One => 0,
        Reach::Some => 1,
        Reach::UntilEnough => 2,
        Reach::All => 3,
    }
}

fn reach(bindings: &[Binding], strategy: PartitionStrategy, early: bool) -> Reach {
    let reach = match strategy {
        // The first key decides; a hash needs all of them.
        PartitionStrategy::Range => bindings.first().map_or(Reach::All, |first| match first {
            Binding::Point => Reach::One,
            Binding::Few(_) | Binding::Range => Reach::Some,
            Binding::Open => Reach::All,
        }),
        PartitionStrategy::List => bindings.first().map_or(Reach::All, |first| match first {
            Binding::Point => Reach::One,
            Binding::Few(_) => Reach::Some,
            Binding::Range | Binding::Open => Reach::All,
        }),
        PartitionStrategy::Hash | PartitionStrategy::Key => {
            if bindings.is_empty() || !bindings.iter().all(|binding| binding.prunes(false)) {
                Reach::All
            } else if bindings.iter().all(|binding| *binding == Binding::Point) {
                Reach::One
            } else {
                Reach::Some
            }
        }
    };
    if reach == Reach::All && early { Reach::UntilEnough } else { reach }
}

/// The part of the rate that does not touch every partition. What only adds rows speaks for no key: any would do.
pub fn share(touches: &[Touch]) -> f64 {
    let sum = |which: &dyn Fn(&Touch) -> bool| {
        let asking = touches.iter().filter(|touch| !touch.only_adds && which(touch));
        asking.fold(0.0, |sum, touch| sum + touch.rate)
    };
    let all = sum(&|_| true);
    if all <= 0.0 {
        return 1.0;
    }
    1.0 - sum(&|touch| touch.reach == Reach::All) / all
}

/// Columns by which rows come and go, those that most of the rate names first.
pub fn by_time(study: &Study<'_>, table: usize) -> Vec<(ColumnId, Vec<Touch>)> {
    let own = study.catalog.table(table);
    let in_key = |name: &str| {
        own.primary_key.as_ref().is_some_and(|key| key.columns.iter().any(|column| column == name))
    };
    let mut found: Vec<(ColumnId, Vec<Touch>)> = own
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| !column.nullable && is_time(column, study.input.schema))
        .map(|(place, _)| (place, touches(study, table, &[place], PartitionStrategy::Range)))
        .collect();
    // A key that is there already costs nothing; what is changed later moves rows between partitions.
    found.sort_by(|a, b| {
        let rank = |(place, touches): &(ColumnId, Vec<Touch>)| {
            let name = &own.columns[*place].name;
            (share(touches), in_key(name), !is_updated(study, table, *place))
        };
        let (one, other) = (rank(a), rank(b));
        other
            .0
            .total_cmp(&one.0)
            .then(other.1.cmp(&one.1))
            .then(other.2.cmp(&one.2))
            .then(a.0.cmp(&b.0))
    });
    found
}

/// Whether a declared query sets the column of rows that are there.
pub fn is_updated(study: &Study<'_>, table: usize, column: ColumnId) -> bool {
    study.queries.iter().flat_map(|studied| &studied.access.writes).any(|write| {
        write.table == table
            && matches!(&write.kind, WriteKind::Update(columns) if columns.contains(&column))
    })
}
