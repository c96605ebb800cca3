//! Fixes of findings, offered where the finding is.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::place::{offset, range, uri};
use super::world::World;
use crate::text::FileId;

pub fn actions(world: &World, file: FileId, about: &Value) -> Value {
    let sources = &world.loaded.sources;
    let Some(source) = sources.get(file) else { return json!([]) };
    let start = offset(source, &about["range"]["start"]).unwrap_or(0);
    let end = offset(source, &about["range"]["end"]).unwrap_or(start);
    let mut list = Vec::new();
    for finding in &world.findings {
        let near = finding
            .span()
            .is_some_and(|span| span.file == file && span.start <= end && start <= span.end);
        let Some(fix) = finding.fix.as_ref().filter(|_| near) else { continue };
        let mut edits: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for edit in &fix.edits {
            let Some(source) = sources.get(edit.span.file) else { continue };
            let Some(uri) = uri(Path::new(&source.path)) else { continue };
            let value = json!({ "range": range(source, edit.span), "newText": edit.text });
            edits.entry(uri).or_default().push(value);
        }
        list.push(json!({
            "title": format!("{} ({})", fix.title, finding.rule.code),
            "kind": "quickfix",
            "edit": { "changes": edits },
        }));
    }
    Value::Array(list)
}
