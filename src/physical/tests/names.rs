use super::{held, names};

const DESIGN: &str = "
entity customer {
  id: bigint primary key
  email: varchar(100) unique
  zip: varchar(10) check (zip <> '')
  city: varchar(100) check (city <> '')
  friend: ref customer?
  index (zip, city)
  index (zip, city desc)
  index (lower(email))
  unique (zip, city)
  check (zip <> city)
  check (city > zip)
}";

#[test]
fn everything_gets_a_name_as_postgres_gives_it() {
    let held = held(DESIGN, "postgres 15");
    held.finds(&[]);
    let table = held.table("customer");
    assert_eq!(table.primary_key.as_ref().unwrap().name.as_deref(), Some("customer_pkey"));
    assert_eq!(
        names(table.uniques.iter().map(|u| &u.name)),
        ["customer_email_key", "customer_zip_city_key"]
    );
    assert_eq!(
        names(table.checks.iter().map(|c| &c.name)),
        ["customer_zip_check", "customer_city_check", "customer_check", "customer_check1"]
    );
    assert_eq!(names(table.foreign_keys.iter().map(|k| &k.name)), ["customer_friend_fkey"]);
    assert_eq!(
        names(table.indexes.iter().map(|i| &i.name)),
        ["customer_zip_city_idx", "customer_zip_city_idx1", "customer_expr_idx"]
    );
}

#[test]
fn primary_keys_have_names_where_those_are_kept() {
    for target in ["mysql 8.4", "mariadb 10.11", "sqlite 3.45"] {
        let text = "entity a { id: bigint primary key }";
        assert_eq!(
            held(text, target).table("a").primary_key.as_ref().unwrap().name,
            None,
            "{target}"
        );
    }
}

#[test]
fn names_that_meet_are_found_in_the_set_that_the_server_has() {
    let text = "
entity a { id: int primary key
  index shared (id) }
entity b { id: int primary key
  index shared (id)
  index a (id) }";
    held(text, "postgres 15").finds(&[
        "SG3003 5: the name `shared` of index `shared` of `b` is taken on PostgreSQL",
        "SG3003 6: the name `a` of index `a` of `b` is taken on PostgreSQL",
    ]);
    held(text, "mysql 8.4").finds(&[]);
    let checks = "
entity a { id: int primary key
  check positive (id > 0) }
entity b { id: int primary key
  check positive (id > 0) }";
    held(checks, "postgres 15").finds(&[]);
    held(checks, "mariadb 10.11").finds(&[]);
    held(checks, "mysql 8.4")
        .finds(&["SG3003 5: the name `positive` of check `positive` of `b` is taken on MySQL"]);
}

#[test]
fn a_generated_name_steps_aside_for_a_written_one() {
    let text = "
entity a {
  id: int primary key
  b: int
  index a_b_idx (id)
  index (b)
}
entity a_pkey { id: int primary key }";
    let held = held(text, "postgres 15");
    held.finds(&[]);
    assert_eq!(names(held.table("a").indexes.iter().map(|i| &i.name)), ["a_b_idx", "a_b_idx1"]);
    assert_eq!(held.table("a").primary_key.as_ref().unwrap().name.as_deref(), Some("a_pkey1"));
}

#[test]
fn long_names_are_shortened_where_no_query_uses_them_and_refused_where_one_does() {
    let long = "a_very_long_name_that_goes_on_and_on_until_nobody_can_remember_it";
    let text = format!("entity t {{\n  id: int primary key\n  index {long} (id)\n}}");
    let found = held(&text, "postgres 15");
    let short = found.table("t").indexes[0].name.clone().unwrap();
    assert!(short.len() <= 63 && short.starts_with("a_very_long_name"), "{short}");
    found.finds(&[&format!("SG3002 3: `{long}` is called `{short}` on PostgreSQL")]);
    assert_eq!(
        held(&text, "postgres 18").table("t").indexes[0].name.as_ref(),
        Some(&short),
        "stable"
    );

    let text = format!("entity {long} {{ id: int primary key }}");
    held(&text, "mysql 8.4")
        .objects(&[&format!("SG3001 1: the name `{long}` is too long for MySQL")]);
    held(&text, "sqlite 3.45").finds(&[]);
}
