//! A name becomes another wherever it stands.

use schemagen::schema::Schema;

use super::Pen;
use super::dice::Dice;

pub fn word(schema: &mut Schema, dice: &mut Dice, _: &Pen) -> Option<()> {
    let mut names: Vec<String> = Vec::new();
    for table in &schema.tables {
        names.push(table.name.name.clone());
        names.extend(table.columns.iter().map(|column| column.name.clone()));
        names.extend(table.indexes.iter().filter_map(|index| index.name.clone()));
        names.extend(table.checks.iter().filter_map(|check| check.name.clone()));
        names.extend(table.uniques.iter().filter_map(|unique| unique.name.clone()));
        names.extend(table.foreign_keys.iter().filter_map(|key| key.name.clone()));
        names.extend(table.triggers.iter().map(|trigger| trigger.name.clone()));
    }
    names.extend(schema.views.iter().map(|view| view.name.name.clone()));
    names.extend(schema.enums.iter().map(|one| one.name.name.clone()));
    names.extend(schema.domains.iter().map(|one| one.name.name.clone()));
    names.extend(schema.sequences.iter().map(|one| one.name.name.clone()));
    names.extend(schema.routines.iter().map(|one| one.name.name.clone()));
    // Words of the model itself would be changed with it.
    let own =
        ["name", "columns", "type", "int", "text", "definition", "values", "key", "expression"];
    names.retain(|name| name.len() > 2 && !own.contains(&name.as_str()));
    let old = dice.pick(&names)?.clone();
    let text = serde_json::to_string(schema).ok()?;
    *schema = serde_json::from_str(&replaced(&text, &old, &format!("{old}_2"))).ok()?;
    Some(())
}

/// The text with one word of it changed.
fn replaced(text: &str, old: &str, new: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = text[at..].find(old).map(|found| at + found) {
        let end = found + old.len();
        let stands_alone = !text[..found].ends_with(is_part) && !text[end..].starts_with(is_part);
        result.push_str(&text[at..found]);
        result.push_str(if stands_alone { new } else { old });
        at = end;
    }
    result.push_str(&text[at..]);
    result
}
