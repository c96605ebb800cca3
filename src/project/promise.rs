//! Advice as part of a plan: its findings, and what a proof is to show.

use super::Loaded;
use super::check::CheckedTarget;
use crate::advise::catalog::Catalog;
use crate::advise::statistics::Costs;
use crate::advise::{Advice, Bounds, Input, Study, findings};
use crate::diagnostics::Diagnostic;
use crate::emit;
use crate::growth::shards::SettledRoute;
use crate::growth::{self, Prediction};
use crate::schema::Schema;
use crate::template::TemplateError;
use crate::verify::Promise;

/// What is advised for one target. Nothing where nobody says how many rows there are: then advice is
/// a guess, which `advise` makes when it is asked.
pub(super) fn promise(
    loaded: &Loaded,
    target: &CheckedTarget<'_>,
) -> Result<(Promise, Vec<Diagnostic>), TemplateError> {
    let declared = loaded.design.entities.values().any(|entity| entity.statistics.rows.is_some());
    if !declared || target.physical.queries.is_empty() || target.illegal {
        return Ok((Promise::default(), Vec::new()));
    }
    let schema = &target.physical.schema;
    let costs = loaded.costs(target.dialect);
    let catalog = Catalog::new(schema);
    let mut study = study(loaded, target, &costs, &catalog);
    let outcome = study.choose(None);
    let advice = Advice::of(&study, &outcome);
    let indexes = advice.added.iter().map(|added| (&added.table, &added.index));
    let statements = emit::create_indexes(schema, target.dialect, indexes)?;
    let before = study.believed(&[]);
    let after = study.believed(&advice.added);
    let found = findings::findings(&advice);
    Ok((Promise { advice, statements, before, after, costs }, found))
}

/// Which partitions the queries are to read.
pub(super) fn predictions(loaded: &Loaded, target: &CheckedTarget<'_>) -> Vec<Prediction> {
    let partitioned =
        target.physical.schema.tables.iter().any(|table| table.partitioning.is_some());
    if !partitioned || target.physical.queries.is_empty() || target.illegal {
        return Vec::new();
    }
    predictions_of(loaded, target, &target.physical.schema)
}

/// The same of another schema than the target's: what one of its servers holds.
pub(super) fn predictions_of(
    loaded: &Loaded,
    target: &CheckedTarget<'_>,
    schema: &Schema,
) -> Vec<Prediction> {
    let costs = loaded.costs(target.dialect);
    let catalog = Catalog::new(schema);
    let mut study = study(loaded, target, &costs, &catalog);
    study.input.schema = schema;
    growth::predictions(&study)
}

/// How many shards the queries ask.
pub(super) fn settled_routes(loaded: &Loaded, target: &CheckedTarget<'_>) -> Vec<SettledRoute> {
    let costs = loaded.costs(target.dialect);
    let catalog = Catalog::new(&target.physical.schema);
    growth::shards::settled_routes(&study(loaded, target, &costs, &catalog))
}

fn study<'s>(
    loaded: &'s Loaded,
    target: &'s CheckedTarget<'_>,
    costs: &'s Costs,
    catalog: &'s Catalog<'s>,
) -> Study<'s> {
    let input = Input {
        design: &loaded.design,
        schema: &target.physical.schema,
        dialect: target.dialect,
        queries: &target.physical.queries,
        measured: &[],
        costs,
        bounds: Bounds::default(),
        thorough: false,
    };
    Study::new(input, catalog)
}
