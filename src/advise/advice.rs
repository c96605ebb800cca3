//! The outcome in the design's own names: what to add, what to take away, and the reasons.

use std::collections::BTreeSet;

use serde::Serialize;

use super::access::{Block, Relation, Target, Test, Use, UseId};
use super::shape::{Method, Origin, Shape};
use super::study::{Outcome, Study};
use crate::dialect::Capability;
use crate::schema::{Index, IndexTarget, QualifiedName, SortOrder, Table};
use crate::text::Span;

/// Everything that is advised.
#[derive(Debug, Clone, Default)]
pub struct Advice {
    /// Best first: any beginning of the list is good advice by itself.
    pub added: Vec<Added>,
    pub removed: Vec<Removed>,
    pub queries: Vec<QueryCost>,
}

#[derive(Debug, Clone)]
pub struct Added {
    pub table: QualifiedName,
    /// With a name that is free.
    pub index: Index,
    pub bytes: f64,
    /// Cost saved a second, in pages read in sequence, upkeep not counted.
    pub benefit: f64,
    /// Entries written a second, and what they cost.
    pub writes: f64,
    pub upkeep: f64,
    pub reasons: Vec<Reason>,
    pub others: Vec<Other>,
    /// An existing index whose work it does too.
    pub replaces: Vec<String>,
    pub notes: Vec<String>,
}

/// A query that an index serves.
#[derive(Debug, Clone)]
pub struct Reason {
    pub query: String,
    pub query_span: Span,
    pub rate: f64,
    /// Cost of one execution without and with this index, all others in place.
    pub without: f64,
    pub with: f64,
    pub roles: Vec<Role>,
}

/// What a column of an index does for a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    pub column: String,
    pub kind: RoleKind,
    pub span: Option<Span>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleKind {
    Equality,
    Range,
    Join,
    Order,
    Group,
    Search,
    Condition,
    Covering,
}

/// A proposal that was not taken, and what the workload would cost more with it instead.
#[derive(Debug, Clone)]
pub struct Other {
    pub index: Index,
    /// A part of the cost of the queries that the taken one serves.
    pub dearer: f64,
    pub bytes: f64,
}

#[derive(Debug, Clone)]
pub struct Removed {
    pub table: QualifiedName,
    pub name: String,
    pub index: Index,
    pub why: Why,
    pub bytes: f64,
    pub span: Option<Span>,
}

/// Why an index need not be there.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    /// Its key is the beginning of another one's.
    Within(String),
    /// It is the same as another one.
    Same(String),
    /// A proposed one does its work too.
    Replaced(String),
    /// No query that was given uses it.
    Unused,
}

#[derive(Debug, Clone)]
pub struct QueryCost {
    pub name: String,
    pub span: Span,
    pub rate: f64,
    pub before: f64,
    pub after: f64,
}

impl Advice {
    pub fn of(study: &Study<'_>, outcome: &Outcome) -> Advice {
        let mut advice = Advice::default();
        for (studied, (before, after)) in study.queries.iter().zip(&outcome.costs) {
            advice.queries.push(QueryCost {
                name: studied.query.name.clone(),
                span: studied.query.name_span,
                rate: studied.weight,
                before: *before,
                after: *after,
            });
        }
        let mut names: BTreeSet<String> = taken_names(study);
        for (rank, place) in outcome.chosen.iter().enumerate() {
            advice.added.push(added(study, outcome, rank, *place, &mut names));
        }
        removals(study, outcome, &mut advice);
        advice
    }

    /// The cost of all queries a second: before, after.
    pub fn totals(&self) -> (f64, f64) {
        let sum = |cost: fn(&QueryCost) -> f64| {
            self.queries.iter().map(|query| query.rate * cost(query)).sum()
        };
        (sum(|query| query.before), sum(|query| query.after))
    }

    pub fn bytes(&self) -> f64 {
        self.added.iter().map(|added| added.bytes).sum()
    }
}

fn taken_names(study: &Study<'_>) -> BTreeSet<String> {
    let tables = study.input.schema.tables.iter();
    tables
        .flat_map(|table| {
            let indexes = table.indexes.iter().filter_map(|index| index.name.clone());
            let uniques = table.uniques.iter().filter_map(|unique| unique.name.clone());
            indexes.chain(uniques).chain([table.name.name.clone()])
        })
        .collect()
}

