//! Keys, checks, references and indexes.

use schemagen::schema::{
    Check, Deferral, Expression, ForeignKey, Index, IndexPart, PrimaryKey, ReferentialAction,
    Schema, SortOrder, Table, UniqueConstraint,
};

use super::Pen;
use super::dice::Dice;

/// One or two columns of a table.
fn some_columns(table: &Table, dice: &mut Dice) -> Option<Vec<String>> {
    let mut names: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    let mut columns = vec![dice.take(&mut names)?];
    if dice.once_in(3) {
        columns.extend(dice.take(&mut names));
    }
    Some(columns)
}

pub fn primary_key(schema: &mut Schema, dice: &mut Dice, _: &Pen) -> Option<()> {
    let table = dice.pick_mut(&mut schema.tables)?;
    if table.primary_key.is_some() && dice.once_in(2) {
        table.primary_key = None;
        return Some(());
    }
    let columns = some_columns(table, dice)?;
    for name in &columns {
        table.column_mut(name)?.nullable = false;
    }
    let name = table.primary_key.as_ref().and_then(|key| key.name.clone());
    table.primary_key = Some(PrimaryKey { name, ..PrimaryKey::new(columns) });
    Some(())
}

pub fn unique(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    let table = dice.pick_mut(&mut schema.tables)?;
    if !table.uniques.is_empty() && dice.once_in(2) {
        dice.take(&mut table.uniques)?;
        return Some(());
    }
    let name = format!("{}_once_{}", table.name.name, dice.below(3));
    let mut unique = UniqueConstraint::new(Some(name), some_columns(table, dice)?);
    if pen.is_postgres() && dice.once_in(3) {
        unique.deferral = Deferral::InitiallyDeferred;
    }
    table.uniques.retain(|other| other.name != unique.name);
    table.uniques.push(unique);
    Some(())
}

pub fn check(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    let table = dice.pick_mut(&mut schema.tables)?;
    if !table.checks.is_empty() && dice.once_in(2) {
        dice.take(&mut table.checks)?;
        return Some(());
    }
    let column = dice.pick(&table.columns)?.name.clone();
    let quoted = pen.quoted(&column);
    let texts = [
        format!("{quoted} is not null"),
        format!("{quoted} is null or {quoted} = {quoted}"),
        format!("coalesce({quoted}, {quoted}) = {quoted}"),
    ];
    let name = format!("{}_right_{}", table.name.name, dice.below(3));
    let mut check = Check::new(Some(name), Expression::new(dice.pick(&texts)?.clone()));
    check.not_valid = pen.is_postgres() && dice.once_in(4);
    table.checks.retain(|other| other.name != check.name);
    table.checks.push(check);
    Some(())
}

pub fn foreign_key(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    let target = dice.pick(&schema.tables)?.clone();
    let table = dice.pick_mut(&mut schema.tables)?;
    match dice.below(3) {
        0 => dice.take(&mut table.foreign_keys).map(|_| ()),
        1 => {
            let key = dice.pick_mut(&mut table.foreign_keys)?;
            let actions = [
                ReferentialAction::NoAction,
                ReferentialAction::Restrict,
                ReferentialAction::Cascade,
                ReferentialAction::SetNull,
            ];
            key.on_delete = *dice.pick(&actions)?;
            if pen.is_postgres() && dice.once_in(2) {
                key.deferral = Deferral::InitiallyDeferred;
            }
            Some(())
        }
        _ => {
            let referenced = target.primary_key.as_ref()?.columns.clone();
            let [one] = referenced.as_slice() else { return None };
            let data_type = target.column(one)?.data_type.clone();
            let fits = table.columns.iter().filter(|column| column.data_type == data_type);
            let names: Vec<String> = fits.map(|column| column.name.clone()).collect();
            let column = dice.pick(&names)?.clone();
            let name = format!("{}_to_{}", table.name.name, dice.below(3));
            let key = ForeignKey::new(vec![column], target.name, referenced);
            table.foreign_keys.retain(|other| other.name.as_ref() != Some(&name));
            table.foreign_keys.push(ForeignKey { name: Some(name), ..key });
            Some(())
        }
    }
}

pub fn index(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    let table = dice.pick_mut(&mut schema.tables)?;
    if !table.indexes.is_empty() && dice.once_in(3) {
        dice.take(&mut table.indexes)?;
        return Some(());
    }
    let columns = some_columns(table, dice)?;
    let name = format!("{}_by_{}", table.name.name, dice.below(3));
    let mut parts: Vec<IndexPart> = columns.iter().map(IndexPart::column).collect();
    if dice.once_in(3) {
        parts.last_mut()?.order = SortOrder::Descending;
    }
    let mut index = Index::new(Some(name), parts);
    index.unique = dice.once_in(4);
    if pen.is_postgres() && dice.once_in(3) {
        let column = &dice.pick(&table.columns)?.name;
        index.predicate = Some(Expression::new(format!("{} is not null", pen.quoted(column))));
    }
    table.indexes.retain(|other| other.name != index.name);
    table.indexes.push(index);
    Some(())
}

/// One index changes in one respect.
pub fn turn_index(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    let mut tables: Vec<&mut Table> =
        schema.tables.iter_mut().filter(|table| !table.indexes.is_empty()).collect();
    let table = dice.pick_mut(&mut tables)?;
    let another = dice.pick(&table.columns)?.name.clone();
    let index = dice.pick_mut(&mut table.indexes)?;
    match dice.below(5) {
        0 => index.unique = !index.unique,
        1 => index.parts.push(IndexPart::column(another)),
        2 if pen.is_postgres() && !index.include.contains(&another) => index.include.push(another),
        3 => index.parts.reverse(),
        4 if !pen.is_postgres() => index.invisible = !index.invisible,
        _ => index.comment = Some("fast".to_owned()),
    }
    Some(())
}
