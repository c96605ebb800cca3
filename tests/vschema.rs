//! The VSchemas that are emitted for Vitess have the form that its protocol publishes, and name nothing that is not
//! there. No Vitess can be started here: this and the manual are all that stands behind them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};

use crate::tool;

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("vschema: what is emitted has the published form", published_form),
        Trial::test("vschema: another form is refused", other_forms),
        Trial::test("vschema: a folder gets every part, and no name leads out of it", folder),
    ]
}

fn case() -> PathBuf {
    tool::repository().join("tests/cases/overlays/vitess")
}

fn form() -> Result<Value, Failed> {
    Ok(serde_json::from_str(&std::fs::read_to_string(case().join("vschema.schema.json"))?)?)
}

/// The parts of a design by name, written into a folder.
fn parts(design: &Path) -> Result<BTreeMap<String, String>, Failed> {
    let folder = tempfile::tempdir()?;
    let out = folder.path().join("out");
    let place = out.display().to_string();
    let file = design.display().to_string();
    let output =
        tool::run(tool::repository(), &["emit", &file, "--dialect", "vitess", "-o", &place]);
    if !output.status.success() {
        return Err(tool::text(&output.stderr).into());
    }
    let mut parts = BTreeMap::new();
    for entry in std::fs::read_dir(&out)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        parts.insert(name, std::fs::read_to_string(entry.path())?);
    }
    let around = std::fs::read_dir(folder.path())?.count();
    if around != 1 {
        return Err("something was written beside the folder".into());
    }
    Ok(parts)
}

fn published_form() -> Result<(), Failed> {
    let form = form()?;
    let parts = parts(&case().join("design.sgen"))?;
    let mut keyspaces: BTreeMap<String, Value> = BTreeMap::new();
    for (name, text) in &parts {
        let Some(keyspace) = name.strip_suffix(".vschema.json") else { continue };
        let vschema: Value = serde_json::from_str(text)?;
        fits(&vschema, &form, keyspace)?;
        keyspaces.insert(keyspace.to_owned(), vschema);
    }
    if keyspaces.len() < 3 {
        return Err(format!("three keyspaces were expected: {:?}", keyspaces.keys()).into());
    }
    let script = parts.get("schema.sql").ok_or("no script")?;
    for (name, vschema) in &keyspaces {
        consistent(name, vschema, &keyspaces, script)?;
    }
    Ok(())
}

/// Every name leads somewhere.
fn consistent(
    name: &str,
    vschema: &Value,
    all: &BTreeMap<String, Value>,
    script: &str,
) -> Result<(), Failed> {
    let there = |path: &str| -> Option<&Value> {
        let (keyspace, table) = path.split_once('.')?;
        all.get(keyspace)?["tables"].get(table)
    };
    let empty = serde_json::Map::new();
    let vindexes = vschema["vindexes"].as_object().unwrap_or(&empty);
    for (vindex, said) in vindexes {
        if let Some(table) = said["params"]["table"].as_str() {
            there(table)
                .ok_or(format!("{name}: {vindex} looks into {table}, which is not there"))?;
            let owner = said["owner"].as_str().unwrap_or_default();
            vschema["tables"].get(owner).ok_or(format!("{name}: {vindex} has no owner"))?;
        }
    }
    for (table, said) in vschema["tables"].as_object().ok_or("no tables")? {
        if !script.contains(&format!("create table {table} (")) {
            return Err(format!("{name}.{table} is not made by the script").into());
        }
        let used = said["column_vindexes"].as_array().cloned().unwrap_or_default();
        for one in &used {
            let vindex = one["name"].as_str().unwrap_or_default();
            vindexes
                .get(vindex)
                .ok_or(format!("{name}.{table} uses {vindex}, which is not there"))?;
        }
        if vschema["sharded"] == true && used.is_empty() && said["type"] != "reference" {
            return Err(format!("{name}.{table} has no shard").into());
        }
        if let Some(sequence) = said["auto_increment"]["sequence"].as_str() {
            let found = there(sequence).ok_or(format!("{sequence} is not there"))?;
            if found["type"] != "sequence" {
                return Err(format!("{sequence} is no sequence").into());
            }
        }
    }
    Ok(())
}

fn other_forms() -> Result<(), Failed> {
    let form = form()?;
    for wrong in [
        json!([]),
        json!({}),
        json!({ "sharded": "yes" }),
        json!({ "sharded": true, "vindex": {} }),
        json!({ "sharded": true, "vindexes": { "a": { "type": "magic" } } }),
        json!({ "sharded": true, "vindexes": { "a": { "type": "xxhash", "params": { "b": 1 } } } }),
        json!({ "sharded": true, "tables": { "a": { "type": "lookup" } } }),
        json!({ "sharded": true, "tables": { "a": { "column_vindexes": [{ "columns": ["a"] }] } } }),
        json!({ "sharded": true, "tables": { "a": { "auto_increment": { "column": "a" } } } }),
    ] {
        if fits(&wrong, &form, "wrong").is_ok() {
            return Err(format!("this was taken: {wrong}").into());
        }
    }
    Ok(())
}

fn folder() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let design = folder.path().join("odd.sgen");
    let text = "schema odd targets vitess\n\ncontext \"../../odd\" {\n  entity a {\n    id: bigint primary key\n    shard by (id)\n  }\n}\n";
    std::fs::write(&design, text)?;
    let parts = parts(&design)?;
    let names: Vec<&str> = parts.keys().map(String::as_str).collect();
    if names != ["______odd.vschema.json", "schema.sql"] {
        return Err(format!("other parts: {names:?}").into());
    }
    Ok(())
}

/// As much of JSON Schema as the form needs.
fn fits(value: &Value, form: &Value, place: &str) -> Result<(), Failed> {
    let fail =
        |why: String| -> Result<(), Failed> { Err(format!("{place}: {why}: {value}").into()) };
    if let Some(choices) = form["enum"].as_array() {
        return if choices.contains(value) { Ok(()) } else { fail("none of the words".into()) };
    }
    match form["type"].as_str() {
        Some("boolean") if !value.is_boolean() => fail("no boolean".into()),
        Some("string") if !value.is_string() => fail("no text".into()),
        Some("array") => {
            let Some(items) = value.as_array() else { return fail("no list".into()) };
            items.iter().try_for_each(|item| fits(item, &form["items"], place))
        }
        Some("object") => {
            let Some(fields) = value.as_object() else { return fail("no object".into()) };
            for needed in form["required"].as_array().into_iter().flatten() {
                if !fields.contains_key(needed.as_str().unwrap_or_default()) {
                    return fail(format!("{needed} is missing"));
                }
            }
            for (name, field) in fields {
                let place = format!("{place}.{name}");
                match (form["properties"].get(name), &form["additionalProperties"]) {
                    (Some(own), _) => fits(field, own, &place)?,
                    (None, rest @ Value::Object(_)) => fits(field, rest, &place)?,
                    _ => return fail(format!("{name} is not known")),
                }
            }
            Ok(())
        }
        _ => Ok(()),
    }
}
