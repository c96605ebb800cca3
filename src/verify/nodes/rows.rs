//! Whether rows that go in through the coordinator lie where they belong.

use super::NodesClaim;
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::emit::{self, COORDINATOR};
use crate::engine::{Engine, EngineError, EngineInfo};
use crate::rows::{ATTEMPTS, Rows};
use crate::schema::{Placement, QualifiedName, Table};
use crate::verify::rules::{ROWS_APART, ROWS_UNMADE};
use crate::verify::{Outcome, Proof, ProofKind};

/// Enough that every shard gets some.
const ROWS: usize = 24;

/// Rows of every table, counted on the shards, on the coordinator, and key by key.
pub(super) fn prove(
    engines: &mut [Box<dyn Engine + '_>],
    claim: &NodesClaim<'_>,
    info: &EngineInfo,
    findings: &mut Vec<Diagnostic>,
) -> Result<Proof, EngineError> {
    let schema = &claim.physical.schema;
    let mut rows = Rows::new(schema, claim.dialect);
    let mut look = Look { engines, claim, findings, checked: 0, wrong: 0, unmade: 0 };
    for table in rows.tables() {
        let (mut again, mut why) = (None, None);
        for number in 0..ROWS {
            for attempt in 0..ATTEMPTS {
                let Some(row) = rows.row(table, number, attempt) else { break };
                match look.coordinator().execute(&row.sql) {
                    Ok(()) => {
                        again = Some(row.sql.clone());
                        rows.keep(table, row);
                        break;
                    }
                    Err(error) => why = Some(error.to_string()),
                }
            }
        }
        let Some(again) = again else {
            look.unmade(table, why.as_deref());
            continue;
        };
        match &table.placement {
            Some(Placement::Distributed { column, .. }) => {
                look.spread(table, column)?;
                // The very row that is there: its key is written out in it.
                let written = |name: &String| {
                    table.column(name).is_some_and(|column| column.identity.is_none())
                };
                let key = table.primary_key.as_ref();
                if key.is_some_and(|key| key.columns.iter().all(written)) {
                    look.refused(table, &again);
                }
            }
            Some(Placement::Reference) => look.copied(table)?,
            _ => {}
        }
    }
    let Look { checked, wrong, unmade, .. } = look;
    let outcome = match (wrong, unmade) {
        (0, 0) => Outcome::Proven { checked },
        (0, doubted) => Outcome::Doubted { checked, doubted },
        _ => Outcome::Failed { checked, applied: true, differences: Vec::new() },
    };
    Ok(Proof::new(ProofKind::Rows, info, outcome))
}

struct Look<'l, 'e, 'c> {
    engines: &'l mut [Box<dyn Engine + 'e>],
    claim: &'l NodesClaim<'c>,
    findings: &'l mut Vec<Diagnostic>,
    /// Rows that were found where they belong.
    checked: usize,
    wrong: usize,
    /// Tables that no row could be made for.
    unmade: usize,
}

impl Look<'_, '_, '_> {
    fn coordinator(&mut self) -> &mut dyn Engine {
        let last = self.engines.len() - 1;
        self.engines[last].as_mut()
    }

    fn name(&self, table: &QualifiedName) -> String {
        self.claim.dialect.qualified(table)
    }

    /// Every shard has what the coordinator sees of it, and each key's rows are found by the key.
    fn spread(&mut self, table: &Table, column: &str) -> Result<(), EngineError> {
        let name = self.name(&table.name);
        let key = self.claim.dialect.quote(column);
        let all = number(self.coordinator(), &format!("select count(*) from {name}"))?;
        let mut found = 0;
        for (shard, place) in self.claim.shards() {
            let of_table = self.claim.nodes[place].schema.table(&table.name).is_some();
            if !of_table {
                continue;
            }
            let keys = self.engines[place].rows(&format!(
                "select {key}, count(*) from {name} group by {key} order by {key}"
            ))?;
            let here: usize = keys.iter().map(|row| count(row, 1)).sum();
            let link = emit::link_name(&table.name, shard, self.claim.dialect);
            let part = match self.claim.dialect.has(Capability::PartitionsAsTables) {
                true => self.name(&link),
                false => format!("{name} partition (shard_{shard})"),
            };
            let seen = number(self.coordinator(), &format!("select count(*) from {part}"))?;
            if seen != here {
                self.say(table, format!("shard_{shard} has {here} of its rows, and the {COORDINATOR} sees {seen} there"));
            }
            for row in &keys {
                let Some(Some(value)) = row.first() else { continue };
                let literal = self.claim.dialect.string_literal(value);
                let sql = format!("select count(*) from {name} where {key} = {literal}");
                let by_key = number(self.coordinator(), &sql)?;
                if by_key == count(row, 1) {
                    self.checked += by_key;
                } else {
                    self.say(
                        table,
                        format!(
                            "of {} rows of key {value} on shard_{shard} the key leads to {by_key}",
                            count(row, 1)
                        ),
                    );
                }
            }
            found += here;
        }
        if found != all {
            self.say(table, format!("the shards have {found} of {all} rows"));
        }
        Ok(())
    }

    fn copied(&mut self, table: &Table) -> Result<(), EngineError> {
        let keys: Vec<String> = table
            .primary_key
            .iter()
            .flat_map(|key| &key.columns)
            .map(|column| self.claim.dialect.quote(column))
            .collect();
        let columns: Vec<String> =
            table.columns.iter().map(|column| self.claim.dialect.quote(&column.name)).collect();
        let sql = format!(
            "select {} from {} order by {}",
            columns.join(", "),
            self.name(&table.name),
            keys.join(", ")
        );
        let original = self.coordinator().rows(&sql)?;
        for (shard, place) in self.claim.shards() {
            let copy = self.engines[place].rows(&sql)?;
            if copy == original {
                self.checked += copy.len();
            } else {
                self.say(table, format!("its copy on shard_{shard} is another"));
            }
        }
        Ok(())
    }

    /// The keys are the shards', and hold for who writes through the coordinator.
    fn refused(&mut self, table: &Table, again: &str) {
        if self.coordinator().execute(again).is_ok() {
            self.say(table, "a row with a key that is there is taken once more".to_owned());
        }
    }

    fn unmade(&mut self, table: &Table, why: Option<&str>) {
        if table.placement.is_none() {
            return;
        }
        self.unmade += 1;
        let span = self.claim.design.entities.get(&table.name).map(|facts| facts.span);
        let message = format!(
            "no row of `{}` could be made up, so nothing is known of its shards",
            table.name
        );
        let why =
            why.and_then(|why| why.lines().next()).unwrap_or("a table that it refers to has none");
        self.findings
            .push(Diagnostic::new(&ROWS_UNMADE, message).at_some(span, "").note(why.to_owned()));
    }

    fn say(&mut self, table: &Table, what: String) {
        self.wrong += 1;
        let span = self.claim.design.entities.get(&table.name).map(|facts| facts.span);
        let finding = Diagnostic::new(&ROWS_APART, format!("`{}`: {what}", table.name))
            .at_some(span, "")
            .help("if the design is right, this is a bug in schemagen: please report it with the entity above");
        self.findings.push(finding);
    }
}

fn count(row: &[Option<String>], place: usize) -> usize {
    row.get(place).and_then(Option::as_deref).and_then(|text| text.parse().ok()).unwrap_or_default()
}

fn number(engine: &mut dyn Engine, sql: &str) -> Result<usize, EngineError> {
    Ok(engine.rows(sql)?.first().map(|row| count(row, 0)).unwrap_or_default())
}
