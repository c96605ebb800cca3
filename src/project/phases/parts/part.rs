//! A table, and the part of it that becomes a table of its own: whether the two can follow each other, and how.

use crate::dialect::{Capability, Dialect};
use crate::emit::{Alter, FollowedPart, PartColumn, Statement, emit};
use crate::project::former::{Parted, is_unique};
use crate::project::phases::Ground;
use crate::project::phases::names::Names;
use crate::schema::{
    AtomKey, AtomKind, Column, DataType, Deferral, ForeignKey, Index, IndexTarget, ObjectRef,
    QualifiedName, ReferentialAction, RowSecurity, Schema, Table, compare,
};
use crate::template::TemplateError;
use crate::transition::{Carried, Joined, Mode, Pair, Source, Values, transition};

/// A table, and what becomes a table beside it.
pub(super) struct Part<'p> {
    pub table: &'p Table,
    pub part: &'p Table,
    /// The function and the triggers of the table, and those of the part.
    pub follower: QualifiedName,
    pub leader: QualifiedName,
    pub key: Vec<PartColumn>,
    pub columns: Vec<PartColumn>,
    /// Several rows of the table share one of the part.
    pub shared: bool,
    /// The column that orders the rows of the table.
    pub by: String,
}

impl<'p> Part<'p> {
    /// Or why the two cannot follow each other.
    pub fn of(
        parted: &Parted,
        (from, to): (&'p Schema, &'p Schema),
        dialect: Dialect<'_>,
        names: &mut Names,
    ) -> Result<Part<'p>, String> {
        let missing = || "one of them is no table".to_owned();
        let table = from.table(&parted.table).ok_or_else(missing)?;
        let (after, part) =
            to.table(&parted.table).zip(to.table(&parted.part)).ok_or_else(missing)?;
        let own = part.primary_key.as_ref().map(|key| key.columns.as_slice()).unwrap_or_default();
        let comes = |name: &String| parted.columns.iter().any(|(_, known)| known == name);
        if own.is_empty() || !own.iter().all(comes) {
            return Err(format!(
                "not the whole primary key of `{}` comes from `{}`",
                part.name, table.name
            ));
        }
        let (mut key, mut columns) = (Vec::new(), Vec::new());
        for (former, name) in &parted.columns {
            let (Some(old), Some(new)) = (table.column(former), part.column(name)) else {
                return Err(format!("`{}.{former}` is not there", table.name));
            };
            let default = old.default.as_ref().map_or_else(
                || "null".to_owned(),
                |default| dialect.default_clause(default, &old.data_type),
            );
            let one = PartColumn::new(name, former, &old.data_type, default, !new.nullable);
            if own.contains(name) {
                key.push(one);
                continue;
            }
            if after.column(former).is_some() {
                return Err(format!("`{}.{former}` is to stay where it is too", table.name));
            }
            comparable(old, new).map_err(|why| format!("`{}.{former}` {why}", table.name))?;
            columns.push(one);
        }
        if let Some(gone) = key.iter().find(|one| after.column(&one.from).is_none()) {
            return Err(format!(
                "`{}.{}`, by which its rows are found, does not stay where it is: where one part has been taken from \
                 another, split them off one after the other",
                table.name, gone.from
            ));
        }
        let shared = sharing((table, after, part), &key)?;
        let given = |column: &Column| {
            column.nullable
                || column.default.is_some()
                || column.identity.is_some()
                || column.generated.is_some()
        };
        if let Some(column) = part.columns.iter().find(|one| !comes(&one.name) && !given(one)) {
            return Err(format!(
                "`{}.{}` has no value for the rows of before",
                part.name, column.name
            ));
        }
        if columns.is_empty() {
            return Err("nothing moves but the key".to_owned());
        }
        let parts = part.partitioning.is_some() || part.row_security != RowSecurity::Off;
        if parts || table.row_security == RowSecurity::Forced {
            return Err(
                "partitions, and rules for rows that bind whoever owns them, are in the way"
                    .to_owned(),
            );
        }
        // What several rows share is no order of theirs.
        let ordered = table.primary_key.as_ref().filter(|_| shared);
        let by = ordered.map_or(&key[0].from, |ordered| &ordered.columns[0]).clone();
        let follower = names.free(&table.name.sibling(part.name.name.as_str()), "_follows");
        let leader = names.free(&table.name.sibling(part.name.name.as_str()), "_leads");
        Ok(Part { table, part, follower, leader, key, columns, shared, by })
    }

    pub fn followed(&self) -> FollowedPart<'_> {
        FollowedPart {
            table: &self.table.name,
            part: &self.part.name,
            follower: &self.follower.name,
            leader: &self.leader.name,
            key: &self.key,
            columns: &self.columns,
            shared: self.shared,
        }
    }

    /// The statements after which both are there.
    pub fn expanding(&self, ground: &Ground<'_>) -> Result<Vec<Statement>, TemplateError> {
        let (name, dialect) = (&self.table.name, ground.dialect);
        let mut alter = Alter::new(&ground.from, dialect)?;
        // Programs that know of the part alone say nothing of the columns.
        let mut loose = ground.from.clone();
        if let Some(table) = loose.table_mut(name) {
            for one in &self.columns {
                if let Some(column) = table.column_mut(&one.from) {
                    column.nullable = true;
                }
            }
        }
        let differences = compare(&ground.from, &loose);
        let loosened = transition(&ground.from, &loose, &differences, dialect, Mode::Offline)?;
        let mut statements: Vec<Statement> =
            loosened.moves.into_iter().flat_map(|one| one.statements).collect();
        let mut part = self.part.clone();
        // A row goes before its part does, in one transaction.
        let waits = dialect.has(Capability::DeferrableForeignKeys);
        for key in part.foreign_keys.iter_mut().filter(|one| !self.shared && self.ties(one)) {
            if waits && key.on_delete != ReferentialAction::Cascade {
                key.on_delete = ReferentialAction::NoAction;
                key.deferral = Deferral::InitiallyDeferred;
            }
        }
        let grants = ground.to.grants.iter().filter(
            |grant| matches!(&grant.on, ObjectRef::Table(table) if *table == self.part.name),
        );
        let made =
            Schema { tables: vec![part], grants: grants.cloned().collect(), ..Schema::default() };
        statements.extend(emit(&made, dialect)?);
        alter.follow_part(&self.followed())?;
        statements.extend(alter.take());
        Ok(statements)
    }

    /// Whether a reference of either leads from it to the other.
    pub fn ties(&self, reference: &ForeignKey) -> bool {
        match self.shared {
            true => leads_to_part(reference, &self.key, self.part),
            false => leads_to_table(reference, &self.key, self.table),
        }
    }

    /// What rows get that have no part, when the columns have to have a value again.
    pub fn say_before(&self, values: &mut Values, dialect: Dialect<'_>) {
        let table = &self.table.name;
        let required = self.columns.iter().filter_map(|one| self.table.column(&one.from));
        for column in required.filter(|column| !column.nullable) {
            let default = column.default.as_ref().filter(|_| {
                // What people say comes first.
                values.fill(table, &column.name).is_none()
            });
            if let Some(default) = default {
                let text = dialect.default_clause(default, &column.data_type);
                values.give(table, &column.name, &text);
            }
        }
    }

    /// That the columns are elsewhere when they go, and where they come from on the way back.
    pub fn say_after(&self, values: &mut Values) {
        let on = || -> Vec<Pair> {
            let pair = |one: &PartColumn| Pair { own: one.from.clone(), other: one.name.clone() };
            self.key.iter().map(pair).collect()
        };
        for one in &self.columns {
            let (table, column) = (&self.table.name, one.from.as_str());
            values.keep(AtomKey::new(table, AtomKind::Column, column));
            let source = Source::Joined(Joined {
                table: self.part.name.clone(),
                column: one.name.clone(),
                on: on(),
                many: false,
            });
            values.carry(table, column, Carried { source, otherwise: None, complete: true });
        }
    }
}

