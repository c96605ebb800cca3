//! Columns that come, go and become others.

use schemagen::schema::{
    Column, DataType, Expression, Generated, GeneratedStorage, Identity, IdentityMode, Schema,
    SequenceOptions, Table,
};

use super::Pen;
use super::dice::Dice;

fn table<'s>(schema: &'s mut Schema, dice: &mut Dice) -> Option<&'s mut Table> {
    dice.pick_mut(&mut schema.tables)
}

fn one<'s>(schema: &'s mut Schema, dice: &mut Dice) -> Option<&'s mut Column> {
    let table = table(schema, dice)?;
    dice.pick_mut(&mut table.columns)
}

/// Any type: a usual one, or one that the schema itself has.
pub fn any_type(schema: &Schema, dice: &mut Dice, pen: &Pen) -> DataType {
    let mut own: Vec<DataType> = Vec::new();
    let named = |name: &schemagen::schema::QualifiedName| DataType::Named { name: name.clone() };
    own.extend(schema.enums.iter().map(|one| named(&one.name)));
    own.extend(schema.domains.iter().map(|one| named(&one.name)));
    own.extend(schema.composites.iter().map(|one| named(&one.name)));
    let columns = schema.tables.iter().flat_map(|table| &table.columns);
    own.extend(columns.map(|column| column.data_type.clone()));
    if dice.once_in(3)
        && let Some(own) = dice.pick(&own)
    {
        return own.clone();
    }
    let mut usual = vec![
        DataType::SmallInt,
        DataType::Int,
        DataType::BigInt,
        DataType::BigInt,
        DataType::Decimal { precision: Some(12), scale: Some(2) },
        DataType::Decimal { precision: Some(20), scale: Some(6) },
        DataType::Double,
        DataType::Boolean,
        DataType::Text,
        DataType::Text,
        DataType::Varchar { length: Some(20) },
        DataType::Varchar { length: Some(200) },
        DataType::Char { length: 8 },
        DataType::Bytes,
        DataType::Date,
        DataType::Time { precision: None },
        DataType::Timestamp { precision: None },
        DataType::TimestampTz { precision: None },
        DataType::Json,
    ];
    if pen.is_postgres() {
        usual.extend([
            DataType::Interval,
            DataType::Uuid,
            DataType::Varchar { length: None },
            DataType::native("json"),
            DataType::native("inet"),
            DataType::Array { element: Box::new(DataType::Text) },
            DataType::Array { element: Box::new(DataType::Int) },
        ]);
    } else if !pen.is_sqlite() {
        usual.extend([
            DataType::native("int unsigned"),
            DataType::native("mediumtext"),
            DataType::native("enum('a','b','c')"),
            DataType::native("enum('c','a')"),
            DataType::native("set('x','y')"),
        ]);
    }
    dice.pick(&usual).cloned().unwrap_or(DataType::Text)
}

pub fn retype(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    let wanted = any_type(schema, dice, pen);
    let column = one(schema, dice)?;
    // A default of the old type is mostly none of the new one.
    if dice.below(4) > 0 {
        column.default = None;
    }
    column.collation = None;
    column.data_type = wanted;
    Some(())
}

pub fn add(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    let data_type = any_type(schema, dice, pen);
    let table = table(schema, dice)?;
    let name = format!("added_{}", dice.below(5));
    if table.column(&name).is_some() {
        return None;
    }
    let mut column = Column::new(name, data_type);
    column.nullable = !dice.once_in(3);
    column.default = some_default(&column.data_type, dice, pen).filter(|_| !dice.once_in(2));
    let at = dice.below(table.columns.len() + 1);
    table.columns.insert(at, column);
    Some(())
}

pub fn drop(schema: &mut Schema, dice: &mut Dice, _: &Pen) -> Option<()> {
    let table = table(schema, dice)?;
    if table.columns.len() < 2 {
        return None;
    }
    let gone = dice.take(&mut table.columns)?.name;
    // Half the time what speaks of it goes as well; else the server refuses it, which is the same.
    if dice.once_in(2) {
        let has = |columns: &[String]| columns.contains(&gone);
        table.primary_key.take_if(|key| has(&key.columns));
        table.uniques.retain(|unique| !has(&unique.columns));
        table.foreign_keys.retain(|key| !has(&key.columns));
        table.indexes.retain(|index| !index.columns().any(|column| column == gone));
    }
    Some(())
}

