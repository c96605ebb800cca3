//! Texts of a design in the words of the server.

use super::catalog::statements;
use super::*;
use crate::engine::Engine;
use crate::schema::{
    Bound, BoundValue, Check, Column, DataType, Expression, Generated, GeneratedStorage, Index,
    IndexPart, IndexTarget, Partition, PartitionKey, PartitionStrategy, Partitioning, PrimaryKey,
    Trigger, View, compare,
};

#[test]
fn a_settled_catalog_is_the_catalog() {
    for family in FAMILIES {
        let mut engine = engine(family, statements(family));
        let schema = engine.introspect().unwrap();
        let settled = engine.settle(&schema).unwrap();
        assert_eq!(compare(&settled, &schema), [], "{family:?}");
        assert_eq!(
            compare(&engine.introspect().unwrap(), &schema),
            [],
            "{family:?}: the doubles are gone"
        );
    }
}

/// As a person would write it, and so not as either server prints it.
fn design() -> Schema {
    let value = |text: &str| BoundValue::Value(Expression::new(text));
    let mut table = Table::new(QualifiedName::bare("t"));
    table.columns = vec![
        Column::new("id", DataType::Int),
        Column {
            default: Some(Expression::new("0")),
            ..Column::new("price", DataType::Decimal { precision: Some(10), scale: Some(2) })
        },
        Column {
            default: Some(Expression::new("concat( 'a' , 'é' )")),
            ..Column::new("name", DataType::Varchar { length: Some(20) })
        },
        Column {
            generated: Some(Generated {
                expression: Expression::new("UPPER(name)"),
                storage: GeneratedStorage::Stored,
            }),
            nullable: true,
            ..Column::new("shout", DataType::Varchar { length: Some(20) })
        },
        Column {
            default: Some(Expression::new("now(6)")),
            on_update: Some(Expression::new("NOW(6)")),
            ..Column::new("at", DataType::Timestamp { precision: Some(6) })
        },
    ];
    table.primary_key = Some(PrimaryKey {
        name: Some("t_pkey".into()),
        ..PrimaryKey::new(vec!["id".into(), "at".into()])
    });
    let check = Expression::new("price>=0 and name in ('a', 'b') and not (id = 3)");
    table.checks = vec![Check::new(Some("t_sane".into()), check)];
    table.options.insert("engine".into(), "innodb".into());
    table.options.insert("charset".into(), "utf8mb4".into());
    let mut part = Partition::new(
        QualifiedName::bare("p1"),
        Bound::Range { from: vec![value("'2025-01-01'")], to: vec![value("'2026-01-01'")] },
    );
    part.comment = Some("first".into());
    let rest = Bound::Range { from: vec![value("'2026-01-01'")], to: vec![BoundValue::Maximum] };
    table.partitioning = Some(Partitioning {
        strategy: PartitionStrategy::Range,
        keys: vec![PartitionKey::column("at")],
        partitions: vec![part, Partition::new(QualifiedName::bare("p2"), rest)],
    });
    let definition =
        "CREATE TRIGGER IF NOT EXISTS tr BEFORE INSERT ON t FOR EACH ROW set new.id = 1;"
            .to_owned();
    table.triggers = vec![Trigger::new("tr", definition)];
    let mut view = View::new(
        QualifiedName::bare("v"),
        Expression::new("select id, count(*) from t where price > 1 group by id"),
    );
    view.columns = vec!["key_".into(), "n".into()];
    Schema { tables: vec![table], views: vec![view], ..Schema::default() }
}

const DDL: &[&str] = &[
    "create table t (
       id int not null,
       price decimal(10,2) not null default 0,
       name varchar(20) not null default (concat('a', 'é')),
       shout varchar(20) generated always as (upper(name)) stored,
       at datetime(6) not null default current_timestamp(6) on update current_timestamp(6),
       primary key (id, at),
       constraint t_sane check (price >= 0 and name in ('a', 'b') and not (id = 3))
     ) partition by range columns (at) (
       partition p1 values less than ('2026-01-01') comment = 'first', partition p2 values less than (maxvalue))",
    "create trigger tr before insert on t for each row set new.id = 1",
    "create view v (key_, n) as select id, count(*) from t where price > 1 group by id",
];

#[test]
fn a_design_and_its_server_come_to_the_same_words() {
    for family in FAMILIES {
        let mut engine = engine(family, DDL.iter().copied());
        let settled = engine.settle(&design()).unwrap();
        let catalog = engine.introspect().unwrap();
        let differences = compare(&settled, &catalog);
        assert!(differences.is_empty(), "{family:?}: {differences:#?}");
    }
}

#[test]
fn another_meaning_stays_another() {
    for family in FAMILIES {
        let mut engine = engine(family, DDL.iter().copied());
        let mut wrong = design();
        wrong.tables[0].triggers.clear();
        wrong.tables[0].columns[1].default = Some(Expression::new("1"));
        wrong.tables[0].checks[0].expression = Expression::new("price > 0");
        let settled = engine.settle(&wrong).unwrap();
        let catalog = engine.introspect().unwrap();
        let found: Vec<_> = compare(&settled, &catalog)
            .iter()
            .map(|difference| difference.key.to_string())
            .collect();
        assert_eq!(found, ["default of t.price", "check t.t_sane", "trigger t.tr"], "{family:?}");
    }
}

#[test]
fn expressions_of_indexes_are_settled_where_there_are_any() {
    let mut engine = engine(
        Family::MySql,
        [
            "create table t (id int not null primary key, s varchar(20), key k (s, (lower(s)), (id + 1) desc))",
        ],
    );
    let mut design = engine.introspect().unwrap();
    let written = |text: &str| IndexPart::new(IndexTarget::Expression(Expression::new(text)));
    let parts = vec![
        IndexPart::column("s"),
        written("LOWER( s )"),
        IndexPart { order: crate::schema::SortOrder::Descending, ..written("id+1") },
    ];
    design.tables[0].indexes = vec![Index::new(Some("k".into()), parts)];
    let settled = engine.settle(&design).unwrap();
    assert_eq!(compare(&settled, &engine.introspect().unwrap()), []);
}
