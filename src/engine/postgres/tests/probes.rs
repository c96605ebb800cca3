use serde_json::json;

use super::{LOCAL, apply, dialects, engine};
use crate::engine::{Engine, EngineError};
use crate::schema::{
    Bound, BoundValue, Check, Column, DataType, Expression, Index, IndexPart, IndexTarget,
    Partition, PartitionKey, PartitionStrategy, Partitioning, QualifiedName, Schema, Table, View,
    compare,
};

fn printed(engine: &mut dyn Engine, schema: &Schema) -> Vec<String> {
    let settled = engine.settle(schema).unwrap_or_else(|error| panic!("{error}"));
    let found = engine.introspect().unwrap();
    compare(&settled, &found).iter().map(ToString::to_string).collect()
}

fn check_everything(spec: &str) {
    let dialects = dialects();
    let mut engine = engine(spec, &dialects);
    apply(&mut *engine, include_str!("everything.sql"));
    let found = engine.introspect().unwrap();
    let differences = printed(&mut *engine, &found);
    assert!(differences.is_empty(), "{spec}: {differences:#?}");
    assert_eq!(engine.introspect().unwrap(), found, "{spec}: no probe remains");
}

#[cfg(feature = "embedded")]
#[test]
fn what_the_embedded_server_printed_settles_to_itself() {
    check_everything("embedded");
}

#[test]
fn what_the_oldest_server_printed_settles_to_itself() {
    check_everything(LOCAL[0]);
}

#[test]
fn what_the_newest_server_printed_settles_to_itself() {
    check_everything(LOCAL[2]);
}

/// A design as a person writes it, and the DDL that was made from it by hand.
fn design() -> (Schema, &'static str) {
    let name = QualifiedName::bare;
    let text = Expression::new;
    let mut product = Table::new(name("product"));
    let mut status = Column::new("status", DataType::Varchar { length: Some(10) });
    status.default = Some(text("'new'"));
    let mut price = Column::new("price", DataType::Decimal { precision: Some(8), scale: Some(2) });
    price.default = Some(text("0"));
    let at = Column::new("at", DataType::Date);
    product.columns = vec![status, price, at];
    product.checks = vec![
        Check::new(Some("product_price".into()), text("price>=0 and status in ('new','old')")),
        Check::new(None, text("status<>''")),
    ];
    let target = IndexTarget::Expression(text("LOWER(status)"));
    let mut index = Index::new(Some("product_lower".into()), vec![IndexPart::new(target)]);
    index.predicate = Some(text("price  >  10"));
    product.indexes = vec![index];
    let month = |text: &str| vec![BoundValue::Value(Expression::new(text))];
    let bound = Bound::Range { from: month("date '2026-01-01'"), to: month("'2026-2-1'") };
    product.partitioning = Some(Partitioning {
        strategy: PartitionStrategy::Range,
        keys: vec![PartitionKey::column("at")],
        partitions: vec![Partition::new(name("product_01"), bound)],
    });
    let cheap = View::new(name("cheap"), text("select status as s from product where price<5"));
    let schema = Schema { tables: vec![product], views: vec![cheap], ..Schema::default() };
    let statements = "create table product (
           status varchar(10) not null default 'new', price numeric(8,2) not null default 0, at date not null,
           constraint product_price check (price>=0 and status in ('new','old')),
           constraint product_check check (status<>'')) partition by range (at);
         create index product_lower on product (LOWER(status)) where price  >  10;
         create table product_01 partition of product for values from (date '2026-01-01') to ('2026-2-1');
         create view cheap as select status as s from product where price<5";
    (schema, statements)
}

#[test]
fn what_a_person_wrote_settles_to_what_the_server_prints_for_it() {
    let (mut schema, statements) = design();
    for spec in LOCAL {
        let dialects = dialects();
        let mut engine = engine(spec, &dialects);
        apply(&mut *engine, statements);
        let settled = engine.settle(&schema).unwrap();
        assert_eq!(
            json!(settled.tables[0].checks[1].expression),
            json!("(status)::text <> ''::text")
        );
        // The server gave the unnamed check a name, which settling is not about.
        schema.tables[0].checks[1].name = Some("product_check".into());
        assert_eq!(printed(&mut *engine, &schema), Vec::<String>::new(), "{spec}");
        schema.tables[0].checks[1].name = None;
    }
}

#[test]
fn text_that_differs_from_what_was_applied_still_differs() {
    let (mut schema, statements) = design();
    let dialects = dialects();
    let mut engine = engine(LOCAL[1], &dialects);
    apply(&mut *engine, statements);
    schema.tables[0].checks.remove(1);
    schema.tables[0].checks[0].expression = Expression::new("price > 0");
    let differences = printed(&mut *engine, &schema);
    assert_eq!(differences.len(), 2, "{differences:#?}");
    assert!(
        differences.iter().any(|text| text.contains("price > (0)::numeric")),
        "{differences:#?}"
    );
}

#[test]
fn text_that_the_server_refuses_is_shown_with_its_statement() {
    let (mut schema, statements) = design();
    let dialects = dialects();
    let mut engine = engine(LOCAL[1], &dialects);
    apply(&mut *engine, statements);
    schema.tables[0].checks[0].expression = Expression::new("prize > 0");
    let Err(EngineError::Statement(error)) = engine.settle(&schema) else {
        panic!("it was accepted")
    };
    assert!(error.message.contains("\"prize\" does not exist"));
    let position = error.position.unwrap() as usize;
    assert!(error.sql[position..].starts_with("prize"), "{}", error.sql);
    assert!(engine.introspect().unwrap().namespaces.is_empty(), "no probe remains");
}
