//! What there is to know about a name.

use std::fmt::Write;

use serde_json::{Value, json};

use super::index::{Declaration, Kind};
use super::place::range;
use super::world::World;
use crate::advise::advice::described;
use crate::design::EntityFacts;
use crate::emit;
use crate::project;
use crate::schema::{AtomKind, QualifiedName, Table};
use crate::text::FileId;

pub fn hover(world: &World, file: FileId, at: u32) -> Option<Value> {
    let found = world.index.at(file, at)?;
    let known = &world.index.declarations[found.declaration];
    let text = match known.kind {
        Kind::Entity => entity(world, known)?,
        Kind::Attribute => attribute(world, known, file, at)?,
        _ => {
            let words = world.loaded.sources.slice(known.whole);
            fenced("schemagen", words)
        }
    };
    let source = world.loaded.sources.get(file)?;
    Some(json!({
        "contents": { "kind": "markdown", "value": text },
        "range": range(source, found.span),
    }))
}

/// A code block that its own text cannot end.
fn fenced(language: &str, text: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}{language}\n{text}\n{fence}\n")
}

fn plain(text: &str) -> String {
    text.chars()
        .flat_map(|letter| {
            let escape = "\\`*_{}[]<>#|!&".contains(letter);
            escape.then_some('\\').into_iter().chain([letter])
        })
        .collect()
}

pub fn qualified(known: &Declaration) -> QualifiedName {
    QualifiedName::new(known.context.as_deref(), known.name.clone())
}

fn table_of<'w>(
    world: &'w World,
    name: &QualifiedName,
) -> Option<(&'w Table, Option<&'w EntityFacts>)> {
    let design = &world.loaded.design;
    Some((design.schema.table(name)?, design.entities.get(name)))
}

fn entity(world: &World, known: &Declaration) -> Option<String> {
    let name = qualified(known);
    let (table, facts) = table_of(world, &name)?;
    let mut text = format!("**{}**", plain(&name.to_string()));
    if let Some(comment) = &table.comment {
        let _ = write!(text, "\n\n{}", plain(comment));
    }
    text.push_str("\n\n");
    if let Some(key) = &table.primary_key {
        let _ = writeln!(text, "- primary key ({})", plain(&key.columns.join(", ")));
    }
    for key in &table.uniques {
        let _ = writeln!(text, "- unique ({})", plain(&key.columns.join(", ")));
    }
    for index in &table.indexes {
        let _ = writeln!(text, "- index {}", plain(&described(index)));
    }
    for dependency in facts.map_or(&[][..], |facts| &facts.dependencies[..]) {
        let _ = writeln!(
            text,
            "- {} → {}",
            plain(&dependency.left.join(", ")),
            plain(&dependency.right.join(", "))
        );
    }
    if let Some(statement) = statement(world, &name) {
        text.push('\n');
        text.push_str(&fenced("sql", &statement));
    }
    Some(text)
}

/// The statement that makes an entity's table on the design's first target.
fn statement(world: &World, name: &QualifiedName) -> Option<String> {
    let dialect = project::dialects(&world.loaded).ok()?.into_iter().next()?;
    let checked = project::Checked::of(&world.loaded, &[dialect]);
    let target = checked.targets.first().filter(|target| !target.illegal)?;
    let statements = emit::emit(&target.physical.schema, target.dialect).ok()?;
    let found = statements.into_iter().find(|statement| {
        statement.object.kind == AtomKind::Table && statement.object.object == *name
    })?;
    Some(found.sql)
}

fn attribute(world: &World, known: &Declaration, file: FileId, at: u32) -> Option<String> {
    let container = &world.index.declarations[known.container?];
    // An attribute of a mixin is looked at in the entity where the cursor is, else in any that has it.
    let around = world.index.container_at(file, at).map(|at| &world.index.declarations[at]);
    let declared_in = |name: &QualifiedName| {
        let facts = world.loaded.design.entities.get(name)?;
        facts.attributes.get(&known.name).filter(|facts| facts.span == known.span)
    };
    let own = [Some(container), around]
        .into_iter()
        .flatten()
        .filter(|around| around.kind == Kind::Entity)
        .map(qualified)
        .find(|name| declared_in(name).is_some());
    let any =
        || world.loaded.design.entities.keys().find(|name| declared_in(name).is_some()).cloned();
    let name = own.or_else(any)?;
    let (table, facts) = table_of(world, &name)?;
    let column = table.column(&known.name)?;
    let optional = if column.nullable { "?" } else { "" };
    let mut text = format!(
        "**{}**: {}{optional}",
        plain(&format!("{name}.{}", known.name)),
        plain(&column.data_type.to_string())
    );
    if let Some(mixin) = facts.and_then(|facts| facts.attributes.get(&known.name)?.mixin.as_ref()) {
        let _ = write!(text, " (of `{}`)", plain(mixin));
    }
    if let Some(comment) = &column.comment {
        let _ = write!(text, "\n\n{}", plain(comment));
    }
    text.push_str("\n\n");
    if column.identity.is_some() {
        text.push_str("- numbered by the server\n");
    }
    if let Some(default) = &column.default {
        let _ = writeln!(text, "- default {}", plain(default.text()));
    }
    if let Some(generated) = &column.generated {
        let _ = writeln!(text, "- computed: {}", plain(generated.expression.text()));
    }
    let has = |columns: &[String]| columns.contains(&known.name);
    if table.primary_key.as_ref().is_some_and(|key| has(&key.columns)) {
        text.push_str("- part of the primary key\n");
    }
    for key in table.uniques.iter().filter(|key| has(&key.columns)) {
        let _ = writeln!(text, "- unique ({})", plain(&key.columns.join(", ")));
    }
    for key in table.foreign_keys.iter().filter(|key| has(&key.columns)) {
        let _ = writeln!(
            text,
            "- refers to {} ({})",
            plain(&key.references.to_string()),
            plain(&key.referenced_columns.join(", "))
        );
    }
    for dependency in facts.map_or(&[][..], |facts| &facts.dependencies[..]) {
        if has(&dependency.left) || has(&dependency.right) {
            let _ = writeln!(
                text,
                "- {} → {}",
                plain(&dependency.left.join(", ")),
                plain(&dependency.right.join(", "))
            );
        }
    }
    for index in &table.indexes {
        if index.columns().any(|column| column == known.name) {
            let _ = writeln!(text, "- index {}", plain(&described(index)));
        }
    }
    Some(text)
}
