use super::Parts;
use crate::advise::advice::{Added, Why, described};
use crate::advise::explanation::{price, rate, roles, short, size, upkeep, why};
use crate::advise::{Advice, Removed};
use crate::diagram::Picture;
use crate::document::page::{Block, Inline, Page, code, head, page, plain, sentence};
use crate::text::SourceMap;

/// What the queries ask for, index by index with its reasons, and what there is.
pub fn indexing(picture: &Picture, parts: &Parts, files: &[String]) -> Page {
    let link =
        |table: &str| match picture.nodes.iter().position(|node| node.name.to_string() == table) {
            Some(at) => page(&files[at], table),
            None => Inline::Code(table.to_owned()),
        };
    let mut blocks = Vec::new();
    if let Some(advice) = &parts.advice {
        blocks.push(Block::Text(plain(total(advice))));
        for added in &advice.added {
            add(added, &parts.sources, &link, &mut blocks);
        }
        drop_list(advice, &link, &mut blocks);
    }
    blocks.push(Block::Heading("What there is".to_owned()));
    let mut rows = vec![head(&["entity", "index", "queries of the entity"])];
    for (at, node) in picture.nodes.iter().enumerate() {
        let queries: Vec<&str> = node.queries.iter().map(|query| query.title.as_str()).collect();
        for line in
            node.lines.iter().filter(|line| line.contains("index") || line.starts_with("unique"))
        {
            rows.push(vec![
                vec![page(&files[at], &node.name.to_string())],
                code(line.clone()),
                plain(queries.join("; ")),
            ]);
        }
    }
    if rows.len() > 1 {
        blocks.push(Block::Table(rows));
    } else {
        blocks.push(Block::Text(plain("Keys alone.")));
    }
    Page { file: "indexing".to_owned(), title: "Indexes and their reasons".to_owned(), blocks }
}

fn total(advice: &Advice) -> String {
    let (before, after) = advice.totals();
    if advice.added.is_empty() && advice.removed.is_empty() {
        return "Nothing to add and nothing to drop: the indexes serve the declared queries."
            .to_owned();
    }
    format!(
        "All declared queries together cost {} a second, and {} with this advice, in pages read in sequence. It takes {}.",
        short(before),
        short(after),
        size(advice.bytes())
    )
}

fn add(added: &Added, sources: &SourceMap, link: &dyn Fn(&str) -> Inline, blocks: &mut Vec<Block>) {
    let verb = if added.replaces.is_empty() { "Add to" } else { "Change on" };
    blocks.push(Block::Heading(format!("{verb} {}", added.table)));
    blocks.push(Block::Code(format!("index {}", described(&added.index))));
    let mut words = vec![Inline::Plain("On ".to_owned()), link(&added.table.to_string())];
    let instead = match added.replaces.is_empty() {
        true => String::new(),
        false => format!(", instead of {}", added.replaces.join(", ")),
    };
    let writes = upkeep(added);
    words.push(Inline::Plain(format!(
        "{instead}: {} on disk, saves {} a second; {writes}.",
        size(added.bytes),
        short(added.benefit)
    )));
    blocks.push(Block::Text(words));
    let mut rows =
        vec![head(&["query", "runs", "cost without", "cost with", "what each column does"])];
    rows.extend(added.reasons.iter().map(|reason| {
        vec![
            code(reason.query.clone()),
            plain(rate(reason.rate)),
            plain(short(reason.without)),
            plain(short(reason.with)),
            plain(roles(reason, sources)),
        ]
    }));
    blocks.push(Block::Table(rows));
    let mut notes: Vec<_> = added
        .others
        .iter()
        .map(|other| {
            vec![
                Inline::Plain("not ".to_owned()),
                Inline::Code(described(&other.index)),
                Inline::Plain(format!(": {} ({})", price(other, added), size(other.bytes))),
            ]
        })
        .collect();
    notes.extend(added.notes.iter().map(|note| sentence(note)));
    if !notes.is_empty() {
        blocks.push(Block::List(notes));
    }
}

fn drop_list(advice: &Advice, link: &dyn Fn(&str) -> Inline, blocks: &mut Vec<Block>) {
    // What another index replaces stands with that one.
    let dropped: Vec<&Removed> =
        advice.removed.iter().filter(|removed| !matches!(removed.why, Why::Replaced(_))).collect();
    if dropped.is_empty() {
        return;
    }
    blocks.push(Block::Heading("Drop".to_owned()));
    let mut rows = vec![head(&["entity", "index", "why", "frees"])];
    rows.extend(dropped.into_iter().map(|removed| {
        vec![
            vec![link(&removed.table.to_string())],
            code(described(&removed.index)),
            sentence(&why(removed)),
            plain(size(removed.bytes)),
        ]
    }));
    blocks.push(Block::Table(rows));
}
