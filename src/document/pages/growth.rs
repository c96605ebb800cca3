use super::badges;
use crate::advise::explanation::{rate, short, size};
use crate::diagram::{BadgeKind, Picture};
use crate::document::page::{Block, Inline, Page, code, head, page, plain, sentence};
use crate::growth::explanation::{class, described, reach, verdict, violation};
use crate::growth::partitions::Split;
use crate::growth::{Fitness, Forecast, Growth, PartitionAdvice, Role, ShardAdvice, Size};
use crate::text::figures::count;

/// What the design says about rows, partitions and shards; then what becomes of it, and what would fit.
pub fn growth(picture: &Picture, growth: Option<&Growth>, files: &[String]) -> Page {
    let link =
        |name: &str| match picture.nodes.iter().position(|node| node.name.to_string() == name) {
            Some(at) => page(&files[at], name),
            None => Inline::Code(name.to_owned()),
        };
    let mut blocks = declared(picture, files);
    if let Some(growth) = growth {
        sizes(&growth.tables, &link, &mut blocks);
        for advice in &growth.partitions {
            partitions(advice, &link, &mut blocks);
        }
        for advice in &growth.shards {
            shards(advice, &link, &mut blocks);
        }
        if !growth.shards.is_empty() {
            replicas(growth, &mut blocks);
        }
    }
    let title = "Growth, partitions and shards".to_owned();
    Page { file: "growth".to_owned(), title, blocks }
}

fn declared(picture: &Picture, files: &[String]) -> Vec<Block> {
    let mut rows = vec![head(&["entity", "rows", "partitions", "shards"])];
    for (at, node) in picture.nodes.iter().enumerate() {
        let texts = [BadgeKind::Rows, BadgeKind::Partition, BadgeKind::Shard]
            .map(|kind| badges(node, &[kind]));
        if texts.iter().all(String::is_empty) {
            continue;
        }
        let cells = texts.into_iter().map(plain);
        rows.push(
            std::iter::once(vec![page(&files[at], &node.name.to_string())]).chain(cells).collect(),
        );
    }
    if rows.len() > 1 {
        return vec![Block::Table(rows)];
    }
    vec![Block::Text(plain(
        "The design says nothing about rows: `rows`, `grows`, `partition by` and `shard by` would.",
    ))]
}

fn sizes(tables: &[Forecast], link: &dyn Fn(&str) -> Inline, blocks: &mut Vec<Block>) {
    if tables.is_empty() {
        return;
    }
    let cell = |of: Size| plain(format!("{} rows, {}", count(of.rows), size(of.bytes)));
    let mut rows = vec![head(&["entity", "now", "in a year", "at the end of retention"])];
    rows.extend(tables.iter().map(|forecast| {
        let kept = forecast.retention.map(|(keep, kept)| {
            plain(format!("{} rows, {} ({keep})", count(kept.rows), size(kept.bytes)))
        });
        vec![
            vec![link(&forecast.name.to_string())],
            cell(forecast.now),
            cell(forecast.in_a_year),
            kept.unwrap_or_default(),
        ]
    }));
    blocks.push(Block::Heading("Sizes, with indexes".to_owned()));
    blocks.push(Block::Table(rows));
}

fn partitions(advice: &PartitionAdvice, link: &dyn Fn(&str) -> Inline, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(format!(
        "Partitions of {}: {}",
        advice.table,
        verdict(advice.verdict)
    )));
    let split = |words: &str, split: &Split| {
        vec![
            Inline::Plain(format!("{words} ")),
            Inline::Code(described(split)),
            Inline::Plain(format!(": {} of {}", count(split.parts), size(split.bytes))),
        ]
    };
    let mut lines = vec![vec![Inline::Plain("Of ".to_owned()), link(&advice.table.to_string())]];
    lines.extend(advice.current.as_ref().map(|current| split("as it is:", current)));
    lines.extend(advice.proposal.as_ref().map(|proposal| split("proposed:", proposal)));
    lines.extend(advice.reasons.iter().map(|reason| sentence(reason)));
    lines.extend(advice.obstacles.iter().map(|words| sentence(&format!("but {words}"))));
    blocks.push(Block::List(lines));
    if advice.queries.is_empty() {
        return;
    }
    let mut rows = vec![head(&["query", "runs", "reads"])];
    rows.extend(advice.queries.iter().map(|touch| {
        vec![code(touch.query.clone()), plain(rate(touch.rate)), plain(reach(touch.reach))]
    }));
    blocks.push(Block::Table(rows));
}

fn shards(advice: &ShardAdvice, link: &dyn Fn(&str) -> Inline, blocks: &mut Vec<Block>) {
    let declared = if advice.declared { ", as declared" } else { "" };
    blocks.push(Block::Heading(format!("Shards by {}.{}{declared}", advice.root, advice.column)));
    blocks.push(Block::Text(plain(format!(
        "{} % of the reads and {} % of the writes stay on one shard. {} keys on {} shards; the fullest holds about {} \
         times the mean.",
        short(advice.reads * 100.0),
        short(advice.writes * 100.0),
        count(advice.skew.keys),
        count(advice.shards),
        short(advice.skew.fullest)
    ))));
    let mut rows = vec![head(&["entity", "where its rows lie"])];
    rows.extend(advice.tables.iter().map(|(table, role)| {
        let role = match role {
            Role::Distributed(column) => format!("by `{column}`"),
            Role::Reference => "a copy on every shard".to_owned(),
            Role::Apart => "on one machine".to_owned(),
            Role::Missing => "nowhere yet: it has no such key".to_owned(),
        };
        vec![vec![link(&table.to_string())], sentence(&role)]
    }));
    blocks.push(Block::Table(rows));
    let mut rows = vec![head(&["query", "runs", "asks", "because"])];
    rows.extend(advice.routes.iter().map(|route| {
        vec![
            code(route.query.clone()),
            plain(rate(route.rate)),
            plain(class(route.class)),
            sentence(&route.why),
        ]
    }));
    blocks.push(Block::Table(rows));
    if !advice.violations.is_empty() {
        let lines = advice.violations.iter().map(|found| sentence(&violation(found)));
        blocks.push(Block::List(lines.collect()));
    }
}

fn replicas(growth: &Growth, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading("Read replicas".to_owned()));
    let mut rows = vec![head(&["query", "runs", "where"])];
    rows.extend(growth.replicas.iter().map(|advice| {
        let place = match (advice.fitness, &advice.writer) {
            (Fitness::Any, _) => "a replica, a moment behind".to_owned(),
            (Fitness::AfterOwnWrites, Some(writer)) => {
                format!("a replica that has what `{writer}` wrote")
            }
            (Fitness::AfterOwnWrites, None) => "a replica that has the reader's writes".to_owned(),
            (Fitness::Primary, _) => "the primary".to_owned(),
        };
        vec![code(advice.query.clone()), plain(rate(advice.rate)), sentence(&place)]
    }));
    blocks.push(Block::Table(rows));
}
