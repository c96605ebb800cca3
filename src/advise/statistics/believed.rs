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
    /// Distinct values of columns together; columns that are not known count as one value.
    pub fn distinct<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> f64 {
        let places: Vec<ColumnId> = names
            .into_iter()
            .filter_map(|name| self.columns.iter().position(|own| own == name))
            .collect();
        if places.is_empty() { 1.0 } else { self.figures.distinct(&places) }
    }
}
