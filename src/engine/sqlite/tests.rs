use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use rusqlite::Connection;

use super::{SqliteEngine, read_file};
use crate::dialect::Dialects;
use crate::engine::{Engine, EngineError, ExplainRequest};
use crate::schema::{
    AtomKey, AtomKind, Column, DataType, Deferral, Expression, ForeignKey, Identity, IdentityMode,
    Index, IndexPart, IndexTarget, PrimaryKey, QualifiedName, ReferentialAction, Schema,
    SequenceOptions, SortOrder, Table, UniqueConstraint, View, compare,
};

const FIXTURE: &[&str] = &[
    "create table person (
       id integer primary key autoincrement,
       email varchar(254) collate nocase not null unique,
       name text NOT NULL DEFAULT 'no, \"name\"',
       age int constraint adult CHECK ( age >= 18 ),
       made text not null default (strftime('%s','now') || 'x'),
       initial text generated always as (substr(name, 1, 1)) virtual,
       shout text as (upper( name )) stored,
       constraint one_name unique (name, age)
     )",
    "create table tight (a any, b integer not null) strict",
    "create table \"the order\" (
       id integer primary key,
       buyer int constraint bought_by references PERSON on delete set null deferrable initially deferred,
       region text, number int,
       constraint place foreign key (region, number) references place (region, NUMBER)
         on update cascade on delete restrict match full,
       check (number > 0 AND region <> ')')
     )",
    "create table place (region text, number int, primary key (region, number)) without rowid",
    "create index order_buyer on \"the order\" (buyer desc, lower(region) collate nocase) where number is not null",
    "create unique index order_once on \"the order\" (region collate binary)",
    "create index person_email on person (email collate binary, email)",
    "create view grown (name, \"how old\") as select name, age from person where age > 20",
    "create trigger keep after delete on person begin insert into place values ('x', 1); end",
    "create trigger into_grown instead of insert on grown begin select 1; end",
    "create virtual table words using fts5(body)",
    "create table noisy (a int unique on conflict replace)",
];

static DIALECTS: LazyLock<Dialects> = LazyLock::new(|| Dialects::builtin().unwrap());

fn engine(statements: &[&str]) -> SqliteEngine<'static> {
    let mut engine = SqliteEngine::open(&DIALECTS).unwrap();
    for sql in statements {
        engine.execute(sql).unwrap();
    }
    engine
}

fn introspected(statements: &[&str]) -> Schema {
    engine(statements).introspect().unwrap()
}

fn table<'s>(schema: &'s Schema, name: &str) -> &'s Table {
    schema.table(&QualifiedName::bare(name)).unwrap()
}

fn refusal(error: EngineError) -> (String, Option<u32>) {
    match error {
        EngineError::Statement(error) => (error.message, error.position),
        other => panic!("{other}"),
    }
}

#[test]
fn columns_come_back_with_all_they_have() {
    let schema = introspected(FIXTURE);
    let person = table(&schema, "person");
    let expected = ["id", "email", "name", "age", "made", "initial", "shout"];
    assert_eq!(
        person.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(),
        expected
    );
    assert_eq!(table(&schema, "tight").options.get("strict").map(String::as_str), Some("true"));
    assert!(person.options.is_empty());

    let numbered = Identity::new(IdentityMode::ByDefault, SequenceOptions::default());
    let id = person.column("id").unwrap();
    assert_eq!((id.identity.as_ref(), id.nullable), (Some(&numbered), false));
    assert_eq!(id.options.get("autoincrement").map(String::as_str), Some("true"));
    let order_id = table(&schema, "the order").column("id").unwrap();
    assert_eq!((order_id.identity.as_ref(), order_id.options.is_empty()), (Some(&numbered), true));

    let email = person.column("email").unwrap();
    assert_eq!(email.data_type, DataType::Varchar { length: Some(254) });
    assert_eq!((email.collation.as_deref(), email.nullable), (Some("NOCASE"), false));
    let default = |name: &str| {
        person.column(name).unwrap().default.as_ref().map(|default| default.text().to_owned())
    };
    assert_eq!(default("name").as_deref(), Some("'no, \"name\"'"));
    assert_eq!(default("made").as_deref(), Some("strftime('%s', 'now') || 'x'"));
    let generated = |name: &str| {
        let generated = person.column(name).unwrap().generated.as_ref().unwrap();
        format!("{} {:?}", generated.expression, generated.storage)
    };
    assert_eq!(generated("initial"), "substr(name, 1, 1) Virtual");
    assert_eq!(generated("shout"), "upper(name) Stored");
}

