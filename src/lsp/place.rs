//! Places as the protocol counts them: lines from nought, columns in UTF-16.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use url::Url;

use crate::text::{SourceFile, SourceMap, Span};

pub fn position(file: &SourceFile, offset: u32) -> Value {
    let line = file.position(offset).line;
    let (start, _) = file.line_range(line, line);
    let before = file.text.get(start..offset as usize).unwrap_or_default();
    json!({ "line": line - 1, "character": before.encode_utf16().count() })
}

pub fn range(file: &SourceFile, span: Span) -> Value {
    json!({ "start": position(file, span.start), "end": position(file, span.end) })
}

pub fn location(sources: &SourceMap, span: Span) -> Option<Value> {
    let file = sources.get(span.file)?;
    Some(json!({ "uri": uri(Path::new(&file.path))?, "range": range(file, span) }))
}

/// The byte that a position means; the end of the line where it lies beyond.
pub fn offset(file: &SourceFile, position: &Value) -> Option<u32> {
    let line = u32::try_from(position["line"].as_u64()?).ok()?.checked_add(1)?;
    let character = position["character"].as_u64()? as usize;
    let (start, end) = file.line_range(line, line);
    let text = file.text.get(start..end)?;
    let mut units = 0;
    for (at, letter) in text.char_indices() {
        if units >= character {
            return Some((start + at) as u32);
        }
        units += letter.len_utf16();
    }
    Some(end as u32)
}

pub fn uri(path: &Path) -> Option<String> {
    Url::from_file_path(path).ok().map(String::from)
}

pub fn path(uri: &Value) -> Option<PathBuf> {
    Url::parse(uri.as_str()?).ok()?.to_file_path().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_in_utf16() {
        let mut sources = SourceMap::default();
        let id = sources.add("/a.sgen", "a\n🦀é b\n");
        let file = sources.get(id).unwrap();
        let at = file.text.find('b').unwrap() as u32;
        assert_eq!(position(file, at), json!({ "line": 1, "character": 4 }));
        assert_eq!(offset(file, &json!({ "line": 1, "character": 4 })), Some(at));
        assert_eq!(offset(file, &json!({ "line": 0, "character": 99 })), Some(1));
        assert_eq!(
            path(&json!(uri(Path::new("/a b/ü.sgen")).unwrap())),
            Some("/a b/ü.sgen".into())
        );
    }
}
