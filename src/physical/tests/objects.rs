use super::held;

#[test]
fn objects_a_server_does_not_know_are_left_out_or_refused() {
    let text = "
role app
extension pg_trgm
sequence numbers
/// Told.
entity a {
  id: bigint primary key
  /// Also told.
  n: int
  policy own for all using (id > 0)
}
materialized view m { select id from a }
grant select on a to app";
    held(text, "postgres 15").finds(&[]);
    held(text, "sqlite 3.45").finds(&[
        "SG3061 2: role `app` is left out on SQLite",
        "SG3061 3: extension `pg_trgm` is left out on SQLite",
        "SG3060 4: sequence `numbers` does not exist on SQLite",
        "SG3062 6: 2 comments are not kept by SQLite",
        "SG3060 10: `a` would show all its rows to everyone on SQLite",
        "SG3060 12: materialized view `m` does not exist on SQLite",
        "SG3061 13: 1 grant is left out on SQLite",
    ]);
    held(text, "mysql 8.4").finds(&[
        "SG3061 3: extension `pg_trgm` is left out on MySQL",
        "SG3060 4: sequence `numbers` does not exist on MySQL",
        "SG3060 10: `a` would show all its rows to everyone on MySQL",
        "SG3060 12: materialized view `m` does not exist on MySQL",
    ]);
}

#[test]
fn raw_blocks_and_queries_belong_to_one_dialect() {
    let text = "
entity a { id: bigint primary key }
native postgres one { select 1 }
native mysql two { select 1 }
query q1 only postgres { select id from a }
query q2 { select id from a }";
    let of = |target: &str| {
        let physical = held(text, target).physical;
        let natives: Vec<_> =
            physical.schema.natives.into_iter().filter_map(|native| native.name).collect();
        let queries: Vec<_> = physical.queries.into_iter().map(|query| query.name).collect();
        (natives.join(" "), queries.join(" "))
    };
    assert_eq!(of("postgres 15"), ("one".into(), "q1 q2".into()));
    assert_eq!(of("mysql 8.4"), ("two".into(), "q2".into()));
    assert_eq!(of("mariadb 10.11"), ("two".into(), "q2".into()), "based on MySQL");
    assert_eq!(of("sqlite 3.45"), (String::new(), "q2".into()));
}

#[test]
fn limits_are_counted() {
    let columns: String = (0..1018).map(|number| format!("  c{number}: int\n")).collect();
    let text = format!("entity a {{\n  id: bigint primary key\n{columns}}}");
    held(&text, "mysql 8.4").finds(&["SG3063 1: `a` has 1019 columns, and MySQL allows 1017"]);
    held(&text, "postgres 15").finds(&[]);
}
