//! `WITH (a = b, toast.c = d)`.

use super::tree::{self, Kind, Node};

/// The options below a node, as names and values, in the order of their names.
pub(super) fn options(node: &Node) -> Vec<(String, String)> {
    let options = node.descendants().filter(|node| node.kind() == Kind::ATTRIBUTE_OPTION);
    let mut found: Vec<(String, String)> = options
        .map(|option| {
            let words = tree::tokens(&option);
            let equals = words.iter().position(|word| word == "=");
            let (name, value) = words.split_at(equals.unwrap_or(words.len()));
            let name: String = name.iter().map(|part| tree::name(part)).collect();
            let value = match tree::child(&option, Kind::ATTRIBUTE_VALUE) {
                Some(value) => tree::string(&value).unwrap_or_else(|| value_text(&value)),
                None if value.len() > 1 => value[1..].concat(),
                None => "true".to_owned(),
            };
            (name, value)
        })
        .collect();
    found.sort();
    found
}

fn value_text(value: &Node) -> String {
    tree::text(value).to_lowercase()
}
