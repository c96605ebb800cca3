//! What is known of the rows, and what is taken for granted where nothing is.
//!
//! Figures come from the design (`rows`, `grows`, `distinct`), from a server that was asked, and
//! from the shape of the schema: a key has as many values as rows, a reference no more than what it
//! refers to, an enum as many as it has names. The rest are the defaults of `docs/index-advice.md`.

use indexmap::IndexMap;

use super::access::ColumnId;
use crate::design::{Design, IntervalUnit};
use crate::schema::{Column, DataType, IndexTarget, QualifiedName, Schema, Table};

/// Rows of a table of which nothing is said: large enough that a missing index is felt.
pub const USUAL_ROWS: f64 = 100_000.0;
/// Rows of a `reference table` of which nothing is said.
const REFERENCE_ROWS: f64 = 1_000.0;

/// Figures of every table, by its place in the schema.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statistics {
    pub tables: Vec<TableFigures>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TableFigures {
    pub rows: f64,
    /// Rows added a second.
    pub grows: f64,
    /// Of the rows alone.
    pub bytes: f64,
    /// The part of the pages on which every row is visible to everyone.
    pub visible: f64,
    pub columns: Vec<ColumnFigures>,
    /// Distinct values of several columns together.
    pub groups: Vec<(Vec<ColumnId>, f64)>,
    /// Leaf partitions; one for a table that is not split.
    pub partitions: f64,
    pub partitioned_by: Vec<ColumnId>,
    /// Whether the number of rows was said or measured.
    pub known: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct ColumnFigures {
    pub distinct: f64,
    /// The part of the rows in which it is null.
    pub nulls: f64,
    pub width: f64,
    /// How far the order of the values is that of the rows, from -1 to 1.
    pub correlation: f64,
    /// The commonest values, with the part of the rows that has each.
    pub common: Vec<(String, f64)>,
    /// Bounds of equally many rows each.
    pub histogram: Vec<String>,
    /// Whether `distinct` was said or measured.
    pub known: bool,
}

/// What a server was asked for one table.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuredTable {
    pub name: QualifiedName,
    pub rows: f64,
    pub bytes: f64,
    pub visible: f64,
    pub columns: IndexMap<String, ColumnFigures>,
}

impl Statistics {
    pub fn of(schema: &Schema, design: &Design, measured: &[MeasuredTable]) -> Statistics {
        let rows: Vec<(f64, bool)> =
            schema.tables.iter().map(|table| declared_rows(table, design, measured)).collect();
        let tables = schema
            .tables
            .iter()
            .zip(&rows)
            .map(|(table, (count, known))| {
                let mut figures = table_figures(table, schema, design, *count, &rows);
                figures.known = *known;
                if let Some(found) = measured.iter().find(|found| same(&found.name, &table.name)) {
                    figures.measure(table, found);
                }
                figures
            })
            .collect();
        Statistics { tables }
    }
}

fn same(measured: &QualifiedName, own: &QualifiedName) -> bool {
    measured == own || own.namespace.is_none() && measured.name == own.name
}

fn declared_rows(table: &Table, design: &Design, measured: &[MeasuredTable]) -> (f64, bool) {
    if let Some(found) = measured.iter().find(|found| same(&found.name, &table.name)) {
        return (found.rows.max(1.0), true);
    }
    let facts = design.entities.get(&table.name);
    match facts.and_then(|facts| facts.statistics.rows.as_ref()) {
        Some(rows) => (rows.value.max(1.0), true),
        None if facts.is_some_and(|facts| facts.reference_table.is_some()) => {
            (REFERENCE_ROWS, false)
        }
        None => (USUAL_ROWS, false),
    }
}

