//! A session of an editor with `schemagen lsp` over stdin and stdout.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};

use crate::tool;

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("lsp session", session),
        Trial::test("lsp bad input", bad_input),
        Trial::test("lsp sample", sample),
        Trial::test("lsp editors", editors),
    ]
}

const SHOP: &str = "\
schema shop targets postgres >= 15

mixin stamps {
  made_at: timestamptz default now()
}

/// Who buys.
entity customer {
  id: uuid primary key
  name: varchar(200)
  include stamps
}

context billing {
  entity invoice {
    id: bigint identity primary key
    customer_id: ref customer on delete restrict
    total: decimal(12,2)

    index (customer_id)
    fd customer_id -> total
    allow SG1203 \"a sample\"
  }
}

query mine (customer: uuid) 10/s {
  select i.total, c.name from billing.invoice i join customer c on c.id = i.customer_id where c.id = :customer
}
";

struct Editor {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    number: u64,
    /// Findings by file, as last published.
    findings: std::collections::BTreeMap<String, Vec<Value>>,
}

impl Editor {
    fn start(folder: &Path) -> Result<Editor, Failed> {
        let mut child = tool::schemagen(folder)
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let to = child.stdin.take().ok_or("no stdin")?;
        let from = BufReader::new(child.stdout.take().ok_or("no stdout")?);
        let mut editor = Editor { child, to, from, number: 0, findings: Default::default() };
        let root = uri(folder);
        let answer = editor
            .ask("initialize", json!({ "processId": null, "rootUri": root, "capabilities": {} }))?;
        if answer["capabilities"]["hoverProvider"] != true {
            return Err(format!("no capabilities: {answer}").into());
        }
        editor.tell("initialized", json!({}))?;
        Ok(editor)
    }

    fn send(&mut self, message: &Value) -> Result<(), Failed> {
        let text = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{text}", text.len())?;
        Ok(self.to.flush()?)
    }

    fn tell(&mut self, method: &str, about: Value) -> Result<(), Failed> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": about }))
    }

    fn ask(&mut self, method: &str, about: Value) -> Result<Value, Failed> {
        let answer = self.answer(method, about)?;
        if answer["error"].is_object() {
            return Err(format!("{method}: {}", answer["error"]).into());
        }
        Ok(answer["result"].clone())
    }

    fn answer(&mut self, method: &str, about: Value) -> Result<Value, Failed> {
        self.number += 1;
        let message =
            json!({ "jsonrpc": "2.0", "id": self.number, "method": method, "params": about });
        self.send(&message)?;
        loop {
            let message = self.read()?;
            if message["id"] == json!(self.number) {
                return Ok(message);
            }
            if message["method"] == "textDocument/publishDiagnostics" {
                let about = &message["params"];
                self.findings.insert(
                    about["uri"].as_str().unwrap_or_default().to_owned(),
                    about["diagnostics"].as_array().cloned().unwrap_or_default(),
                );
            }
        }
    }

    fn read(&mut self) -> Result<Value, Failed> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.from.read_line(&mut line)? == 0 {
                return Err("the server ended".into());
            }
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
        }
        let mut bytes = vec![0; length];
        self.from.read_exact(&mut bytes)?;
        Ok(serde_json::from_slice(&bytes)?)
    }

    fn open(&mut self, file: &Path, text: &str) -> Result<(), Failed> {
        let document =
            json!({ "uri": uri(file), "languageId": "sgen", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }))
    }

    fn change(&mut self, file: &Path, text: &str) -> Result<(), Failed> {
        self.tell(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": uri(file), "version": 2 }, "contentChanges": [{ "text": text }] }),
        )
    }

    fn codes(&mut self, file: &Path) -> Result<Vec<String>, Failed> {
        // Messages are answered in their order: what was published before is here when this is answered.
        self.ask("workspace/symbol", json!({ "query": "" }))?;
        let findings = self.findings.get(&uri(file)).cloned().unwrap_or_default();
        Ok(findings
            .iter()
            .map(|found| found["code"].as_str().unwrap_or_default().to_owned())
            .collect())
    }

    fn end(mut self) -> Result<(), Failed> {
        self.ask("shutdown", Value::Null)?;
        self.tell("exit", Value::Null)?;
        let status = self.child.wait()?;
        if status.success() { Ok(()) } else { Err(format!("{status}").into()) }
    }
}

