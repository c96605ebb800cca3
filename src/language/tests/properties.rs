//! What holds for any text: parsing never fails and loses nothing; formatting is stable and harmless.

use proptest::prelude::*;

use super::*;

/// Pieces of the language, in any order: nearer to the parser's paths than random characters.
fn soup() -> impl Strategy<Value = std::string::String> {
    let pieces = prop::sample::select(vec![
        "entity",
        "mixin",
        "enum",
        "domain",
        "view",
        "query",
        "native postgres",
        "native mysql",
        "context",
        "schema",
        "grant",
        "role",
        "primary key",
        "unique",
        "index",
        "check",
        "ref",
        "fd",
        "->",
        "->>",
        "partition by range",
        "every 1 month",
        "keep",
        "rows",
        "2M",
        "3k/day",
        "10ms",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        ":",
        ",",
        ".",
        "?",
        "=",
        ">=",
        "a",
        "b",
        "int",
        "varchar(10)",
        "default",
        "'x'",
        "'",
        "\"q\"",
        "\"",
        "`",
        "$$",
        "$t$",
        "// c",
        "/// d",
        "/* c */",
        "/*",
        "-- s",
        "#",
        "\n",
        "\r\n",
        "\n\n",
        "only mysql",
        "policy",
        "using",
        "was",
        "tags",
        "é",
        "注文",
        "\\",
        "-",
        "/",
        "E'\\'",
        "default now()",
        "include",
        "on delete cascade",
        "where",
        "subpartition by hash",
        "identity",
        "start 1",
        "set",
        "allow SG1",
        "1.5",
        "::",
        "\u{feff}",
        "\t",
    ]);
    prop::collection::vec((pieces, prop::sample::select(vec!["", " ", " ", "\n  "])), 0..60)
        .prop_map(|parts| parts.into_iter().flat_map(|(piece, gap)| [piece, gap]).collect())
}

fn name() -> impl Strategy<Value = std::string::String> {
    prop_oneof![
        "[a-z][a-z_]{0,6}",
        prop::sample::select(vec![
            "index",
            "check",
            "rows",
            "entity",
            "unique",
            "keep",
            "\"Any \"\"x\"\"\"",
            "größe"
        ])
        .prop_map(str::to_owned),
    ]
}

/// What may stand between two words of a statement.
fn gap() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![" ", " ", " ", "  ", "\t", " /* c */ "])
}

/// What may stand between two statements.
fn line_break() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "\n",
        "\n",
        "\n\n",
        "\n\n\n  ",
        " // c\n",
        "\n// own\n",
        "\n  /// doc\n",
        "\r\n",
        "\n/* a\n b */\n",
    ])
}

fn sql() -> impl Strategy<Value = std::string::String> {
    let pieces = prop::sample::select(vec![
        "a > 0",
        "and",
        "'it''s )'",
        "\"q}\"",
        "lower(b)",
        "array[1]",
        "$$ } ) $$",
        "/* ) } */",
        "E'\\''",
        ":p",
        "  ",
        "-- ) }\n",
    ]);
    prop::collection::vec((pieces, prop::sample::select(vec![" ", "\n", "\n    ", "\n\n  "])), 1..6)
        .prop_map(|parts| parts.into_iter().flat_map(|(piece, gap)| [piece, gap]).collect())
}

fn modifier() -> impl Strategy<Value = std::string::String> {
    prop_oneof![
        prop::sample::select(vec![
            "primary key",
            "UNIQUE",
            "identity (start 1 increment 2)",
            "default -5",
            "default now()",
            "on update now()",
            "on delete set null",
            "was old",
            "tags a, b",
            "collate \"C\""
        ])
        .prop_map(str::to_owned),
        sql().prop_map(|sql| format!("check ({sql})")),
        sql().prop_map(|sql| format!("check named({sql})")),
    ]
}

