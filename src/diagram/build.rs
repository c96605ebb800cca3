//! A design as a picture.

use std::collections::{BTreeMap, BTreeSet};

use super::beside;
use super::marks;
use super::model::{
    Badge, BadgeKind, Cardinality, Change, Edge, EdgeKind, End, Group, Node, Picture, Row,
};
use crate::advise::advice::described;
use crate::design::{Design, EntityFacts};
use crate::diagnostics::Diagnostic;
use crate::schema::{
    DataType, ForeignKey, GeneratedStorage, IndexTarget, MatchType, Partitioning, QualifiedName,
    ReferentialAction, RowSecurity, Table,
};
use crate::text::SourceMap;
use crate::text::figures::count;

/// Draws what a design has, also of a design that is broken: what was understood of it.
pub fn picture(
    title: &str,
    design: &Design,
    findings: &[Diagnostic],
    sources: &SourceMap,
) -> Picture {
    let tables = &design.schema.tables;
    let mut groups: Vec<Group> = Vec::new();
    let mut nodes: Vec<Node> = Vec::new();
    let mut places: BTreeMap<&QualifiedName, usize> = BTreeMap::new();
    for table in tables {
        // A name that is declared twice is a finding; the picture shows the first.
        if places.contains_key(&table.name) {
            continue;
        }
        let group = table.name.namespace.as_ref().map(|name| {
            groups.iter().position(|group| group.name == *name).unwrap_or_else(|| {
                groups.push(Group { name: name.clone() });
                groups.len() - 1
            })
        });
        places.insert(&table.name, nodes.len());
        nodes.push(node(table, design.entities.get(&table.name), group));
    }
    let mut edges = Vec::new();
    for table in tables {
        let Some(from) = places.get(&table.name).copied() else { continue };
        for key in &table.foreign_keys {
            if let Some(to) = places.get(&key.references).copied() {
                edges.push(reference(table, key, from, to, &nodes));
            }
        }
        for parent in &table.inherits {
            if let Some(to) = places.get(parent).copied() {
                edges.push(inheritance(from, to));
            }
        }
    }
    marks::place(&mut nodes, design, findings, sources);
    for (table, note) in beside::queries(design) {
        if let Some(node) = places.get(&table).and_then(|at| nodes.get_mut(*at)) {
            node.queries.push(note);
        }
    }
    Picture { title: title.to_owned(), groups, nodes, edges }
}

fn node(table: &Table, facts: Option<&EntityFacts>, group: Option<usize>) -> Node {
    let primary = table.primary_key.as_ref().map_or(&[][..], |key| &key.columns[..]);
    let referring: BTreeSet<&str> =
        table.foreign_keys.iter().flat_map(|key| key.columns.iter().map(String::as_str)).collect();
    let mut first: BTreeSet<&str> = primary.first().map(String::as_str).into_iter().collect();
    first.extend(table.uniques.iter().filter_map(|key| key.columns.first().map(String::as_str)));
    first.extend(table.indexes.iter().filter_map(|index| index.columns().next()));
    let unique: BTreeSet<&str> = unique_keys(table)
        .into_iter()
        .filter_map(|key| match key[..] {
            [one] => Some(one),
            _ => None,
        })
        .collect();
    let split: BTreeSet<&str> =
        table.partitioning.iter().filter_map(Partitioning::columns).flatten().collect();
    let shard = facts.and_then(|facts| facts.shard.as_ref());
    let rows = table
        .columns
        .iter()
        .map(|column| Row {
            name: column.name.clone(),
            data_type: type_text(&column.data_type),
            nullable: column.nullable,
            primary: primary.contains(&column.name),
            unique: unique.contains(column.name.as_str()),
            reference: referring.contains(column.name.as_str()),
            indexed: first.contains(column.name.as_str()),
            partition_key: split.contains(column.name.as_str()),
            shard_key: shard.is_some_and(|shard| shard.columns.contains(&column.name)),
            value: match (&column.identity, &column.generated, &column.default) {
                (Some(_), _, _) => Some("identity".to_owned()),
                (_, Some(generated), _) => Some(match generated.storage {
                    GeneratedStorage::Stored => format!("stored {}", generated.expression),
                    GeneratedStorage::Virtual => format!("computed {}", generated.expression),
                }),
                (_, _, Some(default)) => Some(format!("default {default}")),
                _ => None,
            },
            comment: column.comment.clone(),
            ..Row::default()
        })
        .collect();
    Node {
        name: table.name.clone(),
        group,
        comment: table.comment.clone(),
        badges: badges(table, facts),
        rows,
        lines: lines(table),
        marks: Vec::new(),
        queries: Vec::new(),
        advice: Vec::new(),
        change: Change::Same,
        before: None,
    }
}