/// Whether what is written to one column can be written to the other, and the two be held against each other.
fn comparable(old: &Column, new: &Column) -> Result<(), &'static str> {
    if old.data_type != new.data_type {
        return Err("gets another type too: change it in a migration of its own");
    }
    if matches!(&old.data_type, DataType::Native { sql } if sql == "json" || sql == "xml") {
        return Err("is of a type whose values cannot be compared");
    }
    let by_itself = |column: &Column| {
        column.identity.is_some() || column.generated.is_some() || column.on_update.is_some()
    };
    match by_itself(old) || by_itself(new) {
        true => Err("is written by the server"),
        false => Ok(()),
    }
}

/// Whether several rows of a table are to share one of the part: then they refer to it, and it does not to them.
fn sharing(
    (table, after, part): (&Table, &Table, &Table),
    key: &[PartColumn],
) -> Result<bool, String> {
    let froms: Vec<String> = key.iter().map(|one| one.from.clone()).collect();
    let names = froms.join(", ");
    let is_key = is_unique(table, &froms);
    if is_key && part.foreign_keys.iter().any(|one| leads_to_table(one, key, table)) {
        return Ok(false);
    }
    if !after.foreign_keys.iter().any(|one| leads_to_part(one, key, part)) {
        return Err(match is_key {
            true => format!(
                "the key of `{}` does not refer to `{}`, so that a row could outlive the one that it belongs to",
                part.name, table.name
            ),
            false => format!(
                "`{}` ({names}) does not refer to `{}`, so that a row could be without the one that it shares",
                table.name, part.name
            ),
        });
    }
    let written = |name: &&String| table.column(name).is_some_and(|one| one.generated.is_some());
    if let Some(name) = froms.iter().find(written) {
        return Err(format!("`{}.{name}` is written by the server", table.name));
    }
    let begins = |columns: &[String]| columns.first().is_some_and(|first| froms.contains(first));
    let keys = table.primary_key.iter().map(|one| &one.columns);
    let keys = keys.chain(table.uniques.iter().map(|one| &one.columns));
    let begins_index = |index: &Index| {
        let first = index.parts.first().map(|part| &part.target);
        index.predicate.is_none()
            && matches!(first, Some(IndexTarget::Column(name)) if froms.contains(name))
    };
    if !keys.into_iter().any(|columns| begins(columns)) && !table.indexes.iter().any(begins_index) {
        return Err(format!(
            "no index of `{}` begins with ({names}), so that whoever writes to the one would read all of the other; give it \
             `index ({names})` in a migration before",
            table.name
        ));
    }
    Ok(true)
}

/// Whether a reference leads from the key of a part to the row that the part belongs to.
fn leads_to_table(reference: &ForeignKey, key: &[PartColumn], table: &Table) -> bool {
    let pair = |one: &PartColumn| (one.name.clone(), one.from.clone());
    leads(reference, key.iter().map(pair).collect(), &table.name)
}

/// Whether a reference leads from rows to the one of the part that they share.
fn leads_to_part(reference: &ForeignKey, key: &[PartColumn], part: &Table) -> bool {
    let pair = |one: &PartColumn| (one.from.clone(), one.name.clone());
    leads(reference, key.iter().map(pair).collect(), &part.name)
}

fn leads(reference: &ForeignKey, mut pairs: Vec<(String, String)>, to: &QualifiedName) -> bool {
    let own = reference.columns.iter().cloned();
    let mut found: Vec<_> = own.zip(reference.referenced_columns.iter().cloned()).collect();
    found.sort();
    pairs.sort();
    reference.references == *to && found == pairs
}
