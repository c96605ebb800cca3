//! What a running database is asked before its tables are changed.

use std::collections::BTreeSet;

use super::former::Orphans;
use super::read::{ReadError, World};
use crate::dialect::Dialect;
use crate::engine::{DatabaseUrl, Inquiry};
use crate::hazard::classify;
use crate::plan::{Size, Sizes, Step};
use crate::schema::{QualifiedName, Schema};
use crate::transition::{Needed, Transition, Why};

pub(super) struct Facts<'f> {
    inquiry: Inquiry<'f>,
    dialect: Dialect<'f>,
}

impl<'f> Facts<'f> {
    pub fn open(
        url: &DatabaseUrl,
        world: &'f World,
        dialect: Dialect<'f>,
    ) -> Result<Facts<'f>, ReadError> {
        Ok(Facts { inquiry: Inquiry::open(url, &world.dialects, dialect)?, dialect })
    }

    /// Whether rows are there that ask for the value; so it is where that cannot be told.
    pub fn is_needed(&mut self, needed: &Needed) -> bool {
        let Needed { table, column, why } = needed;
        let found = match why {
            Why::BecomesRequired => self.inquiry.any_with(table, column, None),
            Why::ComesRequired => self.inquiry.any(table, None),
            Why::CarriedInPart(carried) => {
                let value = carried.expression(&self.dialect.quote(&table.name), self.dialect);
                self.inquiry.any(table, Some(&format!("{value} is null")))
            }
            Why::Goes { value, .. } => self.inquiry.any_with(table, column, Some(value)),
        };
        found.unwrap_or(true)
    }

    /// Whether rows are there of which nobody takes anything; so it is where that cannot be told.
    pub fn has_orphans(&mut self, orphans: &Orphans) -> bool {
        let condition = orphans.condition(self.dialect);
        self.inquiry.any(&orphans.table, Some(&condition)).unwrap_or(true)
    }

    /// Of every table that was there and that a step is about.
    pub fn sizes(&mut self, there: &Transition, steps: &[Step], before: &Schema) -> Sizes {
        let mut touched: BTreeSet<QualifiedName> = BTreeSet::new();
        for step in steps {
            let actions = classify(&step.sql, self.dialect, Some(before)).actions;
            touched.extend(actions.into_iter().map(|action| action.relation));
            touched.insert(step.statement.object.object.clone());
        }
        touched.extend(there.columns_gone.iter().map(|key| key.object.clone()));
        let known: BTreeSet<&QualifiedName> =
            before.tables.iter().map(|table| &table.name).collect();
        let tables: Vec<&QualifiedName> =
            touched.iter().filter(|table| known.contains(table)).collect();
        let mut sizes = Sizes::default();
        let found = self.inquiry.sizes(&tables).into_iter().zip(self.inquiry.filled(&tables));
        for (table, ((rows, bytes), has_rows)) in tables.into_iter().zip(found) {
            if has_rows == Some(false) {
                sizes.empty.insert(table.clone());
            }
            // An estimate of none where there is one is no estimate.
            let rows = rows.filter(|rows| *rows > 0 || has_rows == Some(false));
            sizes.tables.insert(table.clone(), Size { rows, bytes });
        }
        sizes
    }
}
