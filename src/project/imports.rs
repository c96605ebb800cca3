use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use crate::diagnostics::Diagnostic;
use crate::language::{self, Parse};
use crate::source::{IMPORT_CYCLE, SourceError, UNREADABLE_IMPORT, read_entity_files};
use crate::text::{FileId, SourceMap, Span};

/// Parses the files and whatever they import, each once.
pub(super) struct Reader<'s> {
    pub sources: &'s mut SourceMap,
    pub parses: BTreeMap<FileId, Parse>,
    pub findings: Vec<Diagnostic>,
    /// The imports that are being followed: file, and where it imports the next.
    path: Vec<FileId>,
}

impl<'s> Reader<'s> {
    pub fn new(sources: &'s mut SourceMap) -> Reader<'s> {
        Reader { sources, parses: BTreeMap::new(), findings: Vec::new(), path: Vec::new() }
    }

    /// Reads one path that the user named.
    pub fn read(&mut self, path: &Path) -> Result<(), SourceError> {
        for file in read_entity_files(path, self.sources)? {
            self.visit(file);
        }
        Ok(())
    }

    fn visit(&mut self, file: FileId) {
        if self.parses.contains_key(&file) {
            return;
        }
        let Some(source) = self.sources.get(file) else { return };
        let parse = language::parse(&source.text);
        let imports: Vec<(String, Span)> = language::imports(file, &parse);
        let folder = Path::new(&source.path).parent().map(Path::to_owned).unwrap_or_default();
        self.parses.insert(file, parse);
        self.path.push(file);
        for (target, span) in imports {
            self.follow(&join(&folder, &target), span);
        }
        self.path.pop();
    }

    fn follow(&mut self, path: &Path, span: Span) {
        let files = match read_entity_files(path, self.sources) {
            Ok(files) => files,
            Err(error) => {
                let finding = Diagnostic::new(&UNREADABLE_IMPORT, error.to_string())
                    .at(span, "imported here");
                self.findings.push(finding);
                return;
            }
        };
        for file in files {
            if let Some(start) = self.path.iter().position(|open| *open == file) {
                let round: Vec<_> = self.path[start..]
                    .iter()
                    .chain([&file])
                    .filter_map(|id| self.sources.get(*id))
                    .map(|file| format!("`{}`", file.path))
                    .collect();
                self.findings.push(
                    Diagnostic::new(&IMPORT_CYCLE, format!("imports lead in a circle: {}", round.join(" → ")))
                        .at(span, "this closes the circle")
                        .help("files of one folder see each other without an import; move what both need into a third"),
                );
                continue;
            }
            self.visit(file);
        }
    }
}

/// `folder/target` with `.` and `..` taken out, so that one file has one name.
fn join(folder: &Path, target: &str) -> PathBuf {
    let mut joined = PathBuf::new();
    for part in folder.join(target).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if joined.file_name().is_some() => {
                joined.pop();
            }
            other => joined.push(other),
        }
    }
    joined
}
