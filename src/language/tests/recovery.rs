//! Mistakes: one message each, at the right place, and everything else still read.

use super::*;

fn check(text: &str, expected: &[&str]) {
    assert_eq!(messages(text), expected, "{text}");
}

/// A mistake on the second line of an entity whose other lines are read as if it were not there.
fn check_line(line: &str, expected: &[&str]) {
    let text = format!("entity e {{\n  {line}\n  last: int\n}}\nenum after {{ x }}\n");
    check(&text, expected);
    let tree = dump(&parse(&text).syntax());
    assert!(tree.contains("Attribute[Name[last] : Type[Path[int]]]"), "{line}: {tree}");
    assert!(tree.contains("Enum[enum Name[after] { EnumValue[x] }]"), "{line}: {tree}");
}

#[test]
fn ten_mistakes_give_ten_messages() {
    check(
        "\
schema shop tragets postgres >= 15

entiy customer {
  id: uuid primry key
  email varchar(254)
  name: text default 'open
  zip: varchar(10
  check (a > 0
  rows 2Q
  phone: text not null
}

enum status { open, 5, closed }
query recent 12/s within 10 { select 1 }
grant select on customer
entity order { id: int }
",
        &[
            "1: SG0002 `tragets` is no clause of `schema` [write `targets`]",
            "3: SG0002 `entiy` is no item [write `entity`]",
            "4: SG0002 `primry` is no modifier of an attribute [write `primary`]",
            "5: SG0001 the `:` between name and type is missing [write the `:`]",
            "6: SG0003 this string is never closed [close it with `'`; a quote inside is doubled: `''`]",
            "7: SG0003 this `(` is never closed [close the list with `)`]",
            "8: SG0003 this `(` is never closed [close it with `)`]",
            "9: SG0004 `2Q` is not a count [counts are written `1200`, `1.5k`, `2M` or `3B`]",
            "10: SG0002 `not null` is no modifier of an attribute [attributes are not null unless their type is marked `?`]",
            "13: SG0001 expected a value of the enum, found `5` [values are names or texts in single quotes]",
            "14: SG0004 `10` is not a duration [durations are written `500us`, `10ms` or `2s`]",
            "15: SG0001 expected `to` and a role, found the end of the line [write `grant select, insert on ENTITY to ROLE`]",
        ],
    );
}

#[test]
fn misspelled_words_are_recognised() {
    check_line("indx (a)", &["2: SG0002 `indx` is no line of an entity [write `index`]"]);
    check_line(
        "a: int unqiue default 1",
        &["2: SG0002 `unqiue` is no modifier of an attribute [write `unique`]"],
    );
    check_line(
        "policy p usng (true)",
        &["2: SG0002 `usng` is no clause of a policy [write `using`]"],
    );
    check_line(
        "partition by rnge (x)",
        &["2: SG0002 `rnge` is no way to partition [write `range`]"],
    );
    check_line("a: ref b on delete cascad", &["2: SG0002 `cascad` is no action [write `cascade`]"]);
    check_line("keep 3 moths", &["2: SG0004 `moths` is no unit of an interval [write `months`]"]);
    check("table a { b: int }", &["1: SG0002 `table` is no item [write `entity`]"]);
    check("sequence s strat 3", &["1: SG0002 `strat` is no option of a sequence [write `start`]"]);
    check(
        "junk here\nenum a { b }",
        &[
            "1: SG0002 `junk` is no item [a file holds items like `entity NAME { … }`, `enum NAME { … }`, `query NAME { … }`]",
        ],
    );
}

#[test]
fn words_of_other_languages_are_answered() {
    check_line(
        "a: int not null",
        &[
            "2: SG0002 `not null` is no modifier of an attribute [attributes are not null unless their type is marked `?`]",
        ],
    );
    check_line(
        "a: int null unique",
        &[
            "2: SG0002 `null` is no modifier of an attribute [write `?` after the type: `name: text?`]",
        ],
    );
    check_line(
        "a: int auto_increment primary key",
        &["2: SG0002 `auto_increment` is no modifier of an attribute [write `identity`]"],
    );
    check_line(
        "a: int references b (c)",
        &[
            "2: SG0002 `references` is no modifier of an attribute [write `name: ref ENTITY`; the column takes the type of what it refers to]",
        ],
    );
    check_line(
        "a: int unique?",
        &[
            "2: SG0002 `?` is no modifier of an attribute [write the `?` directly after the type: `name: text?`]",
        ],
    );
}

#[test]
fn lines_that_do_not_go_on_are_reported_at_their_end() {
    check_line("a:", &["2: SG0001 expected a type, found the end of the line"]);
    check_line(
        "a: ref",
        &["2: SG0001 expected the entity that is referred to, found the end of the line"],
    );
    check_line(
        "unique email",
        &["2: SG0001 expected `(` and a list of columns, found the end of the line"],
    );
    check_line("fd a b -> c", &["2: SG0001 expected `->`, found `b` [write `fd zip -> city`]"]);
    check_line("a: int[", &["2: SG0001 expected `]`, found the end of the line"]);
    check_line("distinct city", &["2: SG0001 expected a count, found the end of the line"]);
    check_line(
        "reference",
        &[
            "2: SG0001 expected `table`, found the end of the line [`reference table` says that every shard has a copy; a foreign key is written `ref (…) to ENTITY`]",
        ],
    );
    check_line(
        "only mysql set engine = x",
        &[
            "2: SG0001 expected `{`, found `set` [what holds on one dialect stands in braces: `only mysql { set engine = InnoDB }`]",
        ],
    );
    check_line(
        "a: int b: int",
        &["2: SG0001 `b` begins another line here [a line holds one attribute or one statement]"],
    );
    check_line("a int", &["2: SG0001 the `:` between name and type is missing [write the `:`]"]);
    check_line(
        "a my_type?",
        &["2: SG0001 the `:` between name and type is missing [write the `:`]"],
    );
    check_line(
        "foo bar baz",
        &[
            "2: SG0002 `foo` is no line of an entity [attributes are written `name: type`; other lines begin with a keyword, as `index (…)` or `check (…)`]",
        ],
    );
    check_line(
        "42",
        &[
            "2: SG0001 expected an attribute or a line of the entity, found `42` [attributes are written `name: type`]",
        ],
    );
    check_line(
        "only mysql { only postgres { } }",
        &["2: SG0005 an `only` block cannot stand in another one"],
    );
}

#[test]
fn expressions_need_their_parentheses() {
    check_line(
        "check email like 'x'",
        &[
            "2: SG0001 expected the condition in parentheses: `check (quantity > 0)`, found `like` [an expression stands in parentheses]",
        ],
    );
    check_line(
        "a: int default 1 + 2",
        &[
            "2: SG0001 expected a modifier or a new line, found `+` [a literal or one call may stand bare, other expressions stand in parentheses: `default (1 + 2)`]",
        ],
    );
    check_line(
        "index (a) where b = 1",
        &[
            "2: SG0001 expected the condition in parentheses: `where (status = 'paid')`, found `b` [an expression stands in parentheses]",
        ],
    );
    check_line(
        "a: text default '{}'::jsonb",
        &[
            "2: SG0001 expected a modifier or a new line, found `::` [a literal or one call may stand bare, other expressions stand in parentheses: `default (1 + 2)`]",
        ],
    );
}

#[test]
fn what_is_left_open_is_reported_where_it_begins() {
    check_line(
        "a: text default 'open",
        &[
            "2: SG0003 this string is never closed [close it with `'`; a quote inside is doubled: `''`]",
        ],
    );
    check_line(
        "allow SG1203 \"open",
        &[
            "2: SG0003 this quoted text is never closed [close it with `\"`; a quote inside is doubled: `\"\"`]",
        ],
    );
    check_line("check (a > (b + 1)", &["2: SG0003 this `(` is never closed [close it with `)`]"]);
    check_line(
        "check (a = 'open)",
        &[
            "2: SG0003 this string is never closed [close it with `'`; a quote inside is doubled: `''`]",
        ],
    );
    check_line("index (a, b", &["2: SG0003 this `(` is never closed [close the list with `)`]"]);
    check_line("a: varchar(10", &["2: SG0003 this `(` is never closed [close the list with `)`]"]);
    check_line("a: int /* open", &["2: SG0003 this comment is never closed [close it with `*/`]"]);
    check(
        "native postgres {\n  select $$ }\n}\nenum after { x }",
        &[
            "2: SG0003 this dollar-quoted text is never closed [close it with the same `$…$` that opens it]",
        ],
    );
    check(
        "query q {\n  select 'a\n}\nquery r { select 'b' }\n",
        &[
            "2: SG0003 this string is never closed [close it with `'`; a quote inside is doubled: `''`]",
        ],
    );
    check(
        "view v {\n  select /* a\n}\nenum after { x }",
        &["2: SG0003 this comment is never closed [close it with `*/`]"],
    );
    check(
        "entity a {\n  b: int\nentity c { d: int }",
        &["1: SG0003 the body of this entity is never closed [close it with `}`]"],
    );
    check(
        "context a {\n  entity b {\n    c: int\n}\n",
        &["1: SG0003 the body of this context is never closed [close it with `}`]"],
    );
    check(
        "entity a {\n  b: int\nenum c { d }\n}\n",
        &["1: SG0003 the body of this entity is never closed [close it with `}`]"],
    );
    check(
        "enum a { b, c\nenum d { e }",
        &["1: SG0003 the body of this enum is never closed [close it with `}`]"],
    );
}

#[test]
fn items_out_of_place_are_reported_once() {
    check(
        "}\n}\nenum a { b }",
        &["1: SG0001 this `}` closes nothing [remove it, or look above for a `}` too many]"],
    );
    check(
        "a: int\nb: int\nindex (a)\nenum c { d }",
        &[
            "1: SG0001 this line stands outside of an entity [look above for a `}` too many, or a missing `entity NAME {`]",
        ],
    );
    check(
        "{{{{\n}}",
        &[
            "1: SG0001 expected an item, found `{` [a file holds items like `entity NAME { … }`, `enum NAME { … }`, `query NAME { … }`]",
        ],
    );
    check(
        "entity a\nentity b { c: int }",
        &["1: SG0001 expected `{` and the lines of the entity, found the end of the line"],
    );
    check(
        "entity a\n  b: int\n}\n",
        &["1: SG0001 expected `{` and the lines of the entity, found the end of the line"],
    );
    check("entity { a: int }", &["1: SG0001 expected the name of the entity, found `{`"]);
    check(
        "domain d: int",
        &[
            "1: SG0001 expected a type, found `:` [a domain is written without a colon: `domain NAME TYPE check (…)`]",
        ],
    );
    check(
        "schema s targets postgres 15",
        &[
            "1: SG0001 expected `>=`, found `15` [a target names the oldest version it must run on: `postgres >= 15`]",
        ],
    );
}

#[test]
fn versions_are_checked() {
    check(
        "schema s targets sqlite >= x3, mysql\nenum a { b }",
        &[
            "1: SG0001 expected a version, found `x3` [a target names the oldest version it must run on: `postgres >= 15`]",
        ],
    );
    check(
        "schema s targets postgres > 15",
        &[
            "1: SG0001 expected `>=`, found `>` [a target names the oldest version it must run on: `postgres >= 15`]",
        ],
    );
    check(
        "schema s targets postgres >=\nenum a { b }",
        &[
            "1: SG0001 expected a version, found the end of the line [a target names the oldest version it must run on: `postgres >= 15`]",
        ],
    );
}

#[test]
fn numbers_are_checked() {
    check_line(
        "rows 2Q",
        &["2: SG0004 `2Q` is not a count [counts are written `1200`, `1.5k`, `2M` or `3B`]"],
    );
    check_line(
        "grows 3k",
        &[
            "2: SG0004 the rate has no unit of time [the units are `/s`, `/min`, `/hour`, `/day`, `/week`, `/month`, `/year`]",
        ],
    );
    check_line(
        "grows 3k/fortnight",
        &[
            "2: SG0004 `fortnight` is no unit of a rate [the units are `/s`, `/min`, `/hour`, `/day`, `/week`, `/month`, `/year`]",
        ],
    );
    check_line(
        "keep 3",
        &[
            "2: SG0004 the interval has no unit [intervals are written `1 month` or `24 months`, with hour, day, week, month, quarter or year]",
        ],
    );
    check_line(
        "keep 1.5 months",
        &[
            "2: SG0004 `1.5` is not a whole number and a unit of time [intervals are written `1 month` or `24 months`, with hour, day, week, month, quarter or year]",
        ],
    );
    check(
        "query q 12x/s within 10 { select 1 }",
        &[
            "1: SG0004 `12x` is not a count [counts are written `1200`, `1.5k`, `2M` or `3B`]",
            "1: SG0004 `10` is not a duration [durations are written `500us`, `10ms` or `2s`]",
        ],
    );
}

#[test]
fn depth_is_limited_and_size_is_no_danger() {
    let deep = "context a {\n".repeat(100_000);
    let errors = check_invariants(&deep).errors;
    assert!(errors.iter().any(|error| error.rule == &rules::NESTED_TOO_DEEP));
    for text in [
        "{",
        "(",
        "'",
        "}",
        "/*\n",
        "entity a {\n",
        "entity a { check (",
        "native postgres { $a$\n",
        "[",
        "\"",
    ] {
        check_invariants(&text.repeat(100_000));
    }
    check_invariants(&format!("entity a {{ check {}", "(".repeat(1_000_000)));
}

#[test]
fn what_is_no_text_is_refused_whole() {
    let parse = check_invariants("entity a {\0}");
    assert_eq!(parse.errors.len(), 1);
    assert_eq!(parse.errors[0].rule, &rules::NOT_TEXT);
    assert_eq!(parse.tree().items().count(), 0);
}

#[test]
fn a_mistake_is_a_finding_with_a_fix() {
    let mut map = crate::text::SourceMap::default();
    let file = map.add("a.sgen", "entiy a { b: int }");
    let findings = parse("entiy a { b: int }").diagnostics(file);
    assert_eq!(findings.len(), 1);
    let fix = findings[0].fix.as_ref().expect("a misspelled word has a fix");
    assert_eq!((map.slice(fix.edits[0].span), fix.edits[0].text.as_str()), ("entiy", "entity"));
}