fn table_figures(
    table: &Table,
    schema: &Schema,
    design: &Design,
    rows: f64,
    all: &[(f64, bool)],
) -> TableFigures {
    let facts = design.entities.get(&table.name);
    let mut columns: Vec<ColumnFigures> =
        table.columns.iter().map(|column| column_figures(column, schema, rows)).collect();
    let place = |name: &str| table.columns.iter().position(|column| column.name == name);
    for key in &table.foreign_keys {
        let parent = schema.tables.iter().position(|parent| parent.name == key.references);
        if let ([own], Some(parent)) = (key.columns.as_slice(), parent)
            && let Some(own) = place(own)
        {
            columns[own].distinct = rows.min(all[parent].0);
        }
    }
    let keys = table
        .primary_key
        .iter()
        .map(|key| &key.columns)
        .chain(table.uniques.iter().map(|unique| &unique.columns));
    for key in keys {
        if let [only] = key.as_slice()
            && let Some(only) = place(only)
        {
            columns[only].distinct = rows;
        }
    }
    if let Some(first) = table.primary_key.as_ref().and_then(|key| place(key.columns.first()?)) {
        let numbered = matches!(
            table.columns[first].data_type,
            DataType::SmallInt | DataType::Int | DataType::BigInt
        );
        columns[first].correlation = if numbered { 1.0 } else { columns[first].correlation };
    }
    let mut groups = Vec::new();
    let statistics = facts.map(|facts| &facts.statistics);
    for (names, count) in statistics.iter().flat_map(|statistics| &statistics.distinct) {
        let places: Option<Vec<ColumnId>> = names.iter().map(|name| place(name)).collect();
        let count = count.value.clamp(1.0, rows.max(1.0));
        match places.as_deref() {
            Some([only]) => {
                columns[*only].distinct = count;
                columns[*only].known = true;
            }
            Some(several) => groups.push((several.to_vec(), count)),
            None => {}
        }
    }
    for column in &mut columns {
        column.distinct = column.distinct.clamp(1.0, rows.max(1.0));
    }
    let width: f64 = columns.iter().map(|column| column.width).sum();
    let grows = statistics.and_then(|statistics| statistics.grows.as_ref());
    let (partitions, partitioned_by) = partitions(table);
    TableFigures {
        rows,
        grows: grows.map_or(0.0, |grows| grows.value.rows / seconds(grows.value.per)),
        bytes: rows * (28.0 + align(width)) * 1.02,
        visible: 0.97,
        columns,
        groups,
        partitions,
        partitioned_by,
        known: false,
    }
}

fn partitions(table: &Table) -> (f64, Vec<ColumnId>) {
    let Some(partitioning) = &table.partitioning else { return (1.0, Vec::new()) };
    let below = |partition: &crate::schema::Partition| {
        partition.partitioning.as_ref().map_or(1, |inner| inner.partitions.len().max(1))
    };
    let count: usize = partitioning.partitions.iter().map(below).sum();
    let keys = partitioning.keys.iter().filter_map(|key| match &key.target {
        IndexTarget::Column(name) => table.columns.iter().position(|column| column.name == *name),
        IndexTarget::Expression(_) => None,
    });
    (count.max(1) as f64, keys.collect())
}

impl TableFigures {
    fn measure(&mut self, table: &Table, found: &MeasuredTable) {
        self.rows = found.rows.max(1.0);
        if found.bytes > 0.0 {
            self.bytes = found.bytes;
        }
        self.visible = found.visible;
        for (column, figures) in table.columns.iter().zip(&mut self.columns) {
            if let Some(measured) = found.columns.get(&column.name) {
                *figures = measured.clone();
            }
        }
    }

    pub fn pages(&self, page_bytes: f64) -> f64 {
        (self.bytes / page_bytes).ceil().max(1.0)
    }