#[test]
fn constraints_come_back_with_their_names() {
    let schema = introspected(FIXTURE);
    let person = table(&schema, "person");
    assert_eq!(person.primary_key, Some(PrimaryKey::new(vec!["id".into()])));
    assert_eq!(
        person.uniques,
        [
            UniqueConstraint::new(None, vec!["email".into()]),
            UniqueConstraint::new(Some("one_name".into()), vec!["name".into(), "age".into()]),
        ]
    );
    assert_eq!(person.checks.len(), 1);
    assert_eq!(
        (person.checks[0].name.as_deref(), person.checks[0].expression.text()),
        (Some("adult"), "age >= 18")
    );

    let order = table(&schema, "the order");
    assert_eq!(order.checks[0].expression.text(), "number > 0 and region <> ')'");
    let bought_by = ForeignKey {
        name: Some("bought_by".into()),
        on_delete: ReferentialAction::SetNull,
        deferral: Deferral::InitiallyDeferred,
        ..ForeignKey::new(vec!["buyer".into()], QualifiedName::bare("person"), vec!["id".into()])
    };
    let columns = || vec!["region".to_owned(), "number".to_owned()];
    let place = ForeignKey {
        name: Some("place".into()),
        on_update: ReferentialAction::Cascade,
        on_delete: ReferentialAction::Restrict,
        ..ForeignKey::new(columns(), QualifiedName::bare("place"), columns())
    };
    assert_eq!(order.foreign_keys, [bought_by, place]);

    let place = table(&schema, "place");
    assert_eq!(place.options.get("without_rowid").map(String::as_str), Some("true"));
    assert!(place.columns.iter().all(|column| !column.nullable && column.identity.is_none()));
}

#[test]
fn indexes_views_and_triggers_come_back() {
    let schema = introspected(FIXTURE);
    let expression = IndexTarget::Expression(Expression::new("lower(region)"));
    let buyer = Index {
        predicate: Some(Expression::new("number is not null")),
        ..Index::new(
            Some("order_buyer".into()),
            vec![
                IndexPart { order: SortOrder::Descending, ..IndexPart::column("buyer") },
                IndexPart { collation: Some("NOCASE".into()), ..IndexPart::new(expression) },
            ],
        )
    };
    let once = Index {
        unique: true,
        ..Index::new(Some("order_once".into()), vec![IndexPart::column("region")])
    };
    assert_eq!(table(&schema, "the order").indexes, [buyer, once]);
    // The column's own collation is another, so the plain one is told.
    let parts = &table(&schema, "person").indexes[0].parts;
    assert_eq!(parts[0].collation.as_deref(), Some("BINARY"));
    assert_eq!(parts[1].collation, None);

    let query = Expression::new("select name, age from person where age > 20");
    let grown = View {
        columns: vec!["name".into(), "how old".into()],
        ..View::new(QualifiedName::bare("grown"), query)
    };
    assert_eq!(schema.views, [grown]);
    let trigger = &table(&schema, "person").triggers[0];
    assert_eq!(trigger.name, "keep");
    assert_eq!(
        trigger.definition,
        "create trigger keep after delete on person begin insert into place values ('x', 1); end"
    );
}

#[test]
fn what_the_model_lacks_is_listed() {
    let schema = introspected(FIXTURE);
    let listed: Vec<_> =
        schema.unmodelled.iter().map(|item| format!("{} {}", item.kind, item.name)).collect();
    assert_eq!(listed, ["virtual table words"]);
    let kept: Vec<_> = schema.others.iter().map(|other| other.part.as_str()).collect();
    assert_eq!(kept, ["on grown"]);
    let noisy = schema.table(&QualifiedName::bare("noisy")).unwrap();
    assert_eq!(noisy.uniques[0].options.get("conflict").map(String::as_str), Some("replace"));
    assert_eq!(schema.tables.len(), 5, "the shadow tables of `words` are its own affair");
}

#[test]
fn reading_costs_the_same_number_of_queries_for_any_number_of_tables() {
    let mut engine = SqliteEngine::open(&DIALECTS).unwrap();
    for number in 0..300 {
        engine
            .execute(&format!("create table t{number} (id integer primary key, a text unique)"))
            .unwrap();
        engine.execute(&format!("create index i{number} on t{number} (a)")).unwrap();
    }
    let schema = engine.introspect().unwrap();
    assert_eq!(schema.tables.len(), 300);
    assert!(schema.tables.iter().all(|table| table.indexes.len() == 1 && table.uniques.len() == 1));
}

#[test]
fn a_settled_catalog_is_the_catalog() {
    let mut engine = engine(FIXTURE);
    let schema = engine.introspect().unwrap();
    assert_eq!(compare(&engine.settle(&schema).unwrap(), &schema), []);
}

