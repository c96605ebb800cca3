use indexmap::IndexMap;

use super::{IntervalUnit, Spanned};

/// Declared figures about an entity's rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Statistics {
    pub rows: Option<Spanned<f64>>,
    pub grows: Option<Spanned<Growth>>,
    /// Distinct values of an attribute, or of several together.
    pub distinct: IndexMap<Vec<String>, Spanned<f64>>,
}

/// Rows added in a unit of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    pub rows: f64,
    pub per: IntervalUnit,
}
