use super::{Held, held};
use crate::schema::{Bound, BoundValue, IndexTarget, PartitionStrategy};

/// `name from..to`, or what else its bound is.
fn bounds(held: &Held, table: &str) -> Vec<String> {
    let show = |values: &[BoundValue]| {
        let texts = values.iter().map(|value| match value {
            BoundValue::Minimum => "min".to_owned(),
            BoundValue::Maximum => "max".to_owned(),
            BoundValue::Null => "null".to_owned(),
            BoundValue::Value(expression) => expression.to_string(),
        });
        texts.collect::<Vec<_>>().join(" ")
    };
    let partitioning = held.table(table).partitioning.as_ref().unwrap();
    let partitions = partitioning.partitions.iter();
    partitions
        .map(|partition| {
            let bound = match &partition.bound {
                Bound::Range { from, to } => format!("{} .. {}", show(from), show(to)),
                Bound::List { values } => show(values),
                Bound::Hash { modulus, remainder } => format!("{remainder}/{modulus}"),
                Bound::Default => "default".to_owned(),
            };
            let parts = partition.partitioning.as_ref().map_or(String::new(), |sub| {
                let names: Vec<_> =
                    sub.partitions.iter().map(|part| part.name.name.as_str()).collect();
                format!(" [{}]", names.join(" "))
            });
            format!("{} {bound}{parts}", partition.name)
        })
        .collect()
}

const MONTHLY: &str = "
entity event {
  id: bigint
  at: timestamptz
  primary key (id, at)
  partition by range (at) every 1 month starting '2026-10-01' ahead 1 default rest
}";

#[test]
fn calendar_partitions_are_tables_on_postgres() {
    let held = held(MONTHLY, "postgres 15");
    held.finds(&[]);
    assert_eq!(
        bounds(&held, "event"),
        [
            "event_p2026_10 '2026-10-01 00:00:00+00' .. '2026-11-01 00:00:00+00'",
            "event_p2026_11 '2026-11-01 00:00:00+00' .. '2026-12-01 00:00:00+00'",
            "event_p2026_12 '2026-12-01 00:00:00+00' .. '2027-01-01 00:00:00+00'",
            "event_rest default",
        ]
    );
}

#[test]
fn instants_are_seconds_on_mysql_and_bounds_are_upper_ones() {
    let mysql = held(MONTHLY, "mysql 8.4");
    mysql.objects(&[]);
    assert_eq!(
        bounds(&mysql, "event"),
        [
            "p2026_10 min .. 1793491200",
            "p2026_11 1793491200 .. 1796083200",
            "p2026_12 1796083200 .. 1798761600",
            "rest 1798761600 .. max",
        ]
    );
    let key = |held: &Held| match &held.table("event").partitioning.as_ref().unwrap().keys[0].target
    {
        IndexTarget::Expression(text) => text.to_string(),
        IndexTarget::Column(name) => name.clone(),
    };
    assert_eq!(key(&mysql), "floor(unix_timestamp(at))");
    assert!(
        mysql.findings.iter().any(|finding| finding.starts_with("SG3056")),
        "partitions are not pruned"
    );
    let mariadb = super::held(MONTHLY, "mariadb 10.11");
    assert_eq!(key(&mariadb), "unix_timestamp(at)");
    assert!(!mariadb.findings.iter().any(|finding| finding.starts_with("SG3056")));
    let local = MONTHLY.replace("timestamptz", "timestamp");
    assert_eq!(key(&super::held(&local, "mysql 8.4")), "at");
}

#[test]
fn sub_partitions_have_the_names_of_their_server() {
    let text = "
entity reading {
  sensor: bigint
  region: varchar(2)
  primary key (sensor, region)
  partition by list (region) { eu: ('de', 'fr'), us: ('us') } subpartition by hash (sensor) partitions 2
}";
    let postgres = held(text, "postgres 15");
    assert_eq!(
        bounds(&postgres, "reading"),
        [
            "reading_eu 'de' 'fr' [reading_eu_s0 reading_eu_s1]",
            "reading_us 'us' [reading_us_s0 reading_us_s1]",
        ]
    );
    let mysql = held(text, "mysql 8.4");
    mysql.finds(&[]);
    assert_eq!(bounds(&mysql, "reading"), ["eu 'de' 'fr' [eusp0 eusp1]", "us 'us' [ussp0 ussp1]"]);
}

#[test]
fn strategies_are_those_the_server_has() {
    let of = |text: &str, target: &str| {
        held(text, target).table("a").partitioning.as_ref().map(|p| p.strategy)
    };
    let by_uuid = "entity a { id: uuid primary key\n partition by hash (id) partitions 4 }";
    assert_eq!(of(by_uuid, "postgres 15"), Some(PartitionStrategy::Hash));
    assert_eq!(of(by_uuid, "mysql 8.4"), Some(PartitionStrategy::Key));
    let by_key = "entity a { id: bigint primary key\n partition by key (id) partitions 4 }";
    assert_eq!(of(by_key, "postgres 15"), Some(PartitionStrategy::Hash));
    assert_eq!(of(by_key, "mysql 8.4"), Some(PartitionStrategy::Key));
    let lost = held(by_key, "sqlite 3.45");
    assert_eq!(lost.table("a").partitioning, None);
    lost.finds(&["SG3051 2: `a` is one plain table on SQLite"]);
}

#[test]
fn keys_hold_the_partition_key_and_lists_have_defaults_only_where_servers_do() {
    let text = "
entity a {
  id: bigint
  region: varchar(2)
  code: int
  primary key (id)
  unique (code)
  unique (code, region)
  partition by list (region) { eu: ('de'), rest: default }
}";
    let unique = [
        "SG3052 6: the primary key of `a` misses `region` of the partition key",
        "SG3052 7: unique key `a_code_key` of `a` misses `region` of the partition key",
    ];
    held(text, "postgres 15").finds(&unique);
    held(text, "mariadb 10.11").objects(&unique);
    held(text, "mysql 8.4").objects(&[
        unique[0],
        unique[1],
        "SG3050 9: `a` cannot be partitioned so on MySQL",
    ]);
}

#[test]
fn foreign_keys_and_partitions_do_not_go_together_on_mysql() {
    let text = "
entity a {
  id: bigint primary key
  b: ref b
  partition by hash (id) partitions 2
}
entity b { id: bigint primary key }
entity c { id: bigint primary key
  a: ref a }";
    held(text, "postgres 15").finds(&[]);
    held(text, "mysql 8.4").finds(&[
        "SG3053 4: `a` is partitioned, so MySQL cannot have foreign key `a_b_fkey`",
        "SG3053 9: `a` is partitioned, so MySQL cannot have foreign key `c_a_fkey`",
    ]);
}

#[test]
fn more_partitions_than_a_server_takes_are_counted() {
    let text = "
entity a {
  id: bigint
  at: timestamp
  primary key (id, at)
  partition by range (at) every 1 day starting '2020-01-01' ahead 1 subpartition by hash (id) partitions 8
}";
    let found = held(text, "mysql 8.4").findings;
    assert!(found.iter().any(|finding| finding.starts_with("SG3055 6: `a` has 201")), "{found:?}");
}
