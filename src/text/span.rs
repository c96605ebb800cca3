use serde::{Deserialize, Serialize};

/// Names one text of a [`SourceMap`](super::SourceMap).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(pub u32);

/// A half-open byte range `start..end` of one source file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(file: FileId, start: u32, end: u32) -> Span {
        Span { file, start, end: end.max(start) }
    }

    /// The smallest span that holds both; `self` when the two lie in different files.
    pub fn cover(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// A span inside this one, given by offsets relative to its start and cut at its end.
    pub fn inner(self, start: u32, end: u32) -> Span {
        let limit = |offset: u32| self.start.saturating_add(offset).min(self.end);
        Span::new(self.file, limit(start), limit(end))
    }

    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The start of the first file: for values that came from no text.
impl Default for Span {
    fn default() -> Span {
        Span::new(FileId(0), 0, 0)
    }
}
