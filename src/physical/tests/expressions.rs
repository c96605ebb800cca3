use super::held;

#[test]
fn expressions_are_put_into_the_servers_words() {
    let text = "
entity a {
  id: bigint primary key
  at: timestamptz(3) default now()
  name: varchar(100) check (name || 'x' <> '')
}
view v { select \"name\" || '!' as loud from a }";
    let mysql = held(text, "mysql 8.4");
    mysql.objects(&[]);
    let table = mysql.table("a");
    assert_eq!(table.columns[1].default.as_ref().unwrap().text(), "current_timestamp(3)");
    assert_eq!(table.checks[0].expression.text(), "concat(name, 'x') <> ''");
    assert_eq!(
        mysql.physical.schema.views[0].query.text(),
        "select concat(`name`, '!') as loud from a"
    );
    let postgres = held(text, "postgres 15");
    assert_eq!(
        postgres.physical.schema.views[0].query.text(),
        "select \"name\" || '!' as loud from a"
    );
}

#[test]
fn what_has_no_form_is_told_with_its_reason_unless_the_design_brings_it_along() {
    let text = "
entity a {
  id: bigint primary key
  name: varchar(100) check (name ~ 'x')
}
view v { select group_concat(name) as all_names from a }";
    held(text, "postgres 15")
        .objects(&["SG3020 6: `group_concat(name)` has no form on PostgreSQL"]);
    held(text, "sqlite 3.45").objects(&["SG3020 4: `name ~ 'x'` has no form on SQLite"]);
    let brought = format!(
        "{text}\nnative postgres {{ create aggregate group_concat(text) (sfunc = textcat, stype = text) }}"
    );
    held(&brought, "postgres 15").objects(&[]);
}
