//! Views, types, sequences, routines and what else stands beside tables.

use schemagen::schema::{
    Check, CompositeType, DataType, Domain, Enum, Expression, QualifiedName, Schema, Sequence, View,
};

use super::Pen;
use super::columns::any_type;
use super::dice::Dice;

/// A view of some columns of a table or of another view's.
pub fn view(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    let table = dice.pick(&schema.tables)?;
    let mut names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let mut shown = Vec::new();
    for _ in 0..=dice.below(3) {
        shown.extend(dice.take(&mut names).map(|name| pen.quoted(name)));
    }
    let on_view = schema.views.first().filter(|_| dice.once_in(3));
    let query = match on_view {
        Some(below) => format!("SELECT * FROM {}", pen.qualified(&below.name)),
        None if dice.once_in(4) && pen.is_postgres() => {
            let key = table.primary_key.as_ref()?.columns.first()?;
            format!(
                "SELECT {}, count(*) AS many FROM {} GROUP BY {}",
                shown.join(", "),
                pen.qualified(&table.name),
                pen.quoted(key)
            )
        }
        None => format!("SELECT {} FROM {}", shown.join(", "), pen.qualified(&table.name)),
    };
    let name = QualifiedName::bare(format!("seen_{}", dice.below(4)));
    let mut view = View::new(name, Expression::new(query));
    view.materialized = pen.is_postgres() && dice.once_in(4);
    schema.views.retain(|other| other.name != view.name);
    schema.views.push(view);
    Some(())
}

pub fn turn_view(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    let view = dice.pick_mut(&mut schema.views)?;
    match dice.below(3) {
        0 if pen.is_postgres() && view.options.is_empty() => {
            view.materialized = !view.materialized;
            if !view.materialized {
                view.indexes.clear();
            }
        }
        1 if pen.is_postgres() => view.comment = Some("a view".to_owned()),
        _ => {
            let text = view.query.text().trim_end_matches(';').to_owned();
            view.query = Expression::new(format!("SELECT * FROM ({text}) AS inside WHERE 1 = 1"));
        }
    }
    Some(())
}

pub fn enumeration(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    if !pen.is_postgres() {
        return None;
    }
    if schema.enums.is_empty() || dice.once_in(5) {
        let name = QualifiedName::bare(format!("mood_{}", dice.below(3)));
        if schema.enums.iter().any(|other| other.name == name) {
            return None;
        }
        let values = ["sad", "ok", "happy"].map(str::to_owned).to_vec();
        schema.enums.push(Enum { name, values, owner: None, comment: None });
        return Some(());
    }
    let values = &mut dice.pick_mut(&mut schema.enums)?.values;
    match dice.below(4) {
        0 if values.len() > 1 => drop_one(values, dice),
        1 if values.len() > 1 => values.swap(0, 1),
        _ => {
            let at = dice.below(values.len() + 1);
            let value = format!("new {}", dice.below(9));
            if values.contains(&value) {
                return None;
            }
            values.insert(at, value);
        }
    }
    Some(())
}

fn drop_one(values: &mut Vec<String>, dice: &mut Dice) {
    dice.take(values);
}

pub fn domain(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    if !pen.is_postgres() {
        return None;
    }
    if schema.domains.is_empty() || dice.once_in(5) {
        let name = QualifiedName::bare(format!("kind_{}", dice.below(3)));
        if schema.domains.iter().any(|other| other.name == name) {
            return None;
        }
        schema.domains.push(Domain {
            name,
            data_type: DataType::Text,
            not_null: false,
            default: None,
            collation: None,
            checks: vec![Check::new(Some("short".to_owned()), length_below(100))],
            owner: None,
            comment: None,
        });
        return Some(());
    }
    let domain = dice.pick_mut(&mut schema.domains)?;
    match dice.below(5) {
        0 => domain.not_null = !domain.not_null,
        1 => drop(dice.take(&mut domain.checks)),
        2 => {
            domain.checks.retain(|check| check.name.as_deref() != Some("longer"));
            let limit = 200 + dice.below(5);
            domain.checks.push(Check::new(Some("longer".to_owned()), length_below(limit)));
        }
        3 if domain.default.is_some() => domain.default = None,
        3 => domain.default = Some(Expression::new("NULL")),
        _ => {
            domain.data_type = DataType::Varchar { length: Some(60) };
            domain.default = None;
        }
    }
    Some(())
}