/// As Postgres would name it: `order_customer_id_placed_at_idx`.
fn name(study: &Study<'_>, table: &Table, index: &Index, taken: &mut BTreeSet<String>) -> String {
    let words: Vec<String> = index
        .parts
        .iter()
        .map(|part| match &part.target {
            IndexTarget::Column(name) => name.clone(),
            IndexTarget::Expression(text) => {
                let word = text.text().split('(').next().unwrap_or_default();
                let plain = |c: char| c.is_alphanumeric() || c == '_';
                if !word.is_empty() && word.chars().all(plain) {
                    word.to_owned()
                } else {
                    "expr".to_owned()
                }
            }
        })
        .collect();
    let base = format!("{}_{}_idx", table.name.name, words.join("_"));
    let numbered = (1_u32..).map(|number| format!("{base}{number}"));
    let free = std::iter::once(base.clone())
        .chain(numbered)
        .map(|name| study.input.dialect.shorten(&name))
        .find(|name| !taken.contains(name))
        .unwrap_or(base);
    taken.insert(free.clone());
    free
}

fn added(
    study: &Study<'_>,
    outcome: &Outcome,
    rank: usize,
    place: usize,
    names: &mut BTreeSet<String>,
) -> Added {
    let shape = &study.proposals[place];
    let table = study.catalog.table(shape.table);
    let mut index = shape.index(table);
    index.name = Some(name(study, table, &index, names));
    let mut reasons: Vec<Reason> = outcome.served[rank]
        .iter()
        .map(|(query, without)| {
            let studied = &study.queries[*query];
            Reason {
                query: studied.query.name.clone(),
                query_span: studied.query.name_span,
                rate: studied.weight,
                without: *without,
                with: outcome.costs[*query].1,
                roles: roles(study, *query, shape),
            }
        })
        .collect();
    let saved = |reason: &Reason| (reason.without - reason.with) * reason.rate;
    reasons.sort_by(|a, b| saved(b).total_cmp(&saved(a)).then_with(|| a.query.cmp(&b.query)));
    let paid: f64 = reasons.iter().map(|reason| reason.with * reason.rate).sum();
    let others = outcome.others[rank].iter().map(|(other, dearer)| {
        let shape = &study.proposals[*other];
        Other { index: shape.index(table), dearer: dearer / paid.max(1e-9), bytes: shape.bytes }
    });
    Added {
        table: table.name.clone(),
        bytes: shape.bytes,
        benefit: outcome.worth[rank],
        writes: outcome.entries[place],
        upkeep: outcome.upkeep[place],
        reasons,
        others: others.collect(),
        replaces: Vec::new(),
        notes: notes(study, shape),
        index,
    }
}

fn notes(study: &Study<'_>, shape: &Shape) -> Vec<String> {
    let mut notes = Vec::new();
    let classes: Vec<&str> =
        shape.key.iter().filter_map(|part| part.operator_class.as_deref()).collect();
    if classes.iter().any(|class| class.contains("trgm"))
        && !study.input.schema.extensions.iter().any(|extension| extension.name == "pg_trgm")
    {
        notes.push(
            "needs `extension pg_trgm`; it serves search words of three letters and more"
                .to_owned(),
        );
    }
    if !shape.condition.is_empty() {
        notes.push(
            "serves only queries that say its condition with these very literals, not with a parameter"
                .to_owned(),
        );
    }
    notes
}

/// What each column of an index does in a query.
fn roles(study: &Study<'_>, query: usize, shape: &Shape) -> Vec<Role> {
    let access = &study.queries[query].access;
    let table = study.catalog.table(shape.table);
    let mut roles: Vec<Role> = Vec::new();
    for block in &access.blocks {
        for (of, used) in block.uses.iter().enumerate() {
            if used.relation != Relation::Table(shape.table) || !shape.admits(used) {
                continue;
            }
            for role in use_roles(block, of, used, shape, table) {
                if !roles.iter().any(|known| known.column == role.column && known.kind == role.kind)
                {
                    roles.push(role);
                }
            }
        }
    }
    // What a column carries does not matter where it does more.
    let busy: Vec<String> = roles
        .iter()
        .filter(|role| role.kind != RoleKind::Covering)
        .map(|role| role.column.clone())
        .collect();
    roles.retain(|role| role.kind != RoleKind::Covering || !busy.contains(&role.column));
    roles
}

