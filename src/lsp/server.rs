use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::place::{offset, path, position, range, uri};
use super::world::{World, folder_of};
use super::{actions, complete, hover, rename, symbols};
use crate::config::Overrides;
use crate::diagnostics::{Diagnostic, Level};
use crate::language;
use crate::text::{FileId, SourceFile};

/// One session with an editor.
#[derive(Default)]
pub struct Server {
    overrides: Overrides,
    root: Option<PathBuf>,
    open: BTreeMap<PathBuf, String>,
    /// Designs as they were last read, by folder; gone when a file of theirs changes.
    worlds: BTreeMap<PathBuf, World>,
    /// Files whose findings the editor shows.
    published: BTreeSet<PathBuf>,
    initialized: bool,
    shut: bool,
    ended: bool,
}

/// An answer, or why there is none: one of the protocol's codes, and words.
type Answer = Result<Value, (i64, String)>;

const METHOD_NOT_FOUND: i64 = -32601;
const INVALID_REQUEST: i64 = -32600;
const NOT_INITIALIZED: i64 = -32002;
const REQUEST_FAILED: i64 = -32803;

impl Server {
    pub fn new(overrides: Overrides) -> Server {
        Server { overrides, ..Server::default() }
    }

    /// Whether the editor has said goodbye, and if so, whether as the protocol wants it.
    pub fn ended(&self) -> Option<bool> {
        self.ended.then_some(self.shut)
    }

    /// Takes a message and gives those that answer it.
    pub fn handle(&mut self, message: &Value) -> Vec<Value> {
        let method = message["method"].as_str().unwrap_or_default();
        let about = &message["params"];
        let Some(id) = message.get("id").filter(|_| !method.is_empty()) else {
            return self.notice(method, about);
        };
        let answer = match method {
            "initialize" => Ok(self.initialize(about)),
            _ if !self.initialized => {
                Err((NOT_INITIALIZED, "the session has not begun: send `initialize`".to_owned()))
            }
            _ if self.shut => Err((INVALID_REQUEST, "the session has been shut down".to_owned())),
            "shutdown" => {
                self.shut = true;
                Ok(Value::Null)
            }
            _ => self.ask(method, about),
        };
        let answer = match answer {
            Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
            Err((code, message)) => {
                json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
            }
        };
        vec![answer]
    }

    fn initialize(&mut self, about: &Value) -> Value {
        self.initialized = true;
        self.root = path(&about["workspaceFolders"][0]["uri"]).or_else(|| path(&about["rootUri"]));
        json!({
            "capabilities": {
                "positionEncoding": "utf-16",
                "textDocumentSync": { "openClose": true, "change": 1, "save": true },
                "hoverProvider": true,
                "definitionProvider": true,
                "referencesProvider": true,
                "renameProvider": { "prepareProvider": true },
                "documentSymbolProvider": true,
                "workspaceSymbolProvider": true,
                "documentFormattingProvider": true,
                "codeActionProvider": { "codeActionKinds": ["quickfix"] },
                "completionProvider": { "triggerCharacters": [".", ":", "("] },
            },
            "serverInfo": { "name": "schemagen", "version": env!("CARGO_PKG_VERSION") },
        })
    }

