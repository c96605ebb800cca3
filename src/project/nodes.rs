//! Proofs of a target that is several servers: each is started, and one joins the others.

use super::Loaded;
use super::check::CheckedTarget;
use super::promise::{predictions_of, settled_routes};
use super::prove::{ProveError, Proved, Proving, Wanted, first_line};
use crate::emit::{self, Reach};
use crate::engine::{self, Engine, EngineSpec};
use crate::growth::shards::Class;
use crate::schema::{Placement, QualifiedName, Schema};
use crate::verify::{self, NodesClaim, Proof, Route};

/// More servers than this nobody wants on one machine.
const MOST: u32 = 8;

impl Proved {
    /// Starts as many servers as the design has shards, and one more.
    pub(super) fn nodes(
        &mut self,
        loaded: &Loaded,
        target: &CheckedTarget<'_>,
        proving: &Proving,
    ) -> Result<(), ProveError> {
        let (name, dialect) = (target.dialect.name(), target.dialect);
        let whole = &target.physical.schema;
        let (shards, each) = emit::shard_counts(whole);
        let alone = std::slice::from_ref(proving);
        if !(1..=MOST).contains(&shards) {
            let why = match shards {
                0 => "the design spreads no table; say `shard by`".to_owned(),
                _ => {
                    format!("{shards} shards are more than the {MOST} that are started for a proof")
                }
            };
            self.skip(name, alone, &why);
            return Ok(());
        }
        let mut engines: Vec<Box<dyn Engine + '_>> = Vec::new();
        let mut reached: Vec<Reach> = Vec::new();
        for number in 0..=shards {
            let opened = match engine::open(&proving.engine, &loaded.dialects) {
                Ok(engine) => engine,
                Err(error) if proving.wanted == Wanted::ByDefault => {
                    self.skip(name, alone, &first_line(&error));
                    return Ok(());
                }
                Err(error) => return Err(error.into()),
            };
            let info = opened.info();
            if info.version < dialect.version {
                let why = format!(
                    "the design asks for {} {} or newer, and this is {}",
                    dialect.title(),
                    dialect.version,
                    info.label
                );
                self.skip(name, alone, &why);
                return Ok(());
            }
            if let (true, Some(reach)) = (number < shards, opened.reach()) {
                reached.push(reach);
            }
            engines.push(opened);
        }
        let nodes = emit::nodes(whole, dialect, Some(&reached))?;
        let seen = emit::seen_by_planner(whole, dialect);
        let predictions = predictions_of(loaded, target, &seen);
        let routes = settled_routes(loaded, target)
            .into_iter()
            .filter(|route| !route.adds)
            .filter_map(|route| {
                let mut heads: Vec<&QualifiedName> =
                    route.tables.iter().filter_map(|table| head(whole, table)).collect();
                heads.dedup();
                // Keys of different groups lead to different shards.
                let [head] = heads.as_slice() else { return None };
                let total = *each.get(*head)? as usize;
                let mut values = std::collections::BTreeMap::new();
                for known in predictions.iter().filter(|known| known.query == route.query) {
                    values.extend(known.values.clone());
                }
                let query =
                    target.physical.queries.iter().find(|query| query.name == route.query)?;
                let shards = match route.class {
                    // Without a value the key is nothing, which lies nowhere.
                    Class::Single if !values.is_empty() || query.parameters.is_empty() => 1,
                    Class::Scatter => total,
                    _ => return None,
                };
                Some(Route { query: route.query, tables: route.tables, shards, total, values })
            })
            .collect::<Vec<Route>>();
        let claim = NodesClaim {
            design: &loaded.design,
            physical: &target.physical,
            dialect,
            nodes: &nodes,
            seen: &seen,
            predictions: &predictions,
            routes: &routes,
        };
        let report = verify::verify_nodes(&mut engines, &claim)?;
        // The coordinator first: it holds connections to the others.
        while let Some(engine) = engines.pop() {
            engine.close()?;
        }
        let named = |proof: Proof| Proof { dialect: name.to_owned(), ..proof };
        self.proofs.extend(report.proofs.into_iter().map(named));
        self.findings.extend(report.findings);
        Ok(())
    }
}

/// The table that a spread table lies beside, or itself.
fn head<'s>(schema: &'s Schema, table: &QualifiedName) -> Option<&'s QualifiedName> {
    let found = schema.table(table)?;
    match &found.placement {
        Some(Placement::Distributed { beside, .. }) => Some(beside.as_ref().unwrap_or(&found.name)),
        _ => None,
    }
}

/// Whether an engine can be started as often as there are nodes.
pub(super) fn starts(engine: &EngineSpec) -> bool {
    matches!(engine, EngineSpec::Local { .. })
}