    /// Distinct values of several columns together: said, or as if they had nothing to do with each
    /// other.
    pub fn distinct(&self, columns: &[ColumnId]) -> f64 {
        let mut sorted = columns.to_vec();
        sorted.sort_unstable();
        let said = self.groups.iter().find(|(members, _)| {
            let mut members = members.clone();
            members.sort_unstable();
            members == sorted
        });
        if let Some((_, count)) = said {
            return *count;
        }
        let product: f64 = columns
            .iter()
            .map(|column| self.columns.get(*column).map_or(1.0, |column| column.distinct))
            .product();
        product.clamp(1.0, self.rows.max(1.0))
    }
}

fn column_figures(column: &Column, schema: &Schema, rows: f64) -> ColumnFigures {
    let (width, distinct) = by_type(&column.data_type, schema, rows);
    let default = column.default.as_ref().map(|default| default.text().to_lowercase());
    let default = default.unwrap_or_default();
    // Values made when the row comes lie in the order of the rows.
    let appended = column.identity.is_some()
        || ["now()", "current_timestamp", "uuid_v7", "uuidv7", "nextval("]
            .iter()
            .any(|word| default.contains(word));
    ColumnFigures {
        distinct: distinct.max(1.0),
        nulls: if column.nullable { 0.5 } else { 0.0 },
        width,
        correlation: if appended { 0.95 } else { 0.0 },
        common: Vec::new(),
        histogram: Vec::new(),
        known: false,
    }
}

/// Bytes of a value, and how many values there may be.
fn by_type(data_type: &DataType, schema: &Schema, rows: f64) -> (f64, f64) {
    let tenth = rows / 10.0;
    match data_type {
        DataType::Boolean => (1.0, 2.0),
        DataType::SmallInt => (2.0, 100.0),
        DataType::Int => (4.0, tenth),
        DataType::BigInt => (8.0, tenth),
        DataType::Real => (4.0, tenth),
        DataType::Double => (8.0, tenth),
        DataType::Decimal { .. } => (8.0, tenth),
        DataType::Date => (4.0, rows.min(2_500.0)),
        DataType::Time { .. } => (8.0, rows.min(86_400.0)),
        DataType::Timestamp { .. } | DataType::TimestampTz { .. } => (8.0, rows),
        DataType::Interval => (16.0, tenth),
        DataType::Uuid => (16.0, rows),
        DataType::Char { length } => {
            let distinct = if *length <= 3 { 50.0 } else { tenth };
            (f64::from(*length) + 1.0, distinct)
        }
        DataType::Varchar { length: Some(length) } => {
            let length = f64::from(*length);
            (if length <= 24.0 { length * 0.8 } else { (16.0 + length / 8.0).min(64.0) }, tenth)
        }
        DataType::Text | DataType::Varchar { length: None } => (48.0, tenth),
        DataType::Bytes => (100.0, rows),
        DataType::Json => (200.0, rows),
        DataType::Array { .. } => (60.0, tenth),
        DataType::Named { name } => {
            if let Some(found) = schema.enums.iter().find(|item| item.name == *name) {
                return (4.0, found.values.len().max(1) as f64);
            }
            match schema.domains.iter().find(|domain| domain.name == *name) {
                Some(domain) if !matches!(domain.data_type, DataType::Named { .. }) => {
                    by_type(&domain.data_type, schema, rows)
                }
                _ => (16.0, tenth),
            }
        }
        DataType::Native { sql } if sql.to_lowercase().starts_with("enum") => {
            (2.0, sql.matches(',').count() as f64 + 1.0)
        }
        DataType::Native { .. } => (16.0, tenth),
    }
}

pub(super) fn align(width: f64) -> f64 {
    (width / 8.0).ceil() * 8.0
}

fn seconds(unit: IntervalUnit) -> f64 {
    match unit {
        IntervalUnit::Hour => 3_600.0,
        IntervalUnit::Day => 86_400.0,
        IntervalUnit::Week => 604_800.0,
        IntervalUnit::Month => 2_629_746.0,
        IntervalUnit::Quarter => 7_889_238.0,
        IntervalUnit::Year => 31_556_952.0,
    }
}
