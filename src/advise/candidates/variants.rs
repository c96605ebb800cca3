use super::Proposer;
use super::gather::Gathered;
use crate::advise::access::{ColumnId, Target};
use crate::advise::shape::{Fact, KeyPart, Shape};

/// Columns an index may carry beside its key.
const MOST_CARRIED: usize = 7;
/// Bytes they may take together.
const MOST_CARRIED_BYTES: f64 = 80.0;
/// Rows an execution must read for a covering index to be worth its writes: below, a visit to the
/// table for each of them is no matter.
const FEWEST_READ: f64 = 20.0;
/// The part of a row beyond which an index is a second copy of the table.
const MOST_OF_ROW: f64 = 0.6;

impl Proposer<'_> {
    /// A key as it is, covering, and partial.
    pub(super) fn variants(&self, found: &Gathered, key: Vec<KeyPart>, shapes: &mut Vec<Shape>) {
        let plain = Shape::proposed(found.table, key);
        self.covering(found, &plain, shapes);
        if self.abilities.partial && !found.facts.is_empty() {
            self.partial(found, &plain, &found.facts, shapes);
            if found.facts.len() > 1 {
                for fact in &found.facts {
                    self.partial(found, &plain, std::slice::from_ref(fact), shapes);
                }
            }
        }
        shapes.push(plain);
    }

    /// The rows that the query says it wants every time, and no column for that.
    fn partial(&self, found: &Gathered, plain: &Shape, facts: &[Fact], shapes: &mut Vec<Shape>) {
        let said = |part: &KeyPart| match &part.target {
            Target::Column(column) => facts.iter().any(|fact| fact.column == Some(*column)),
            Target::Expression(..) => false,
        };
        let key: Vec<KeyPart> = plain.key.iter().filter(|part| !said(part)).cloned().collect();
        if key.is_empty() {
            return;
        }
        let shape = Shape { key, condition: facts.to_vec(), ..plain.clone() };
        self.covering(found, &shape, shapes);
        shapes.push(shape);
    }

    fn covering(&self, found: &Gathered, shape: &Shape, shapes: &mut Vec<Shape>) {
        let figures = &self.statistics.tables[found.table];
        let said =
            |column: ColumnId| shape.condition.iter().any(|fact| fact.column == Some(column));
        let rest: Vec<ColumnId> = found
            .needed
            .iter()
            .copied()
            .filter(|column| {
                !shape.holds(*column) && !said(*column) && !self.rides(found.table, *column)
            })
            .collect();
        let bytes: f64 = rest.iter().map(|column| figures.columns[*column].width).sum();
        let row: f64 = figures.columns.iter().map(|column| column.width).sum();
        let own: f64 =
            shape.key_columns().iter().map(|column| figures.columns[*column].width).sum();
        let small = rest.len() <= MOST_CARRIED
            && bytes <= MOST_CARRIED_BYTES
            && bytes + own <= row * MOST_OF_ROW;
        if rest.is_empty()
            || found.rows < FEWEST_READ
            || !small
            || rest.len() >= figures.columns.len()
        {
            return;
        }
        if self.abilities.include {
            shapes.push(Shape { include: rest, ..shape.clone() });
        } else {
            let mut wide = shape.clone();
            wide.key.extend(rest.into_iter().map(KeyPart::column));
            shapes.push(wide);
        }
    }

    /// Whether every index has the column anyway: the clustered key rides in all of them.
    fn rides(&self, table: usize, column: ColumnId) -> bool {
        let name = &self.catalog.table(table).columns[column].name;
        self.abilities.clustered
            && self
                .catalog
                .table(table)
                .primary_key
                .as_ref()
                .is_some_and(|key| key.columns.contains(name))
    }
}
