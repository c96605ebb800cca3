//! Tables as wholes.

use schemagen::schema::{
    Bound, DataType, Expression, IndexTarget, Partition, QualifiedName, Schema, Trigger,
};

use super::Pen;
use super::dice::Dice;

pub fn drop(schema: &mut Schema, dice: &mut Dice, _: &Pen) -> Option<()> {
    let gone = dice.take(&mut schema.tables)?.name;
    if dice.once_in(2) {
        for table in &mut schema.tables {
            table.foreign_keys.retain(|key| key.references != gone);
        }
    }
    Some(())
}

/// A table like another, with names of its own.
pub fn double(schema: &mut Schema, dice: &mut Dice, _: &Pen) -> Option<()> {
    let mut table = dice.pick(&schema.tables)?.clone();
    if table.partitioning.is_some() {
        return None;
    }
    let suffix = dice.below(9);
    let named = |name: &mut Option<String>| {
        if let Some(name) = name {
            name.push_str(&format!("_{suffix}"));
        }
    };
    table.name.name.push_str(&format!("_{suffix}"));
    if let Some(key) = &mut table.primary_key {
        named(&mut key.name);
    }
    table.uniques.iter_mut().for_each(|one| named(&mut one.name));
    table.foreign_keys.iter_mut().for_each(|one| named(&mut one.name));
    table.checks.iter_mut().for_each(|one| named(&mut one.name));
    table.indexes.iter_mut().for_each(|one| named(&mut one.name));
    table.exclusions.iter_mut().for_each(|one| named(&mut one.name));
    table.triggers.clear();
    if schema.tables.iter().any(|other| other.name == table.name) {
        return None;
    }
    let at = dice.below(schema.tables.len() + 1);
    schema.tables.insert(at, table);
    Some(())
}

/// Partitions come and go; a table with none of them may be split by a column, or no more.
pub fn partition(schema: &mut Schema, dice: &mut Dice, _: &Pen) -> Option<()> {
    let mut split: Vec<_> =
        schema.tables.iter_mut().filter(|table| table.partitioning.is_some()).collect();
    let table = dice.pick_mut(&mut split)?;
    if dice.once_in(6) {
        table.partitioning = None;
        return Some(());
    }
    let name = table.name.clone();
    let by_number = |target: &IndexTarget| match target {
        IndexTarget::Column(column) => table.columns.iter().any(|one| {
            one.name == *column && matches!(one.data_type, DataType::Int | DataType::BigInt)
        }),
        IndexTarget::Expression(_) => false,
    };
    let numbers = by_number(&table.partitioning.as_ref()?.keys.first()?.target);
    let partitioning = table.partitioning.as_mut()?;
    if dice.once_in(2) {
        return dice.take(&mut partitioning.partitions).map(|_| ());
    }
    let bound = match partitioning.partitions.first().map(|one| &one.bound) {
        Some(Bound::Range { .. }) if numbers && partitioning.keys.len() == 1 => {
            let value =
                |text: &str| vec![schemagen::schema::BoundValue::Value(Expression::new(text))];
            Bound::Range { from: value("90000"), to: value("90010") }
        }
        _ => Bound::Default,
    };
    let new: QualifiedName = name.sibling(format!("{}_part", name.name));
    partitioning.partitions.push(Partition::new(new, bound));
    Some(())
}

pub fn settings(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    let table = dice.pick_mut(&mut schema.tables)?;
    if !pen.is_postgres() {
        table.comment = Some("a table".to_owned());
        return Some(());
    }
    match dice.below(3) {
        0 => table.unlogged = !table.unlogged && table.partitioning.is_none(),
        1 if table.partitioning.is_none() => {
            table.options.insert("fillfactor".to_owned(), "70".to_owned());
        }
        _ => table.comment = Some("a table".to_owned()),
    }
    Some(())
}

/// A trigger goes; Postgres gets one like another on the same table.
pub fn trigger(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    let mut with: Vec<_> =
        schema.tables.iter_mut().filter(|table| !table.triggers.is_empty()).collect();
    let table = dice.pick_mut(&mut with)?;
    if !pen.is_postgres() || dice.once_in(2) {
        return dice.take(&mut table.triggers).map(|_| ());
    }
    let like = dice.pick(&table.triggers)?.clone();
    let name = format!("{}_too", like.name);
    let definition = like.definition.replacen(&like.name, &name, 1);
    table.triggers.push(Trigger { firing: None, ..Trigger::new(name, definition) });
    Some(())
}
