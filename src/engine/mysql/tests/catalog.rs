//! A rich schema, made by hand-written DDL and read back piece by piece.

use super::*;
use crate::engine::Engine;
use crate::schema::{
    Bound, BoundValue, DataType, Expression, ForeignKey, GeneratedStorage, Grant, IdentityMode,
    Index, IndexPart, IndexTarget, ObjectRef, Partition, PartitionKey, PartitionStrategy,
    Partitioning, PrimaryKey, Privilege, ReferentialAction, Role, SortOrder, UniqueConstraint,
};

pub(super) const BOTH: &[&str] = &[
    "create table person (
       id bigint unsigned not null auto_increment,
       email varchar(200) not null default 'it''s \\\\ \"x\" é',
       mood enum('a','b''c') not null default 'a',
       price decimal(10,2) not null default 0.00,
       count_ int default -5,
       active boolean not null default true,
       flags bit(3) default b'101',
       made datetime(3) not null default current_timestamp(3) on update current_timestamp(3),
       seen timestamp(6) null default current_timestamp(6),
       born date default '2020-01-01',
       due date default (curdate() + interval 1 day),
       data json,
       note text comment 'it''s',
       twice int as (count_ * 2) virtual,
       shout varchar(210) generated always as (concat(email, 'x')) stored,
       hidden int default 3 invisible,
       latin varchar(10) character set latin1 collate latin1_swedish_ci,
       exact varchar(10) collate utf8mb4_bin,
       primary key (id),
       unique key one_email (email),
       unique key by_start (email(5), count_ desc),
       key mixed (count_ desc, email(7)),
       fulltext key words (note),
       key commented (born) comment 'idx',
       constraint positive check (count_ > 0 and email <> 'é\\\\'),
       constraint priced check (price >= 0)
     ) comment = 'people''s'",
    "create table pet (
       id int not null,
       owner bigint unsigned,
       parent int,
       primary key (id),
       key by_owner (owner),
       key by_parent (parent),
       constraint owned foreign key (owner) references person (id) on delete set null on update cascade,
       constraint born_of foreign key (parent) references pet (id)
     )",
    "create table place (id int not null primary key, spot point not null, spatial index near (spot)) engine = InnoDB",
    "create table old (id int not null primary key, s varchar(20)) engine = MyISAM default charset = latin1 row_format = fixed",
    "create table by_time (id int not null, at datetime(6) not null, primary key (id, at))
       partition by range columns (at) (
         partition p2025 values less than ('2026-01-01'),
         partition p2026 values less than ('2027-01-01') comment = 'now',
         partition later values less than (maxvalue))",
    "create table by_day (id int not null, at date not null, primary key (id, at))
       partition by range (to_days(at)) subpartition by hash (id) subpartitions 2 (
         partition a values less than (737791),
         partition b values less than maxvalue)",
    "create table by_region (id int, region varchar(10))
       partition by list columns (region) (
         partition north values in ('n', 'é'), partition none_ values in (null, 's'))",
    "create table by_pair (a int, b int) partition by list columns (a, b) (partition p values in ((1,2),(3,4)))",
    "create table by_hash (id int not null primary key) partition by hash (id) partitions 2",
    "create table by_key (id int not null primary key) partition by key () partitions 2",
    "create view grown as select id, email as mail from person where count_ > 18",
    "create view checked as select id from pet where id > 3 with cascaded check option",
    "create sql security invoker view named (n, total) as select p.owner, count(*) from pet p group by p.owner",
    "create trigger fill before insert on pet for each row set new.parent = coalesce(new.parent, new.id)",
    "create function plus_one(n int) returns int deterministic return n + 1",
    "create procedure both_ways(in a int, inout b varchar(10)) comment 'hey' begin set b = concat(b, a); end",
    "create event nightly on schedule every 1 day do delete from pet where id < 0",
    "create database billing character set utf8mb4",
    "create table billing.invoice (id int not null primary key, origin int,
       key by_origin (origin), constraint corrects foreign key (origin) references invoice (id))",
    "create table paid (id int not null primary key, constraint pays foreign key (id) references billing.invoice (id))",
    "create role reader",
    "create user app identified by 'secret'",
    "grant reader to app",
    "grant select, insert on pet to reader",
    "grant update (owner, parent) on pet to app with grant option",
    "grant select on billing.* to reader",
];