#[test]
fn a_settled_design_has_the_spelling_of_the_catalog() {
    let mut engine = engine(&[
        "create table t (id INTEGER primary key, a text DEFAULT  (lower( 'X' )) collate nocase)",
    ]);
    let mut design = Table::new(QualifiedName::bare("t"));
    design.columns.push(Column::new("id", DataType::BigInt));
    design.columns.push(Column {
        nullable: true,
        default: Some(Expression::new("lower('X')")),
        collation: Some("nocase".into()),
        ..Column::new("a", DataType::Text)
    });
    design.primary_key = Some(PrimaryKey::new(vec!["id".into()]));
    let design = Schema { tables: vec![design], ..Schema::default() };
    let settled = engine.settle(&design).unwrap();
    let differences = compare(&settled, &engine.introspect().unwrap());
    assert!(differences.is_empty(), "{differences:?}");

    let mut wrong = design.clone();
    wrong.tables[0].columns[1].default = Some(Expression::new("upper('x')"));
    let differences = compare(&engine.settle(&wrong).unwrap(), &engine.introspect().unwrap());
    assert_eq!(differences.len(), 1);
    assert_eq!(differences[0].key, AtomKey::new(&QualifiedName::bare("t"), AtomKind::Default, "a"));
}

#[test]
fn plans_name_tables_indexes_and_conditions() {
    let mut engine = engine(FIXTURE);
    let request =
        |sql: &str| ExplainRequest { sql: sql.to_owned(), parameters: Vec::new(), namespace: None };
    let plan =
        engine.explain(&request("select email from person where email = ? and age > ?")).unwrap();
    let search = plan.plan.walk().find(|node| node.kind == "SEARCH").unwrap();
    assert_eq!(search.relation.as_deref(), Some("person"));
    assert_eq!(search.condition.as_deref(), Some("email=?"));
    assert_eq!(plan.result_columns[0].name, "email");
    let plan = engine.explain(&request("select name from person order by age limit :n")).unwrap();
    assert!(plan.plan.walk().any(|node| node.kind == "USE TEMP B-TREE FOR ORDER BY"));

    engine.execute("insert into place values ('kept', 1)").unwrap();
    engine.explain(&request("delete from place where region = ?")).unwrap();
    let count: i64 =
        engine.connection.query_row("select count(*) from place", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 1, "a query is never run");

    let (message, position) =
        refusal(engine.explain(&request("select emial from person")).unwrap_err());
    assert_eq!((message.as_str(), position), ("no such column: emial", Some(7)));
    let (message, _) =
        refusal(engine.explain(&request("select \"emial\" from person")).unwrap_err());
    assert!(message.starts_with("no such column"), "{message}");
}

#[test]
fn a_refused_statement_says_where() {
    let mut engine = engine(&[]);
    let (message, position) =
        refusal(engine.execute("create table t (a int,, b int)").unwrap_err());
    assert_eq!((message.as_str(), position), ("near \",\": syntax error", Some(22)));
    engine
        .execute("create table p (id int primary key); create table c (p int references p)")
        .unwrap();
    let (message, position) = refusal(engine.execute("insert into c values (1)").unwrap_err());
    assert_eq!((message.as_str(), position), ("FOREIGN KEY constraint failed", None));
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn files_are_read_and_never_written_to() {
    for mode in ["delete", "wal"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a b%?.db");
        let writer = Connection::open(&path).unwrap();
        writer.query_row(&format!("pragma journal_mode = {mode}"), [], |_| Ok(())).unwrap();
        writer.execute_batch("create table t (id integer primary key)").unwrap();
        writer.close().unwrap();

        let before = files(folder.path());
        let schema = read_file(&path, &DIALECTS, &mut |_| ()).unwrap().schema;
        assert_eq!(schema.tables.len(), 1, "{mode}");
        assert_eq!(files(folder.path()), before, "{mode}");
    }
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = |name: &str| {
        read_file(&folder.path().join(name), &DIALECTS, &mut |_| ()).unwrap_err().to_string()
    };
    assert!(refusal("missing.db").contains("No such file"), "{}", refusal("missing.db"));
    assert!(!folder.path().join("missing.db").exists());

    fs::write(folder.path().join("text.db"), "hello, I am no database".repeat(100)).unwrap();
    assert!(refusal("text.db").contains("it is not a SQLite database"), "{}", refusal("text.db"));
    assert!(refusal("").contains("it is a folder"));

    let mut torn = b"SQLite format 3\0".to_vec();
    torn.resize(4096, 0xff);
    fs::write(folder.path().join("torn.db"), torn).unwrap();
    assert!(refusal("torn.db").contains("help: it is damaged"), "{}", refusal("torn.db"));

    let path = folder.path().join("busy.db");
    let writer = Connection::open(&path).unwrap();
    writer.execute_batch("create table t (id int); begin exclusive").unwrap();
    assert!(
        refusal("busy.db").contains("help: another program is writing to it"),
        "{}",
        refusal("busy.db")
    );
    drop(writer);
    assert!(read_file(&path, &DIALECTS, &mut |_| ()).is_ok());
}
