use super::{held, names};

#[test]
fn the_index_of_a_foreign_key_is_made_visible_unless_a_key_serves() {
    let text = "
entity a { id: bigint primary key }
entity b {
  id: bigint primary key
  one: ref a
  two: ref a unique
  three: ref a
  four: ref a
  index (three, one)
  index (one, four)
}";
    let mysql = held(text, "mysql 8.4");
    assert_eq!(
        names(mysql.table("b").indexes.iter().map(|i| &i.name)),
        ["b_three_one_idx", "b_one_four_idx", "b_four_idx"]
    );
    assert_eq!(held(text, "postgres 15").table("b").indexes.len(), 2);
}

#[test]
fn constraints_without_a_form_are_refused_and_weaker_ones_named() {
    let text = "
entity a {
  id: bigint identity primary key
  b: int
  c: int?
  parent: ref a? deferrable initially deferred
  unique (c) nulls not distinct
  unique (b) where (c > 0)
  unique (b, c) deferrable
  check no_self (parent <> id)
  exclude apart using gist (b with =)
}";
    held(text, "postgres 15").finds(&[]);
    held(text, "postgres 14")
        .finds(&["SG3030 7: `a_c_key` would let in more than one row of NULLs on PostgreSQL"]);
    held(text, "mysql 8.4").objects(&[
        "SG3031 6: foreign key `a_parent_fkey` is checked at once on MySQL, not at the end of the transaction",
        "SG3030 7: `a_c_key` would let in more than one row of NULLs on MySQL",
        "SG3030 8: `a_b_idx` would hold for all rows on MySQL, not only where its condition holds",
        "SG3031 9: `a_b_c_key` is checked row by row on MySQL",
        "SG3030 10: check `no_self` cannot name `id` on MySQL",
        "SG3030 11: `apart` cannot be enforced on MySQL",
    ]);
}

#[test]
fn keys_have_a_width_that_a_server_counts() {
    let text = "
entity a {
  id: bigint primary key
  wide: varchar(700)
  other: varchar(100)
  note: text
  raw: native(\"varbinary(3000)\")
  index exactly (raw, id)
  index (wide, other)
  index (note)
}";
    let mysql = held(text, "mysql 8.4");
    mysql.objects(&[
        "SG3042 9: index `a_wide_other_idx` is 3200 bytes wide, and MySQL allows 3072",
        "SG3043 10: `note` has no length, so it cannot stand in index `a_note_idx` on MySQL",
    ]);
    let prefixed = "
entity a {
  id: bigint primary key
  wide: varchar(1000)
  index (wide(768))
}";
    held(prefixed, "mysql 8.4").objects(&[]);
    held(prefixed, "postgres 15")
        .objects(&["SG3041 5: index `a_wide_idx` covers whole values on PostgreSQL"]);
}

#[test]
fn a_key_and_its_reference_have_one_type_on_the_server_too() {
    let text = "
entity a { id: int primary key
  only mysql { id: bigint } }
entity b { id: int primary key
  a: ref a }";
    held(text, "mysql 8.4").objects(&["SG3033 5: `b.a` and `a.id` have different types"]);
    held(text, "postgres 15").finds(&[]);
    // SQLite numbers columns of exactly one type; that is no difference that anyone meets.
    let numbered =
        "entity a { id: bigint identity primary key }\nentity b { id: int primary key\n a: ref a }";
    held(numbered, "sqlite 3.45").objects(&[]);
}
