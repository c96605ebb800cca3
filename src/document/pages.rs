use std::collections::BTreeMap;

use crate::diagram::{BadgeKind, Change, Mark, Node, Picture};

/// A page; its file's name has no ending.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub file: String,
    pub title: String,
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    Heading(String),
    Text(Vec<Inline>),
    /// The first row is the head.
    Table(Vec<Vec<Vec<Inline>>>),
    List(Vec<Vec<Inline>>),
    Code(String),
    /// A picture in the folder, and what it shows.
    Image {
        file: String,
        words: String,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    Plain(String),
    Code(String),
    /// To another page of the document, by its file.
    Page {
        file: String,
        words: String,
    },
    /// To a file of the folder.
    File {
        file: String,
        words: String,
    },
}

/// What goes into a document besides the picture; nothing where there is nothing to say.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    pub advice: Option<String>,
    pub normal_forms: Option<String>,
    /// The way from an earlier design as a picture.
    pub change: Option<Picture>,
}

fn plain(text: impl Into<String>) -> Vec<Inline> {
    vec![Inline::Plain(text.into())]
}

fn code(text: impl Into<String>) -> Vec<Inline> {
    vec![Inline::Code(text.into())]
}

fn head(words: &[&str]) -> Vec<Vec<Inline>> {
    words.iter().map(|word| plain(*word)).collect()
}

fn page(file: &str, words: &str) -> Inline {
    Inline::Page { file: file.to_owned(), words: words.to_owned() }
}