fn use_roles(block: &Block, of: UseId, used: &Use, shape: &Shape, table: &Table) -> Vec<Role> {
    let mut roles = Vec::new();
    for part in &shape.key {
        let column = match &part.target {
            Target::Column(column) => table.columns[*column].name.clone(),
            Target::Expression(text, _) => text.clone(),
        };
        let mut role = |kind, span| roles.push(Role { column: column.clone(), kind, span });
        let mut any = false;
        for tested in used.tests.iter().filter(|tested| tested.target == part.target) {
            let kind = match &tested.test {
                Test::Equal(_) | Test::In(..) | Test::IsNull => RoleKind::Equality,
                Test::Range { .. } | Test::RowRange(_) | Test::Prefix(_) => RoleKind::Range,
                Test::Contains(_) | Test::Infix(_) | Test::Fulltext => RoleKind::Search,
                _ => continue,
            };
            any = true;
            role(kind, Some(tested.span));
        }
        let words = shape.method == Method::Fulltext || shape.method == Method::Inverted && !any;
        let searched = used.tests.iter().find(|tested| tested.test == Test::Fulltext);
        if let Some(tested) = searched.filter(|_| words) {
            any = true;
            role(RoleKind::Search, Some(tested.span));
        }
        if let Target::Column(own) = part.target {
            for (_, _, _, span) in block.edges_of(of).filter(|(column, ..)| *column == own) {
                any = true;
                role(RoleKind::Join, Some(span));
            }
        }
        if let Some(key) =
            block.order.iter().find(|key| key.from == of && key.target == part.target)
        {
            any = true;
            role(RoleKind::Order, Some(key.span));
        }
        if block.group.iter().any(|(from, target)| *from == of && *target == part.target) {
            any = true;
            role(RoleKind::Group, None);
        }
        if let Target::Column(own) = part.target
            && !any
            && used.needed.contains(&own)
        {
            role(RoleKind::Covering, Some(used.span));
        }
    }
    for column in shape.include.iter().filter(|column| used.needed.contains(column)) {
        let name = table.columns[*column].name.clone();
        roles.push(Role { column: name, kind: RoleKind::Covering, span: Some(used.span) });
    }
    for fact in &shape.condition {
        let tested = used.tests.iter().find(|tested| match (&tested.target, fact.column) {
            (Target::Column(own), Some(column)) => *own == column,
            _ => false,
        });
        roles.push(Role {
            column: fact.text.clone(),
            kind: RoleKind::Condition,
            span: tested.map(|tested| tested.span),
        });
    }
    roles
}

/// Existing indexes that need not be there.
fn removals(study: &Study<'_>, outcome: &Outcome, advice: &mut Advice) {
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    for (number, shape) in study.existing.iter().enumerate() {
        let Origin::Index(place) = shape.origin else { continue };
        let table = study.catalog.table(shape.table);
        let index = &table.indexes[place];
        if index.unique {
            continue;
        }
        let why = within(study, number, shape, &gone)
            .or_else(|| replaced(study, outcome, shape, advice))
            .or_else(|| unused(study, outcome, number, shape, table));
        let Some(why) = why else { continue };
        // The last index under a foreign key stays where the server needs one.
        let only_support = supports_foreign_key(shape, table)
            && !matches!(why, Why::Within(_) | Why::Same(_) | Why::Replaced(_));
        if only_support {
            continue;
        }
        gone.insert(number);
        let name = index.name.clone().unwrap_or_default();
        if let Why::Replaced(by) = &why
            && let Some(added) =
                advice.added.iter_mut().find(|added| added.index.name.as_deref() == Some(by))
        {
            added.replaces.push(name.clone());
        }
        advice.removed.push(Removed {
            table: table.name.clone(),
            name,
            index: index.clone(),
            why,
            bytes: shape.bytes,
            span: study.input.design.entity_span(&table.name),
        });
    }
}

fn within(study: &Study<'_>, number: usize, shape: &Shape, gone: &BTreeSet<usize>) -> Option<Why> {
    if shape.method != Method::Tree {
        return None;
    }
    study.existing.iter().enumerate().find_map(|(other_number, other)| {
        let comparable = other_number != number
            && other.table == shape.table
            && other.method == Method::Tree
            && !gone.contains(&other_number)
            && (other.condition.is_empty() || other.condition == shape.condition);
        let prefix = comparable && covers(other, shape);
        if !prefix {
            return None;
        }
        let same = covers(shape, other) && other.condition == shape.condition;
        // Of two that are the same the first one stays.
        if same && other_number > number {
            return None;
        }
        // A narrow index beside a wide one that repeats it may be there for its size.
        if !same && other.bytes > shape.bytes * 3.0 {
            return None;
        }
        let name = existing_name(study, other);
        Some(if same { Why::Same(name) } else { Why::Within(name) })
    })
}

