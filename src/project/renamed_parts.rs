//! Indexes and constraints of which nothing but the name changes: they get the new one, and no row is read again.
//!
//! Nothing is guessed. Such a pair is the same to the letter, and there is only one of it on either side; all that could be
//! mistaken is a name.

use std::collections::HashSet;

use crate::dialect::{Capability, Dialect};
use crate::emit::{Alter, Statement};
use crate::plan::{self, Step};
use crate::schema::{
    AtomKey, AtomKind, Check, Exclusion, ForeignKey, Index, QualifiedName, Schema, Table,
    UniqueConstraint,
};
use crate::template::TemplateError;

/// What is part of a table and has a name.
trait Part: Clone + PartialEq {
    const KIND: AtomKind;

    fn name(&mut self) -> &mut Option<String>;
    fn comment(&mut self) -> &mut Option<String>;
}

macro_rules! part {
    ($($kind:ident: $type:ty),*) => {
        $(impl Part for $type {
            const KIND: AtomKind = AtomKind::$kind;

            fn name(&mut self) -> &mut Option<String> {
                &mut self.name
            }

            fn comment(&mut self) -> &mut Option<String> {
                &mut self.comment
            }
        })*
    };
}

part!(Index: Index, Unique: UniqueConstraint, Check: Check, Exclusion: Exclusion, ForeignKey: ForeignKey);

/// A part under its new name, and its old one.
struct Renamed {
    key: AtomKey,
    old: String,
}

/// Gives parts of the first schema the names that they have in the second, and says the steps.
pub(super) fn renamed_parts(
    there: &mut Schema,
    wanted: &Schema,
    dialect: Dialect<'_>,
) -> Result<Vec<Step>, TemplateError> {
    let indexes = dialect.has(Capability::RenameIndex);
    let constraints = dialect.has(Capability::RenameConstraint);
    if !indexes && !constraints {
        return Ok(Vec::new());
    }
    let taken = names(there);
    let parents: HashSet<QualifiedName> =
        there.tables.iter().flat_map(|table| &table.inherits).cloned().collect();
    let mut renamed = Vec::new();
    for table in &mut there.tables {
        let Some(twin) = wanted.table(&table.name) else { continue };
        // What partitions and heirs have of a part is called after it by the server, or by nobody.
        let is_split = table.partitioning.is_some() || twin.partitioning.is_some();
        if is_split || !table.inherits.is_empty() || parents.contains(&table.name) {
            continue;
        }
        let name = &table.name;
        let mut found = Vec::new();
        if indexes {
            found.extend(pairs(&mut table.indexes, &twin.indexes, name, &taken));
        }
        // Where constraints keep their names, keys are indexes.
        found.extend(pairs(&mut table.uniques, &twin.uniques, name, &taken));
        if constraints {
            found.extend(pairs(&mut table.checks, &twin.checks, name, &taken));
            found.extend(pairs(&mut table.exclusions, &twin.exclusions, name, &taken));
            found.extend(pairs(&mut table.foreign_keys, &twin.foreign_keys, name, &taken));
        }
        renamed.extend(found);
    }
    let mut alter = Alter::new(there, dialect)?;
    let mut statement = |key: &AtomKey, from: &str, to: &str| -> Result<_, TemplateError> {
        match key.kind {
            AtomKind::Index => alter.rename_index(key, from, to)?,
            _ if !constraints => alter.rename_index(key, from, to)?,
            _ => alter.rename_part("constraint", &key.object, from, to, key.clone())?,
        }
        Ok::<Vec<Statement>, TemplateError>(alter.take())
    };
    let mut steps = Vec::new();
    for Renamed { key, old } in &renamed {
        let (up, back) = (statement(key, old, &key.part)?, statement(key, &key.part, old)?);
        for (mut step, back) in plan::steps(up).into_iter().zip(back) {
            step.reverses = Some(back.sql);
            steps.push(step);
        }
    }
    Ok(steps)
}

/// Renames what is the same but for its name and comment.
fn pairs<P: Part>(
    there: &mut [P],
    wanted: &[P],
    table: &QualifiedName,
    taken: &HashSet<String>,
) -> Vec<Renamed> {
    let name = |part: &P| part.clone().name().take();
    let plain = |part: &P| {
        let mut part = part.clone();
        *part.name() = None;
        *part.comment() = None;
        part
    };
    let old: HashSet<Option<String>> = there.iter().map(name).collect();
    let new: HashSet<Option<String>> = wanted.iter().map(name).collect();
    let come: Vec<(String, P)> = wanted
        .iter()
        .filter(|part| !old.contains(&name(part)))
        .filter_map(|part| Some((name(part)?, plain(part))))
        .collect();
    let gone: Vec<(usize, String, P)> = (there.iter().enumerate())
        .filter(|(_, part)| !new.contains(&name(part)))
        .filter_map(|(place, part)| Some((place, name(part)?, plain(part))))
        .collect();
    let mut renamed = Vec::new();
    for (place, old, part) in &gone {
        let is_only = gone.iter().filter(|(.., other)| other == part).count() == 1;
        let mut same = come.iter().filter(|(_, other)| other == part);
        if let (true, Some((new, _)), None) = (is_only, same.next(), same.next())
            && !taken.contains(new)
        {
            *there[*place].name() = Some(new.clone());
            renamed.push(Renamed { key: AtomKey::new(table, P::KIND, new), old: old.clone() });
        }
    }
    renamed
}

/// What is called something, in whatever namespace: where one name is given up and taken in one plan, order matters.
fn names(schema: &Schema) -> HashSet<String> {
    let mut names = HashSet::new();
    names.extend(schema.tables.iter().map(|table| table.name.name.clone()));
    names.extend(schema.views.iter().map(|view| view.name.name.clone()));
    names.extend(schema.sequences.iter().map(|sequence| sequence.name.name.clone()));
    for table in schema.tables.iter().flat_map(Table::with_partitions) {
        names.extend(table.primary_key.iter().filter_map(|key| key.name.clone()));
        names.extend(table.uniques.iter().filter_map(|one| one.name.clone()));
        names.extend(table.checks.iter().filter_map(|one| one.name.clone()));
        names.extend(table.exclusions.iter().filter_map(|one| one.name.clone()));
        names.extend(table.foreign_keys.iter().filter_map(|one| one.name.clone()));
        names.extend(table.indexes.iter().filter_map(|one| one.name.clone()));
    }
    names
}
