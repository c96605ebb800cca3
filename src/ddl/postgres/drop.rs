//! `DROP …`: what a script takes away before it makes it anew.

use super::tree::{self, Kind, Node};
use super::{Reader, Why};

impl Reader<'_> {
    /// Takes objects out of the draft; what is not there needs no dropping.
    pub fn drop_objects(&mut self, node: &Node) -> Result<(), Why> {
        for child in node.descendants() {
            match (node.kind(), child.kind()) {
                (Kind::DROP_VIEW | Kind::DROP_MATERIALIZED_VIEW, Kind::VIEW_REF) => {
                    let name = self.relation(&child);
                    self.draft.views.shift_remove(&name);
                    self.draft.indexes.retain(|_, relation| *relation != name);
                }
                (Kind::DROP_SEQUENCE, Kind::SEQUENCE_REF) => {
                    let name = self.relation(&child);
                    self.draft.sequences.shift_remove(&name);
                }
                (Kind::DROP_TYPE | Kind::DROP_DOMAIN, Kind::TYPE_NAME_REF | Kind::DOMAIN_REF) => {
                    let name = self.known_name(&child, |name| self.draft.is_type(name));
                    self.draft.enums.shift_remove(&name);
                    self.draft.domains.shift_remove(&name);
                    self.draft.composites.shift_remove(&name);
                    self.draft.ranges.shift_remove(&name);
                }
                (Kind::DROP_INDEX, Kind::INDEX_REF) => {
                    let name = self.relation(&child);
                    let relation = self.draft.indexes.remove(&name);
                    if let Some(indexes) = relation.and_then(|table| self.draft.indexes_of(&table))
                    {
                        indexes.retain(|index| index.name.as_deref() != Some(name.name.as_str()));
                    }
                }
                (
                    Kind::DROP_FUNCTION | Kind::DROP_PROCEDURE | Kind::DROP_ROUTINE,
                    Kind::FUNCTION_SIG | Kind::PROCEDURE_SIG | Kind::ROUTINE_SIG,
                )
                | (Kind::DROP_AGGREGATE, Kind::AGGREGATE) => {
                    if let Some(key) = self.known_routine(&child) {
                        self.draft.routines.shift_remove(&key);
                        self.draft.inputs.remove(&key);
                    }
                }
                (Kind::DROP_TRIGGER | Kind::DROP_POLICY, Kind::TRIGGER_REF | Kind::POLICY_REF) => {
                    self.drop_of_table(node, &child);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// A trigger or a policy, which has its name within its table.
    fn drop_of_table(&mut self, node: &Node, name: &Node) {
        let is_table =
            |node: &Node| matches!(node.kind(), Kind::TABLE_NAME_REF | Kind::RELATION_NAME_REF);
        let Some(table) = node.descendants().find(is_table) else { return };
        let (table, name) = (self.relation(&table), tree::names(name).pop().unwrap_or_default());
        if let Some(table) = self.draft.tables.get_mut(&table) {
            if node.kind() == Kind::DROP_TRIGGER {
                table.triggers.retain(|trigger| trigger.name != name);
            } else {
                table.policies.retain(|policy| policy.name != name);
            }
        }
    }
}
