use super::{Encoding, Ending, Item, Splitter, Statement, Unclosed, guess};
use crate::dialect::Dialects;

fn items(dialect: &str, script: &[u8]) -> Vec<Item> {
    let dialects = Dialects::builtin().unwrap();
    let read = |chunked: bool| {
        let input: Box<dyn std::io::Read> =
            if chunked { Box::new(Slow(script)) } else { Box::new(script) };
        let mut splitter = Splitter::new(input, dialects.get(dialect).unwrap());
        let mut items = Vec::new();
        while let Some(item) = splitter.next_item().unwrap() {
            items.push(item);
        }
        items
    };
    let items = read(false);
    assert_eq!(items, read(true));
    items
}

/// A stream that is never in a hurry.
struct Slow<'b>(&'b [u8]);

impl std::io::Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = buffer.len().min(self.0.len()).min(1);
        buffer[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}

fn statements(dialect: &str, script: &str) -> Vec<Statement> {
    items(dialect, script.as_bytes())
        .into_iter()
        .filter_map(|item| match item {
            Item::Statement(statement) => Some(statement),
            _ => None,
        })
        .collect()
}

fn texts(dialect: &str, script: &str) -> Vec<String> {
    statements(dialect, script).into_iter().map(|statement| statement.text).collect()
}

#[test]
fn quotes_and_comments_hide_semicolons() {
    let script = "-- one; two\nselect 'a;''b', \"c;d\", E'\\';', $x$;$y$;$x$, $1; /* a /* ; */ b; */\n select a$b$c; select 2";
    let found = statements("postgres", script);
    assert_eq!(
        found.iter().map(|s| s.text.as_str()).collect::<Vec<_>>(),
        ["select 'a;''b', \"c;d\", E'\\';', $x$;$y$;$x$, $1", "select a$b$c", "select 2"]
    );
    assert_eq!(found.iter().map(|s| s.line).collect::<Vec<_>>(), [2, 3, 3]);
    assert_eq!(found[2].ending, Ending::EndOfFile);
    assert_eq!(found[0].words[..4], ["select", "'", ",", "\"c;d\""]);

    let script = "# a;\nselect 'a\\';', \"b\\\";\", `c;``d`, 1--2;\n-- x;\n/* /* ; */ select 3;";
    assert_eq!(texts("mysql", script), ["select 'a\\';', \"b\\\";\", `c;``d`, 1--2", "select 3"]);
    assert_eq!(
        texts("sqlite", "select [a;b], `c;`, 'd\\'; select 2"),
        ["select [a;b], `c;`, 'd\\'", "select 2"]
    );
}

#[test]
fn version_comments_are_code_and_their_words_are_seen() {
    let script = "/*M!999999\\- enable the sandbox mode */\n/*!40101 SET NAMES utf8 */;\n\
                  /*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN set @a = 1; END */;\n\
                  select 1;";
    let found = statements("mysql", script);
    assert_eq!(found.len(), 3);
    assert!(found[0].begins(&["set", "names", "utf8"]), "{:?}", found[0]);
    assert_eq!(found[1].words[..3], ["create", "definer", "="]);
    assert!(found[1].text.ends_with("END */"));
}

