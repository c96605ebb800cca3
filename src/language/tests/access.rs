//! The typed views give back what was written, with its place.

use super::ast::*;
use super::*;

fn entity(text: &str) -> Entity {
    let parse = check_invariants(text);
    assert_eq!(parse.errors, []);
    let entity = parse.tree().items().find_map(|item| match item {
        Item::Entity(entity) => Some(entity),
        _ => None,
    });
    entity.expect("the text has an entity")
}

fn names(names: &[Name]) -> Vec<&str> {
    names.iter().map(|name| name.text.as_str()).collect()
}

#[test]
fn every_item_and_line_of_the_draft_has_a_view() {
    let root = parse(SHOP).tree();
    assert_eq!(root.items().count(), root.syntax().children().count());
    let mut lines = 0;
    for item in root.items() {
        if let Item::Entity(entity) = item {
            let body = entity.body().expect("every entity of the draft has a body");
            assert_eq!(entity.lines().count(), body.syntax().children().count());
            lines += entity.lines().count();
        }
    }
    assert_eq!(lines, 29);
}

#[test]
fn attributes_give_types_and_modifiers() {
    let text = "entity \"E\" was old tags a, b owner app {\n  /// First line.\n  /// Second.\n  \"Any \"\"x\"\"\": decimal(12,-2)[]? default (1 + 2) on delete set null was before check ok (x > 0)\n}";
    let entity = entity(text);
    assert_eq!(entity.name().map(|name| (name.text, name.quoted)), Some(("E".to_owned(), true)));
    assert_eq!(entity.was().map(|name| name.text).as_deref(), Some("old"));
    assert_eq!(
        (names(&entity.tags()), entity.owner().map(|name| name.text).as_deref()),
        (vec!["a", "b"], Some("app"))
    );
    let Some(Line::Attribute(attribute)) = entity.lines().next() else { panic!("an attribute") };
    assert_eq!(attribute.docs().as_deref(), Some("First line.\nSecond."));
    let name = attribute.name().expect("a name");
    assert_eq!(
        (name.text.as_str(), &text[name.range.start as usize..name.range.end as usize]),
        ("Any \"x\"", "\"Any \"\"x\"\"\"")
    );
    let data_type = attribute.data_type().expect("a type");
    assert_eq!(
        (data_type.text().as_str(), data_type.dimensions(), attribute.nullable()),
        ("decimal", 1, true)
    );
    assert_eq!(
        data_type.arguments().iter().map(|text| text.text.as_str()).collect::<Vec<_>>(),
        ["12", "-2"]
    );
    let default = attribute.default().expect("a default");
    assert_eq!((default.text.as_str(), default.bracketed), ("1 + 2", true));
    assert_eq!(&text[default.range.start as usize..default.range.end as usize], "1 + 2");
    assert_eq!(attribute.on_delete().map(|action| action.action()).as_deref(), Some("set null"));
    assert_eq!(attribute.was().map(|name| name.text).as_deref(), Some("before"));
    let words: Vec<&str> = attribute.modifiers().map(|modifier| modifier.describe().0).collect();
    assert_eq!(words, ["default", "on delete", "was", "check"]);
}

#[test]
fn types_of_several_words_are_one_text() {
    let of = |text: &str| match entity(&format!("entity e {{ a: {text} }}")).lines().next() {
        Some(Line::Attribute(attribute)) => attribute.data_type().map(|data_type| data_type.text()),
        _ => None,
    };
    assert_eq!(of("double precision").as_deref(), Some("double precision"));
    assert_eq!(of("timestamp(3) with time zone").as_deref(), Some("timestamp with time zone"));
    assert_eq!(of("billing.status").as_deref(), Some("billing.status"));
    assert_eq!(of("int unsigned").as_deref(), Some("int unsigned"));
}

#[test]
fn keys_and_references_give_their_columns() {
    let entity = entity(
        "entity e {\n  ref fk (a, b) to x.y (c, d) on update cascade\n  index i (a desc nulls first, lower(b) ops, (c + 1), d(5)) include (f) where ( g )\n  exclude using gist (room with =, during with &&)\n}",
    );
    let mut lines = entity.lines();
    let Some(Line::Ref(reference)) = lines.next() else { panic!("a reference") };
    assert_eq!(
        (names(&reference.columns()), names(&reference.referenced_columns())),
        (vec!["a", "b"], vec!["c", "d"])
    );
    assert_eq!(reference.entity().map(|path| path.text()).as_deref(), Some("x.y"));
    assert_eq!(reference.on_update().map(|action| action.action()).as_deref(), Some("cascade"));
    let Some(Line::Index(index)) = lines.next() else { panic!("an index") };
    let columns = index.columns();
    assert!(columns[0].descending() && columns[0].nulls_first());
    assert!(
        matches!(columns[1].key(), Some(IndexKey::Expression(sql)) if sql.text == "lower(b)" && !sql.bracketed)
    );
    assert_eq!(columns[1].operator_class().map(|text| text.text).as_deref(), Some("ops"));
    assert!(
        matches!(columns[2].key(), Some(IndexKey::Expression(sql)) if sql.text == "c + 1" && sql.bracketed)
    );
    assert_eq!(columns[3].prefix(), Some(5));
    assert_eq!(
        (names(&index.include()), index.predicate().map(|sql| sql.text).as_deref()),
        (vec!["f"], Some("g"))
    );
    let Some(Line::Exclude(exclude)) = lines.next() else { panic!("an exclusion") };
    let operators: Vec<_> = exclude
        .elements()
        .iter()
        .filter_map(|element| element.operator())
        .map(|text| text.text)
        .collect();
    assert_eq!(operators, ["=", "&&"]);
}