pub(super) const MYSQL: &[&str] = &["create table special (
       id int not null primary key,
       s varchar(20),
       j json default (json_object('a', 'é')),
       t text default ('x'),
       u binary(16) not null default (uuid_to_bin(uuid())),
       key by_lower ((lower(s)) desc, (id + 1), s),
       unique key once ((upper(s))),
       key unseen (s) invisible,
       constraint loose check (id > 0) not enforced
     )"];

pub(super) const MARIADB: &[&str] = &[
    "create table special (
       id int not null primary key,
       s varchar(20),
       j json default '{}',
       k longtext check (json_valid(s)),
       t text default 'x',
       u uuid not null default uuid(),
       long_key text,
       small text compressed,
       unique key once (long_key),
       key unseen (s) ignored
     )",
    "create sequence numbers start with 5 increment by 2 minvalue 1 maxvalue 100 cache 7 cycle",
    "create sequence plain",
    "create table numbered (id bigint not null default nextval(plain) primary key)",
    "create table kept (id int not null primary key) with system versioning",
    "create table by_rest (r varchar(10)) partition by list columns (r) (
       partition a values in ('a'), partition rest default)",
];

pub(super) fn statements(family: Family) -> impl Iterator<Item = &'static str> {
    let own = match family {
        Family::MySql => MYSQL,
        Family::MariaDb => MARIADB,
    };
    BOTH.iter().chain(own).copied()
}

#[test]
fn a_rich_schema_comes_back() {
    for family in FAMILIES {
        let schema = engine(family, statements(family)).introspect().unwrap();
        assert!(!format!("{schema:?}").contains("schemagen_scratch"), "{schema:?}");
        columns(family, &schema);
        constraints(&schema);
        indexes(&schema);
        partitions(family, &schema);
        views(family, &schema);
        routines(&schema);
        access(&schema);
        match family {
            Family::MySql => special_to_mysql(&schema),
            Family::MariaDb => special_to_mariadb(&schema),
        }
    }
}

fn columns(family: Family, schema: &Schema) {
    let person = table(schema, "person");
    assert_eq!(person.comment.as_deref(), Some("people's"));
    assert!(person.options.is_empty(), "{:?}", person.options);
    let names: Vec<_> = person.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names[..4], ["id", "email", "mood", "price"]);

    let column = |name: &str| person.column(name).unwrap();
    let default =
        |name: &str| column(name).default.as_ref().map_or("-", Expression::text).to_owned();
    assert_eq!(
        column("id").identity.as_ref().map(|identity| identity.mode),
        Some(IdentityMode::ByDefault)
    );
    assert_eq!(column("id").data_type, DataType::native("bigint unsigned"));
    assert!(!column("id").nullable && column("count_").nullable);
    assert_eq!(default("id"), "-");
    assert_eq!(default("email"), r#"'it''s \\ "x" é'"#);
    assert_eq!(
        (default("mood"), &column("mood").data_type),
        ("'a'".into(), &DataType::native("enum('a','b''c')"))
    );
    assert_eq!(
        (default("price"), default("count_"), default("active")),
        ("0".into(), "-5".into(), "1".into())
    );
    assert_eq!(column("active").data_type, DataType::Boolean);
    assert_eq!(default("flags"), "b'101'");
    assert_eq!(default("made"), "current_timestamp(3)");
    assert_eq!(column("made").on_update, Some(Expression::new("current_timestamp(3)")));
    assert_eq!(column("made").data_type, DataType::Timestamp { precision: Some(3) });
    assert_eq!(
        (default("seen"), default("born")),
        ("current_timestamp(6)".into(), "'2020-01-01'".into())
    );
    assert_eq!(default("due"), "curdate() + interval 1 day");
    assert_eq!(
        (&column("data").data_type, column("data").collation.as_deref()),
        (&DataType::Json, None)
    );
    assert_eq!((default("note"), column("note").comment.as_deref()), ("-".into(), Some("it's")));
    let generated = |name: &str| column(name).generated.clone().unwrap();
    assert_eq!(generated("twice").expression.text(), "`count_` * 2");
    assert_eq!(generated("twice").storage, GeneratedStorage::Virtual);
    assert_eq!(generated("shout").expression.text(), "concat(`email`,'x')");
    assert_eq!(generated("shout").storage, GeneratedStorage::Stored);
    assert!(column("hidden").invisible && !column("twice").invisible);
    assert_eq!(column("latin").collation.as_deref(), Some("latin1_swedish_ci"));
    assert_eq!(column("latin").options.get("charset").map(String::as_str), Some("latin1"));
    assert_eq!(
        (column("exact").collation.as_deref(), column("exact").options.is_empty()),
        (Some("utf8mb4_bin"), true)
    );
    assert_eq!(column("email").collation, None, "{family:?}");

    let old = table(schema, "old");
    let options: Vec<_> =
        old.options.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(
        options,
        ["engine=MyISAM", "charset=latin1", "collation=latin1_swedish_ci", "row_format=fixed"]
    );
    assert_eq!(old.column("s").unwrap().collation, None, "it is the table's");
}

