//! `currency_code` and `currency_name`.

use super::names::{before, is_text, same_thing};
use super::suspicion::{Confidence, Suspicion};
use super::world::{World, is_key, refers};
use crate::diagnostics::{Level, Rule};
use crate::schema::Table;

pub static RULE: Rule = Rule {
    code: "SG1109",
    name: "code-and-label",
    level: Level::Info,
    summary: "a code and its label stand in the same row",
    page: "\
# What it says
An entity has both `currency_code` and `currency_name`, and neither of them refers to anything.

# Why it matters
If the code determines the label, the label is stored with every row that has the code, and the two can part ways.

# What to do
Declare it, `fd currency_code -> currency_name`: then `normalize --write 3nf` makes the table. If the label is free text:
`allow SG1109 \"reason\"`.
",
};

pub fn look(world: &World<'_>, table: &Table) -> Vec<Suspicion> {
    let mut found = Vec::new();
    for code in table.columns.iter().filter(|column| is_text(column)) {
        let Some(stem) = before(&code.name, "code") else { continue };
        let label = table.columns.iter().find(|column| {
            ["name", "label", "description"]
                .iter()
                .any(|word| before(&column.name, word).is_some_and(|other| other == stem))
        });
        let Some(label) = label.filter(|label| is_text(label)) else { continue };
        // The entity's own code and name are its key and what it is called.
        if same_thing(&stem, &table.name.name)
            || is_key(table, &code.name)
            || refers(table, &code.name)
            || world.is_declared(table, &label.name)
        {
            continue;
        }
        found.push(Suspicion {
            rule: &RULE,
            confidence: Confidence::Possible,
            table: table.name.clone(),
            attributes: vec![label.name.clone(), code.name.clone()],
            message: format!(
                "`{}` seems to determine `{}` in `{}`",
                code.name, label.name, table.name
            ),
            because: "a code and its label stand beside each other, and the code is no key"
                .to_owned(),
            confirm: format!("declare `fd {} -> {}`", code.name, label.name),
        });
    }
    found
}
