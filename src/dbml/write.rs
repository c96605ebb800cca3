use std::fmt::Write;

use crate::schema::{
    DataType, ForeignKey, Index, IndexTarget, QualifiedName, ReferentialAction, Schema, Table,
};

/// A schema as a DBML file. `database` is what the file is for, in words: `PostgreSQL`.
pub fn write(schema: &Schema, name: &str, database: &str) -> String {
    let mut out = format!(
        "Project {} {{\n  database_type: {}\n}}\n",
        quoted(if name.is_empty() { "schema" } else { name }),
        text(database)
    );
    for known in &schema.enums {
        let _ = writeln!(out, "\nEnum {} {{", path(&known.name));
        for value in &known.values {
            let _ = writeln!(out, "  {}", always_quoted(value));
        }
        out.push_str("}\n");
    }
    for known in &schema.tables {
        table(schema, known, &mut out);
    }
    for known in &schema.tables {
        for key in &known.foreign_keys {
            reference(known, key, &mut out);
        }
    }
    out
}

fn table(schema: &Schema, table: &Table, out: &mut String) {
    let _ = writeln!(out, "\nTable {} {{", path(&table.name));
    let single_key = table.primary_key.as_ref().filter(|key| key.columns.len() == 1);
    for column in &table.columns {
        let mut settings = Vec::new();
        if single_key.is_some_and(|key| key.columns[0] == column.name) {
            settings.push("pk".to_owned());
        }
        if column.identity.is_some() {
            settings.push("increment".to_owned());
        }
        let alone = table.uniques.iter().any(|unique| {
            unique.columns.len() == 1 && unique.columns[0] == column.name && unique.name.is_none()
        });
        if alone {
            settings.push("unique".to_owned());
        }
        if !column.nullable {
            settings.push("not null".to_owned());
        }
        let mut note: Vec<String> = column.comment.iter().cloned().collect();
        let domain = match &column.data_type {
            DataType::Named { name } => schema.domains.iter().find(|domain| domain.name == *name),
            _ => None,
        };
        if let Some(domain) = domain {
            note.push(format!("domain {}", domain.name));
        }
        if let Some(default) = &column.default {
            match expression(default.text()) {
                Some(text) => settings.push(format!("default: {text}")),
                None => note.push(format!("default {default}")),
            }
        }
        if let Some(generated) = &column.generated {
            note.push(format!("computed: {}", generated.expression));
        }
        if !note.is_empty() {
            settings.push(format!("note: {}", text(&note.join("\n"))));
        }
        let _ = writeln!(
            out,
            "  {} {}{}",
            quoted(&column.name),
            data_type(domain.map_or(&column.data_type, |domain| &domain.data_type)),
            list(&settings)
        );
    }
    indexes(table, out);
    let checks: Vec<(Option<&String>, String)> = table
        .checks
        .iter()
        .filter_map(|check| Some((check.name.as_ref(), expression(check.expression.text())?)))
        .collect();
    if !checks.is_empty() {
        out.push_str("\n  checks {\n");
        for (name, rule) in checks {
            let settings: Vec<String> =
                name.iter().map(|name| format!("name: {}", text(name))).collect();
            let _ = writeln!(out, "    {rule}{}", list(&settings));
        }
        out.push_str("  }\n");
    }
    let mut note: Vec<String> = table.comment.iter().cloned().collect();
    note.extend(unsaid(table));
    if !note.is_empty() {
        let _ = writeln!(out, "\n  Note: {}", text(&note.join("\n")));
    }
    out.push_str("}\n");
}

/// What DBML has no word for, in words.
fn unsaid(table: &Table) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(partitioning) = &table.partitioning {
        let keys: Vec<&str> = partitioning
            .keys
            .iter()
            .map(|key| match &key.target {
                IndexTarget::Column(name) => name.as_str(),
                IndexTarget::Expression(text) => text.text(),
            })
            .collect();
        lines.push(format!("partitioned by {} ({})", partitioning.strategy.sql(), keys.join(", ")));
    }
    for exclusion in &table.exclusions {
        let name = exclusion.name.as_deref().unwrap_or("a constraint");
        lines.push(format!("{name} excludes rows that overlap"));
    }
    lines
}

