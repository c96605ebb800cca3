use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::advise::cost::Planner;
use crate::engine::EngineError;
use crate::engine::postgres::Session;

/// Questions about one query.
const MOST_QUESTIONS: usize = 40;
/// All questions together, with getting ready for them: the whole advice is to take ten.
const LONGEST: Duration = Duration::from_secs(8);

/// A server's planner with the HypoPG extension, which lets it see indexes that are not there.
pub struct Hypothetical {
    session: Box<dyn Session>,
    /// The extension's schema, quoted.
    home: String,
    generic: Generic,
    /// Statements that would make the proposals.
    proposals: Vec<String>,
    queries: Vec<String>,
    asked: Vec<usize>,
    /// Bytes of each proposal that the extension can imitate.
    known: Vec<Option<f64>>,
    /// Proposals that stand at the moment, with the number and the name they were given.
    standing: BTreeMap<usize, (String, String)>,
    began: Instant,
}

/// How a plan without values for the parameters is had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Generic {
    /// `explain (generic_plan)`.
    Explained,
    /// By a prepared statement.
    Prepared,
}

impl Hypothetical {
    /// None where the extension is not installed in the database.
    pub(in crate::engine) fn new(
        mut session: Box<dyn Session>,
        proposals: Vec<String>,
        queries: Vec<String>,
    ) -> Result<Option<Hypothetical>, EngineError> {
        let found = session.rows(
            "select quote_ident(n.nspname), current_setting('server_version_num')
               from pg_extension e join pg_namespace n on n.oid = e.extnamespace
              where e.extname = 'hypopg'",
        )?;
        let Some([Some(home), Some(version)]) = found.first().map(Vec::as_slice) else {
            return Ok(None);
        };
        let generic = if version.parse::<u32>().unwrap_or(0) >= 160_000 {
            Generic::Explained
        } else {
            Generic::Prepared
        };
        session.run(&format!(
            "set default_transaction_read_only = on; set statement_timeout = '5s'; select {home}.hypopg_reset()"
        ))?;
        let mut planner = Hypothetical {
            home: home.clone(),
            generic,
            asked: vec![0; queries.len()],
            known: Vec::new(),
            standing: BTreeMap::new(),
            began: Instant::now(),
            session,
            proposals,
            queries,
        };
        planner.mirror()?;
        planner.sizes();
        Ok(Some(planner))
    }

    /// Twins of the real indexes: the extension prices its own a little cheaper, and a copy of a key
    /// would look like a gain.
    fn mirror(&mut self) -> Result<(), EngineError> {
        let definitions = self.session.rows(
            "select pg_get_indexdef(i.indexrelid)
               from pg_index i
               join pg_class c on c.oid = i.indexrelid
               join pg_am a on a.oid = c.relam
               join pg_namespace n on n.oid = c.relnamespace
              where a.amname = 'btree' and c.relkind = 'i' and i.indisvalid
                and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
              order by 1",
        )?;
        for definition in definitions.into_iter().flatten().flatten() {
            // One that the extension cannot imitate stays without a twin.
            let _ = self.create(&definition);
        }
        Ok(())
    }

    fn create(&mut self, statement: &str) -> Result<(String, String), EngineError> {
        let literal = statement.replace('\'', "''");
        let sql = format!(
            "select indexrelid::text, indexname from {}.hypopg_create_index('{literal}')",
            self.home
        );
        let rows = self.session.rows(&sql)?;
        match rows.into_iter().next().as_deref() {
            Some([Some(number), Some(name)]) => Ok((number.clone(), name.clone())),
            _ => Ok(Default::default()),
        }
    }

    /// Makes each proposal once for its size; they are removed again.
    fn sizes(&mut self) {
        for place in 0..self.proposals.len() {
            let statement = self.proposals[place].clone();
            let bytes = self.create(&statement).ok().and_then(|(number, _)| {
                let home = &self.home;
                let sql = format!(
                    "select {home}.hypopg_relation_size({number})::text, {home}.hypopg_drop_index({number})::text"
                );
                let rows = self.session.rows(&sql).ok()?;
                rows.first()?.first()?.as_deref()?.parse().ok()
            });
            self.known.push(bytes);
        }
    }

    /// Makes exactly these proposals stand.
    fn stand(&mut self, places: &[usize]) -> Result<(), EngineError> {
        let gone: Vec<usize> =
            self.standing.keys().copied().filter(|place| !places.contains(place)).collect();
        for place in gone {
            if let Some((number, _)) = self.standing.remove(&place) {
                let sql = format!("select {}.hypopg_drop_index({number})", self.home);
                self.session.run(&sql)?;
            }
        }
        for place in places {
            if !self.standing.contains_key(place) && self.known[*place].is_some() {
                let statement = self.proposals[*place].clone();
                let made = self.create(&statement)?;
                self.standing.insert(*place, made);
            }
        }
        Ok(())
    }

    fn plan(&mut self, query: usize) -> Result<Vec<Vec<Option<String>>>, EngineError> {
        let sql = &self.queries[query];
        if !sql.contains('$') {
            return self.session.rows(&format!("explain (format json) {sql}"));
        }
        match self.generic {
            Generic::Explained => {
                self.session.rows(&format!("explain (format json, generic_plan) {sql}"))
            }
            Generic::Prepared => {
                let name = "schemagen_advice";
                let _ = self.session.run(&format!("deallocate {name}"));
                self.session.run(&format!(
                    "set plan_cache_mode = force_generic_plan; prepare {name} as {sql}"
                ))?;
                let count = self.session.rows(&format!(
                    "select coalesce(array_length(parameter_types, 1), 0)::text
                       from pg_prepared_statements where name = '{name}'"
                ))?;
                let count: usize = count
                    .first()
                    .and_then(|row| row.first()?.as_deref()?.parse().ok())
                    .unwrap_or(0);
                let values = vec!["null"; count].join(", ");
                let values = if values.is_empty() { values } else { format!("({values})") };
                self.session.rows(&format!("explain (format json) execute {name}{values}"))
            }
        }
    }
}

impl Planner for Hypothetical {
    fn price(&mut self, query: usize, proposals: &[usize]) -> Option<(f64, Vec<usize>)> {
        if self.questions_left(query) == 0 {
            return None;
        }
        self.asked[query] += 1;
        self.stand(proposals).ok()?;
        let rows = self.plan(query).ok()?;
        let text: String = rows.into_iter().flatten().flatten().collect();
        let plan: Value = serde_json::from_str(&text).ok()?;
        let root = plan.get(0)?.get("Plan")?;
        let cost = root.get("Total Cost")?.as_f64()?;
        let mut names = Vec::new();
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            names.extend(node.get("Index Name").and_then(Value::as_str));
            open.extend(node.get("Plans").and_then(Value::as_array).into_iter().flatten());
        }
        let used = self.standing.iter().filter(|(_, (_, name))| names.contains(&name.as_str()));
        Some((cost, used.map(|(place, _)| *place).collect()))
    }

    fn bytes(&mut self, proposal: usize) -> Option<f64> {
        self.known.get(proposal).copied().flatten()
    }

    fn questions_left(&self, query: usize) -> usize {
        if self.began.elapsed() > LONGEST {
            return 0;
        }
        MOST_QUESTIONS.saturating_sub(self.asked.get(query).copied().unwrap_or(MOST_QUESTIONS))
    }
}
