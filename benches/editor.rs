//! What an editor waits for while somebody types in a file of 2,000 lines. `cargo bench --bench editor`.
//!
//! | question | promised |
//! |---|---|
//! | a changed text → its findings | 50 ms |
//! | completion after a change | 30 ms |

mod allocator;
mod generator;

use std::path::PathBuf;

use divan::Bencher;
use schemagen::config::Overrides;
use schemagen::lsp::Server;
use serde_json::{Value, json};

fn main() {
    divan::main();
}

/// A session that has a generated design open.
struct Session {
    server: Server,
    text: String,
    file: PathBuf,
    version: u32,
    // Lives as long as the session asks for its files.
    _folder: tempfile::TempDir,
}

impl Session {
    fn new() -> Session {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("design.sgen");
        // 17 lines an entity.
        let text = generator::design(2_000 / 17);
        std::fs::write(&file, &text).expect("room for the design");
        let mut server = Server::new(Overrides::default());
        server.handle(&json!({ "id": 1, "method": "initialize", "params": {} }));
        let mut session = Session { server, text, file, version: 1, _folder: folder };
        let text = session.text.clone();
        session.tell("textDocument/didOpen", json!({ "text": text, "languageId": "sgen" }));
        session
    }

    fn document(&self, more: Value) -> Value {
        let mut document =
            json!({ "uri": format!("file://{}", self.file.display()), "version": self.version });
        for (name, value) in more.as_object().into_iter().flatten() {
            document[name] = value.clone();
        }
        document
    }

    fn tell(&mut self, method: &str, more: Value) -> Vec<Value> {
        let document = self.document(more);
        self.server.handle(&json!({ "method": method, "params": { "textDocument": document } }))
    }

    /// Types a letter into the last entity: the text is a new one every time.
    fn type_letter(&mut self) -> Vec<Value> {
        self.version += 1;
        let text = format!(
            "{}\nentity typed_{} {{\n  id: int primary key\n  note: te\n}}\n",
            self.text, self.version
        );
        let document = self.document(json!({}));
        let changes = json!([{ "text": text }]);
        self.server.handle(&json!({
            "method": "textDocument/didChange",
            "params": { "textDocument": document, "contentChanges": changes },
        }))
    }

    fn complete(&mut self) -> Vec<Value> {
        let line = self.text.lines().count() + 3;
        let position = json!({ "line": line, "character": 10 });
        let document = self.document(json!({}));
        let params = json!({ "textDocument": document, "position": position });
        self.server
            .handle(&json!({ "id": 2, "method": "textDocument/completion", "params": params }))
    }
}

#[divan::bench]
fn findings_of_a_change(bencher: Bencher) {
    let mut session = Session::new();
    // Only a session that answers is worth timing.
    let findings = session.type_letter();
    assert!(findings.iter().any(|message| message["params"]["diagnostics"][0].is_object()));
    bencher.bench_local(|| session.type_letter());
}

#[divan::bench]
fn completion(bencher: Bencher) {
    let mut session = Session::new();
    session.type_letter();
    let answer = session.complete();
    assert!(answer[0]["result"].to_string().contains("text"), "{answer:?}");
    bencher.bench_local(|| session.complete());
}

/// As an editor asks: the letter first, then what could follow it.
#[divan::bench]
fn completion_after_a_change(bencher: Bencher) {
    let mut session = Session::new();
    bencher.bench_local(|| {
        session.type_letter();
        session.complete()
    });
}
