use super::{Failure, FailureKind, Report, Script, Skipped, load};
use crate::dialect::Dialects;
use crate::engine::{self, EngineSpec};
use crate::schema::Schema;

fn loaded(spec: &str, files: &[(&str, &[u8])]) -> (Report, Schema) {
    let dialects = Dialects::builtin().unwrap();
    let spec: EngineSpec = spec.parse().unwrap();
    let mut engine = engine::open(&spec, &dialects).unwrap();
    let scripts: Vec<Script> = files
        .iter()
        .map(|(name, text)| Script {
            name: (*name).to_owned(),
            input: Box::new(std::io::Cursor::new(text.to_vec())),
        })
        .collect();
    let data = dialects.get(spec.dialect()).unwrap();
    let nothing = |name: &str, _: &str| match name {
        "there.sql" => Ok(Some(Script {
            name: name.to_owned(),
            input: Box::new(&b"create table public.included (a int);"[..]),
        })),
        _ => Err(std::io::Error::other("not there")),
    };
    let report = load(engine.as_mut(), data, scripts, &nothing).unwrap();
    let schema = engine.introspect().unwrap();
    engine.close().unwrap();
    (report, schema)
}

fn tables(schema: &Schema) -> Vec<String> {
    schema.tables.iter().map(|table| table.name.to_string()).collect()
}

fn shown(failures: &[Failure]) -> Vec<String> {
    failures.iter().map(ToString::to_string).collect()
}

#[test]
fn a_dump_is_loaded_whatever_its_order() {
    let dump = b"\\restrict x
SET statement_timeout = 0;
SET client_encoding = 'LATIN1';
SET nobody_knows_this = on;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE VIEW public.v AS SELECT id FROM public.later;
CREATE TABLE public.early (id integer, note text DEFAULT 'gr\xfcn', FOREIGN KEY (id) REFERENCES public.later (id));
ALTER TABLE public.early OWNER TO shopkeeper;
CREATE INDEX i ON public.early USING gin (note public.gin_trgm_ops);
CREATE TABLE public.later (id integer NOT NULL);
COPY public.later (id) FROM stdin;
1
2
\\.
INSERT INTO public.later VALUES (3);
ALTER TABLE public.later ADD PRIMARY KEY (id);
CREATE FUNCTION public.f() RETURNS int LANGUAGE plpgsql AS $$ begin return (select g from nowhere); end $$;
GRANT SELECT ON public.later TO clerk, \"Second Clerk\";
ALTER ROLE postgres NOLOGIN;
\\i there.sql
";
    let (report, schema) = loaded("embedded", &[("shop.sql", dump)]);
    assert_eq!(shown(&report.failures), [""; 0]);
    assert_eq!(tables(&schema), ["early", "included", "later"]);
    let default = schema.tables[0].columns[1].default.as_ref().unwrap();
    assert_eq!(default.text(), "'grün'::text");
    assert_eq!(schema.views.len(), 1);
    assert_eq!(report.roles, ["clerk", "Second Clerk", "shopkeeper"]);
    assert_eq!(schema.tables[0].owner.as_deref(), Some("shopkeeper"));
    let counts: Vec<_> = report.skipped.iter().map(|(kind, (count, _))| (*kind, *count)).collect();
    assert_eq!(counts, [(Skipped::RowStatements, 2), (Skipped::Rows, 2), (Skipped::Roles, 1)]);
    assert!(report.notes.iter().any(|note| note.text.contains("nobody_knows_this")));
}

#[test]
fn what_fails_is_named_with_its_place() {
    let script = b"create table a (b int);\n\ncreate table c (d nothing_known);\ncreate tabel e (f int);\ncreate table a (g int);\n\
                   create extension postgis;\nselect 'open\n";
    let (report, schema) = loaded("embedded", &[("x.sql", script)]);
    assert_eq!(tables(&schema), ["a"]);
    let lines: Vec<u32> = report.failures.iter().map(|failure| failure.place.line).collect();
    assert_eq!(lines, [3, 4, 5, 6, 7]);
    let shown = shown(&report.failures);
    assert_eq!(
        shown[0],
        "x.sql:3: type \"nothing_known\" does not exist (42704)\n  statement: create table c (d nothing_known)"
    );
    assert_eq!(report.failures[3].kind, FailureKind::Extension);
    assert!(shown[4].contains("never closed: the file ends on line 8"), "{}", shown[4]);
}

