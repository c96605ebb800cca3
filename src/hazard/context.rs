use std::collections::BTreeSet;

use super::{Action, Classified, Kind, Setting};
use crate::dialect::{Blocks, Dialect, Effect};
use crate::schema::{QualifiedName, Schema, Table};

/// What a rule may look at besides the action itself.
pub struct Context<'c> {
    /// The statement as written.
    pub sql: &'c str,
    pub dialect: Dialect<'c>,
    /// The schema before the statement.
    pub before: Option<&'c Schema>,
    /// The whole statement.
    pub classified: &'c Classified,
    pub session: &'c Session,
}

/// What came before the statement in its file, or who runs it.
#[derive(Debug, Clone, Default)]
pub struct Session {
    pub in_transaction: bool,
    pub lock_timeout: bool,
    pub statement_timeout: bool,
    /// Tables without rows.
    pub empty: BTreeSet<QualifiedName>,
    /// Relations whose readers wait until the transaction ends.
    pub held: BTreeSet<QualifiedName>,
    /// Enum values added in this transaction: type and value.
    pub enum_values: Vec<(QualifiedName, String)>,
    /// Whether the script opened the transaction itself.
    pub opened: bool,
}

impl Session {
    pub fn of(setting: &Setting) -> Session {
        Session {
            in_transaction: setting.in_transaction,
            lock_timeout: setting.runner_has_timeouts,
            statement_timeout: setting.runner_has_timeouts,
            empty: setting.empty.clone(),
            ..Session::default()
        }
    }
}

impl<'c> Context<'c> {
    pub fn effect(&self, action: &Action) -> Option<&'c Effect> {
        self.dialect.effect(action.kind.name())
    }

    pub fn blocks(&self, action: &Action) -> Blocks {
        self.effect(action).map_or(Blocks::Nothing, |effect| self.dialect.blocks(&effect.lock))
    }

    pub fn table(&self, name: &QualifiedName) -> Option<&'c Table> {
        self.before.and_then(|schema| schema.table(name))
    }

    /// Whether the relation can hold no rows: made a moment ago, or seen to be empty.
    pub fn is_empty(&self, name: &QualifiedName) -> bool {
        self.session.empty.contains(name)
    }

    /// Whether another action of the statement is of this kind.
    pub fn also(&self, kind: Kind) -> Option<&'c Action> {
        self.classified.actions.iter().find(|action| action.kind == kind)
    }

    /// Whether the statement's first word is this one.
    pub fn begins(&self, word: &str) -> bool {
        let start = self.sql.trim_start().get(..word.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(word))
    }

    pub fn rewrites(&self, action: &Action) -> bool {
        self.effect(action).is_some_and(|effect| effect.rewrites)
    }

    /// Who waits, in words: `readers and writers of t`.
    pub fn waiting(&self, action: &Action) -> String {
        let who = match self.blocks(action) {
            Blocks::All => "readers and writers of",
            Blocks::Writers => "writers of",
            Blocks::Nothing => "nobody at",
        };
        format!("{who} `{}`", action.relation)
    }

    /// A name as this server writes it.
    pub fn quoted(&self, name: &str) -> String {
        self.dialect.quote(name)
    }
}
