//! What is known of the rows, and what is taken for granted where nothing is.
//!
//! Figures come from the design (`rows`, `grows`, `distinct`), from a server that was asked, and
//! from the shape of the schema: a key has as many values as rows, a reference no more than what it
//! refers to, an enum as many as it has names. The rest are the defaults of `docs/index-advice.md`.

mod believed;
mod costs;
mod usual;

use indexmap::IndexMap;

pub use believed::{Believed, BelievedIndex};
pub use costs::{Costs, Setting};

use super::access::ColumnId;
use crate::design::{Design, IntervalUnit};
use crate::schema::{DataType, IndexTarget, QualifiedName, Schema, Table};

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

/// What a server was asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measured {
    pub tables: Vec<MeasuredTable>,
    pub costs: Costs,
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
        let mut statistics = Statistics { tables };
        statistics.follow_references(schema);
        statistics.share_keys(schema);
        statistics
    }

    /// A reference of several columns has no more values than what it refers to, in each of them and
    /// in all together.
    fn follow_references(&mut self, schema: &Schema) {
        for (place, table) in schema.tables.iter().enumerate() {
            for key in table.foreign_keys.iter().filter(|key| key.columns.len() > 1) {
                let found = schema.tables.iter().position(|parent| parent.name == key.references);
                let Some(parent) = found else { continue };
                let own: Option<Vec<ColumnId>> =
                    key.columns.iter().map(|name| position(table, name)).collect();
                let Some(own) = own else { continue };
                for (column, name) in own.iter().zip(&key.referenced_columns) {
                    let Some(there) = position(&schema.tables[parent], name) else { continue };
                    let most = self.tables[parent].columns[there].distinct;
                    let column = &mut self.tables[place].columns[*column];
                    if !column.known {
                        column.distinct = column.distinct.min(most);
                    }
                }
                let most = self.tables[parent].rows.min(self.tables[place].rows);
                let groups = &mut self.tables[place].groups;
                if !groups.iter().any(|(members, _)| *members == own) {
                    groups.push((own, most));
                }
            }
        }
    }

    /// The last column of a key tells apart what the others leave together, and no more.
    fn share_keys(&mut self, schema: &Schema) {
        for (figures, table) in self.tables.iter_mut().zip(&schema.tables) {
            let Some((last, first)) =
                table.primary_key.as_ref().and_then(|key| key.columns.split_last())
            else {
                continue;
            };
            let referring = table.foreign_keys.iter().any(|key| key.columns.contains(last));
            let first: Option<Vec<ColumnId>> =
                first.iter().map(|name| position(table, name)).collect();
            if let (Some(first), Some(last), false) = (first, position(table, last), referring)
                && !first.is_empty()
                && !figures.columns[last].known
            {
                let apart = (figures.rows / figures.distinct(&first)).max(2.0);
                let column = &mut figures.columns[last];
                column.distinct = column.distinct.min(apart * 2.0);
            }
        }
    }
}

fn position(table: &Table, name: &str) -> Option<ColumnId> {
    table.columns.iter().position(|column| column.name == name)
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
        table.columns.iter().map(|column| usual::usual(column, schema, rows)).collect();
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