fn line() -> impl Strategy<Value = std::string::String> {
    let types = prop::sample::select(vec![
        "int",
        "varchar( 10 )",
        "text[]?",
        "decimal(12 , 2)",
        "ref a.b?",
        "native(\"x y\")",
        "double precision",
    ]);
    let attribute = (
        name(),
        gap(),
        types,
        prop::collection::vec((prop_oneof![gap(), Just("\n      ")], modifier()), 0..4),
    )
        .prop_map(|(name, gap, data_type, modifiers)| {
            let tail: std::string::String =
                modifiers.into_iter().map(|(gap, modifier)| format!("{gap}{modifier}")).collect();
            format!("{name}:{gap}{data_type}{tail}")
        });
    let index = (
        prop::collection::vec(name(), 1..4),
        prop::sample::select(vec![",", ", ", ",\n  ", " , // c\n"]),
        sql(),
    )
        .prop_map(|(columns, comma, sql)| {
            format!("INDEX({})\n         where( {sql} )", columns.join(comma))
        });
    let others = prop::sample::select(vec![
        "unique(a,b)nulls not distinct",
        "fd a,b->c",
        "rows 2M  grows 3k / day",
        "keep 24 months",
        "include x,y",
        "partition by range(a){p:below(1)q:default}",
        "partition by list (a) {\n p: (1),\n q: default\n}",
        "only mysql{set engine=InnoDB\n a: int}",
        "policy p for all to x using(true)check(false)",
        "reference table",
        "distinct(a,b)9k",
        "allow SG1203 \"why\"",
        "row security enabled",
        "shard by(a)with b.c",
    ]);
    prop_oneof![attribute, index, others.prop_map(str::to_owned)]
}

fn item() -> impl Strategy<Value = std::string::String> {
    prop_oneof![
        (name(), prop::collection::vec((line_break(), line()), 0..6), line_break()).prop_map(
            |(name, lines, end)| {
                let body: std::string::String =
                    lines.into_iter().map(|(gap, line)| format!("{gap}{line}")).collect();
                format!("entity {name} tags a {{{body}{end}}}")
            }
        ),
        (name(), sql()).prop_map(|(name, sql)| format!("QUERY {name} 12/s within 10ms{{{sql}\n}}")),
        (name(), sql()).prop_map(|(name, sql)| format!("view {name} {{ // remark\n{sql}\n}}")),
        prop::collection::vec((name(), prop::sample::select(vec![",", " ,\n", "\n"])), 0..5)
            .prop_map(|values| {
                let values: std::string::String =
                    values.into_iter().map(|(value, gap)| format!("{value}{gap}")).collect();
                format!("enum e {{{values}}}")
            }),
        Just("role a login in b,c".to_owned()),
        Just("context c{\nenum a{b}\nentity d{e:int}}".to_owned()),
    ]
}

fn file() -> impl Strategy<Value = std::string::String> {
    prop::collection::vec((item(), line_break()), 0..5)
        .prop_map(|parts| parts.into_iter().map(|(item, gap)| format!("{item}{gap}")).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_characters(text in "\\PC{0,80}|[ -~\\n]{0,120}") {
        check_invariants(&text);
    }

    #[test]
    fn any_words(text in soup()) {
        check_invariants(&text);
        check_invariants(&format!("entity e {{\n{text}"));
        check_invariants(&format!("entity e {{ check ({text}"));
        check_invariants(&format!("native mysql {{ {text}"));
    }

    #[test]
    fn sound_files(text in file()) {
        let parse = check_invariants(&text);
        prop_assert_eq!(parse.errors, vec![], "{}", text);
    }

    #[test]
    fn sound_files_with_a_hole(text in file(), at in any::<prop::sample::Index>(), length in 0usize..6) {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        if !places.is_empty() {
            let from = at.index(places.len());
            let to = (from + length).min(places.len() - 1);
            check_invariants(&format!("{}{}", &text[..places[from]], &text[places[to]..]));
        }
    }
}