#[test]
fn bytes_that_are_no_text_are_named() {
    let (report, _) = loaded(
        "sqlite",
        &[("l.sql", b"create table a (b int);\ncreate table c (d text default 'M\xfcller');")],
    );
    assert_eq!(report.failures.len(), 1);
    let text = report.failures[0].to_string();
    assert!(text.starts_with("l.sql:2: byte 57 is 0xfc, which is no UTF-8"), "{text}");
}

#[test]
fn a_dump_without_its_end_is_noticed() {
    let cut = b"-- PostgreSQL database dump\ncreate table a (b int);\nalter table a owner to cle";
    let (report, _) = loaded("embedded", &[("d.sql", cut)]);
    assert!(shown(&report.failures)[0].contains("the file is cut"), "{report:?}");
    let (report, _) = loaded("sqlite", &[("d.sql", b"create table a (b int);")]);
    assert!(report.failures.is_empty() && report.notes.is_empty());
}

#[test]
fn sqlite_scripts_with_triggers_and_loose_quotes() {
    let script = b"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n.mode box\nCREATE TABLE a (b TEXT DEFAULT \"none\", c INT REFERENCES d (e));\n\
                   CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = 'x'; DELETE FROM a; END;\n\
                   CREATE VIEW v AS SELECT * FROM later;\nCREATE TABLE later (x);\nINSERT INTO a VALUES ('y', 1);\nCOMMIT;\n";
    let (report, schema) = loaded("sqlite", &[("s.sql", script)]);
    assert_eq!(shown(&report.failures), [""; 0]);
    assert_eq!(tables(&schema), ["a", "later"]);
    assert_eq!(schema.tables[0].triggers.len(), 1);
}

#[cfg(all(unix, feature = "mysql"))]
#[test]
fn a_mysql_dump_lands_in_the_scratch() {
    let dump = b"-- MySQL dump 10.13
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
CREATE DATABASE /*!32312 IF NOT EXISTS*/ `shop` /*!40100 DEFAULT CHARACTER SET latin1 */;
USE `shop`;
DROP TABLE IF EXISTS `a`;
CREATE TABLE `a` (`id` int NOT NULL AUTO_INCREMENT, `b` int, PRIMARY KEY (`id`), CONSTRAINT `k` FOREIGN KEY (`b`) REFERENCES `z` (`id`)) ENGINE=InnoDB;
LOCK TABLES `a` WRITE;
INSERT INTO `a` VALUES (1, 2);
UNLOCK TABLES;
CREATE TABLE `shop`.`z` (`id` int NOT NULL PRIMARY KEY);
DELIMITER ;;
CREATE PROCEDURE `p`() BEGIN SELECT 1; SELECT 2; END ;;
DELIMITER ;
CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.b = 1; SET NEW.b = 2; END;
CREATE VIEW v AS SELECT shop.a.id FROM shop.a;
CREATE DATABASE other;
CREATE TABLE other.o (a int);
GRANT SELECT ON shop.* TO 'clerk'@'%';
SET GLOBAL max_connections = 5;
-- Dump completed
";
    for spec in ["local:mariadb", "local:mysql"] {
        let (report, schema) = loaded(spec, &[("shop.sql", dump)]);
        assert_eq!(shown(&report.failures), [""; 0], "{spec}");
        assert_eq!(tables(&schema), ["other.o", "a", "z"], "{spec}");
        assert_eq!((schema.views.len(), schema.routines.len()), (1, 1), "{spec}");
        assert_eq!(report.homes, ["shop"]);
        assert_eq!(report.roles, ["clerk"], "{spec}");
    }
}

#[cfg(all(unix, feature = "postgres"))]
#[test]
fn a_server_that_goes_away_ends_the_load_with_its_place() {
    let dialects = Dialects::builtin().unwrap();
    let mut engine = engine::open(&"local:postgres".parse().unwrap(), &dialects).unwrap();
    let script = "create table a (b int);\nselect pg_terminate_backend(pg_backend_pid());\ncreate table c (d int);";
    let script = Script { name: "x.sql".to_owned(), input: Box::new(script.as_bytes()) };
    let nothing = |_: &str, _: &str| Ok(None);
    let error =
        load(engine.as_mut(), dialects.get("postgres").unwrap(), [script], &nothing).unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("x.sql:2: the load ended at `select pg_terminate_backend"), "{text}");
}
