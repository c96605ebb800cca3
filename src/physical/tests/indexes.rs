use super::held;
use crate::schema::IndexTarget;

const DESIGN: &str = "
entity a {
  id: bigint primary key
  title: varchar(100)
  body: varchar(200)?
  index (lower(title))
  index (title desc nulls last) include (body) where (body is not null)
  fulltext index (title, body)
  index (title) using btree
}";

#[test]
fn postgres_holds_them_and_words_for_the_default_are_left_out() {
    let held = held(DESIGN, "postgres 15");
    held.finds(&[]);
    let indexes = &held.table("a").indexes;
    let IndexTarget::Expression(text) = &indexes[2].parts[0].target else {
        panic!("an expression")
    };
    assert_eq!(text.text(), "to_tsvector('simple', title || ' ' || coalesce(body, ''))");
    assert_eq!(indexes[2].method.as_deref(), Some("gin"));
    assert_eq!(indexes[3].method, None);
}

#[test]
fn what_another_server_lacks_comes_off_with_a_word_or_is_refused() {
    held(DESIGN, "mysql 8.4").objects(&[
        "SG3041 7: index `a_title_idx` carries no further columns on MySQL",
        "SG3041 7: index `a_title_idx` covers all rows on MySQL",
        "SG3041 7: index `a_title_idx` puts NULLs where the server does on MySQL",
    ]);
    let mariadb = held(DESIGN, "mariadb 10.6");
    mariadb.objects(&[
        "SG3040 6: index `a_expr_idx` is over an expression, which MariaDB cannot index",
        "SG3041 7: index `a_title_idx` carries no further columns on MariaDB",
        "SG3041 7: index `a_title_idx` covers all rows on MariaDB",
        "SG3041 7: index `a_title_idx` is sorted upwards throughout on MariaDB",
    ]);
    held(DESIGN, "sqlite 3.45").objects(&[
        "SG3041 7: index `a_title_idx` carries no further columns on SQLite",
        "SG3041 7: index `a_title_idx` puts NULLs where the server does on SQLite",
        "SG3040 8: index `a_title_body_idx` cannot be made on SQLite",
    ]);
}

#[test]
fn methods_are_asked_for() {
    let text = "entity a { id: bigint primary key\n  index (id) using brin }";
    held(text, "postgres 15").finds(&[]);
    held(text, "mysql 8.4")
        .objects(&["SG3040 2: index `a_id_idx` cannot be of method `brin` on MySQL"]);
}