/// As the entity language writes it; a server's own type by its name alone.
fn type_text(data_type: &DataType) -> String {
    match data_type {
        DataType::Native { sql } => sql.clone(),
        DataType::Array { element } => format!("{}[]", type_text(element)),
        other => other.to_string(),
    }
}

/// Sets of columns of which no two rows agree: the primary key first.
fn unique_keys(table: &Table) -> Vec<Vec<&str>> {
    fn own(columns: &[String]) -> Vec<&str> {
        columns.iter().map(String::as_str).collect()
    }
    let mut keys: Vec<Vec<&str>> = Vec::new();
    keys.extend(table.primary_key.iter().map(|key| own(&key.columns)));
    keys.extend(table.uniques.iter().map(|key| own(&key.columns)));
    let whole = table.indexes.iter().filter(|index| {
        index.unique
            && index.predicate.is_none()
            && index
                .parts
                .iter()
                .all(|part| matches!(part.target, IndexTarget::Column(_)) && part.prefix.is_none())
    });
    keys.extend(whole.map(|index| index.columns().collect::<Vec<_>>()));
    keys
}

fn reference(table: &Table, key: &ForeignKey, from: usize, to: usize, nodes: &[Node]) -> Edge {
    let nullable = |name: &String| table.column(name).is_some_and(|column| column.nullable);
    // A reference with a null in it refers to nothing; matched in full it takes nulls in all of it.
    let optional = match key.match_type {
        MatchType::Simple => key.columns.iter().any(nullable),
        MatchType::Full => !key.columns.is_empty() && key.columns.iter().all(nullable),
    };
    let single = unique_keys(table).iter().any(|unique| {
        !unique.is_empty() && unique.iter().all(|name| key.columns.iter().any(|own| own == name))
    });
    let identifying = table
        .primary_key
        .as_ref()
        .is_some_and(|primary| key.columns.iter().all(|name| primary.columns.contains(name)));
    let rows = |node: usize, names: &[String]| -> Vec<usize> {
        names.iter().filter_map(|name| nodes[node].row(name)).collect()
    };
    let mut label = format!("{} → {}", key.columns.join(", "), key.referenced_columns.join(", "));
    for (when, action) in [("delete", key.on_delete), ("update", key.on_update)] {
        if action != ReferentialAction::default() {
            label.push_str(&format!(", on {when} {}", action.sql()));
        }
    }
    Edge {
        kind: if identifying { EdgeKind::Identifying } else { EdgeKind::Reference },
        from: End {
            node: from,
            rows: rows(from, &key.columns),
            cardinality: if single { Cardinality::ZeroOrOne } else { Cardinality::Many },
        },
        to: End {
            node: to,
            rows: rows(to, &key.referenced_columns),
            cardinality: if optional { Cardinality::ZeroOrOne } else { Cardinality::One },
        },
        label,
        change: Change::Same,
    }
}

fn inheritance(from: usize, to: usize) -> Edge {
    let end = |node| End { node, rows: Vec::new(), cardinality: Cardinality::One };
    Edge {
        kind: EdgeKind::Inherits,
        from: end(from),
        to: end(to),
        label: "inherits".to_owned(),
        change: Change::Same,
    }
}

