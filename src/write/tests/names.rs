//! Names of any kind, and which of them are said.

use super::held;
use super::round::newest;
use crate::dialect::Dialects;
use crate::schema::{
    Check, Column, DataType, Expression, ForeignKey, Index, IndexPart, PrimaryKey, QualifiedName,
    Schema, Table, UniqueConstraint,
};
use crate::write::write;

fn table(name: QualifiedName, columns: &[&str]) -> Table {
    let mut table = Table::new(name);
    table.columns = columns.iter().map(|name| Column::new(*name, DataType::BigInt)).collect();
    table
}

#[test]
fn names_of_any_characters_come_back() {
    let dialects = Dialects::builtin().unwrap();
    let dialect = newest(&dialects, "postgres");
    let odd = [
        "select",
        "entity",
        "Größe",
        "注文",
        "a b",
        "with \"quotes\"",
        "9lives",
        "x.y",
        "$",
        "was",
        "index",
        "primary",
        "ref",
        "native",
        "default",
        "über-all",
        "it's",
        "null",
        "-",
        "//",
    ];
    let mut own = table(QualifiedName::bare("the table"), &odd);
    own.primary_key = Some(PrimaryKey {
        name: Some("key".to_owned()),
        ..PrimaryKey::new(vec!["select".to_owned(), "a b".to_owned()])
    });
    own.uniques.push(UniqueConstraint::new(Some("using".to_owned()), vec!["was".to_owned()]));
    own.indexes.push(Index::new(
        Some("where".to_owned()),
        vec![IndexPart::column("index"), IndexPart::column("desc")],
    ));
    own.columns.push(Column::new("desc", DataType::BigInt));
    let schema = Schema { tables: vec![own.clone()], ..Schema::default() };
    let written = write(&schema, dialect, "any name");
    let back = held(&written.text, dialect).schema;
    assert_eq!(back.tables, [own], "{}", written.text);
}

#[test]
fn only_names_that_would_come_out_differently_are_said() {
    let dialects = Dialects::builtin().unwrap();
    let dialect = newest(&dialects, "postgres");
    let mut own = table(QualifiedName::bare("t"), &["a", "b", "c"]);
    let named = |name: &str| Some(name.to_owned());
    own.primary_key =
        Some(PrimaryKey { name: named("t_pkey"), ..PrimaryKey::new(vec!["a".to_owned()]) });
    own.uniques = vec![
        UniqueConstraint::new(named("t_b_key"), vec!["b".to_owned()]),
        UniqueConstraint::new(named("mine"), vec!["c".to_owned()]),
    ];
    own.checks = vec![
        Check::new(named("t_a_check"), Expression::new("a > 0")),
        Check::new(named("t_a_check1"), Expression::new("a < 9")),
    ];
    own.indexes = vec![
        Index::new(named("t_b_c_idx"), vec![IndexPart::column("b"), IndexPart::column("c")]),
        Index::new(named("t_c_idx1"), vec![IndexPart::column("c")]),
    ];
    let schema = Schema { tables: vec![own.clone()], ..Schema::default() };
    let written = write(&schema, dialect, "d");
    assert_eq!(
        written.text,
        "schema d targets postgres >= 18\n\n\
         entity t {\n  \
           a: bigint primary key check (a > 0) check t_a_check1 (a < 9)\n  \
           b: bigint unique\n  \
           c: bigint\n\n  \
           unique mine (c)\n  \
           index (b, c)\n  \
           index t_c_idx1 (c)\n\
         }\n"
    );
    let back = held(&written.text, dialect).schema;
    assert!(crate::schema::compare(&schema, &back).is_empty());
}

#[test]
fn a_name_that_another_context_hides_is_reached_by_a_statement() {
    let dialects = Dialects::builtin().unwrap();
    let dialect = newest(&dialects, "postgres");
    let key = |mut table: Table| {
        let name = Some(format!("{}_pkey", table.name.name));
        table.primary_key = Some(PrimaryKey { name, ..PrimaryKey::new(vec!["id".to_owned()]) });
        table
    };
    let mut order = key(table(QualifiedName::new(Some("app"), "order"), &["id", "user_id"]));
    let mut reference = ForeignKey::new(
        vec!["user_id".to_owned()],
        QualifiedName::bare("users"),
        vec!["id".to_owned()],
    );
    reference.name = Some("to_outer".to_owned());
    order.foreign_keys.push(reference);
    let schema = Schema {
        namespaces: vec![crate::schema::Namespace {
            name: "app".to_owned(),
            owner: None,
            comment: None,
        }],
        tables: vec![
            key(table(QualifiedName::bare("users"), &["id"])),
            order,
            key(table(QualifiedName::new(Some("app"), "users"), &["id"])),
        ],
        ..Schema::default()
    };
    let written = write(&schema, dialect, "d");
    assert!(written.notes.is_empty(), "{:?}", written.notes);
    assert!(
        written.text.contains("foreign key (user_id) references users (id)"),
        "{}",
        written.text
    );
    held(&written.text, dialect);
}

#[test]
fn comments_keep_their_blanks_and_lines() {
    let dialects = Dialects::builtin().unwrap();
    let dialect = newest(&dialects, "postgres");
    for comment in [
        "two\nlines",
        "ends in blanks  ",
        "\n",
        " leads",
        "/ slash",
        "back\\",
        "a\n\nb",
        "tab\t\nx",
    ] {
        let mut own = table(QualifiedName::bare("t"), &["a"]);
        own.comment = Some(comment.to_owned());
        own.columns[0].comment = Some(comment.to_owned());
        let schema = Schema { tables: vec![own], ..Schema::default() };
        let written = write(&schema, dialect, "d");
        let back = held(&written.text, dialect).schema;
        assert_eq!(back.tables[0].comment.as_deref(), Some(comment), "{}", written.text);
        assert_eq!(back.tables[0].columns[0].comment.as_deref(), Some(comment));
    }
}