fn length_below(limit: usize) -> Expression {
    Expression::new(format!("length(VALUE::text) < {limit}"))
}

pub fn composite(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    if !pen.is_postgres() {
        return None;
    }
    let data_type = any_type(schema, dice, pen);
    let name = format!("part_{}", dice.below(4));
    let mut attribute = schemagen::schema::Column::new(name, data_type);
    attribute.nullable = true;
    if schema.composites.is_empty() {
        let name = QualifiedName::bare("pair_of_things");
        let attributes = vec![attribute];
        schema.composites.push(CompositeType { name, attributes, owner: None, comment: None });
        return Some(());
    }
    let composite = dice.pick_mut(&mut schema.composites)?;
    match dice.below(3) {
        0 if composite.attributes.len() > 1 => dice.take(&mut composite.attributes).map(|_| ()),
        1 => {
            dice.pick_mut(&mut composite.attributes)?.data_type = attribute.data_type;
            Some(())
        }
        _ if composite.attributes.iter().all(|other| other.name != attribute.name) => {
            composite.attributes.push(attribute);
            Some(())
        }
        _ => None,
    }
}

pub fn sequence(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    if !pen.is_postgres() {
        return None;
    }
    if schema.sequences.is_empty() {
        schema.sequences.push(Sequence {
            name: QualifiedName::bare("counter"),
            data_type: None,
            options: Default::default(),
            owned_by: None,
            owner: None,
            comment: None,
        });
        return Some(());
    }
    let sequence = dice.pick_mut(&mut schema.sequences)?;
    match dice.below(5) {
        0 => sequence.options.increment = Some(2 + dice.below(3) as i64),
        1 => sequence.options.cycle = !sequence.options.cycle,
        2 => sequence.options.cache = Some(20),
        3 => sequence.owned_by = None,
        _ => sequence.data_type = Some(DataType::SmallInt),
    }
    Some(())
}

/// A routine says the same with a comment inside, or something else of itself.
pub fn routine(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    let routine = dice.pick_mut(&mut schema.routines)?;
    if dice.once_in(3) {
        routine.comment = Some("a routine".to_owned());
        return Some(());
    }
    let text = &routine.definition;
    routine.definition = if pen.is_postgres() {
        let volatile = text.contains("STABLE") || text.contains("IMMUTABLE");
        match volatile {
            true => text.replacen("STABLE", "VOLATILE", 1).replacen("IMMUTABLE", "STABLE", 1),
            false => text.replacen("$function$", "$function$ /* seen */ ", 1),
        }
    } else {
        text.replacen("BEGIN", "BEGIN /* seen */ ", 1)
    };
    Some(())
}

/// Anything but a table goes.
pub fn drop_any(schema: &mut Schema, dice: &mut Dice, _: &Pen) -> Option<()> {
    match dice.below(9) {
        0 => drop(dice.take(&mut schema.views)?),
        1 => drop(dice.take(&mut schema.routines)?),
        2 => drop(dice.take(&mut schema.enums)?),
        3 => drop(dice.take(&mut schema.domains)?),
        4 => drop(dice.take(&mut schema.composites)?),
        5 => drop(dice.take(&mut schema.sequences)?),
        6 => drop(dice.take(&mut schema.others)?),
        7 => drop(dice.take(&mut schema.ranges)?),
        _ => drop(dice.take(&mut schema.grants)?),
    }
    Some(())
}
