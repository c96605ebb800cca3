//! Which indexes could serve a query, by rule.
//!
//! For each table a query uses: what it fixes (equality), what it joins by, what it bounds (range),
//! what it orders and groups by, and what it reads at all. A key is made of these in the orders that
//! a tree can use; to each key belong a covering form, and a partial one where the query says the
//! same literals every time. `docs/index-advice.md` lists the rules.
//!
//! Nothing is judged here, but what repeats a key or an index that is there is never proposed.

mod gather;
mod keys;
mod merge;
mod variants;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::access::{Access, ColumnId, Relation, Target, Test};
use super::catalog::Catalog;
use super::shape::{Method, Origin, Shape};
use super::statistics::Statistics;
use crate::dialect::{Capability, Dialect};

pub use merge::merged;

/// Tables below this many rows fit on a few pages: no index of theirs is worth its keep.
const FEWEST_ROWS: f64 = 300.0;

/// What the server can do with an index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Abilities {
    pub include: bool,
    pub partial: bool,
    pub expressions: bool,
    pub descending: bool,
    pub classes: bool,
    pub clustered: bool,
    pub inverted: bool,
    pub ranges: bool,
    pub fulltext: bool,
    pub most_columns: usize,
    pub most_bytes: f64,
}

impl Abilities {
    pub fn of(dialect: Dialect<'_>) -> Abilities {
        let limits = dialect.limits();
        Abilities {
            include: dialect.has(Capability::CoveringIndexes),
            partial: dialect.has(Capability::PartialIndexes),
            expressions: dialect.has(Capability::ExpressionIndexes),
            descending: dialect.has(Capability::DescendingIndexes),
            classes: dialect.has(Capability::OperatorClasses),
            clustered: dialect.has(Capability::ClusteredPrimaryKey),
            inverted: dialect.has_index_method("gin"),
            ranges: dialect.has_index_method("brin"),
            fulltext: dialect.has(Capability::FulltextIndexes),
            most_columns: (limits.index_columns as usize).min(16),
            most_bytes: limits.index_bytes.map_or(2_700.0, f64::from),
        }
    }
}

/// How often a column is tested for equality, over all queries: what many share comes first.
pub(super) type Shared = HashMap<(usize, ColumnId), usize>;

pub(super) struct Proposer<'a> {
    pub catalog: &'a Catalog<'a>,
    pub statistics: &'a Statistics,
    pub abilities: Abilities,
    pub shared: Shared,
    /// Literal conditions and how many queries have each.
    pub recurring: BTreeMap<(usize, String), usize>,
    /// Indexes that are there, by table.
    pub existing: &'a [Shape],
}

/// The proposals for each query, by their place in the list of all.
pub struct Proposals {
    pub shapes: Vec<Shape>,
    pub of_query: Vec<BTreeSet<usize>>,
}

pub fn propose(
    catalog: &Catalog<'_>,
    statistics: &Statistics,
    dialect: Dialect<'_>,
    existing: &[Shape],
    accesses: &[&Access],
    rows_read: &[Vec<f64>],
) -> Proposals {
    let proposer = Proposer {
        catalog,
        statistics,
        abilities: Abilities::of(dialect),
        shared: shared(accesses),
        recurring: recurring(accesses),
        existing,
    };
    let mut proposals = Proposals { shapes: Vec::new(), of_query: Vec::new() };
    let mut known: HashMap<String, usize> = HashMap::new();
    for (access, rows_read) in accesses.iter().zip(rows_read) {
        let mut own = BTreeSet::new();
        for (block, rows) in access.blocks.iter().zip(rows_read) {
            for of in 0..block.uses.len() {
                for shape in proposer.of_use(block, of, *rows) {
                    let name = format!("{:?}", shape.identity());
                    let place = *known.entry(name).or_insert_with(|| {
                        proposals.shapes.push(shape);
                        proposals.shapes.len() - 1
                    });
                    own.insert(place);
                }
            }
        }
        proposals.of_query.push(own);
    }
    proposals
}

fn shared(accesses: &[&Access]) -> Shared {
    let mut shared = Shared::new();
    for access in accesses {
        for block in &access.blocks {
            for (of, used) in block.uses.iter().enumerate() {
                let Relation::Table(table) = used.relation else { continue };
                let tested = used.tests.iter().filter_map(|tested| match tested {
                    super::access::Tested {
                        target: Target::Column(column),
                        test: Test::Equal(_) | Test::In(..),
                        ..
                    } => Some(*column),
                    _ => None,
                });
                let joined = block.edges_of(of).map(|(own, ..)| own);
                for column in tested.chain(joined).collect::<BTreeSet<_>>() {
                    *shared.entry((table, column)).or_default() += 1;
                }
            }
        }
    }
    shared
}

fn recurring(accesses: &[&Access]) -> BTreeMap<(usize, String), usize> {
    let mut recurring = BTreeMap::new();
    for access in accesses {
        let mut own = BTreeSet::new();
        for used in access.blocks.iter().flat_map(|block| &block.uses) {
            let Relation::Table(table) = used.relation else { continue };
            let texts = used.tests.iter().map(|tested| (table, super::shape::normal(&tested.text)));
            own.extend(texts);
        }
        for key in own {
            *recurring.entry(key).or_insert(0) += 1;
        }
    }
    recurring
}

/// Whether an index that is there does all that a proposal would.
pub(super) fn repeats(shape: &Shape, existing: &[Shape], clustered: bool) -> bool {
    existing.iter().filter(|other| other.table == shape.table).any(|other| {
        // Words and ranges have one index, whatever its kind.
        if shape.method != Method::Tree && other.method != Method::Tree {
            return other.key.first().map(|part| &part.target)
                == shape.key.first().map(|part| &part.target);
        }
        let whole = other.condition.is_empty() || other.condition == shape.condition;
        let prefix = other.key.len() >= shape.key.len()
            && other.key.iter().zip(&shape.key).all(|(a, b)| {
                a.target == b.target
                    && a.operator_class == b.operator_class
                    && (a.descending == b.descending || shape.key.len() == 1)
            });
        let clustered_key = clustered && other.origin == Origin::PrimaryKey;
        let covers = shape.include.iter().all(|column| clustered_key || other.holds(*column));
        whole && prefix && covers && other.method == shape.method && shape.method == Method::Tree
            || other.identity() == shape.identity()
    })
}
