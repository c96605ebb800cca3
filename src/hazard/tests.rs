use super::{Setting, hazards, locks};
use crate::dialect::Dialects;
use crate::schema::QualifiedName;

fn codes(dialect: &str, sql: &str, setting: &Setting) -> Vec<&'static str> {
    let dialects = Dialects::builtin().unwrap();
    let found = hazards(sql, None, dialects.at(dialect, None).unwrap(), setting);
    found.iter().map(|hazard| hazard.rule.code).collect()
}

#[test]
fn empty_tables_lose_nothing_and_nobody_waits_for_them() {
    let usual = Setting { runner_has_timeouts: true, ..Setting::default() };
    assert_eq!(codes("postgres", "drop table t", &usual), ["SG6001"]);
    assert_eq!(codes("postgres", "alter table t alter a type int", &usual), ["SG6101"]);
    let empty = Setting { empty: [QualifiedName::bare("t")].into(), ..usual };
    for sql in ["drop table t", "alter table t alter a type int", "alter table t drop column a"] {
        assert!(codes("postgres", sql, &empty).is_empty(), "{sql}");
    }
}

#[test]
fn what_must_stand_alone_is_told_from_where_it_stands() {
    let sql = "create index concurrently i on t (a)";
    let inside = Setting { in_transaction: true, ..Setting::default() };
    assert_eq!(codes("postgres", sql, &inside), ["SG6201"]);
    assert!(codes("postgres", sql, &Setting::default()).is_empty());
}

#[test]
fn locks_are_the_strongest_of_each_relation() {
    let dialects = Dialects::builtin().unwrap();
    let dialect = dialects.at("postgres", None).unwrap();
    let sql = "alter table t validate constraint k, add foreign key (a) references p, alter b set not null";
    let found: Vec<String> = locks(sql, None, dialect)
        .iter()
        .map(|lock| format!("{} {} {}", lock.relation, lock.lock, lock.scans))
        .collect();
    assert_eq!(found, ["t access exclusive true", "p share row exclusive true"]);
}

#[test]
fn a_hazard_is_json_with_its_code() {
    let dialects = Dialects::builtin().unwrap();
    let found =
        hazards("drop table t", None, dialects.at("mysql", None).unwrap(), &Setting::default());
    let json = serde_json::to_value(&found[0]).unwrap();
    assert_eq!(json["code"], "SG6001");
    assert_eq!(json["loses"], "all rows of `t`");
}
