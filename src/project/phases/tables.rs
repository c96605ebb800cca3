//! Tables that are renamed: from the first migration on the table has its new name, and a view that can be written
//! has the old one.

use super::names::Names;
use super::{RenamedTable, is_taken};
use crate::dialect::{Capability, Dialect};
use crate::emit::{self, Alter, ObjectKind, Statement};
use crate::schema::{
    AtomKey, AtomKind, Expression, Grant, ObjectRef, QualifiedName, RowSecurity, Schema, Table,
    View,
};
use crate::template::TemplateError;

/// The statements after which tables have both names, and those that undo them.
#[derive(Default)]
pub(super) struct BothNames {
    pub up: Vec<Statement>,
    pub down: Vec<Statement>,
}

/// Whether a view can stand for the table.
pub(super) fn possible(
    one: &RenamedTable,
    from: &Schema,
    to: &Schema,
    dialect: Dialect<'_>,
) -> Result<(), &'static str> {
    let (Some(table), Some(_)) = (from.table(&one.former), to.table(&one.table)) else {
        return Err("is not on both sides");
    };
    if is_taken(to, &one.former) {
        return Err("is the name of something else afterwards: rename it at once");
    }
    let is_bare = !dialect.has(Capability::SecurityInvokerViews);
    if table.row_security != RowSecurity::Off && is_bare {
        return Err(
            "has rules for its rows, which a view does not ask on the oldest version that is to be served: \
                    rename it at once",
        );
    }
    Ok(())
}

/// The steps for all tables.
pub(super) fn both_names(
    renamed: &[RenamedTable],
    from: &Schema,
    names: &mut Names,
    dialect: Dialect<'_>,
) -> Result<BothNames, TemplateError> {
    let mut both = BothNames::default();
    for one in renamed {
        let Some(table) = from.table(&one.former) else { continue };
        let mut alter = Alter::new(from, dialect)?;
        let at_once = alter.renames_at_once();
        let (up, down) = match at_once {
            true => swapped(one, table, names, &mut alter, dialect)?,
            false => replaced(one, table, &mut alter, dialect)?,
        };
        both.up.extend(up);
        // Who may use one of the names may use the other.
        for grant in from.grants.iter().filter(|grant| is_on(grant, &one.former)) {
            let name = if at_once { &one.table } else { &one.former };
            alter.grant(&Grant { on: ObjectRef::Table(name.clone()), ..grant.clone() })?;
        }
        let granted = alter.take();
        if at_once {
            for grant in from.grants.iter().filter(|grant| is_on(grant, &one.former)) {
                alter
                    .revoke(&Grant { on: ObjectRef::Table(one.table.clone()), ..grant.clone() })?;
            }
        }
        let mut back = alter.take();
        both.up.extend(granted);
        back.extend(down);
        back.append(&mut both.down);
        both.down = back;
    }
    Ok(both)
}

fn is_on(grant: &Grant, table: &QualifiedName) -> bool {
    matches!(&grant.on, ObjectRef::Table(name) if name == table)
}

/// The table is renamed, and the view made in the same transaction.
fn replaced(
    one: &RenamedTable,
    table: &Table,
    alter: &mut Alter<'_>,
    dialect: Dialect<'_>,
) -> Result<(Vec<Statement>, Vec<Statement>), TemplateError> {
    let key = || AtomKey::new(&one.table, AtomKind::Table, "");
    alter.rename_object("table", &one.former, &one.table.name, key())?;
    let mut up = alter.take();
    up.extend(made(&view(&one.former, table, &one.table, dialect), dialect)?);
    let of_view = AtomKey::new(&one.former, AtomKind::View, "");
    alter.drop_object(&ObjectKind::word("view"), &one.former, of_view)?;
    alter.rename_object("table", &one.table, &one.former.name, key())?;
    Ok((up, alter.take()))
}

/// Where nothing is rolled back, all names change in one statement: a view of each name is made beside, and they
/// take their places together.
fn swapped(
    one: &RenamedTable,
    table: &Table,
    names: &mut Names,
    alter: &mut Alter<'_>,
    dialect: Dialect<'_>,
) -> Result<(Vec<Statement>, Vec<Statement>), TemplateError> {
    let (old, new) = (&one.former, &one.table);
    let next = names.free(old, "_next");
    let gone = names.free(new, "_gone");
    let mut up = made(&view(new, table, old, dialect), dialect)?;
    up.extend(made(&view(&next, table, new, dialect), dialect)?);
    let key = || AtomKey::new(new, AtomKind::Table, "");
    let there =
        [(new.clone(), gone.clone()), (old.clone(), new.clone()), (next.clone(), old.clone())];
    let words = format!("rename table {old} to {}, with a view under its old name", new.name);
    alter.rename_tables(&there, key(), words)?;
    let view = ObjectKind::word("view");
    let of_view = |name: &QualifiedName| AtomKey::new(name, AtomKind::View, "");
    alter.drop_object(&view, &gone, of_view(&gone))?;
    up.extend(alter.take());
    let back = [(old.clone(), next.clone()), (new.clone(), old.clone())];
    let words = format!("rename table {new} to {} again", old.name);
    alter.rename_tables(&back, AtomKey::new(old, AtomKind::Table, ""), words)?;
    alter.drop_object(&view, &next, of_view(&next))?;
    Ok((up, alter.take()))
}

/// A view of all columns that the table had.
fn view(name: &QualifiedName, table: &Table, of: &QualifiedName, dialect: Dialect<'_>) -> View {
    let columns: Vec<String> =
        table.columns.iter().map(|column| dialect.quote(&column.name)).collect();
    let query = format!("select {}\nfrom {}", columns.join(", "), dialect.qualified(of));
    let mut view = View::new(name.clone(), Expression::new(query));
    view.owner.clone_from(&table.owner);
    if table.row_security != RowSecurity::Off {
        view.options.insert("security_invoker".to_owned(), "true".to_owned());
    }
    view
}

fn made(view: &View, dialect: Dialect<'_>) -> Result<Vec<Statement>, TemplateError> {
    emit::emit(&Schema { views: vec![view.clone()], ..Schema::default() }, dialect)
}

/// The second side, with the old names still there.
pub(super) fn keep_names(filled: &mut Schema, expanded: &Schema, renamed: &[RenamedTable]) {
    for one in renamed {
        let is_view = |view: &&View| view.name == one.former;
        filled.views.extend(expanded.views.iter().find(is_view).cloned());
        let grants = expanded.grants.iter().filter(|grant| is_on(grant, &one.former));
        filled.grants.extend(grants.cloned());
    }
}