fn indexes(table: &Table, out: &mut String) {
    let mut lines = Vec::new();
    let columns = |columns: &[String]| -> String {
        let names: Vec<String> = columns.iter().map(|name| quoted(name)).collect();
        format!("({})", names.join(", "))
    };
    if let Some(key) = table.primary_key.as_ref().filter(|key| key.columns.len() > 1) {
        lines.push(format!("{} [pk]", columns(&key.columns)));
    }
    for unique in &table.uniques {
        if unique.columns.len() == 1 && unique.name.is_none() {
            continue;
        }
        let mut settings = vec!["unique".to_owned()];
        settings.extend(unique.name.iter().map(|name| format!("name: {}", text(name))));
        lines.push(format!("{}{}", columns(&unique.columns), list(&settings)));
    }
    lines.extend(table.indexes.iter().filter_map(index));
    if lines.is_empty() {
        return;
    }
    out.push_str("\n  indexes {\n");
    for line in lines {
        let _ = writeln!(out, "    {line}");
    }
    out.push_str("  }\n");
}

fn index(index: &Index) -> Option<String> {
    let parts: Option<Vec<String>> = index
        .parts
        .iter()
        .map(|part| match &part.target {
            IndexTarget::Column(name) => Some(quoted(name)),
            IndexTarget::Expression(text) => expression(text.text()),
        })
        .collect();
    let mut settings = Vec::new();
    // A condition changes what a unique index means: then only its note says that it is unique.
    let mut note: Vec<String> = index.comment.iter().cloned().collect();
    match (&index.predicate, index.unique) {
        (Some(condition), unique) => {
            note.push(format!("{}where {condition}", if unique { "unique " } else { "" }));
        }
        (None, true) => settings.push("unique".to_owned()),
        (None, false) => {}
    }
    match index.method.as_deref() {
        Some(method @ ("btree" | "hash")) => settings.push(format!("type: {method}")),
        Some(method) => note.push(format!("using {method}")),
        None => {}
    }
    settings.extend(index.name.iter().map(|name| format!("name: {}", text(name))));
    if !note.is_empty() {
        settings.push(format!("note: {}", text(&note.join("\n"))));
    }
    Some(format!("({}){}", parts?.join(", "), list(&settings)))
}

fn reference(table: &Table, key: &ForeignKey, out: &mut String) {
    let columns = |columns: &[String]| match columns {
        [one] => quoted(one),
        many => {
            let names: Vec<String> = many.iter().map(|name| quoted(name)).collect();
            format!("({})", names.join(", "))
        }
    };
    let mut settings = Vec::new();
    for (word, action) in [("delete", key.on_delete), ("update", key.on_update)] {
        if action != ReferentialAction::default() {
            settings.push(format!("{word}: {}", action.sql()));
        }
    }
    let name = key.name.as_ref().map(|name| format!(" {}", quoted(name))).unwrap_or_default();
    let single = table.primary_key.as_ref().is_some_and(|own| own.columns == key.columns)
        || table.uniques.iter().any(|unique| unique.columns == key.columns);
    let _ = writeln!(
        out,
        "\nRef{name}: {}.{} {} {}.{}{}",
        path(&table.name),
        columns(&key.columns),
        if single { "-" } else { ">" },
        path(&key.references),
        columns(&key.referenced_columns),
        list(&settings)
    );
}

fn list(settings: &[String]) -> String {
    if settings.is_empty() { String::new() } else { format!(" [{}]", settings.join(", ")) }
}

fn data_type(data_type: &DataType) -> String {
    match data_type {
        DataType::Named { name } => path(name),
        DataType::Array { element } => format!("{}[]", self::data_type(element)),
        DataType::Native { sql } => quoted(sql),
        other => {
            let text = other.to_string();
            let plain = text
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "_(),".contains(letter));
            if plain { text } else { always_quoted(&text) }
        }
    }
}

fn path(name: &QualifiedName) -> String {
    match &name.namespace {
        Some(namespace) => format!("{}.{}", quoted(namespace), quoted(&name.name)),
        None => quoted(&name.name),
    }
}

fn quoted(name: &str) -> String {
    let mut letters = name.chars();
    let plain = letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    // Words that begin something inside a table.
    let taken = ["indexes", "checks", "note", "ref", "table", "enum", "as"];
    if plain && !taken.contains(&name.to_lowercase().as_str()) {
        return name.to_owned();
    }
    always_quoted(name)
}

fn always_quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

fn text(words: &str) -> String {
    let escaped = words.replace('\\', "\\\\").replace('\'', "\\'");
    format!("'{}'", escaped.replace('\r', "").replace('\n', "\\n"))
}

/// In backticks, which nothing inside can escape: what has one of its own cannot be written.
fn expression(sql: &str) -> Option<String> {
    (!sql.contains('`')).then(|| format!("`{}`", sql.replace('\n', " ")))
}
