//! Every construct on disk: `designs/*.sgen`, and beside each the design as JSON
//! (`SCHEMAGEN_BLESS=1` writes it).

use std::path::Path;

use super::*;
use crate::design::{IntervalUnit, MovedFrom};
use crate::schema::QualifiedName;

fn read(name: &str) -> (String, Design) {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/language/lower/tests/designs").join(name);
    let text = std::fs::read_to_string(path).unwrap();
    let (design, findings) = lowered(&[text.as_str()]);
    // References across contexts are meant here.
    let findings: Vec<_> =
        findings.into_iter().filter(|finding| !finding.starts_with("info[SG2005]")).collect();
    assert!(findings.is_empty(), "{name}:\n{}", findings.join("\n\n"));
    (text, design)
}

fn check(name: &str) {
    let (text, design) = read(name);
    let atoms = design.schema.atoms();
    for key in atoms.keys() {
        assert!(design.spans.contains(key), "{name}: {key} was said nowhere");
    }
    for (key, span) in design.spans.iter() {
        assert!(
            atoms.contains_key(&key),
            "{name}: {key} is no atom, said as {:?}",
            &text[span.range()]
        );
    }
    let overlays: Vec<_> =
        design.overlays.iter().map(|overlay| (&overlay.dialect, &overlay.patch)).collect();
    let renames: Vec<_> =
        design.renames.iter().map(|(key, was)| format!("{key} was {}", was.value)).collect();
    let document =
        serde_json::json!({ "design": design, "overlays": overlays, "renames": renames });
    let json = serde_json::to_string_pretty(&document).unwrap() + "\n";
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/language/lower/tests/designs").join(name);
    let path = path.with_extension("json");
    if std::env::var_os("SCHEMAGEN_BLESS").is_some() {
        std::fs::write(&path, &json).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(known == json, "{name} lowers to something else than {}", path.display());
}

#[test]
fn tables_with_all_their_parts() {
    check("tables.sgen");
}

#[test]
fn references_mixins_and_contexts() {
    check("references.sgen");
}

#[test]
fn partitions_of_every_kind() {
    check("partitions.sgen");
}

#[test]
fn views_queries_natives_and_grants() {
    check("programs.sgen");
}

#[test]
fn facts_stand_beside_the_tables() {
    let (text, design) = read("tables.sgen");
    let facts = &design.entities[&QualifiedName::bare("everything")];
    assert_eq!(&text[facts.span.range()], "everything");
    assert!(
        text[facts.body.range()].starts_with("entity") && text[facts.body.range()].ends_with('}')
    );
    assert_eq!(facts.was.as_ref().unwrap().value, "something");
    assert_eq!(
        facts.tags.iter().map(|tag| tag.value.as_str()).collect::<Vec<_>>(),
        ["pii", "core"]
    );
    assert_eq!(facts.attributes["short"].was.as_ref().unwrap().value, "shrt");
    let moved =
        |attribute: &str| facts.attributes[attribute].moved_from.as_ref().map(|from| &from.value);
    let from = |entity: QualifiedName, attribute: &str| MovedFrom {
        entity,
        attribute: attribute.to_owned(),
    };
    assert_eq!(moved("code"), Some(&from(QualifiedName::bare("ledger"), "sign")));
    assert_eq!(moved("day"), Some(&from(QualifiedName::new(Some("attic"), "box"), "opened")));
    assert_eq!(moved("short"), None);
    assert_eq!(facts.attributes["short"].tags[0].value, "label");
    assert_eq!(
        (&facts.dependencies[0].left, &facts.dependencies[0].right),
        (&vec!["short".into()], &vec!["code".into(), "state".into()])
    );
    assert_eq!(facts.multivalued[0].right, ["words"]);
    assert_eq!(facts.statistics.rows.as_ref().unwrap().value, 2e6);
    let growth = facts.statistics.grows.as_ref().unwrap().value;
    assert_eq!((growth.rows, growth.per), (300.0, IntervalUnit::Hour));
    assert_eq!(facts.keep.as_ref().unwrap().value.to_string(), "7 years");
    assert_eq!(
        facts.statistics.distinct[&vec!["short".to_owned(), "code".to_owned()]].value,
        1500.0
    );
    assert_eq!(facts.allows[0].code, "SG2099");
}

#[test]
fn references_say_what_they_refer_to_and_mixins_where_they_come_from() {
    let (text, design) = read("references.sgen");
    let account = &design.entities[&QualifiedName::bare("account")];
    assert_eq!(account.attributes["changed_by"].mixin.as_deref(), Some("audited"));
    assert_eq!(account.attributes["changed_at"].mixin.as_deref(), Some("timestamps"));
    assert_eq!(account.attributes["number"].refers_to, Some(QualifiedName::bare("person")));
    let span = account.attributes["changed_at"].span;
    assert!(text[..span.start as usize].ends_with("mixin timestamps {\n  "));
    assert_eq!(
        design.entities[&QualifiedName::bare("entry")].attributes["other"].refers_to,
        Some(QualifiedName::new(Some("sales"), "order"))
    );
}

#[test]
fn partitions_of_the_calendar_are_facts() {
    let (_, design) = read("partitions.sgen");
    let lifecycle = design.entities[&QualifiedName::bare("by_month")].lifecycle.as_ref().unwrap();
    assert_eq!(lifecycle.every.to_string(), "1 month");
    assert_eq!(lifecycle.starting.as_deref(), Some("2026-01-01"));
    assert_eq!((lifecycle.ahead, lifecycle.keep.unwrap().to_string().as_str()), (3, "24 months"));
    let below = lifecycle.partitioning.as_ref().unwrap();
    assert_eq!(
        below.partitions.iter().map(|partition| partition.name.name.as_str()).collect::<Vec<_>>(),
        ["p0", "p1"]
    );
}

#[test]
fn several_files_are_one_design() {
    let one = "schema shop targets sqlite\nentity a { id: bigint primary key\n b: ref b }\ncontext x { enum e { p } }";
    let two = "schema shop targets sqlite\nentity b { id: bigint primary key\n e: x.e }\ncontext x { enum f { q } }";
    let (design, findings) = lowered(&[one, two]);
    assert_eq!(findings, [""; 0]);
    assert_eq!(design.schema.tables.len(), 2);
    assert_eq!(design.schema.namespaces.len(), 1);
    assert_eq!(design.targets.len(), 1);
}

#[test]
fn imports_are_told_with_their_places() {
    let text = "import \"../crm/people.sgen\"\ncontext a { import 'b.sgen' }\n";
    let found = crate::language::imports(FileId(0), &parse(text));
    let files: Vec<_> =
        found.iter().map(|(file, span)| (file.as_str(), &text[span.range()])).collect();
    assert_eq!(files, [("../crm/people.sgen", "\"../crm/people.sgen\""), ("b.sgen", "'b.sgen'")]);
}
