//! Who may do what, and what people say of things.

use schemagen::schema::{
    Expression, Grant, ObjectRef, Policy, PolicyCommand, Privilege, RowSecurity, Schema,
};

use super::Pen;
use super::dice::Dice;

pub fn policy(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    if !pen.is_postgres() {
        return None;
    }
    let table = dice.pick_mut(&mut schema.tables)?;
    let quoted = pen.quoted(&dice.pick(&table.columns)?.name);
    let condition = Expression::new(format!("{quoted} is not null"));
    match dice.below(4) {
        0 => {
            let modes = [RowSecurity::Off, RowSecurity::Enabled, RowSecurity::Forced];
            table.row_security = *dice.pick(&modes)?;
        }
        1 => drop(dice.take(&mut table.policies)?),
        2 => {
            let policy = dice.pick_mut(&mut table.policies)?;
            policy.using.as_mut().map(|using| *using = condition)?;
        }
        _ => {
            let name = format!("may_{}", dice.below(3));
            table.policies.retain(|other| other.name != name);
            table.policies.push(Policy {
                name,
                permissive: !dice.once_in(3),
                command: PolicyCommand::All,
                roles: Vec::new(),
                using: Some(condition.clone()),
                check: dice.once_in(2).then_some(condition),
                comment: None,
            });
        }
    }
    Some(())
}

pub fn grant(schema: &mut Schema, dice: &mut Dice, pen: &Pen) -> Option<()> {
    if !pen.is_postgres() {
        return None;
    }
    if dice.once_in(2) {
        return dice.take(&mut schema.grants).map(|_| ());
    }
    let table = dice.pick(&schema.tables)?;
    let privileges = [Privilege::Select, Privilege::Insert, Privilege::Update];
    let mut columns = Vec::new();
    if dice.once_in(3) {
        columns.push(dice.pick(&table.columns)?.name.clone());
    }
    let grant = Grant {
        privilege: *dice.pick(&privileges)?,
        columns,
        on: ObjectRef::Table(table.name.clone()),
        to: "public".to_owned(),
        grantable: false,
    };
    if schema.grants.contains(&grant) {
        return None;
    }
    schema.grants.push(grant);
    Some(())
}

pub fn comment(schema: &mut Schema, dice: &mut Dice, _: &Pen) -> Option<()> {
    let comment = match dice.below(4) {
        0 => &mut dice.pick_mut(&mut schema.enums)?.comment,
        1 => &mut dice.pick_mut(&mut schema.domains)?.comment,
        2 => &mut dice.pick_mut(&mut schema.sequences)?.comment,
        _ => &mut dice.pick_mut(&mut schema.tables)?.comment,
    };
    *comment = match comment {
        Some(_) => None,
        None => Some("said".to_owned()),
    };
    Some(())
}