    fn notice(&mut self, method: &str, about: &Value) -> Vec<Value> {
        if method == "exit" {
            self.ended = true;
        }
        if !self.initialized {
            return Vec::new();
        }
        let document = &about["textDocument"];
        match method {
            "textDocument/didOpen" => self.change(&document["uri"], document["text"].as_str()),
            "textDocument/didChange" => {
                // Whole texts: of several, the last one counts.
                let last = about["contentChanges"].as_array().and_then(|changes| changes.last());
                self.change(&document["uri"], last.and_then(|change| change["text"].as_str()))
            }
            "textDocument/didClose" => {
                let Some(file) = path(&document["uri"]) else { return Vec::new() };
                self.open.remove(&file);
                self.forget();
                let nothing = json!({ "uri": document["uri"], "diagnostics": [] });
                self.published.remove(&file);
                vec![published(nothing)]
            }
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => {
                self.forget();
                let open: Vec<PathBuf> = self.open.keys().cloned().collect();
                let folders: BTreeSet<PathBuf> =
                    open.iter().map(|file| folder_of(file, self.root.as_deref())).collect();
                folders.iter().flat_map(|folder| self.publish(folder)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn change(&mut self, uri: &Value, text: Option<&str>) -> Vec<Value> {
        let (Some(file), Some(text)) = (path(uri), text) else { return Vec::new() };
        self.forget();
        self.open.insert(file.clone(), text.to_owned());
        self.publish(&folder_of(&file, self.root.as_deref()))
    }

    /// Designs may import each other: a change of one can be a change of all.
    fn forget(&mut self) {
        self.worlds.clear();
    }

    fn world(&mut self, folder: &Path) -> Result<&World, (i64, String)> {
        if !self.worlds.contains_key(folder) {
            let world = World::read(folder, &self.open, &self.overrides)
                .map_err(|why| (REQUEST_FAILED, why))?;
            self.worlds.insert(folder.to_owned(), world);
        }
        self.worlds.get(folder).ok_or((REQUEST_FAILED, "the design is gone".to_owned()))
    }

    /// The findings of every file of a design that has some, or had.
    fn publish(&mut self, folder: &Path) -> Vec<Value> {
        let before = std::mem::take(&mut self.published);
        let (found, files) = match self.world(folder) {
            Err((_, why)) => {
                self.published = before;
                let message = json!({ "type": 1, "message": why });
                return vec![
                    json!({ "jsonrpc": "2.0", "method": "window/logMessage", "params": message }),
                ];
            }
            Ok(world) => {
                let mut found: BTreeMap<PathBuf, Vec<Value>> = BTreeMap::new();
                for finding in &world.findings {
                    let Some((file, value)) = diagnostic(finding, world) else { continue };
                    found.entry(file).or_default().push(value);
                }
                let files: Vec<PathBuf> =
                    world.loaded.sources.files().map(|(_, file)| (&file.path).into()).collect();
                (found, files)
            }
        };
        let mut messages = Vec::new();
        for file in files {
            let findings = found.get(&file).cloned().unwrap_or_default();
            if findings.is_empty() && !before.contains(&file) && !self.open.contains_key(&file) {
                continue;
            }
            if let Some(uri) = uri(&file) {
                messages.push(published(json!({ "uri": uri, "diagnostics": findings })));
            }
            self.published.insert(file);
        }
        self.published.extend(before);
        messages
    }

    fn ask(&mut self, method: &str, about: &Value) -> Answer {
        if method == "workspace/symbol" {
            let wanted = about["query"].as_str().unwrap_or_default().to_lowercase();
            return Ok(symbols::everywhere(self.worlds.values(), &wanted));
        }
        let known = [
            "textDocument/hover",
            "textDocument/definition",
            "textDocument/references",
            "textDocument/prepareRename",
            "textDocument/rename",
            "textDocument/documentSymbol",
            "textDocument/formatting",
            "textDocument/codeAction",
            "textDocument/completion",
        ];
        if !known.contains(&method) {
            return Err((METHOD_NOT_FOUND, format!("`{method}` is not supported")));
        }
        let missing = || (REQUEST_FAILED, "the file is no part of a design".to_owned());
        let file = path(&about["textDocument"]["uri"]).ok_or_else(missing)?;
        let folder = folder_of(&file, self.root.as_deref());
        let world = self.world(&folder)?;
        let id = world.file(&file).ok_or_else(missing)?;
        let source = world.loaded.sources.get(id).ok_or_else(missing)?;
        let at = offset(source, &about["position"]).unwrap_or(0);
        Ok(match method {
            "textDocument/hover" => hover::hover(world, id, at).unwrap_or(Value::Null),
            "textDocument/definition" => symbols::definition(world, id, at).unwrap_or(Value::Null),
            "textDocument/references" => symbols::references(
                world,
                id,
                at,
                about["context"]["includeDeclaration"].as_bool().unwrap_or(true),
            ),
            "textDocument/prepareRename" => rename::prepare(world, id, at).unwrap_or(Value::Null),
            "textDocument/rename" => {
                let name = about["newName"].as_str().unwrap_or_default();
                rename::rename(world, id, at, name).map_err(|why| (REQUEST_FAILED, why))?
            }
            "textDocument/documentSymbol" => symbols::of_file(world, id),
            "textDocument/formatting" => format(source),
            "textDocument/codeAction" => actions::actions(world, id, about),
            _ => complete::complete(world, id, at),
        })
    }
}

fn published(parameters: Value) -> Value {
    json!({ "jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": parameters })
}

/// The whole text anew; nothing where it is in the one spelling, or cannot be read.
fn format(source: &SourceFile) -> Value {
    match language::format(&source.text) {
        Ok(text) if text != source.text => {
            let end = position(source, source.text.len() as u32);
            json!([{ "range": { "start": { "line": 0, "character": 0 }, "end": end }, "newText": text }])
        }
        _ => json!([]),
    }
}

fn diagnostic(finding: &Diagnostic, world: &World) -> Option<(PathBuf, Value)> {
    let sources = &world.loaded.sources;
    let span = finding.span()?;
    let file: (FileId, &SourceFile) = (span.file, sources.get(span.file)?);
    let mut words = vec![finding.message.clone()];
    words.extend(finding.notes.iter().cloned());
    words.extend(finding.help.iter().map(|help| format!("help: {help}")));
    let related: Vec<Value> = finding
        .labels
        .iter()
        .skip(1)
        .filter_map(|label| {
            let location = super::place::location(sources, label.span)?;
            Some(json!({ "location": location, "message": label.text }))
        })
        .collect();
    let value = json!({
        "range": range(file.1, span),
        "severity": match finding.level { Level::Error => 1, Level::Warning => 2, Level::Info => 3 },
        "code": finding.rule.code,
        "source": "schemagen",
        "message": words.join("\n"),
        "relatedInformation": related,
    });
    Some((PathBuf::from(&file.1.path), value))
}
