use super::{FileId, Span};

/// All texts of one run; a [`Span`] means something only together with its map.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

/// One text with the name it is shown under.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// As the user named it: relative paths stay relative, so that output does not depend on the machine.
    pub path: String,
    pub text: String,
    line_starts: Vec<u32>,
}

/// A place for people: line and column, both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

impl SourceMap {
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let text = text.into();
        let line_starts = std::iter::once(0)
            .chain(
                text.bytes()
                    .enumerate()
                    .filter(|(_, byte)| *byte == b'\n')
                    .map(|(at, _)| at as u32 + 1),
            )
            .collect();
        self.files.push(SourceFile { path: path.into(), text, line_starts });
        FileId(self.files.len() as u32 - 1)
    }

    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index as u32), file))
    }

    /// The text under a span, empty when the span does not lie in this map.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).and_then(|file| file.text.get(span.range())).unwrap_or("")
    }

    /// `path:line:column` of where the span begins.
    pub fn locate(&self, span: Span) -> Option<(&str, Position)> {
        let file = self.get(span.file)?;
        Some((&file.path, file.position(span.start)))
    }
}

impl SourceFile {
    pub fn position(&self, offset: u32) -> Position {
        let offset = offset.min(self.text.len() as u32);
        let line = self.line_starts.partition_point(|start| *start <= offset).max(1) - 1;
        let start = self.line_starts[line] as usize;
        let column = self.text.get(start..offset as usize).map_or(0, |part| part.chars().count());
        Position { line: line as u32 + 1, column: column as u32 + 1 }
    }

    /// The bytes of the lines `first..=last` (from 1), without the last line break.
    pub fn line_range(&self, first: u32, last: u32) -> (usize, usize) {
        let length = self.text.len();
        let start =
            self.line_starts.get(first.max(1) as usize - 1).map_or(length, |at| *at as usize);
        let end = self.line_starts.get(last as usize).map_or(length, |next| *next as usize - 1);
        (start, end.max(start))
    }

    /// The byte offset of a line and column as other parsers report them (both from 1, columns in
    /// characters); cut at the end of the line.
    pub fn offset(&self, position: Position) -> u32 {
        let Some(start) = self.line_starts.get(position.line.saturating_sub(1) as usize) else {
            return self.text.len() as u32;
        };
        let rest = &self.text[*start as usize..];
        let line = rest.split('\n').next().unwrap_or("");
        let bytes = line
            .char_indices()
            .nth(position.column.saturating_sub(1) as usize)
            .map_or(line.len(), |(at, _)| at);
        start + bytes as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_come_back() {
        let mut map = SourceMap::default();
        let id = map.add("a.sgen", "é: int\nname: text\n");
        let file = map.get(id).unwrap();
        let at = file.text.find("int").unwrap() as u32;
        assert_eq!(file.position(at), Position { line: 1, column: 4 });
        assert_eq!(file.offset(Position { line: 1, column: 4 }), at);
        assert_eq!(file.position(8), Position { line: 2, column: 1 });
        assert_eq!(file.position(999).line, 3);
        assert_eq!(file.offset(Position { line: 99, column: 1 }), file.text.len() as u32);
    }
}
