//! Which actions there are: one a piece, unless what it belongs to takes it along.

use serde::Serialize;

use crate::change::{Changes, Fate, Id, OWNED_BY, Strength, is_clause, moves_over, part_of};
use crate::dialect::{Capability, Dialect};
use crate::schema::{AtomKey, AtomKind, QualifiedName};

/// What is done to a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    Drop,
    /// It gets another name, so that what takes its place can be made.
    Aside,
    Create,
    /// The rows of what was put aside move over.
    Copy,
    Alter,
    /// What was put aside is dropped.
    Finish,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Action {
    pub id: Id,
    pub verb: Verb,
}

/// The place of an action in the list.
pub(super) type Node = usize;

pub(super) struct Actions {
    pub nodes: Vec<Action>,
    /// By which action the old form of each piece ends, and the new one begins.
    pub leave: Vec<Option<Node>>,
    pub arrive: Vec<Option<Node>>,
    /// The action that frees the piece's names, where that is not the one by which it ends.
    pub aside: Vec<Option<Node>>,
    /// For tables that are made anew: the action that fills them.
    pub copy: Vec<Option<Node>>,
    /// What each action that makes something makes along the way.
    pub along: Vec<Vec<Id>>,
}

impl Actions {
    pub fn of(changes: &Changes<'_>, dialect: Dialect<'_>) -> Actions {
        let count = changes.keys.len();
        let mut actions = Actions {
            nodes: Vec::new(),
            leave: vec![None; count],
            arrive: vec![None; count],
            aside: vec![None; count],
            copy: vec![None; count],
            along: Vec::new(),
        };
        let inline = Inline {
            changes,
            merged: !dialect.has(Capability::AddConstraint),
            indexes: dialect.has(Capability::InlineIndexes),
        };
        let clauses = !dialect.has(Capability::AlterColumnParts);
        let mut joined = Vec::new();
        for id in 0..count {
            match joins_table(changes, id, dialect).filter(|_| clauses) {
                Some(table) => joined.push((id, table)),
                None => actions.start(changes, &inline, id),
            }
        }
        for (id, table) in joined {
            let node = actions.arrive[table];
            (actions.leave[id], actions.arrive[id]) = (node, node);
            if let Some(node) = node {
                actions.along[node].push(id);
            }
        }
        // Pieces that go or come with others: what they go with may do so itself.
        for id in 0..count {
            let fate = changes.fates[id];
            if fate.goes() && actions.leave[id].is_none() {
                let mut holder = inline.gone_with(id);
                while let Some(next) = holder.filter(|holder| actions.leave[*holder].is_none()) {
                    holder = inline.gone_with(next);
                }
                actions.leave[id] = holder.and_then(|holder| actions.leave[holder]);
            }
            if fate.comes() && actions.arrive[id].is_none() {
                let mut holder = inline.made_with(id);
                while let Some(next) = holder.filter(|holder| actions.arrive[*holder].is_none()) {
                    holder = inline.made_with(next);
                }
                let node = holder.and_then(|holder| actions.arrive[holder]);
                actions.arrive[id] = node;
                if let Some(node) = node {
                    actions.along[node].push(id);
                }
            }
        }
        actions
    }

    fn node(&mut self, id: Id, verb: Verb) -> Option<Node> {
        self.nodes.push(Action { id, verb });
        self.along.push(Vec::new());
        Some(self.nodes.len() - 1)
    }

    fn start(&mut self, changes: &Changes<'_>, inline: &Inline<'_, '_>, id: Id) {
        let fate = changes.fates[id];
        match fate {
            Fate::Keep => {}
            Fate::Alter { .. } => {
                let node = self.node(id, Verb::Alter);
                (self.leave[id], self.arrive[id]) = (node, node);
            }
            Fate::Swap => {
                self.aside[id] = self.node(id, Verb::Aside);
                self.arrive[id] = self.node(id, Verb::Create);
                if changes.keys[id].kind == AtomKind::Table {
                    self.copy[id] = self.node(id, Verb::Copy);
                }
                if inline.gone_with(id).is_none() {
                    self.leave[id] = self.node(id, Verb::Finish);
                }
            }
            Fate::Drop if is_type(changes.keys[id].kind) && changes.retaken.contains(&id) => {
                self.aside[id] = self.node(id, Verb::Aside);
                self.leave[id] = self.node(id, Verb::Finish);
            }
            Fate::Create | Fate::Drop | Fate::Replace => {
                if fate.goes() && inline.gone_with(id).is_none() {
                    self.leave[id] = self.node(id, Verb::Drop);
                }
                if fate.comes() && inline.made_with(id).is_none() {
                    self.arrive[id] = self.node(id, Verb::Create);
                }
            }
        }
    }
}

/// Types have users whose values move over before they go.
pub(super) fn is_type(kind: AtomKind) -> bool {
    use AtomKind as K;
    matches!(kind, K::Enum | K::Domain | K::Composite | K::Range)
}

/// The table in whose one statement a piece changes.
fn joins_table(changes: &Changes<'_>, id: Id, dialect: Dialect<'_>) -> Option<Id> {
    let key = &changes.keys[id];
    if changes.fates[id] == Fate::Keep || !is_clause(key.kind, dialect) {
        return None;
    }
    let table = changes.find(&key.object, AtomKind::Table, "")?;
    // An index that has its name among those of all tables waits for it: only a table made anew takes it along.
    let by_itself = key.kind == AtomKind::Index && !dialect.has(Capability::IndexNamesPerTable);
    if by_itself && changes.fates[table] != Fate::SHAKE {
        return None;
    }
    matches!(changes.fates[table], Fate::Alter { .. }).then_some(table)
}