fn uri(path: &Path) -> String {
    url::Url::from_file_path(path).map(String::from).unwrap_or_default()
}

/// The place of the `nth` time that a word stands in a text, a step into it.
fn place(text: &str, word: &str, nth: usize) -> Value {
    let at = text.match_indices(word).nth(nth).map_or(0, |(at, _)| at) + 1;
    let line = text[..at].matches('\n').count();
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    json!({ "line": line, "character": text[start..at].encode_utf16().count() })
}

fn at(file: &Path, place: Value) -> Value {
    json!({ "textDocument": { "uri": uri(file) }, "position": place })
}

/// A text after edits of the protocol, given last first.
fn edited(text: &str, edits: &Value) -> String {
    let offset = |place: &Value| {
        let line = place["line"].as_u64().unwrap_or(0) as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let column = place["character"].as_u64().unwrap_or(0) as usize;
        let rest = &text[start..];
        let mut units = 0;
        let bytes = rest.char_indices().find(|(_, letter)| {
            let here = units >= column;
            units += letter.len_utf16();
            here
        });
        start + bytes.map_or(rest.len(), |(at, _)| at)
    };
    let mut list: Vec<(usize, usize, String)> = edits
        .as_array()
        .into_iter()
        .flatten()
        .map(|edit| {
            (
                offset(&edit["range"]["start"]),
                offset(&edit["range"]["end"]),
                edit["newText"].as_str().unwrap_or_default().to_owned(),
            )
        })
        .collect();
    list.sort();
    let mut out = text.to_owned();
    for (start, end, new) in list.into_iter().rev() {
        out.replace_range(start..end, &new);
    }
    out
}

fn need(is: bool, what: impl Into<String>) -> Result<(), Failed> {
    if is { Ok(()) } else { Err(what.into().into()) }
}

