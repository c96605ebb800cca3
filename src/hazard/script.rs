//! Several statements, of which the earlier ones count for the later.

use super::context::Session;
use super::{Ahead, Classified, Hazard, Kind, Setting, classify, judged};
use crate::dialect::{Blocks, Dialect};
use crate::schema::Schema;

/// What each statement of a file risks, in their order.
///
/// `before` is the schema before the first of them.
pub fn judge_script<'s>(
    statements: impl IntoIterator<Item = &'s str>,
    before: Option<&Schema>,
    dialect: Dialect<'_>,
    setting: &Setting,
) -> Vec<Vec<Hazard>> {
    let statements: Vec<&str> = statements.into_iter().collect();
    let ahead = Ahead::of(statements.iter().copied(), dialect);
    let mut session = Session::of(setting);
    let mut judgements = Vec::new();
    for sql in statements {
        let mut classified = classify(sql, dialect, before);
        ahead.look_at(&mut classified);
        judgements.push(judged(sql, &classified, before, dialect, &session));
        session.follow(&classified, dialect);
    }
    judgements
}

impl Session {
    /// Takes in what a statement leaves behind for those after it.
    fn follow(&mut self, classified: &Classified, dialect: Dialect<'_>) {
        for action in &classified.actions {
            match action.kind {
                Kind::Begin => {
                    self.in_transaction = true;
                    self.opened = true;
                }
                Kind::Commit | Kind::Rollback => {
                    self.in_transaction = false;
                    self.opened = false;
                    self.held.clear();
                    self.enum_values.clear();
                }
                Kind::SetLockTimeout => self.lock_timeout = true,
                Kind::SetStatementTimeout => self.statement_timeout = true,
                Kind::CreateTable | Kind::CreatePartition => {
                    self.empty.insert(action.relation.clone());
                }
                Kind::RenameTable if self.empty.contains(&action.relation) => {
                    let to = action.to.clone().unwrap_or_default();
                    self.empty.insert(action.relation.sibling(to));
                }
                Kind::InsertRows => {
                    self.empty.remove(&action.relation);
                }
                Kind::AddEnumValue if self.in_transaction => {
                    let value = action.part_name().to_owned();
                    self.enum_values.push((action.relation.clone(), value));
                }
                _ => {}
            }
            let effect = dialect.effect(action.kind.name());
            let lock = effect.map(|effect| effect.lock.as_str()).unwrap_or_default();
            let held = self.in_transaction && dialect.blocks(lock) == Blocks::All;
            if held && !self.empty.contains(&action.relation) {
                self.held.insert(action.relation.clone());
            }
        }
    }
}