/// What belongs so closely to something else that one statement serves both.
struct Inline<'c, 's> {
    changes: &'c Changes<'s>,
    /// Constraints stand inside their table or nowhere.
    merged: bool,
    /// Indexes stand inside a new table.
    indexes: bool,
}

impl Inline<'_, '_> {
    /// What takes this piece along when it goes.
    fn gone_with(&self, id: Id) -> Option<Id> {
        use AtomKind as K;
        let changes = self.changes;
        let key = &changes.keys[id];
        if key.kind == K::Sequence && key.part.is_empty() {
            return self.owner_of(id);
        }
        // It is let go before what it was part of.
        if key.kind == K::Partition && moves_over(changes, &key.part) {
            return None;
        }
        if let Some(whole) = part_of(changes, key).filter(|whole| changes.fates[*whole].goes()) {
            return Some(whole);
        }
        let needs = &changes.needs_from[id];
        let holders = needs.iter().filter(|need| need.strength == Strength::Part);
        let mut going = holders.map(|need| need.id).filter(|holder| changes.fates[*holder].goes());
        let holder = going.next()?;
        if key.kind == K::ForeignKey && !self.merged {
            // The other table may go first, and could not.
            let target_goes = needs.iter().any(|need| {
                let target = &changes.keys[need.id];
                matches!(target.kind, K::Table | K::PrimaryKey | K::Unique | K::Partition)
                    && target.object != key.object
                    && changes.fates[need.id].goes()
            });
            if target_goes || changes.fates[holder] == Fate::Swap {
                return None;
            }
        }
        // What is put aside keeps the names of its keys and indexes until it is dropped.
        let has_name = matches!(
            key.kind,
            K::PrimaryKey | K::Unique | K::Exclusion | K::Index | K::Identity | K::Check
        );
        if has_name && changes.keys[holder].kind == K::Table && changes.fates[holder] == Fate::Swap
        {
            return None;
        }
        if has_name && changes.keys[holder].kind == K::Partition {
            let root = changes.find(&changes.keys[holder].object, K::Table, "");
            if root.is_some_and(|root| changes.fates[root] == Fate::Swap) {
                return None;
            }
        }
        Some(holder)
    }

    /// The column that a sequence is tied to, where that goes.
    fn owner_of(&self, sequence: Id) -> Option<Id> {
        let changes = self.changes;
        let name: &QualifiedName = &changes.keys[sequence].object;
        let tie = changes.find(name, AtomKind::Sequence, OWNED_BY)?;
        if !changes.fates[tie].goes() {
            return None;
        }
        let column = changes.needs_from[tie].iter().find(|need| {
            changes.keys[need.id].kind == AtomKind::Column && changes.fates[need.id].goes()
        })?;
        Some(column.id)
    }

    /// What brings this piece along when it is made.
    fn made_with(&self, id: Id) -> Option<Id> {
        use AtomKind as K;
        let changes = self.changes;
        let key = &changes.keys[id];
        let holders: &[K] = match key.kind {
            K::Column => &[K::Table, K::Partition],
            K::NotNull | K::Default | K::Identity | K::Generated => {
                &[K::Column, K::Table, K::Partition]
            }
            K::PrimaryKey | K::Unique | K::Check | K::Exclusion => &[K::Table, K::Partition],
            K::ForeignKey if self.merged => &[K::Table],
            K::Index if self.indexes => &[K::Table],
            // The parent's takes it for its own, if it is there before the partition joins.
            K::Index if self.is_part_of_whole(key) => &[K::Partition],
            K::PartitionKey => &[K::Table, K::Partition],
            K::Table => &[K::Partition],
            K::DomainDefault | K::DomainCheck => &[K::Domain],
            K::Attribute => &[K::Composite],
            K::Option if !key.part.contains('.') && key.part != "replica_identity" => {
                &[K::Table, K::View, K::Range]
            }
            K::Option => &[K::Index, K::PrimaryKey, K::Unique, K::Partition],
            _ => return None,
        };
        if key.kind == K::Option && key.part.contains('.') && self.is_mark(&key.part) {
            return None;
        }
        if key.kind == K::PartitionKey && !key.part.is_empty() {
            let partition = changes.find(&key.object, K::Partition, &key.part)?;
            return changes.fates[partition].comes().then_some(partition);
        }
        let needs = &changes.needs_to[id];
        let mut coming =
            needs.iter().filter(|need| need.strength == Strength::Part).map(|need| need.id);
        coming.find(|holder| {
            changes.fates[*holder].comes() && holders.contains(&changes.keys[*holder].kind)
        })
    }

    /// Whether an index of a partition that says all of itself is a part of its parent's.
    fn is_part_of_whole(&self, key: &AtomKey) -> bool {
        let found = self.changes.to.partition(&key.object);
        let own = found.and_then(|(.., partition)| partition.own.as_deref());
        own.is_some_and(|own| own.indexes.iter().any(|index| index.part() == key.part))
    }

    /// Whether an option of an index is written in a statement of its own.
    fn is_mark(&self, part: &str) -> bool {
        part.ends_with(".clustered") || part.ends_with(".replica_identity")
    }
}
