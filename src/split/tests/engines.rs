use super::{Case, DIALECTS, Direction, case};
use crate::dialect::{Dialect, Version};
use crate::emit::emit;
use crate::engine::{self, Engine, EngineSpec};
use crate::normal::rewrite::Form;
use crate::schema::compare;

/// The servers on which splits are proven.
pub const ENGINES: [&str; 4] = ["embedded", "local:mysql", "local:mariadb", "sqlite"];

/// A scratch database that holds a design, and the split of one of its entities.
pub struct Stage {
    pub engine: Box<dyn Engine>,
    pub case: Case,
    version: Version,
}

impl Stage {
    pub fn new(name: &str, text: &str, entity: &str, form: Form) -> Stage {
        let spec: EngineSpec = name.parse().unwrap();
        let engine = engine::open(&spec, &DIALECTS).unwrap_or_else(|error| {
            panic!("{error}\nThis test needs real servers: run scripts/test, which installs them.")
        });
        let version = engine.info().version;
        let dialect = DIALECTS.at(&engine.info().dialect, Some(version)).unwrap();
        let case = case(text, entity, form, dialect);
        let mut stage = Stage { engine, case, version };
        let statements = emit(&stage.case.old, dialect).unwrap();
        for statement in statements {
            stage.run(&statement.sql);
        }
        stage
    }

    pub fn dialect(&self) -> Dialect<'static> {
        DIALECTS.at(&self.engine.info().dialect, Some(self.version)).unwrap()
    }

    pub fn run(&mut self, sql: &str) {
        let label = self.engine.info().label.clone();
        self.engine.execute(sql).unwrap_or_else(|error| panic!("{label}: {error}\n{sql}"));
    }

    /// Runs the steps; the error of the first that is refused. A transaction ends either way.
    pub fn go(&mut self, direction: Direction) -> Result<(), String> {
        for step in self.case.moves.steps(direction, self.dialect()) {
            if let Err(error) = self.engine.execute(&step.sql) {
                let _ = self.engine.execute("rollback");
                return Err(format!("{error:?}\n{}", step.sql));
            }
        }
        Ok(())
    }

    /// Nothing, or the server refuses the insert: a portable way to say that rows must be none.
    pub fn expect_none(&mut self, query: &str) {
        self.run("create table must_be_empty (a int not null)");
        self.run(&format!("insert into must_be_empty select null from ({query}) as found"));
        self.run("drop table must_be_empty");
    }

    /// Whether two queries give the same rows, each as often.
    pub fn expect_same(&mut self, one: &str, other: &str) {
        let missing = |one: &str, other: &str| {
            format!("select * from ({one}) as a except select * from ({other}) as b")
        };
        self.expect_none(&missing(one, other));
        self.expect_none(&missing(other, one));
        self.expect_none(&format!(
            "select 1 as n where (select count(*) from ({one}) as a) <> (select count(*) from ({other}) as b)"
        ));
    }

    /// Whether the catalog is that of the physical schema.
    pub fn expect_schema(&mut self, after: bool) {
        let expected = if after { &self.case.new } else { &self.case.old };
        let settled = self.engine.settle(expected).unwrap();
        let found = self.engine.introspect().unwrap();
        let differences = compare(&settled, &found);
        assert!(differences.is_empty(), "{}: {differences:#?}", self.engine.info().label);
    }
}