fn constraints(schema: &Schema) {
    let person = table(schema, "person");
    assert_eq!(person.primary_key, Some(PrimaryKey::new(vec!["id".into()])));
    assert_eq!(
        person.uniques,
        [UniqueConstraint::new(Some("one_email".into()), vec!["email".into()])]
    );
    let checks: Vec<_> = person
        .checks
        .iter()
        .map(|check| (check.name.as_deref().unwrap(), check.expression.text()))
        .collect();
    assert_eq!(checks.len(), 2, "the check of a json column is its type: {checks:?}");
    let text = |name: &str| {
        checks.iter().find(|(known, _)| *known == name).unwrap().1.replace(['(', ')'], "")
    };
    assert_eq!(text("positive"), r"`count_` > 0 and `email` <> 'é\\'");
    assert_eq!(text("priced"), "`price` >= 0");

    let key = |name: &str, column: &str, to: &str| ForeignKey {
        name: Some(name.into()),
        ..ForeignKey::new(vec![column.into()], QualifiedName::bare(to), vec!["id".into()])
    };
    let owned = ForeignKey {
        on_delete: ReferentialAction::SetNull,
        on_update: ReferentialAction::Cascade,
        ..key("owned", "owner", "person")
    };
    assert_eq!(table(schema, "pet").foreign_keys, [key("born_of", "parent", "pet"), owned]);

    let invoice = schema.table(&QualifiedName::new(Some("billing"), "invoice")).unwrap();
    let there = QualifiedName::new(Some("billing"), "invoice");
    let corrects = ForeignKey { references: there.clone(), ..key("corrects", "origin", "") };
    assert_eq!(invoice.foreign_keys, [corrects]);
    assert_eq!(
        table(schema, "paid").foreign_keys,
        [ForeignKey { references: there, ..key("pays", "id", "") }]
    );
    assert_eq!(
        schema.namespaces.iter().map(|namespace| namespace.name.as_str()).collect::<Vec<_>>(),
        ["billing"]
    );
}

fn indexes(schema: &Schema) {
    let descending =
        |name: &str| IndexPart { order: SortOrder::Descending, ..IndexPart::column(name) };
    let prefix = |name: &str, prefix| IndexPart { prefix: Some(prefix), ..IndexPart::column(name) };
    let index = |name: &str, parts| Index::new(Some(name.to_owned()), parts);
    assert_eq!(
        table(schema, "person").indexes,
        [
            Index {
                unique: true,
                ..index("by_start", vec![prefix("email", 5), descending("count_")])
            },
            index("mixed", vec![descending("count_"), prefix("email", 7)]),
            Index {
                comment: Some("idx".into()),
                ..index("commented", vec![IndexPart::column("born")])
            },
            Index {
                method: Some("fulltext".into()),
                ..index("words", vec![IndexPart::column("note")])
            },
        ]
    );
    let near =
        Index { method: Some("spatial".into()), ..index("near", vec![IndexPart::column("spot")]) };
    assert_eq!(table(schema, "place").indexes, [near]);
}

