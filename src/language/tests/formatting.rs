//! What the formatter prints.

use super::*;

fn check(text: &str, expected: &str) {
    check_invariants(text);
    assert_eq!(format(text).as_deref(), Ok(expected), "{text}");
}

#[test]
fn the_draft_is_in_its_one_spelling() {
    check(SHOP, SHOP);
}

#[test]
fn words_stand_apart_by_one_space_and_keywords_are_lower_case() {
    check(
        "ENTITY  a{\n\tid :UUID  Primary KEY\n name:varchar( 10 )?default   'x'\nindex( id,name DESC )\n}",
        "entity a {\n  id: UUID primary key\n  name: varchar(10)? default 'x'\n  index (id, name desc)\n}\n",
    );
    check("schema s targets postgres>=15,mysql", "schema s targets postgres >= 15, mysql\n");
    check("query q 12 / s within 10ms{select 1}", "query q 12/s within 10ms { select 1 }\n");
    check("", "");
    check("\n\n// alone", "// alone\n");
}

#[test]
fn items_stand_apart_and_short_ones_may_stand_together() {
    check("role a\nrole b\n\n\nrole c entity d{}", "role a\nrole b\n\nrole c\n\nentity d {}\n");
    check(
        "context a {\n\nentity b {}\nentity c {}\n\n}",
        "context a {\n  entity b {}\n\n  entity c {}\n}\n",
    );
}

#[test]
fn blank_lines_between_lines_are_at_most_one() {
    check(
        "entity a {\n\n  b: int\n\n\n\n  c: int\n  d: int\n\n}",
        "entity a {\n  b: int\n\n  c: int\n  d: int\n}\n",
    );
}

#[test]
fn comments_stay_where_they_are() {
    check(
        "// head\n\n/// doc\n//// rule\nentity a { // opens\n/* block */ b: int /* in */ unique // trailing\n   // own\n\n  // last\n} // closes\n// end",
        "// head\n\n/// doc\n//// rule\nentity a { // opens\n  /* block */\n  b: int /* in */ unique // trailing\n  // own\n\n  // last\n} // closes\n// end\n",
    );
    check("enum a { b // one\n, c }", "enum a {\n  b // one\n  c\n}\n");
    check(
        "entity a {\n  index (b, // first\n  c)\n}",
        "entity a {\n  index (b, // first\n    c)\n}\n",
    );
}

#[test]
fn breaks_before_clauses_and_in_lists_are_kept() {
    check(
        "entity a {\nindex (b,\nc)\n      include (d)\n   where (e)\nunique (\nb, c\n)\n}",
        "entity a {\n  index (b,\n    c)\n    include (d)\n    where (e)\n  unique (\n    b, c\n  )\n}\n",
    );
    check(
        "entity a {\n  b: int\n      unique\n      check (b > 0)\n}",
        "entity a {\n  b: int\n    unique\n    check (b > 0)\n}\n",
    );
}

#[test]
fn badly_indented_lines_stay_lines_of_their_own() {
    check(
        "entity a {\nb: int\n\n  check (b > 0)\n  unique (b)\n    primary key pk (b)\n}",
        "entity a {\n  b: int\n\n  check (b > 0)\n  unique (b)\n  primary key pk (b)\n}\n",
    );
}

#[test]
fn lists_are_on_one_line_or_one_element_a_line() {
    check("enum a {b,c 'd'}", "enum a { b, c, 'd' }\n");
    check("enum a {b,c,\n'd'}", "enum a {\n  b\n  c\n  'd'\n}\n");
    check(
        "entity a { partition by list (b) { c: ('d') e: default } }",
        "entity a {\n  partition by list (b) { c: ('d'), e: default }\n}\n",
    );
}

#[test]
fn sql_keeps_its_words_and_its_relative_indentation() {
    check("view v {select  a ,b}", "view v { select  a ,b }\n");
    check(
        "view v { select a\n            from b\n              where c = 'x\n   y'   \n\n            order by d }",
        "view v {\n  select a\n  from b\n    where c = 'x\n   y'\n\n  order by d\n}\n",
    );
    check("view v {\n\n      select 1\n\n}", "view v {\n  select 1\n}\n");
    check("view v { select 1 -- one\n}", "view v {\n  select 1 -- one\n}\n");
    check("view v { }", "view v {}\n");
    check(
        "context c {\nnative postgres { // don't\n$$\n kept\n$$ }\n}",
        "context c {\n  native postgres { // don't\n    $$\n kept\n$$\n  }\n}\n",
    );
    check(
        "entity a {\n  check ( b > 0\n     and c\n       or d )\n}",
        "entity a {\n  check (\n    b > 0\n    and c\n      or d\n  )\n}\n",
    );
    check("entity a {\n  check (\n  b > 0 )\n}", "entity a {\n  check (b > 0)\n}\n");
}

#[test]
fn windows_line_breaks_become_plain_ones() {
    check(
        "entity a {\r\n  b: int\r\n\r\n  c: int\r\n}\r\n",
        "entity a {\n  b: int\n\n  c: int\n}\n",
    );
}

#[test]
fn texts_with_mistakes_are_not_printed() {
    assert_eq!(format("entiy a {}").map_err(|errors| errors.len()), Err(1));
}

#[test]
fn equivalence_sees_what_matters() {
    let same = |left: &str, right: &str| equivalent(&parse(left), &parse(right));
    assert!(same("ENUM a { b, c }", "enum a {\n  b\n  c // d\n}"));
    assert!(!same("enum a { b }", "enum a { B }"));
    assert!(!same("view a { select 1 }", "view a { select 2 }"));
    assert!(!same("entity a { b: int? }", "entity a { b: int }"));
}
