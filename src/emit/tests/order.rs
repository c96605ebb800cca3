use super::statements;

fn changes(text: &str, target: &str) -> Vec<String> {
    statements(text, target).into_iter().map(|statement| statement.change).collect()
}

#[test]
fn what_is_needed_comes_first_and_else_the_order_of_the_source() {
    let text = "
view late { select id from early where small }
view early { select id, doubled(id) > 1 as small from c }
entity c { id: bigint primary key
  b: ref b }
entity x { id: bigint primary key }
entity b { id: bigint primary key
  price: price }
domain price decimal(9,2) check (value > 0)
native postgres doubled before early { create function doubled(n bigint) returns bigint language sql as 'select n * 2' }";
    assert_eq!(
        changes(text, "postgres 15"),
        [
            "create domain price",
            "create table x",
            "create table b",
            "create table c",
            "run native block doubled",
            "create view early",
            "create view late",
        ]
    );
}

#[test]
fn foreign_keys_that_close_a_circle_come_last() {
    let text = "
entity a { id: bigint primary key
  b: ref b
  self: ref a? }
entity b { id: bigint primary key
  c: ref c }
entity c { id: bigint primary key
  a: ref a? }
entity d { id: bigint primary key
  a: ref a }";
    let found = changes(text, "postgres 15");
    // Only the key that closes the circle waits, not those that lead into it.
    assert_eq!(
        found,
        [
            "create table c",
            "create table b",
            "create table a",
            "create table d",
            "add foreign key c_a_fkey to c",
        ]
    );
    // Where nothing can be added later, nothing has to be: SQLite looks a table up when rows come.
    assert!(changes(text, "sqlite 3.45").iter().all(|change| change.starts_with("create table")));
}

#[test]
fn a_foreign_key_to_a_unique_index_waits_for_it() {
    let text = "
entity a { id: bigint primary key
  code: int
  index (code) unique }
entity b { id: bigint primary key
  code: ref a.code }";
    let found = changes(text, "postgres 15");
    assert_eq!(
        found.last().map(String::as_str),
        Some("add foreign key b_code_fkey to b"),
        "{found:?}"
    );
}

#[test]
fn a_table_waits_for_the_sequence_that_its_default_names() {
    let text = "
entity a { id: bigint primary key default (nextval('numbers')) }
sequence numbers";
    assert_eq!(changes(text, "postgres 15"), ["create sequence numbers", "create table a"]);
}

#[test]
fn long_chains_take_no_stack() {
    let mut text = String::from("entity e0 { id: bigint primary key\n next: ref e1? }\n");
    for number in 1..5000 {
        let next = (number + 1) % 5000;
        text.push_str(&format!(
            "entity e{number} {{ id: bigint primary key\n next: ref e{next}? }}\n"
        ));
    }
    let found = changes(&text, "postgres 15");
    assert_eq!(found.iter().filter(|change| change.starts_with("create table")).count(), 5000);
}