#[test]
fn lines_of_the_mysql_client_need_no_semicolon() {
    let found =
        items("mysql", b"use shop\nsource a b.sql;\nselect 1 \\\n + 2\\G select 3;use other;\n");
    let short: Vec<String> = found
        .iter()
        .map(|item| match item {
            Item::Statement(statement) => statement.text.clone(),
            Item::Command(command) => format!("! {}", command.text),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(
        short,
        ["! use shop", "! source a b.sql;", "select 1 \n + 2", "select 3", "use other"]
    );
}

#[test]
fn bodies_keep_their_semicolons() {
    let script = "delimiter //\ncreate procedure p() begin select 1; end//\ncreate procedure q() begin end //\nDELIMITER ;\nselect 2;\n\
                  CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW IF NEW.x THEN SET NEW.y = 1; END IF;\n\
                  create function f() returns int begin declare i int; if a then set i = if(1, 2, 3); elseif b then set i = case when 1 then 2 else 3 end; end if; \
                  l: loop leave l; end loop; while i < 3 do set i = i + 1; end while; case i when 1 then begin end; end case; return NEW.end; end;\nselect 3";
    let found = texts("mysql", script);
    assert_eq!(found.len(), 6, "{found:#?}");
    assert_eq!(found[0], "create procedure p() begin select 1; end");
    assert!(found[3].ends_with("END IF") && found[4].ends_with("end"), "{found:#?}");

    assert_eq!(texts("mysql", "delimiter $$\ncreate procedure p() begin end$$\n").len(), 1);
    let script = "create trigger t after insert on a begin select case when 1 then 2 end; update a set b = 1; end; select 1; begin; select 2; end;";
    assert_eq!(texts("sqlite", script).len(), 5);
    let script = "create function f() returns int language sql begin atomic select case when true then 1 end; select 2; end; \
                  create rule r as on insert to t do also (insert into a values (1); delete from b); begin; select 1; end;";
    assert_eq!(texts("postgres", script).len(), 5);
}

#[test]
fn rows_and_commands_are_set_apart() {
    let script = "\\restrict abc\nCOPY public.t (a, b) FROM stdin;\n1\tit's\n2\t;\n\\.\n\n\\connect shop\nselect 1 \\gexec\nselect 2;\n";
    let found = items("postgres", script.as_bytes());
    let short: Vec<String> = found
        .iter()
        .map(|item| match item {
            Item::Statement(statement) => format!("{}: {}", statement.line, statement.text),
            Item::Command(command) => format!("{}! {}", command.line, command.text),
            Item::Rows(rows) => format!("{}# {}", rows.line, rows.count),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(
        short,
        [
            "1! \\restrict abc",
            "2: COPY public.t (a, b) FROM stdin",
            "3# 2",
            "7! \\connect shop",
            "8: select 1",
            "8! \\gexec",
            "9: select 2"
        ]
    );
    assert_eq!(
        texts("sqlite", ".mode box\nselect 1\n.5;\nselect 2;"),
        ["select 1\n.5", "select 2"]
    );
    let found = items("mysql", b"create table a (b int)\nGO\nselect 1\n/\n");
    assert!(
        matches!(&found[0], Item::Statement(s) if s.ending == Ending::ForeignLine),
        "{found:?}"
    );
}

#[test]
fn what_is_cut_says_where() {
    let cases: [(&str, &str, Unclosed, u32); 7] = [
        ("postgres", "select 1;\nselect 'a\nb;", Unclosed::String, 2),
        ("postgres", "create function f() as $$\nbegin;", Unclosed::DollarQuote, 1),
        ("postgres", "a;\n\n/* b;", Unclosed::Comment, 3),
        ("postgres", "copy t from stdin;\n1\n2\n", Unclosed::Rows, 2),
        (
            "mysql",
            "create trigger t before insert on a for each row\nbegin\n select 1;",
            Unclosed::Body,
            2,
        ),
        ("mysql", "/*!50001 create view v", Unclosed::Comment, 1),
        ("mysql", "create table `a", Unclosed::Name, 1),
    ];
    for (dialect, script, what, line) in cases {
        let found = items(dialect, script.as_bytes());
        let Some(Item::Unfinished(unfinished)) = found.last() else { panic!("{found:?}") };
        assert_eq!((unfinished.what, unfinished.line), (what, line), "{script}");
        assert_eq!(
            unfinished.end as usize,
            script.trim_end().lines().count().max(unfinished.end as usize)
        );
    }
}

#[test]
fn long_rows_are_not_kept() {
    let rows = "('some text', 1), ".repeat(50_000);
    let script = format!("insert into t values {rows}('end', 2); select 1;");
    let found = statements("mysql", &script);
    assert!(!found[0].whole && found[0].text.len() < 1000 && found[1].whole);
    assert_eq!(found[1].text, "select 1");
}

#[test]
fn bytes_become_text_as_the_script_says() {
    let found = items("postgres", b"select 1;\nselect\n 'M\xfcller';");
    let Item::NotText(place) = &found[1] else { panic!("{found:?}") };
    assert_eq!((place.byte, place.line, place.offset), (0xfc, 3, 20));
    assert_eq!(Encoding::Latin1.decode(b"M\xfcller"), Ok("Müller".to_owned()));
    assert_eq!(Encoding::Windows1252.decode(b"\x80"), Ok("€".to_owned()));
    assert_eq!(Encoding::named("ISO_8859-1"), Some(Encoding::Latin1));
    assert_eq!(Encoding::named("sjis"), None);
    assert_eq!(texts("postgres", "\u{feff}select 1"), ["select 1"]);
}

#[test]
fn dump_programs_are_known_by_their_marks() {
    let dialects = Dialects::builtin().unwrap();
    for (dialect, script, started, ended) in [
        ("postgres", "--\n-- PostgreSQL database dump\n--\nselect 1;\n", true, false),
        (
            "postgres",
            "-- PostgreSQL database dump\nselect 1;\n-- PostgreSQL database dump complete\n",
            true,
            true,
        ),
        (
            "mysql",
            "-- MySQL dump 10.13  Distrib 8.0\nselect 1;\n-- Dump completed on 2026-01-01\n",
            true,
            true,
        ),
        ("mariadb", "-- MariaDB dump 10.19\nselect 1;", true, false),
        ("mysql", "-- a hand-written file\nselect 1;", false, false),
    ] {
        let mut splitter = Splitter::new(script.as_bytes(), dialects.get(dialect).unwrap());
        while splitter.next_item().unwrap().is_some() {}
        assert_eq!(
            (splitter.dump().started.is_some(), splitter.dump().ended),
            (started, ended),
            "{script}"
        );
    }
}

#[test]
fn scripts_betray_their_dialect() {
    let dialects = Dialects::builtin().unwrap();
    let name = |script: &str| guess(script.as_bytes(), &dialects).map(|guess| guess.dialect);
    for (dialect, script) in [
        ("postgres", "-- PostgreSQL database dump\n"),
        ("postgres", "create table a (id bigserial primary key, at timestamptz);"),
        ("mysql", "create table `a` (`id` int auto_increment) engine=InnoDB;"),
        ("mysql", "-- MySQL dump 10.13\n create table a (b int);"),
        ("mariadb", "-- MariaDB dump 10.19\n/*!40101 SET NAMES utf8 */; create table `a` (b int);"),
        (
            "mariadb",
            "/*M!999999\\- enable the sandbox mode */\ncreate table `a` (b int) engine=InnoDB;",
        ),
        (
            "sqlite",
            "pragma foreign_keys=off; create table a (b integer primary key autoincrement);",
        ),
    ] {
        assert_eq!(name(script).as_deref(), Some(dialect), "{script}");
    }
    assert_eq!(name("create table a (b int);"), None);
    assert_eq!(name(""), None);
}

#[test]
fn qualifiers_go_where_they_are_names() {
    let dialects = Dialects::builtin().unwrap();
    let without = |text: &str| {
        super::without_qualifier(text, dialects.get("mysql").unwrap(), &|name| name == "shop")
    };
    assert_eq!(
        without(
            "create view shop.v as select `shop` . `o`.`id`, 'shop.x', a.shop.b /* shop.c */ from `shop`.o"
        ),
        "create view v as select  `o`.`id`, 'shop.x', a.shop.b /* shop.c */ from o"
    );
    assert_eq!(without("grant all on shop.* to u@shop"), "grant all on * to u@shop");
}
