use super::{database_type, read, write};
use crate::dialect::Dialects;
use crate::schema::{ReferentialAction, Schema};

fn schema(text: &str) -> Result<Schema, String> {
    let dialects = Dialects::load(None).unwrap();
    let dialect = dialects.at("postgres", None).unwrap();
    read(text, dialect).map_err(|mistake| mistake.to_string())
}

const SHOP: &str = r#"
// A comment
Project shop { database_type: 'PostgreSQL' Note: 'for review' }
Table users as U [headercolor: #fff] {
  id integer [primary key, increment]
  email "character varying(254)" [unique, not null, note: 'it\'s unique']
  state core.state [default: 'new']
  tags text[]
  score decimal(10,2) [not null, default: 0]
  made timestamptz [default: `now()`]
  Note: '''
    People
      who buy
  '''
}
Table orders {
  id bigint [pk]
  user_id integer [ref: > U.id]
  line int
  Indexes {
    (user_id, line) [unique, name: 'one_line']
    `lower(note)` [type: hash]
    user_id
  }
  note text
  checks { `line > 0` [name: 'positive'] }
}
Table core.extra {
  id integer [pk]
  ~stamps
}
Enum core.state { new  "on hold" [note: 'later'] }
Ref own: core.extra.id - users.id [delete: cascade, update: set null]
Ref { orders.(id, line) <> users.(id, score) }
TableGroup people { users }
"#;

#[test]
fn a_file_becomes_a_schema() {
    assert_eq!(database_type(SHOP).as_deref(), Some("PostgreSQL"));
    let schema = schema(SHOP).unwrap();
    let users = &schema.tables[0];
    assert_eq!(users.comment.as_deref(), Some("People\n  who buy"));
    let types: Vec<String> =
        users.columns.iter().map(|column| column.data_type.to_string()).collect();
    assert_eq!(
        types,
        ["int", "varchar(254)", "core.state", "text[]", "decimal(10,2)", "timestamptz"]
    );
    assert!(users.columns[0].identity.is_some() && !users.columns[0].nullable);
    assert_eq!(users.columns[1].comment.as_deref(), Some("it's unique"));
    assert_eq!(users.columns[2].default.as_ref().unwrap().text(), "'new'");
    let orders = &schema.tables[1];
    assert_eq!(orders.foreign_keys[0].references, users.name);
    assert_eq!(orders.uniques[0].name.as_deref(), Some("one_line"));
    assert_eq!(orders.indexes.len(), 2);
    assert_eq!(orders.checks[0].name.as_deref(), Some("positive"));
    let extra = &schema.tables[2];
    assert_eq!(extra.foreign_keys[0].on_delete, ReferentialAction::Cascade);
    assert_eq!(extra.foreign_keys[0].on_update, ReferentialAction::SetNull);
    // The primary key makes it one to one already.
    assert!(extra.uniques.is_empty());
    assert_eq!(schema.enums[0].values, ["new", "on hold"]);
    let kinds: Vec<&str> =
        schema.unmodelled.iter().map(|unmodelled| unmodelled.kind.as_str()).collect();
    assert_eq!(kinds, ["DBML table partial", "DBML many-to-many reference"]);
}

#[test]
fn what_is_written_is_read_again() {
    let mut schema = schema(SHOP).unwrap();
    schema.unmodelled.clear();
    let text = write(&schema, "shop", "PostgreSQL");
    let again = self::schema(&text).unwrap_or_else(|mistake| panic!("{mistake}\n{text}"));
    assert_eq!(schema, again, "{text}");
    assert_eq!(text, write(&again, "shop", "PostgreSQL"));
}

#[test]
fn mistakes_have_lines() {
    for (text, expected) in [
        ("Table a {\n  id\n}", "line 3: a name is expected"),
        ("Table a {\n  id int [pk\n", "line 2: `,` or `]` is expected"),
        ("Table a { id int }\nRef: a.id > b.id", "line 2: there is no table `b`"),
        ("Table a { id int }\nRef: a.no > a.id", "line 2: `a` has no column `no`"),
        ("Note 'x'", "line 1: `{` is expected"),
        ("\n'open", "line 2: a text is never closed"),
        ("Table", "line 1: a name is expected"),
    ] {
        assert_eq!(schema(text).unwrap_err(), expected, "{text}");
    }
    // Cut anywhere, it ends.
    for (end, _) in SHOP.char_indices() {
        let _ = schema(&SHOP[..end]);
    }
}