/// All pages, the overview first.
pub fn pages(picture: &Picture, parts: &Parts) -> Vec<Page> {
    let files = files(picture);
    let mut pages = vec![overview(picture, parts, &files)];
    if let Some(change) = &parts.change {
        pages.push(changes(change));
    }
    pages.push(growth(picture, &files));
    pages.push(indexing(picture, parts, &files));
    if let Some(text) = &parts.normal_forms {
        pages.push(Page {
            file: "normal-forms".to_owned(),
            title: "Normal forms".to_owned(),
            blocks: vec![Block::Code(text.trim_end().to_owned())],
        });
    }
    pages.extend((0..picture.nodes.len()).map(|at| entity(picture, at, &files)));
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

fn overview(picture: &Picture, parts: &Parts, files: &[String]) -> Page {
    let mut blocks = vec![Block::Text(plain(format!(
        "{} entities, {} references, {} contexts",
        picture.nodes.len(),
        picture.edges.len(),
        picture.groups.len()
    )))];
    let mut pages = Vec::new();
    if parts.change.is_some() {
        pages.push(vec![page("changes", "What changes")]);
    }
    pages.push(vec![page("growth", "Growth, partitions and shards")]);
    pages.push(vec![page("indexing", "Indexes and their reasons")]);
    if parts.normal_forms.is_some() {
        pages.push(vec![page("normal-forms", "Normal forms")]);
    }
    pages.push(vec![Inline::File {
        file: "diagram.html".to_owned(),
        words: "The diagram to walk around in".to_owned(),
    }]);
    blocks.push(Block::List(pages));
    blocks.push(Block::Image { file: "diagram.svg".to_owned(), words: "The diagram".to_owned() });
    let groups =
        picture.groups.iter().enumerate().map(|(at, group)| (Some(at), group.name.as_str()));
    for (group, name) in [(None, "Entities")].into_iter().chain(groups) {
        let mut rows = vec![head(&["entity", "what it is", "rows", "findings"])];
        for (at, node) in picture.nodes.iter().enumerate().filter(|(_, node)| node.group == group) {
            let findings = marks(node).len();
            rows.push(vec![
                vec![page(&files[at], &node.name.name)],
                plain(node.comment.clone().unwrap_or_default()),
                plain(badges(node, &[BadgeKind::Rows])),
                plain(if findings == 0 { String::new() } else { findings.to_string() }),
            ]);
        }
        if rows.len() > 1 {
            blocks.push(Block::Heading(name.to_owned()));
            blocks.push(Block::Table(rows));
        }
    }
    Page { file: "index".to_owned(), title: picture.title.clone(), blocks }
}

fn changes(change: &Picture) -> Page {
    let mut rows = vec![head(&["entity", "change", "in it"])];
    for node in change.nodes.iter().filter(|node| node.change != Change::Same) {
        let inside: Vec<String> = node
            .rows
            .iter()
            .filter(|row| row.change != Change::Same)
            .map(|row| {
                let was =
                    row.before.as_ref().map(|was| format!(" (was {was})")).unwrap_or_default();
                format!("{} {} {}{was}", row.change.sign(), row.change.word(), row.name)
            })
            .chain(node.lines.iter().filter(|line| line.starts_with(['+', '−'])).cloned())
            .collect();
        let was = node.before.as_ref().map(|was| format!(" (was {was})")).unwrap_or_default();
        rows.push(vec![
            code(node.name.to_string()),
            plain(format!("{} {}{was}", node.change.sign(), node.change.word())),
            plain(inside.join("; ")),
        ]);
    }
    let mut blocks = vec![Block::Image {
        file: "change.svg".to_owned(),
        words: "What changes, and what is next to it".to_owned(),
    }];
    if rows.len() > 1 {
        blocks.push(Block::Table(rows));
    } else {
        blocks = vec![Block::Text(plain("Nothing changes that a diagram shows."))];
    }
    Page { file: "changes".to_owned(), title: "What changes".to_owned(), blocks }
}

fn growth(picture: &Picture, files: &[String]) -> Page {
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
    let blocks = if rows.len() > 1 {
        vec![Block::Table(rows)]
    } else {
        vec![Block::Text(plain(
            "The design says nothing about rows: `rows`, `grows`, `partition by` and `shard by` would.",
        ))]
    };
    let title = "Growth, partitions and shards".to_owned();
    Page { file: "growth".to_owned(), title, blocks }
}

fn indexing(picture: &Picture, parts: &Parts, files: &[String]) -> Page {
    let mut blocks = Vec::new();
    if let Some(advice) = &parts.advice {
        blocks.push(Block::Heading("What the queries ask for".to_owned()));
        blocks.push(Block::Code(advice.trim_end().to_owned()));
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

fn entity(picture: &Picture, at: usize, files: &[String]) -> Page {
    let node = &picture.nodes[at];
    let mut blocks = Vec::new();
    if let Some(comment) = &node.comment {
        blocks.push(Block::Text(plain(comment.clone())));
    }
    if !node.badges.is_empty() {
        let texts: Vec<&str> = node.badges.iter().map(|badge| badge.text.as_str()).collect();
        blocks.push(Block::Text(plain(texts.join(" · "))));
    }
    let mut rows = vec![head(&["", "attribute", "type", "value", "what it is"])];
    rows.extend(node.rows.iter().map(|row| {
        let optional = if row.nullable { "?" } else { "" };
        vec![
            plain(row.keys().join(" ")),
            code(row.name.clone()),
            code(format!("{}{optional}", row.data_type)),
            row.value.clone().map(code).unwrap_or_default(),
            plain(row.comment.clone().unwrap_or_default()),
        ]
    }));
    blocks.push(Block::Table(rows));
    let mut section = |title: &str, items: Vec<Vec<Inline>>| {
        if !items.is_empty() {
            blocks.push(Block::Heading(title.to_owned()));
            blocks.push(Block::List(items));
        }
    };
    section("Indexes and rules", node.lines.iter().map(|line| code(line.clone())).collect());
    let joined = |out: bool| -> Vec<Vec<Inline>> {
        let edges = picture.edges.iter().map(|edge| {
            let (own, other) =
                if out { (edge.from.node, edge.to.node) } else { (edge.to.node, edge.from.node) };
            (own, other, &edge.label)
        });
        edges
            .filter(|(own, _, _)| *own == at)
            .map(|(_, other, label)| {
                let name = picture.nodes[other].name.to_string();
                vec![page(&files[other], &name), Inline::Plain(format!(": {label}"))]
            })
            .collect()
    };
    section("Refers to", joined(true));
    section("Referred to by", joined(false));
    let findings = marks(node)
        .into_iter()
        .map(|mark| plain(format!("{} {}: {}", mark.level.name(), mark.code, mark.message)));
    section("Findings", findings.collect());
    for (title, notes) in [("Queries", &node.queries), ("Advice", &node.advice)] {
        if notes.is_empty() {
            continue;
        }
        blocks.push(Block::Heading(title.to_owned()));
        for note in notes {
            blocks.push(Block::Text(plain(note.title.clone())));
            blocks.push(Block::Code(note.text.clone()));
        }
    }
    Page { file: files[at].clone(), title: node.name.to_string(), blocks }
}
