//! How a server is to go about a change, said in the statement: it refuses where it cannot, instead of
//! doing what takes long.
//!
//! What to say first is told from the dialect's data. A rehearsal that is refused says the next weaker.

use super::Step;
use crate::dialect::Dialect;
use crate::hazard::{Action, Classified, Kind, classify};
use crate::schema::Schema;

/// What a statement says, from the quickest to what every server can.
const STRENGTHS: [(&str, &str); 5] =
    [("instant", ""), ("inplace", "none"), ("inplace", "shared"), ("copy", "shared"), ("", "")];

/// How a step's statement says what is expected of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The statement without it.
    bare: String,
    strength: usize,
    /// It stands before the change: behind a change of partitions nothing else may stand.
    leads: bool,
}

impl Stated {
    fn sql(&self) -> String {
        let clause = match STRENGTHS.get(self.strength) {
            None | Some(("", _)) => return self.bare.clone(),
            Some((algorithm, "")) => format!("algorithm = {algorithm}"),
            Some((algorithm, lock)) => format!("algorithm = {algorithm}, lock = {lock}"),
        };
        match self.bare.split_once('\n').filter(|_| self.leads) {
            Some((table, change)) => format!("{table}\n  {clause},\n{change}"),
            None => format!("{},\n  {clause}", self.bare),
        }
    }

    /// Whether rows are copied while writers wait.
    pub fn copies(&self) -> bool {
        STRENGTHS.get(self.strength).is_some_and(|(algorithm, _)| *algorithm == "copy")
    }
}

impl Step {
    /// Leaves it to the server again.
    pub fn say_nothing(&mut self) {
        if let Some(stated) = self.stated.take() {
            self.statement.sql.clone_from(&stated.bare);
            self.sql = stated.bare;
        }
    }

    /// Names the tools that do the same while rows are written, where the server would copy them.
    pub fn name_tool(&mut self) {
        let stated = self.stated.as_ref().filter(|stated| stated.copies() && !stated.leads);
        let Some(stated) = stated else { return };
        let table = &self.statement.object.object;
        let Some((_, clauses)) = stated.bare.split_once('\n') else { return };
        let clauses = clauses.split_whitespace().collect::<Vec<_>>().join(" ");
        let clauses = clauses.replace('\'', "'\\''");
        let namespace = table.namespace.as_deref();
        let database = namespace.map(|name| format!(" --database='{name}'")).unwrap_or_default();
        let place = namespace.map(|name| format!("D={name},")).unwrap_or_default();
        let table = &table.name;
        self.hand_over = vec![
            format!(
                "gh-ost{database} --table='{table}' --alter='{clauses}' --max-lag-millis=1500 --chunk-size=1000 \
                 --execute"
            ),
            format!(
                "pt-online-schema-change --alter='{clauses}' --max-lag=1.5 --chunk-size=1000 \
                 --alter-foreign-keys-method=auto --execute '{place}t={table}'"
            ),
        ];
    }

    /// Asks less of the server; false where nothing is asked any more.
    pub fn weaken(&mut self) -> bool {
        let Some(stated) = &mut self.stated else { return false };
        stated.strength += 1;
        let sql = stated.sql();
        let left = stated.strength + 1 < STRENGTHS.len();
        if !left {
            self.stated = None;
        }
        self.sql.clone_from(&sql);
        self.statement.sql = sql;
        true
    }
}

/// Says in a step what its table allows.
pub(super) fn state(step: &mut Step, before: &Schema, dialect: Dialect<'_>) {
    if !step.sql.starts_with("alter table ") {
        return;
    }
    let classified = classify(&step.sql, dialect, Some(before));
    let whole =
        |action: &Action| matches!(action.kind, Kind::PartitionTable | Kind::RemovePartitioning);
    if classified.algorithm.is_some() || classified.actions.iter().any(whole) {
        return;
    }
    let Some(strength) = strength(&classified, dialect) else { return };
    let parts = [Kind::AddPartition, Kind::DropPartition, Kind::ReorganizePartition];
    let leads = classified.actions.iter().any(|action| parts.contains(&action.kind));
    let stated = Stated { bare: step.sql.clone(), strength, leads };
    step.sql = stated.sql();
    step.statement.sql.clone_from(&step.sql);
    step.stated = Some(stated);
}

/// The quickest way that all parts of a statement allow; none where one is not known.
fn strength(classified: &Classified, dialect: Dialect<'_>) -> Option<usize> {
    let mut strength = 0;
    for action in &classified.actions {
        let effect = dialect.effect(action.kind.name())?;
        let own = match (effect.algorithm.as_deref()?, effect.lock.as_str()) {
            ("instant", _) => 0,
            ("inplace" | "nocopy", "none") => 1,
            ("inplace" | "nocopy", _) => 2,
            _ => 3,
        };
        strength = strength.max(own);
    }
    Some(strength)
}
