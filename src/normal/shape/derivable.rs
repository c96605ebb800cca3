//! What could be computed.

use super::names::{is_integer, is_number, is_text, same_thing, words};
use super::suspicion::{Confidence, Suspicion};
use super::world::World;
use crate::diagnostics::{Level, Rule};
use crate::schema::{Column, DataType, Table};

pub static RULE: Rule = Rule {
    code: "SG1107",
    name: "derivable-attribute",
    level: Level::Warning,
    summary: "an attribute seems to follow from others",
    page: "\
# What it says
An attribute looks as if it could be computed: an age beside a date of birth, a full name beside its parts, a total beside a
quantity and a price, a count beside the table that is counted.

# Why it matters
What is stored and follows from something else can contradict it. An age is wrong within a year, without anybody having
changed anything.

# What to do
Let the server compute it: `generated (quantity * price) stored`, or a view where other rows or today are needed. Say the
dependency (`fd quantity, price -> total`) if it holds and is wanted, or `allow SG1107 \"reason\"`: counters that are kept up by
triggers are a good reason.
",
};

const BIRTHS: [&str; 7] =
    ["birth_date", "birthdate", "date_of_birth", "dob", "birthday", "born_on", "born"];
const TOTALS: [&str; 5] = ["total", "amount", "line_total", "total_price", "subtotal"];
const QUANTITIES: [&str; 3] = ["quantity", "qty", "units"];
const PRICES: [&str; 4] = ["price", "unit_price", "price_each", "unit_cost"];

pub fn look(world: &World<'_>, table: &Table) -> Vec<Suspicion> {
    let mut found = Vec::new();
    for column in &table.columns {
        if column.generated.is_some() || world.is_declared(table, &column.name) {
            continue;
        }
        let name = words(&column.name).join("_");
        let seen = match name.as_str() {
            "age" if is_number(column) => age(table),
            "full_name" | "fullname" if is_text(column) => full_name(table),
            total if TOTALS.contains(&total) && is_number(column) => product(table),
            _ => counter(world, table, column, &name),
        };
        let Some((confidence, inputs, because, confirm)) = seen else { continue };
        let mut attributes = vec![column.name.clone()];
        attributes.extend(inputs);
        found.push(Suspicion {
            rule: &RULE,
            confidence,
            table: table.name.clone(),
            attributes,
            message: format!(
                "`{}.{}` seems to follow from what else is stored",
                table.name, column.name
            ),
            because,
            confirm,
        });
    }
    found
}

type Seen = (Confidence, Vec<String>, String, String);

fn named<'t>(table: &'t Table, names: &[&str]) -> Option<&'t Column> {
    table.columns.iter().find(|column| names.contains(&words(&column.name).join("_").as_str()))
}

fn age(table: &Table) -> Option<Seen> {
    let birth = named(table, &BIRTHS)?;
    matches!(
        birth.data_type,
        DataType::Date | DataType::Timestamp { .. } | DataType::TimestampTz { .. }
    )
    .then(|| {
        (
            Confidence::Likely,
            vec![birth.name.clone()],
            format!("`{}` tells the age, on any day", birth.name),
            "leave it out, and compute it where it is asked for".to_owned(),
        )
    })
}

fn full_name(table: &Table) -> Option<Seen> {
    let first = named(table, &["first_name", "firstname", "given_name", "forename"])?;
    let last = named(table, &["last_name", "lastname", "family_name", "surname"])?;
    Some((
        Confidence::Likely,
        vec![first.name.clone(), last.name.clone()],
        format!("`{}` and `{}` are its parts", first.name, last.name),
        format!("write `generated ({} || ' ' || {}) stored`", first.name, last.name),
    ))
}

fn product(table: &Table) -> Option<Seen> {
    let quantity = named(table, &QUANTITIES).filter(|column| is_number(column))?;
    let price = named(table, &PRICES).filter(|column| is_number(column))?;
    Some((
        Confidence::Likely,
        vec![quantity.name.clone(), price.name.clone()],
        format!("`{}` and `{}` stand beside it", quantity.name, price.name),
        format!("write `generated ({} * {}) stored`", quantity.name, price.name),
    ))
}

/// `comment_count` beside a child table `comment`.
fn counter(world: &World<'_>, table: &Table, column: &Column, name: &str) -> Option<Seen> {
    let thing = name.strip_suffix("_count").or_else(|| name.strip_prefix("num_"))?;
    let last = thing.rsplit('_').next()?;
    let child = world
        .children(table)
        .iter()
        .find(|child| same_thing(&child.name.name, thing) || same_thing(&child.name.name, last))?;
    is_integer(column).then(|| {
        (
            Confidence::Possible,
            Vec::new(),
            format!("`{}` refers to `{}`, so its rows can be counted", child.name, table.name),
            "count the rows where the number is asked for, or say who keeps it up".to_owned(),
        )
    })
}