fn partitions(family: Family, schema: &Schema) {
    let value = |text: &str| BoundValue::Value(Expression::new(text));
    let range = |from: BoundValue, to: BoundValue| Bound::Range { from: vec![from], to: vec![to] };
    let part = |name: &str, bound| Partition::new(QualifiedName::bare(name), bound);
    let of = |name: &str| table(schema, name).partitioning.clone().unwrap();
    let by_columns = |strategy, columns: &[&str], partitions| Partitioning {
        strategy,
        keys: columns.iter().map(|name| PartitionKey::column(*name)).collect(),
        partitions,
    };

    let now = range(value("'2026-01-01'"), value("'2027-01-01'"));
    let mut by_time = by_columns(
        PartitionStrategy::Range,
        &["at"],
        vec![
            part("p2025", range(BoundValue::Minimum, value("'2026-01-01'"))),
            Partition { comment: Some("now".into()), ..part("p2026", now) },
            part("later", range(value("'2027-01-01'"), BoundValue::Maximum)),
        ],
    );
    let found = of("by_time");
    // The comments of partitions are in MySQL's catalog and in MariaDB's alike.
    by_time.partitions[1].comment = found.partitions[1].comment.clone();
    assert_eq!(found, by_time);
    assert_eq!(found.partitions[1].comment.as_deref(), Some("now"), "{family:?}");

    let by_day = of("by_day");
    let IndexTarget::Expression(key) = &by_day.keys[0].target else { panic!("{by_day:?}") };
    assert_eq!(key.text(), "to_days(`at`)");
    let sub = by_day.partitions[0].partitioning.as_deref().unwrap();
    let hash = |remainder| Bound::Hash { modulus: 2, remainder };
    let expected = vec![part("asp0", hash(0)), part("asp1", hash(1))];
    assert_eq!(*sub, by_columns(PartitionStrategy::Hash, &["id"], expected));
    assert_eq!(by_day.partitions[1].bound, range(value("737791"), BoundValue::Maximum));

    let list = |values: &[BoundValue]| Bound::List { values: values.to_vec() };
    let north = list(&[value("'n'"), value("'é'")]);
    let none = list(&[BoundValue::Null, value("'s'")]);
    assert_eq!(
        of("by_region"),
        by_columns(
            PartitionStrategy::List,
            &["region"],
            vec![part("north", north), part("none_", none)]
        )
    );
    let pairs = list(&[value("(1,2)"), value("(3,4)")]);
    assert_eq!(
        of("by_pair"),
        by_columns(PartitionStrategy::List, &["a", "b"], vec![part("p", pairs)])
    );
    let halves = || vec![part("p0", hash(0)), part("p1", hash(1))];
    assert_eq!(of("by_hash"), by_columns(PartitionStrategy::Hash, &["id"], halves()));
    assert_eq!(of("by_key"), by_columns(PartitionStrategy::Key, &["id"], halves()));
}

fn views(family: Family, schema: &Schema) {
    let view = |name: &str| schema.views.iter().find(|view| view.name.name == name).unwrap();
    let text = |name: &str| view(name).query.text().replace(['(', ')'], "");
    assert_eq!(
        text("grown"),
        "select `person`.`id` AS `id`,`person`.`email` AS `mail` from `person` where `person`.`count_` > 18"
    );
    assert!(view("grown").columns.is_empty() && view("grown").options.is_empty());
    assert_eq!(view("checked").options.get("check_option").map(String::as_str), Some("cascaded"));
    let named = view("named");
    assert_eq!(named.options.get("sql_security").map(String::as_str), Some("invoker"));
    match family {
        Family::MySql => assert_eq!(named.columns, ["n", "total"]),
        Family::MariaDb => {
            assert!(named.columns.is_empty() && named.query.text().contains("AS `total`"))
        }
    }
}

fn routines(schema: &Schema) {
    let triggers = &table(schema, "pet").triggers;
    assert_eq!(triggers.len(), 1);
    // MariaDB keeps the head as it was written, MySQL spells it anew.
    assert_eq!(
        triggers[0].definition.replace('`', "").to_lowercase(),
        "create trigger fill before insert on pet for each row set new.parent = coalesce(new.parent, new.id)"
    );
    let definition = |name: &str| {
        let routine = schema.routines.iter().find(|routine| routine.name.name == name).unwrap();
        routine.definition.replace("int(11)", "int")
    };
    assert_eq!(
        definition("plus_one"),
        "CREATE FUNCTION `plus_one`(n int) RETURNS int\n    DETERMINISTIC\nreturn n + 1"
    );
    assert_eq!(
        definition("both_ways"),
        "CREATE PROCEDURE `both_ways`(in a int, inout b varchar(10))\n    COMMENT 'hey'\nbegin set b = concat(b, a); end"
    );
    let event = schema.others.iter().find(|other| other.kind == "event").unwrap();
    assert_eq!(event.name, QualifiedName::bare("nightly"));
    let [made] = event.statements.as_slice() else { panic!("{:?}", event.statements) };
    assert!(made.starts_with("CREATE EVENT `nightly` ON SCHEDULE EVERY 1 DAY"), "{made}");
}

