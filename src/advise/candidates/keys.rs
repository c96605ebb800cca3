use super::gather::{Gathered, joined, shape};
use super::{FEWEST_ROWS, Proposer, repeats};
use crate::advise::access::{Block, Target, Test, UseId};
use crate::advise::shape::{KeyPart, Method, Shape};
use crate::schema::DataType;

impl Proposer<'_> {
    /// All proposals for one use of a table.
    pub(super) fn of_use(&self, block: &Block, of: UseId, rows: f64) -> Vec<Shape> {
        let Some(found) = self.gather(block, of, rows) else { return Vec::new() };
        if self.statistics.tables[found.table].rows < FEWEST_ROWS {
            return Vec::new();
        }
        let mut shapes = Vec::new();
        for key in self.trees(&found) {
            self.variants(&found, key, &mut shapes);
        }
        for arms in &block.uses[of].alternatives {
            for tested in arms.iter().filter_map(|arm| arm.first()) {
                if matches!(tested.test, Test::Equal(_) | Test::In(..) | Test::Range { .. }) {
                    let part = KeyPart {
                        target: tested.target.clone(),
                        descending: false,
                        operator_class: None,
                    };
                    shapes.extend(shape(found.table, vec![part]));
                }
            }
        }
        self.others(block, of, found.table, &mut shapes);
        shapes.retain(|shape| {
            shape.key.len() <= self.abilities.most_columns
                && self.fits(shape)
                && !repeats(shape, self.existing, self.abilities.clustered)
        });
        shapes
    }

    /// The keys a tree could have, each in the order in which it serves.
    fn trees(&self, found: &Gathered) -> Vec<Vec<KeyPart>> {
        let mut keys: Vec<Vec<KeyPart>> = Vec::new();
        let mut add = |lists: &[&[KeyPart]]| {
            let key = joined(lists);
            if !key.is_empty() && !keys.contains(&key) {
                keys.push(key);
            }
        };
        let (equal, among) = (found.equal.as_slice(), found.among.as_slice());
        add(&[equal]);
        add(&[equal, among]);
        for single in equal.iter().chain(among) {
            add(&[std::slice::from_ref(single)]);
        }
        add(&[equal, &found.order]);
        add(&[equal, among, &found.order]);
        add(&[equal, &found.group]);
        for range in &found.ranges {
            let range = std::slice::from_ref(range);
            add(&[range]);
            add(&[equal, range]);
            add(&[equal, among, range]);
            add(&[equal, &found.order, range]);
        }
        if let Some(extremum) = &found.extremum {
            add(&[equal, std::slice::from_ref(extremum)]);
        }
        if found.limited {
            add(&[&found.order]);
        }
        add(&[&found.group]);
        for join in &found.joins {
            for single in join {
                add(&[std::slice::from_ref(single)]);
            }
            add(&[join]);
            add(&[join, equal]);
            add(&[equal, join]);
            add(&[join, equal, among]);
            add(&[join, &found.order]);
            for range in &found.ranges {
                let range = std::slice::from_ref(range);
                add(&[join, range]);
                add(&[join, equal, range]);
                add(&[equal, range, join]);
            }
            for among in &found.among {
                add(&[std::slice::from_ref(among), join]);
            }
        }
        keys
    }

    fn fits(&self, shape: &Shape) -> bool {
        let table = self.catalog.table(shape.table);
        let longest = |target: &Target| match target {
            Target::Column(column) => longest(&table.columns[*column].data_type),
            Target::Expression(..) => 64.0,
        };
        let words = shape.method != Method::Tree;
        words
            || shape.key.iter().map(|part| longest(&part.target)).sum::<f64>()
                <= self.abilities.most_bytes
    }

    /// Inverted, fulltext and block range indexes.
    fn others(&self, block: &Block, of: UseId, table: usize, shapes: &mut Vec<Shape>) {
        let figures = &self.statistics.tables[table];
        let schema = self.catalog.table(table);
        for tested in &block.uses[of].tests {
            let class = match (&tested.test, &tested.target) {
                (Test::Infix(_), _) if self.abilities.inverted => Some("gin_trgm_ops"),
                (Test::Contains(operator), Target::Column(column)) if self.abilities.inverted => {
                    let json = matches!(schema.columns[*column].data_type, DataType::Json)
                        || matches!(&schema.columns[*column].data_type, DataType::Native { sql } if sql.eq_ignore_ascii_case("jsonb"));
                    match (json, operator.as_str()) {
                        (true, "@>") => Some("jsonb_path_ops"),
                        _ if is_range(&schema.columns[*column].data_type) => continue,
                        _ => None,
                    }
                }
                (Test::Fulltext, _) if self.abilities.inverted => None,
                (Test::Range { .. }, Target::Column(column)) => {
                    let own = &figures.columns[*column];
                    let appended = own.correlation > 0.9 && figures.rows >= 1_000_000.0;
                    if self.abilities.ranges && appended {
                        let mut shape = Shape::proposed(table, vec![KeyPart::column(*column)]);
                        shape.method = Method::Ranges;
                        shapes.push(shape);
                    }
                    continue;
                }
                (Test::Fulltext, Target::Column(column)) if self.abilities.fulltext => {
                    let mut shape = Shape::proposed(table, vec![KeyPart::column(*column)]);
                    shape.method = Method::Fulltext;
                    shapes.push(shape);
                    continue;
                }
                _ => continue,
            };
            let operator_class = class.map(str::to_owned);
            let part = KeyPart { target: tested.target.clone(), descending: false, operator_class };
            let mut shape = Shape::proposed(table, vec![part]);
            shape.method = Method::Inverted;
            shapes.push(shape);
        }
    }
}

fn is_range(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Native { sql } if sql.to_lowercase().ends_with("range"))
}

/// The bytes a value may take at most in a key.
fn longest(data_type: &DataType) -> f64 {
    match data_type {
        DataType::Varchar { length: Some(length) } | DataType::Char { length } => {
            f64::from(*length) * 4.0
        }
        DataType::Text | DataType::Varchar { length: None } => 1_000.0,
        DataType::Bytes | DataType::Json => 10_000.0,
        _ => 16.0,
    }
}
