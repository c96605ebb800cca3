use super::held;
use crate::schema::DataType;

#[test]
fn enums_and_domains_are_types_inlined_or_checked() {
    let text = "
enum state { new, 'it''s' }
domain price decimal(12,2) default 0 not null check (value >= 0 and value < 9) check whole (value = 1)
entity a {
  id: int primary key
  state: state default 'new'
  net: price
  gross: price? default 1
}";
    let postgres = held(text, "postgres 15");
    postgres.finds(&[]);
    assert!(matches!(postgres.table("a").columns[1].data_type, DataType::Named { .. }));

    let mysql = held(text, "mysql 8.4");
    mysql.objects(&[]);
    let table = mysql.table("a");
    assert_eq!(table.columns[1].data_type, DataType::native("enum('new','it''s')"));
    assert_eq!(
        table.columns[2].data_type,
        DataType::Decimal { precision: Some(12), scale: Some(2) }
    );
    assert_eq!(table.columns[2].default.as_ref().unwrap().text(), "0");
    assert_eq!(table.columns[3].default.as_ref().unwrap().text(), "1");
    assert!(!table.columns[3].nullable, "the domain's not null");
    let checks: Vec<_> = table
        .checks
        .iter()
        .map(|c| format!("{}: {}", c.name.as_ref().unwrap(), c.expression))
        .collect();
    assert_eq!(
        checks,
        [
            "a_net_check: net >= 0 and net < 9",
            "a_net_check1: net = 1",
            "a_gross_check: gross >= 0 and gross < 9",
            "a_gross_check1: gross = 1",
        ]
    );
    assert!(mysql.physical.schema.enums.is_empty() && mysql.physical.schema.domains.is_empty());

    let sqlite = held(text, "sqlite 3.45");
    assert_eq!(sqlite.table("a").columns[1].data_type, DataType::Text);
    let check = sqlite
        .table("a")
        .checks
        .iter()
        .find(|check| check.expression.text().contains(" in "))
        .unwrap();
    assert_eq!(check.expression.text(), "state in ('new', 'it''s')");
}

#[test]
fn what_a_type_loses_is_said_once_and_what_has_no_form_is_refused() {
    let text = "
entity a {
  id: int primary key
  one: timestamptz
  two: timestamptz
  tags: text[]
}";
    held(text, "mysql 8.4").finds(&[
        "SG3011 4: `timestamptz` keeps less on MySQL (2 columns)",
        "SG3010 6: `text[]` has no form on MySQL",
    ]);
    held(text, "postgres 15").finds(&[]);
}

#[test]
fn only_blocks_change_one_dialect_and_those_based_on_it() {
    let text = "
entity a {
  id: int primary key
  tags: text[]
  only mysql { tags: json
    index extra (id) }
}
entity b {
  id: int primary key
  only mysql { index extra (id) }
  only mariadb { index other (id) }
}";
    let index = |target: &str, table: &str| {
        held(text, target).table(table).indexes.first().and_then(|i| i.name.clone())
    };
    assert_eq!(held(text, "mysql 8.4").table("a").columns[1].data_type, DataType::Json);
    assert!(matches!(
        held(text, "postgres 15").table("a").columns[1].data_type,
        DataType::Array { .. }
    ));
    assert_eq!(index("mariadb 10.11", "a").as_deref(), Some("extra"), "no word of its own");
    assert_eq!(index("mariadb 10.11", "b").as_deref(), Some("other"), "its own word");
    assert_eq!(index("mysql 8.4", "b").as_deref(), Some("extra"));
    assert_eq!(index("postgres 15", "b"), None);
}

#[test]
fn identity_columns_are_what_a_server_can_number() {
    let text = "
entity a {
  id: bigint identity
  at: date
  primary key (id, at)
}
entity b {
  id: bigint identity
  at: date
  primary key (at, id)
}";
    held(text, "postgres 15").finds(&[]);
    held(text, "mysql 8.4").objects(&["SG3013 8: MySQL cannot number `b.id`"]);
    held(text, "sqlite 3.45").objects(&[
        "SG3013 3: SQLite cannot number `a.id`",
        "SG3013 8: SQLite cannot number `b.id`",
    ]);
    let alone = held("entity a { id: bigint identity primary key }", "sqlite 3.45");
    assert_eq!(
        alone.table("a").columns[0].data_type,
        DataType::BigInt,
        "exactly `integer` is numbered"
    );
}

#[test]
fn columns_say_what_their_server_cannot_hold() {
    let text = "
entity a {
  id: int identity always (start 10) primary key
  twice: int? generated (other * 2) virtual
  over: int? generated (id * 2) stored
  other: int collate \"C\"
}";
    held(text, "postgres 15")
        .finds(&["SG3015 4: `a.twice` cannot be a virtual column on PostgreSQL"]);
    held(text, "postgres 18").finds(&[]);
    held(text, "mysql 8.4").objects(&[
        "SG3014 3: `a.id` is numbered from 1 by 1 on MySQL",
        "SG3015 5: `a.over` cannot be computed from `id` on MySQL",
    ]);
}

#[test]
fn on_update_is_a_clause_or_a_trigger() {
    let text = "
entity a {
  id: int primary key
  changed: timestamptz default now() on update now()
  n: int default 0 on update 1
}";
    let mysql = held(text, "mysql 8.4");
    mysql.objects(&["SG3015 5: `a.n` cannot be set on update on MySQL"]);
    assert_eq!(
        mysql.table("a").columns[1].on_update.as_ref().unwrap().text(),
        "current_timestamp(6)"
    );
    let postgres = held(text, "postgres 15");
    let table = postgres.table("a");
    assert!(table.columns.iter().all(|column| column.on_update.is_none()));
    assert_eq!(table.triggers[0].name, "a_on_update");
    let function = &postgres.physical.schema.routines[0].definition;
    assert!(
        function.contains("new.changed := now();") && function.contains("new.n := 1;"),
        "{function}"
    );
    let sqlite = held(text, "sqlite 3.45");
    assert!(sqlite.physical.schema.routines.is_empty());
    assert!(sqlite.table("a").triggers[0].definition.contains("where id = new.id"));
}