fn access(schema: &Schema) {
    let role = |name: &str, login, member_of: &[&str]| Role {
        name: name.to_owned(),
        login,
        member_of: member_of.iter().map(|name| (*name).to_owned()).collect(),
        comment: None,
    };
    assert_eq!(schema.roles, [role("app", true, &["reader"]), role("reader", false, &[])]);
    let grant = |privilege, on: ObjectRef, to: &str| Grant {
        privilege,
        columns: Vec::new(),
        on,
        to: to.to_owned(),
        grantable: false,
    };
    let pet = || ObjectRef::Table(QualifiedName::bare("pet"));
    let columns = vec!["owner".to_owned(), "parent".to_owned()];
    for expected in [
        grant(Privilege::Select, pet(), "reader"),
        grant(Privilege::Insert, pet(), "reader"),
        grant(Privilege::Select, ObjectRef::Namespace("billing".into()), "reader"),
        Grant { columns, grantable: true, ..grant(Privilege::Update, pet(), "app") },
    ] {
        assert!(schema.grants.contains(&expected), "{expected:?} is not in {:?}", schema.grants);
    }
    assert_eq!(schema.grants.len(), 4, "{:?}", schema.grants);
}

fn special_to_mysql(schema: &Schema) {
    let special = table(schema, "special");
    let default = |name: &str| special.column(name).unwrap().default.as_ref().unwrap().text();
    assert_eq!(default("j"), "json_object('a','é')");
    assert_eq!(default("t"), "'x'");
    assert_eq!(default("u"), "uuid_to_bin(uuid())");
    let expression = |text: &str| IndexPart::new(IndexTarget::Expression(Expression::new(text)));
    let lower = IndexPart { order: SortOrder::Descending, ..expression("lower(`s`)") };
    let index = |name: &str, parts| Index::new(Some(name.to_owned()), parts);
    assert_eq!(
        special.indexes,
        [
            Index { unique: true, ..index("once", vec![expression("upper(`s`)")]) },
            Index { invisible: true, ..index("unseen", vec![IndexPart::column("s")]) },
            index("by_lower", vec![lower, expression("`id` + 1"), IndexPart::column("s")]),
        ]
    );
    assert!(special.checks.len() == 1 && special.checks[0].not_enforced);
}

fn special_to_mariadb(schema: &Schema) {
    let special = table(schema, "special");
    let column = |name: &str| special.column(name).unwrap();
    assert_eq!(column("j").data_type, DataType::Json);
    assert_eq!(column("j").default, Some(Expression::new("'{}'")));
    assert_eq!(column("u").data_type, DataType::Uuid);
    assert_eq!(column("k").data_type, DataType::Text, "the check is about another column");
    assert_eq!(special.checks.len(), 1);
    assert_eq!(column("small").options.get("compressed").map(String::as_str), Some("true"));
    assert_eq!(
        special.uniques,
        [UniqueConstraint::new(Some("once".into()), vec!["long_key".into()])]
    );
    assert!(special.indexes.len() == 1 && special.indexes[0].invisible);

    let sequence =
        |name: &str| schema.sequences.iter().find(|sequence| sequence.name.name == name).unwrap();
    let options = &sequence("numbers").options;
    assert_eq!((options.start, options.increment, options.minimum), (Some(5), Some(2), None));
    assert_eq!((options.maximum, options.cache, options.cycle), (Some(100), Some(7), true));
    assert!(sequence("plain").options.is_default());
    let id = table(schema, "numbered").column("id").unwrap();
    assert_eq!(id.default, Some(Expression::new("nextval(`plain`)")));
    assert_eq!(table(schema, "kept").options["system_versioning"], "true");
    let rest = table(schema, "by_rest").partitioning.as_ref().unwrap();
    assert_eq!(rest.partitions[1].bound, Bound::Default);
}