fn session() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let folder_path = folder.path().canonicalize()?;
    let shop = folder_path.join("shop.sgen");
    let more = folder_path.join("more.sgen");
    std::fs::write(&shop, SHOP)?;
    let other = "entity note {\n  id: int primary key\n  by: ref customer\n}\n";
    std::fs::write(&more, other)?;
    let mut editor = Editor::start(&folder_path)?;
    editor.open(&shop, SHOP)?;
    let before = editor.codes(&shop)?;
    need(
        !before.iter().any(|code| code.starts_with("SG0")),
        format!("a sound design: {before:?}"),
    )?;

    // A mistake is found as it is typed, in the text that the editor has, with a fix; and it goes again.
    let wrong = SHOP
        .replace("name: varchar(200)", "name: varchr(200)")
        .replace("entity invoice", "entty invoice");
    editor.change(&shop, &wrong)?;
    let codes = editor.codes(&shop)?;
    need(codes.iter().any(|code| code == "SG0002"), format!("a misspelt keyword: {codes:?}"))?;
    let range = json!({ "start": place(&wrong, "entty", 0), "end": place(&wrong, "entty", 0) });
    let about = json!({ "textDocument": { "uri": uri(&shop) }, "range": range, "context": { "diagnostics": [] } });
    let actions = editor.ask("textDocument/codeAction", about)?;
    let mended = edited(&wrong, &actions[0]["edit"]["changes"][uri(&shop)]);
    need(mended.contains("entity invoice"), format!("the fix mends it: {actions}"))?;
    editor.change(&shop, SHOP)?;
    need(editor.codes(&shop)? == before, "findings go with their mistakes")?;

    // Hover.
    let hover = editor.ask("textDocument/hover", at(&shop, place(SHOP, "customer_id", 0)))?;
    let words = hover["contents"]["value"].as_str().unwrap_or_default().to_owned();
    for part in ["uuid", "refers to customer", "index", "→"] {
        need(words.contains(part), format!("hover lacks `{part}`: {words}"))?;
    }
    let hover = editor.ask("textDocument/hover", at(&shop, place(SHOP, "customer", 0)))?;
    let words = hover["contents"]["value"].as_str().unwrap_or_default().to_lowercase();
    for part in ["who buys", "primary key", "create table"] {
        need(words.contains(part), format!("hover lacks `{part}`: {words}"))?;
    }

    // Definitions, from another file and from inside SQL.
    editor.open(&more, other)?;
    let found = editor.ask("textDocument/definition", at(&more, place(other, "customer", 0)))?;
    let declared = place(SHOP, "customer {", 0);
    need(
        found["uri"] == uri(&shop) && found["range"]["start"]["line"] == declared["line"],
        format!("definition: {found}"),
    )?;
    let found = editor.ask("textDocument/definition", at(&shop, place(SHOP, "total, c", 0)))?;
    need(
        found["range"]["start"]["line"] == place(SHOP, "total: decimal", 0)["line"],
        format!("an attribute in SQL: {found}"),
    )?;

    // References: the declaration, two `ref`, one table in SQL.
    let mut about = at(&shop, place(SHOP, "customer {", 0));
    about["context"] = json!({ "includeDeclaration": true });
    let found = editor.ask("textDocument/references", about)?;
    need(found.as_array().is_some_and(|list| list.len() == 4), format!("references: {found}"))?;

    // A rename changes all of them and says what it was called; the result is a sound design.
    let mut about = at(&shop, place(SHOP, "customer {", 0));
    about["newName"] = json!("buyer");
    let edits = editor.ask("textDocument/rename", about)?;
    let renamed = edited(SHOP, &edits["changes"][uri(&shop)]);
    for part in
        ["entity buyer was customer {", "ref buyer on", "join buyer c on", "customer_id: ref"]
    {
        need(renamed.contains(part), format!("the rename lacks `{part}`:\n{renamed}"))?;
    }
    let elsewhere = edited(other, &edits["changes"][uri(&more)]);
    need(elsewhere.contains("by: ref buyer"), elsewhere.clone())?;
    editor.change(&shop, &renamed)?;
    editor.change(&more, &elsewhere)?;
    let codes = editor.codes(&shop)?;
    need(
        !codes.iter().any(|code| code.starts_with("SG0")),
        format!("after the rename: {codes:?}"),
    )?;
    let mut about = at(&shop, place(&renamed, "total: decimal", 0));
    about["newName"] = json!("sum due");
    let edits = editor.ask("textDocument/rename", about)?;
    let again = edited(&renamed, &edits["changes"][uri(&shop)]);
    for part in [
        "\"sum due\": decimal(12,2) was total",
        "fd customer_id -> \"sum due\"",
        "select i.\"sum due\",",
    ] {
        need(again.contains(part), format!("the rename lacks `{part}`:\n{again}"))?;
    }
    let mut about = at(&shop, place(&renamed, "total: decimal", 0));
    about["newName"] = json!("customer_id");
    let answer = editor.answer("textDocument/rename", about)?;
    need(answer["error"]["message"].is_string(), "a name that is taken is refused")?;

    // Completion.
    editor.change(&shop, SHOP)?;
    editor.change(&more, "entity note {\n  id: int primary key\n  by: ref \n}\nquery q {\n  select c. from customer c\n}\n")?;
    let labels = |found: Value| -> Vec<String> {
        let items = found["items"].as_array().cloned().unwrap_or_default();
        items.iter().map(|item| item["label"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let found = labels(
        editor.ask("textDocument/completion", at(&more, json!({ "line": 2, "character": 10 })))?,
    );
    need(
        found.contains(&"customer".to_owned()) && found.contains(&"invoice".to_owned()),
        format!("{found:?}"),
    )?;
    let found = labels(
        editor.ask("textDocument/completion", at(&more, json!({ "line": 5, "character": 11 })))?,
    );
    need(
        found == ["made_at", "id", "name"] || found == ["id", "name", "made_at"],
        format!("{found:?}"),
    )?;
    let found = labels(
        editor.ask("textDocument/completion", at(&shop, json!({ "line": 1, "character": 0 })))?,
    );
    need(found.contains(&"entity".to_owned()), format!("{found:?}"))?;

    // Symbols and formatting.
    let about = json!({ "textDocument": { "uri": uri(&shop) } });
    let found = editor.ask("textDocument/documentSymbol", about)?;
    let billing = found.as_array().into_iter().flatten().find(|symbol| symbol["name"] == "billing");
    let inside =
        billing.map(|billing| billing["children"][0]["children"].clone()).unwrap_or_default();
    need(inside.as_array().is_some_and(|list| list.len() == 3), format!("symbols: {found}"))?;
    let loose = SHOP.replace("id: uuid primary key", "id:uuid   primary key");
    editor.change(&shop, &loose)?;
    let about = json!({ "textDocument": { "uri": uri(&shop) }, "options": { "tabSize": 2, "insertSpaces": true } });
    let edits = editor.ask("textDocument/formatting", about)?;
    need(edited(&loose, &edits) == SHOP, "formatting gives the one spelling")?;
    editor.end()
}

fn bad_input() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let folder_path = folder.path().canonicalize()?;
    let file = folder_path.join("a.sgen");
    std::fs::write(&file, "entity a { id: int primary key }\n")?;
    let mut editor = Editor::start(&folder_path)?;
    let answer = editor.answer("textDocument/unheard", json!({}))?;
    need(answer["error"]["code"] == -32601, format!("{answer}"))?;
    for about in [
        json!({}),
        json!({ "textDocument": { "uri": "untitled:1" } }),
        json!({ "textDocument": { "uri": uri(&file) }, "position": { "line": 99, "character": 99 } }),
    ] {
        let answer = editor.answer("textDocument/hover", about)?;
        need(answer["error"].is_object() || answer["result"].is_null(), format!("{answer}"))?;
    }
    // Any text at all, cut anywhere.
    let text = "entity \"é🦀\" { id: int primary key \n query q { select '🦀\n }";
    for (end, _) in text.char_indices() {
        editor.open(&file, &text[..end])?;
        for method in ["hover", "definition", "references", "completion", "prepareRename"] {
            editor.answer(
                &format!("textDocument/{method}"),
                at(&file, json!({ "line": 0, "character": end })),
            )?;
        }
    }
    editor.end()?;
    // What is no protocol is an input that is wrong.
    let mut child = tool::schemagen(&folder_path)
        .arg("lsp")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    child.stdin.take().ok_or("no stdin")?.write_all(b"hello\n")?;
    need(child.wait()?.code() == Some(2), "stdin that is no protocol")
}

/// Every name of a sample leads somewhere, and everything that it is asked ends.
fn sample() -> Result<(), Failed> {
    let folder: PathBuf = tool::repository().join("samples/shop").canonicalize()?;
    let file = folder.join("orders.sgen");
    let text = std::fs::read_to_string(&file)?;
    let mut editor = Editor::start(&folder)?;
    editor.open(&file, &text)?;
    let codes = editor.codes(&file)?;
    need(codes.iter().all(|code| !code.starts_with("SG0")), format!("{codes:?}"))?;
    for word in [
        "customer on delete",
        "coupon? on",
        "order_status",
        "money_amount",
        "customer_id, placed_at",
        "order_id) with",
        "order (id",
    ] {
        let found = editor.ask("textDocument/definition", at(&file, place(&text, word, 0)))?;
        need(found["uri"].is_string(), format!("`{word}` leads nowhere: {found}"))?;
    }
    editor.end()
}

fn editors() -> Result<(), Failed> {
    let folder = tool::repository().join("editors/vscode");
    for name in ["package.json", "language.json", "syntaxes/sgen.tmLanguage.json"] {
        let _: Value = serde_json::from_str(&std::fs::read_to_string(folder.join(name))?)?;
    }
    // The grammar of the editor knows the words of the language's page.
    let grammar = std::fs::read_to_string(folder.join("syntaxes/sgen.tmLanguage.json"))?;
    for word in [
        "entity",
        "mixin",
        "partition",
        "shard",
        "fd",
        "mvd",
        "native",
        "policy",
        "grant",
        "inherits",
    ] {
        need(
            grammar.contains(&format!("|{word}|")) || grammar.contains(&format!("|{word})")),
            word,
        )?;
    }
    Ok(())
}