#[test]
fn partitions_give_their_bounds_and_lifecycle() {
    let entity = entity(
        "entity e {\n  partition by range (a) every 1 month starting '2026-01-01' ahead 3 keep 2 years default rest\n  partition by range (a) { p: below (1), q: from (1) to (maxvalue), r: default } subpartition by hash (b) partitions 4\n}",
    );
    let mut lines = entity.lines();
    let Some(Line::Partition(calendar)) = lines.next() else { panic!("a partitioning") };
    assert_eq!(
        calendar.every().map(|every| (every.count, every.unit)),
        Some((1, crate::design::IntervalUnit::Month))
    );
    assert_eq!(calendar.starting().map(|text| text.text).as_deref(), Some("2026-01-01"));
    assert_eq!((calendar.ahead(), calendar.keep().map(|keep| keep.count)), (Some(3), Some(2)));
    assert_eq!(
        calendar.default().and_then(|(_, name)| name).map(|name| name.text).as_deref(),
        Some("rest")
    );
    assert_eq!(calendar.entries(), None);
    let Some(Line::Partition(written)) = lines.next() else { panic!("a partitioning") };
    let bounds: Vec<_> =
        written.entries().into_iter().flatten().filter_map(|entry| entry.bounds()).collect();
    assert!(matches!(&bounds[0], PartitionBounds::Below(sql) if sql.text == "1"));
    assert!(
        matches!(&bounds[1], PartitionBounds::Between { from, to } if from.text == "1" && to.text == "maxvalue")
    );
    assert_eq!(bounds[2], PartitionBounds::Default);
    let inner = written.subpartition().expect("sub-partitions");
    assert_eq!((inner.method(), inner.count()), (Some(PartitionMethod::Hash), Some(4)));
}

#[test]
fn queries_give_their_rate_and_their_sql() {
    let text = "query q (a: int) 120/min within 1.5s only mysql { // remark\n  select 1\n}\n";
    let parse = check_invariants(text);
    let Some(Item::Query(query)) = parse.tree().items().next() else { panic!("a query") };
    assert_eq!(query.rate().and_then(|rate| rate.per_second()), Some(2.0));
    assert_eq!(query.within().map(|(milliseconds, _)| milliseconds), Some(1500.0));
    assert_eq!(query.only().map(|name| name.text).as_deref(), Some("mysql"));
    assert_eq!(query.parameters().count(), 1);
    let body = query.body().expect("a body");
    assert_eq!(body.text, "select 1");
    assert_eq!(&text[body.range.start as usize..body.range.end as usize], "select 1");
}

#[test]
fn facts_give_numbers() {
    let entity = entity(
        "entity e {\n  rows 2M grows 3k/day\n  distinct (a, b) 9k\n  keep 24 months\n  set x.y = -1\n  allow SG1203 \"it's\"\n}",
    );
    let mut lines = entity.lines();
    let Some(Line::Rows(rows)) = lines.next() else { panic!("rows") };
    assert_eq!(rows.count().map(|(count, _)| count), Some(2e6));
    assert_eq!(
        rows.grows().and_then(|grows| grows.rate()).map(|rate| (rate.count, rate.unit)),
        Some((3e3, "day".to_owned()))
    );
    let Some(Line::Distinct(distinct)) = lines.next() else { panic!("distinct") };
    assert_eq!(
        (names(&distinct.attributes()), distinct.count().map(|(count, _)| count)),
        (vec!["a", "b"], Some(9e3))
    );
    let Some(Line::Keep(keep)) = lines.next() else { panic!("keep") };
    assert_eq!(keep.interval().map(|interval| interval.count), Some(24));
    let Some(Line::Set(set)) = lines.next() else { panic!("set") };
    assert_eq!(
        (
            set.name().map(|path| path.text()).as_deref(),
            set.value().map(|text| text.text).as_deref()
        ),
        (Some("x.y"), Some("-1"))
    );
    let Some(Line::Allow(allow)) = lines.next() else { panic!("allow") };
    assert_eq!(
        (
            allow.code().map(|name| name.text).as_deref(),
            allow.reason().map(|text| text.text).as_deref()
        ),
        (Some("SG1203"), Some("it's"))
    );
}