fn badges(table: &Table, facts: Option<&EntityFacts>) -> Vec<Badge> {
    let mut badges = Vec::new();
    let mut add = |kind, text: String| badges.push(Badge { kind, text });
    if let Some(facts) = facts {
        let rows = facts.statistics.rows.as_ref().map(|rows| format!("{} rows", count(rows.value)));
        let grows = facts
            .statistics
            .grows
            .as_ref()
            .map(|grows| format!("+{}/{}", count(grows.value.rows), grows.value.per.word()));
        let parts: Vec<String> = rows.into_iter().chain(grows).collect();
        if !parts.is_empty() {
            add(BadgeKind::Rows, parts.join(" "));
        }
    }
    if let Some(partitioning) = &table.partitioning {
        add(BadgeKind::Partition, partition_text(partitioning, facts));
    }
    if let Some(facts) = facts {
        if let Some(shard) = &facts.shard {
            let with = shard.with.as_ref().map(|with| format!(" with {with}")).unwrap_or_default();
            add(BadgeKind::Shard, format!("shard {}{with}", shard.columns.join(", ")));
        }
        if facts.reference_table.is_some() {
            add(BadgeKind::Shard, "on every shard".to_owned());
        }
    }
    let indexes = table.indexes.len();
    if indexes > 0 {
        add(
            BadgeKind::Index,
            format!("{indexes} {}", if indexes == 1 { "index" } else { "indexes" }),
        );
    }
    match table.row_security {
        RowSecurity::Off => {}
        RowSecurity::Enabled => add(BadgeKind::Security, "row security".to_owned()),
        RowSecurity::Forced => add(BadgeKind::Security, "row security, forced".to_owned()),
    }
    if !table.triggers.is_empty() {
        let count = table.triggers.len();
        add(BadgeKind::Security, format!("{count} trigger{}", if count == 1 { "" } else { "s" }));
    }
    for tag in facts.map_or(&[][..], |facts| &facts.tags[..]) {
        add(BadgeKind::Tag, tag.value.clone());
    }
    badges
}

fn partition_text(partitioning: &Partitioning, facts: Option<&EntityFacts>) -> String {
    let keys: Vec<&str> = partitioning
        .keys
        .iter()
        .map(|key| match &key.target {
            IndexTarget::Column(name) => name.as_str(),
            IndexTarget::Expression(expression) => expression.text(),
        })
        .collect();
    let mut text = format!("{}({})", partitioning.strategy.sql(), keys.join(", "));
    match facts.and_then(|facts| facts.lifecycle.as_ref()) {
        Some(lifecycle) => {
            text.push_str(&format!(" every {}", lifecycle.every));
            if let Some(keep) = &lifecycle.keep {
                text.push_str(&format!(", keep {keep}"));
            }
        }
        None if !partitioning.partitions.is_empty() => {
            text.push_str(&format!(" ×{}", partitioning.partitions.len()));
        }
        None => {}
    }
    text
}

fn lines(table: &Table) -> Vec<String> {
    let mut lines = Vec::new();
    for key in &table.uniques {
        if key.columns.len() > 1 {
            lines.push(format!("unique ({})", key.columns.join(", ")));
        }
    }
    for index in &table.indexes {
        let word = if index.unique { "unique index" } else { "index" };
        lines.push(format!("{word} {}", described(index)));
    }
    for exclusion in &table.exclusions {
        let parts: Vec<String> = exclusion
            .elements
            .iter()
            .map(|element| {
                let target = match &element.target {
                    IndexTarget::Column(name) => name.clone(),
                    IndexTarget::Expression(expression) => format!("({expression})"),
                };
                format!("{target} with {}", element.operator)
            })
            .collect();
        lines.push(format!("exclude ({})", parts.join(", ")));
    }
    for check in &table.checks {
        lines.push(format!("check ({})", check.expression));
    }
    lines
}