/// Whether one key begins with all of the other and carries what it carries.
fn covers(wide: &Shape, narrow: &Shape) -> bool {
    wide.key.len() >= narrow.key.len()
        && wide.key.iter().zip(&narrow.key).all(|(a, b)| {
            a.target == b.target
                && a.operator_class == b.operator_class
                && (a.descending == b.descending || narrow.key.len() == 1)
        })
        && narrow.include.iter().all(|column| wide.holds(*column))
}

fn existing_name(study: &Study<'_>, shape: &Shape) -> String {
    let table = study.catalog.table(shape.table);
    let list = |columns: &[String]| format!("({})", columns.join(", "));
    match shape.origin {
        Origin::PrimaryKey => {
            let key = table.primary_key.as_ref();
            let columns = key.map(|key| list(&key.columns)).unwrap_or_default();
            format!("primary key {columns}")
        }
        Origin::Unique(place) => format!("unique {}", list(&table.uniques[place].columns)),
        Origin::Index(place) => table.indexes[place].name.clone().unwrap_or_default(),
        Origin::Proposed => String::new(),
    }
}

fn replaced(study: &Study<'_>, outcome: &Outcome, shape: &Shape, advice: &Advice) -> Option<Why> {
    let by = outcome.chosen.iter().position(|place| {
        let other = &study.proposals[*place];
        other.table == shape.table
            && other.method == shape.method
            && shape.method == Method::Tree
            && (other.condition.is_empty() || other.condition == shape.condition)
            && covers(other, shape)
    })?;
    Some(Why::Replaced(advice.added.get(by)?.index.name.clone()?))
}

fn unused(
    study: &Study<'_>,
    outcome: &Outcome,
    number: usize,
    shape: &Shape,
    table: &Table,
) -> Option<Why> {
    // Without queries on the table nothing is known of its use.
    let asked = study.queries.iter().any(|studied| {
        studied
            .access
            .blocks
            .iter()
            .flat_map(|block| &block.uses)
            .any(|used| used.relation == Relation::Table(shape.table))
    });
    let small = study.statistics.tables[shape.table].rows < 1_000.0;
    let idle = outcome.idle.contains(&number) && shape.method == Method::Tree;
    (idle && asked && !small && !supports_foreign_key(shape, table)).then_some(Why::Unused)
}

/// Whether the index holds the columns of a foreign key in front.
fn supports_foreign_key(shape: &Shape, table: &Table) -> bool {
    table.foreign_keys.iter().any(|key| {
        let front: Vec<&str> = shape
            .key_columns()
            .iter()
            .take(key.columns.len())
            .map(|column| table.columns[*column].name.as_str())
            .collect();
        front.len() == key.columns.len()
            && key.columns.iter().all(|column| front.contains(&column.as_str()))
    })
}

/// An index as a line of the language: `(customer_id, placed_at desc) include (total) where (…)`.
pub fn described(index: &Index) -> String {
    let parts: Vec<String> = index
        .parts
        .iter()
        .map(|part| {
            let mut text = match &part.target {
                IndexTarget::Column(name) => name.clone(),
                IndexTarget::Expression(text)
                    if text.text().ends_with(')') && !text.text().contains(' ') =>
                {
                    text.text().to_owned()
                }
                IndexTarget::Expression(text) => format!("({text})"),
            };
            if part.order == SortOrder::Descending {
                text.push_str(" desc");
            }
            if let Some(class) = &part.operator_class {
                text.push(' ');
                text.push_str(class);
            }
            text
        })
        .collect();
    let mut line = format!("({})", parts.join(", "));
    if let Some(method) = &index.method {
        line.push_str(&format!(" using {method}"));
    }
    if !index.include.is_empty() {
        line.push_str(&format!(" include ({})", index.include.join(", ")));
    }
    if let Some(condition) = &index.predicate {
        line.push_str(&format!(" where ({condition})"));
    }
    line
}

/// How an index is taken away without risk, where the server has a way to try it first.
pub fn safe_removal(study: &Study<'_>) -> Option<&'static str> {
    study
        .input
        .dialect
        .has(Capability::InvisibleIndexes)
        .then_some("make it invisible first, and drop it when nothing got slower")
}
