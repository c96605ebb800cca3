use super::TableFigures;
use crate::advise::access::ColumnId;
use crate::schema::QualifiedName;

/// What a planner is to take a table for that has no rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Believed {
    pub name: QualifiedName,
    pub figures: TableFigures,
    /// Names of the columns, in the order of their figures.
    pub columns: Vec<String>,
    pub indexes: Vec<BelievedIndex>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct BelievedIndex {
    pub name: String,
    pub bytes: f64,
    pub rows: f64,
}

impl Believed {
    /// Distinct values of columns together. What is no column is an expression, of which each value is
    /// rare.
    pub fn distinct<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> f64 {
        let places: Option<Vec<ColumnId>> =
            names.into_iter().map(|name| self.columns.iter().position(|own| own == name)).collect();
        match places {
            Some(places) => self.figures.distinct(&places),
            None => (self.figures.rows / 5.0).max(1.0),
        }
    }
}