pub fn turn_nullable(schema: &mut Schema, dice: &mut Dice, _: &Pen) -> Option<()> {
    let column = one(schema, dice)?;
    column.nullable = !column.nullable;
    Some(())
}

fn some_default(data_type: &DataType, dice: &mut Dice, pen: &Pen) -> Option<Expression> {
    let texts: &[&str] = match data_type {
        DataType::SmallInt | DataType::Int | DataType::BigInt => &["0", "7", "(1 + 1)"],
        DataType::Decimal { .. } | DataType::Double | DataType::Real => &["0", "1.5"],
        DataType::Boolean => &["true", "false"],
        DataType::Varchar { .. } | DataType::Char { .. } => &["'x'", "''", "'it''s'"],
        DataType::Text if pen.is_postgres() => &["'x'", "''", "'it''s'", "CURRENT_USER"],
        DataType::Timestamp { .. } | DataType::TimestampTz { .. } => &["CURRENT_TIMESTAMP"],
        DataType::Date if pen.is_postgres() => &["CURRENT_DATE"],
        DataType::Json if pen.is_postgres() => &["'{}'"],
        DataType::Array { .. } => &["'{}'"],
        DataType::Uuid => &["gen_random_uuid()"],
        _ => return None,
    };
    dice.pick(texts).map(|text| Expression::new(*text))
}

pub fn default(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    let column = one(schema, dice)?;
    if column.identity.is_some() || column.generated.is_some() {
        return None;
    }
    let new = match column.default {
        Some(_) if dice.once_in(2) => None,
        _ => Some(some_default(&column.data_type, dice, pen)?),
    };
    column.default = new;
    Some(())
}

/// A column becomes computed from another, or is computed no more.
pub fn generate(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    let table = table(schema, dice)?;
    let names: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    let source = dice.pick(&names)?.clone();
    let text = format!("{} is not null", pen.quoted(&source));
    let column = dice.pick_mut(&mut table.columns)?;
    if column.name == source || column.identity.is_some() {
        return None;
    }
    if column.generated.take().is_some() {
        return Some(());
    }
    let stored = pen.is_postgres() || dice.once_in(2);
    column.default = None;
    column.data_type = DataType::Boolean;
    column.collation = None;
    column.nullable = true;
    column.generated = Some(Generated {
        expression: Expression::new(text),
        storage: if stored { GeneratedStorage::Stored } else { GeneratedStorage::Virtual },
    });
    Some(())
}

/// A column counts by itself, or no more, or otherwise.
pub fn number(schema: &mut Schema, dice: &mut Dice, _: &Pen) -> Option<()> {
    let column = one(schema, dice)?;
    let whole = matches!(column.data_type, DataType::SmallInt | DataType::Int | DataType::BigInt);
    if !whole || column.generated.is_some() {
        return None;
    }
    let mode = if dice.once_in(2) { IdentityMode::Always } else { IdentityMode::ByDefault };
    column.identity = match &column.identity {
        Some(_) if dice.once_in(2) => None,
        Some(identity) => Some(Identity { mode, ..identity.clone() }),
        None => Some(Identity::new(mode, SequenceOptions::default())),
    };
    column.default = None;
    column.nullable = false;
    Some(())
}

pub fn comment(schema: &mut Schema, dice: &mut Dice, _: &Pen) -> Option<()> {
    let column = one(schema, dice)?;
    column.comment = match column.comment {
        Some(_) if dice.once_in(2) => None,
        _ => Some("what it's for".to_owned()),
    };
    Some(())
}

pub fn collate(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    let column = one(schema, dice)?;
    let is_text = matches!(
        column.data_type,
        DataType::Text | DataType::Varchar { .. } | DataType::Char { .. }
    );
    if !is_text {
        return None;
    }
    let name = match () {
        () if pen.is_postgres() => "C",
        () if pen.is_sqlite() => "nocase",
        () => "utf8mb4_bin",
    };
    column.collation = column.collation.is_none().then(|| name.to_owned());
    Some(())
}

/// The order of columns matters on some servers, and must not disturb the others.
pub fn move_one(schema: &mut Schema, dice: &mut Dice, _: &Pen) -> Option<()> {
    let columns = &mut table(schema, dice)?.columns;
    if columns.len() < 2 {
        return None;
    }
    let moved = dice.take(columns)?;
    let at = dice.below(columns.len() + 1);
    columns.insert(at, moved);
    Some(())
}
