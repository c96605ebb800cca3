//! The pages, one file each.

mod changes;
mod entity;
mod growth;
mod indexing;
mod migration;
mod overview;

use std::collections::BTreeMap;

use super::page::{Block, Page};
use crate::advise::Advice;
use crate::diagram::{BadgeKind, Mark, Node, Picture};
use crate::growth::Growth;
use crate::plan::Plan;
use crate::text::SourceMap;

/// What goes into a document besides the picture; nothing where there is nothing to say.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    pub advice: Option<Advice>,
    pub growth: Option<Growth>,
    pub normal_forms: Option<String>,
    /// The way from an earlier design as a picture.
    pub change: Option<Picture>,
    /// The same as steps.
    pub plan: Option<Plan>,
    /// Where queries stand.
    pub sources: SourceMap,
}

/// All pages, the overview first.
pub fn pages(picture: &Picture, parts: &Parts) -> Vec<Page> {
    let files = files(picture);
    let mut pages = vec![overview::overview(picture, parts, &files)];
    if let Some(change) = &parts.change {
        pages.push(changes::changes(change));
    }
    if let Some(plan) = &parts.plan {
        pages.push(migration::migration(plan));
    }
    pages.push(growth::growth(picture, parts.growth.as_ref(), &files));
    pages.push(indexing::indexing(picture, parts, &files));
    if let Some(text) = &parts.normal_forms {
        pages.push(Page {
            file: "normal-forms".to_owned(),
            title: "Normal forms".to_owned(),
            blocks: vec![Block::Code(text.trim_end().to_owned())],
        });
    }
    pages.extend((0..picture.nodes.len()).map(|at| entity::entity(picture, at, &files)));
    pages
}

/// A file a node: its name as far as every file system takes it, numbered where two would be one.
fn files(picture: &Picture) -> Vec<String> {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    picture
        .nodes
        .iter()
        .map(|node| {
            let plain: String = node
                .name
                .to_string()
                .chars()
                .map(|letter| match letter {
                    'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '.' => letter,
                    _ => '-',
                })
                .take(80)
                .collect();
            let count = taken.entry(plain.to_lowercase()).or_default();
            *count += 1;
            // A point before the number: no name made above has a `-` and a number of its own by accident only.
            if *count == 1 { format!("entity-{plain}") } else { format!("entity-{plain}-{count}") }
        })
        .collect()
}

fn badges(node: &Node, kinds: &[BadgeKind]) -> String {
    let texts = node.badges.iter().filter(|badge| kinds.contains(&badge.kind));
    texts.map(|badge| badge.text.as_str()).collect::<Vec<_>>().join(", ")
}

/// Each finding once, though it may be marked at several places.
fn marks(node: &Node) -> Vec<&Mark> {
    let mut marks: Vec<&Mark> = Vec::new();
    for mark in node.all_marks() {
        if !marks.contains(&mark) {
            marks.push(mark);
        }
    }
    marks
}
