//! Functions, procedures, aggregates and triggers, in the words of the server's own definitions.

use super::expression::{expression, written};
use super::table::unknown;
use super::tree::{self, Kind, Node};
use super::{DEFAULT_NAMESPACE, Reader, Why, data_type};
use crate::schema::{QualifiedName, Routine, RoutineKind, Trigger};

/// What tells a routine apart from others of its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Signature {
    /// As the server prints it: modes, names, types.
    pub identity: String,
    /// With defaults.
    full: String,
    /// The types alone of what goes in.
    inputs: Vec<String>,
}

impl Reader<'_> {
    pub fn create_routine(&mut self, node: &Node, text: &str) -> Result<(), Why> {
        let (kind, part) = match node.kind() {
            Kind::CREATE_PROCEDURE => (RoutineKind::Procedure, Kind::PROCEDURE_NAME),
            Kind::CREATE_AGGREGATE => (RoutineKind::Aggregate, Kind::AGGREGATE_NAME),
            _ => (RoutineKind::Function, Kind::FUNCTION_NAME),
        };
        let name = tree::child(node, part).ok_or("it names no routine")?;
        let name = self.new_name(&name);
        let signature = self.signature(node, kind);
        let own = self.definition(node, kind, &name, &signature);
        let text = text.trim().trim_end_matches(';').trim_end().to_owned();
        let key = (name.clone(), signature.identity.clone());
        let old = self.draft.routines.get(&key);
        let (owner, comment) =
            old.map(|old| (old.owner.clone(), old.comment.clone())).unwrap_or_default();
        let routine = Routine {
            name,
            kind,
            arguments: signature.identity,
            definition: own.unwrap_or(text),
            settings: Default::default(),
            owner,
            comment,
        };
        self.draft.inputs.insert(key.clone(), signature.inputs);
        self.draft.routines.insert(key, routine);
        Ok(())
    }

    fn signature(&self, node: &Node, kind: RoutineKind) -> Signature {
        let mut signature = Signature::default();
        let (mut identity, mut full) = (Vec::new(), Vec::new());
        let list = tree::child(node, Kind::PARAM_LIST);
        let parameters = list.iter().flat_map(|list| tree::children(list, Kind::PARAM));
        for parameter in parameters {
            let has = |kind| tree::child(&parameter, kind).is_some();
            let mode = if has(Kind::PARAM_IN_OUT) {
                "INOUT "
            } else if has(Kind::PARAM_OUT) {
                "OUT "
            } else if has(Kind::PARAM_VARIADIC) {
                "VARIADIC "
            } else if kind == RoutineKind::Procedure {
                "IN "
            } else {
                ""
            };
            let name = tree::child(&parameter, Kind::PARAM_NAME)
                .and_then(|name| tree::names(&name).pop())
                .map(|name| format!("{} ", self.dialect.quote(&name)))
                .unwrap_or_default();
            let data_type = data_type::type_of(&parameter)
                .map(|node| self.printed_type(&self.data_type(&node)))
                .unwrap_or_default();
            let default = tree::child(&parameter, Kind::PARAM_DEFAULT)
                .and_then(|clause| clause.children().last())
                .map(|value| format!(" DEFAULT {}", expression(&value)))
                .unwrap_or_default();
            identity.push(format!("{mode}{name}{data_type}"));
            full.push(format!("{mode}{name}{data_type}{default}"));
            if mode != "OUT " {
                signature.inputs.push(data_type);
            }
        }
        signature.identity = identity.join(", ");
        signature.full = full.join(", ");
        signature
    }

    /// The routine that a `f(integer, text)` names.
    pub fn known_routine(&self, node: &Node) -> Option<(QualifiedName, String)> {
        let name = node.children().find(|child| child.kind() != Kind::PARAM_LIST)?;
        let is_known =
            |name: &QualifiedName| self.draft.routines.keys().any(|(known, _)| known == name);
        let name = self.known_name(&name, is_known);
        let inputs = self.signature(node, RoutineKind::Function).inputs;
        let mut same: Vec<_> =
            self.draft.routines.keys().filter(|(known, _)| *known == name).cloned().collect();
        if same.len() > 1 && tree::child(node, Kind::PARAM_LIST).is_some() {
            same.retain(|key| self.draft.inputs.get(key) == Some(&inputs));
        }
        same.into_iter().next()
    }

    pub fn alter_routine(&mut self, node: &Node) -> Result<(), Why> {
        let signature = node.children().next().ok_or("it names no routine")?;
        let owner = tree::child(node, Kind::OWNER_TO).ok_or("the model has no word for it")?;
        let owner = self.owner(&owner);
        let key = self.known_routine(&signature);
        let routine = key.and_then(|key| self.draft.routines.get_mut(&key));
        let routine = routine
            .ok_or_else(|| format!("there is no routine `{}` before it", tree::text(&signature)))?;
        routine.owner = owner;
        Ok(())
    }

    /// The definition as the server would print it; none where it prints a body in another form.
    fn definition(
        &self,
        node: &Node,
        kind: RoutineKind,
        name: &QualifiedName,
        signature: &Signature,
    ) -> Option<String> {
        let word = match kind {
            RoutineKind::Function => "FUNCTION",
            RoutineKind::Procedure => "PROCEDURE",
            RoutineKind::Aggregate => return None,
        };
        let namespace = name.namespace.as_deref().unwrap_or(DEFAULT_NAMESPACE);
        let mut text = format!(
            "CREATE OR REPLACE {word} {}.{}({})\n",
            self.dialect.quote(namespace),
            self.dialect.quote(&name.name),
            signature.full
        );
        if let Some(returns) = tree::child(node, Kind::RET_TYPE) {
            text.push_str(&format!(" RETURNS {}\n", self.returned(&returns)?));
        }
        let list = tree::child(node, Kind::FUNC_OPTION_LIST)?;
        let mut language = None;
        let mut body = None;
        let mut said = [const { None }; 9];
        let mut settings = Vec::new();
        for option in list.children() {
            let last = || tree::tokens(&option).pop().unwrap_or_default();
            match option.kind() {
                Kind::LANGUAGE_FUNC_OPTION => {
                    let name = option.children().last()?;
                    let name = tree::string(&name).unwrap_or(tree::names(&name).pop()?);
                    language = Some(name.to_lowercase());
                }
                Kind::AS_FUNC_OPTION => {
                    let definition = tree::child(&option, Kind::AS_DEFINITION)?;
                    body = Some(tree::string(&definition)?);
                }
                Kind::WINDOW_FUNC_OPTION => said[0] = Some("WINDOW".to_owned()),
                Kind::IMMUTABLE => said[1] = Some("IMMUTABLE".to_owned()),
                Kind::STABLE => said[1] = Some("STABLE".to_owned()),
                Kind::STRICT_FUNC_OPTION | Kind::RETURNS_NULL_ON_NULL_INPUT_FUNC_OPTION => {
                    said[2] = Some("STRICT".to_owned());
                }
                Kind::SECURITY_DEFINER_FUNC_OPTION => said[3] = Some("SECURITY DEFINER".to_owned()),
                Kind::LEAKPROOF_FUNC_OPTION => said[4] = Some("LEAKPROOF".to_owned()),
                Kind::PARALLEL_FUNC_OPTION => {
                    let word = last().to_uppercase();
                    said[5] = Some(format!("PARALLEL {word}")).filter(|_| word != "UNSAFE");
                }
                Kind::COST_FUNC_OPTION => said[6] = Some(format!("COST {}", last())),
                Kind::ROWS_FUNC_OPTION => said[7] = Some(format!("ROWS {}", last())),
                Kind::VOLATILE
                | Kind::CALLED_ON_NULL_INPUT_FUNC_OPTION
                | Kind::SECURITY_INVOKER_FUNC_OPTION => {}
                Kind::SET_FUNC_OPTION => settings.push(setting(&option)?),
                _ => return None,
            }
        }
        let usual_cost = if language.as_deref() == Some("c") { "COST 1" } else { "COST 100" };
        said[6] = said[6].take().filter(|cost| cost != usual_cost);
        said[7] = said[7].take().filter(|rows| rows != "ROWS 1000");
        text.push_str(&format!(" LANGUAGE {}\n", language?));
        let said: Vec<String> = said.into_iter().flatten().collect();
        if !said.is_empty() {
            text.push_str(&format!(" {}\n", said.join(" ")));
        }
        for setting in settings {
            text.push_str(&format!(" SET {setting}\n"));
        }
        let quote = match kind {
            RoutineKind::Procedure => "$procedure$",
            _ => "$function$",
        };
        Some(format!("{text}AS {quote}{}{quote}", body?))
    }

    fn returned(&self, node: &Node) -> Option<String> {
        if let Some(list) = tree::child(node, Kind::RETURN_TABLE_ARG_LIST) {
            let columns = tree::children(&list, Kind::RETURN_TABLE_COLUMN).map(|column| {
                let name = tree::names(&tree::child(&column, Kind::COLUMN_NAME)?).pop()?;
                let data_type = self.data_type(&data_type::type_of(&column)?);
                Some(format!("{} {}", self.dialect.quote(&name), self.printed_type(&data_type)))
            });
            return Some(format!("TABLE({})", columns.collect::<Option<Vec<_>>>()?.join(", ")));
        }
        let node = data_type::type_of(node)?;
        let set = if tree::has(&node, Kind::SETOF_KW) { "SETOF " } else { "" };
        Some(format!("{set}{}", self.printed_type(&self.data_type(&node))))
    }

    pub fn create_trigger(&mut self, node: &Node) -> Result<(), Why> {
        let name = tree::child(node, Kind::TRIGGER).and_then(|name| tree::names(&name).pop());
        let name = name.ok_or("it names no trigger")?;
        let relation = tree::child(node, Kind::ON_RELATION)
            .and_then(|clause| tree::child(&clause, Kind::RELATION_NAME_REF))
            .ok_or("it names no table")?;
        let relation = self.relation(&relation);
        let definition = self.trigger(node, &name, &relation);
        let Some(table) = self.draft.tables.get_mut(&relation) else {
            return Err(match self.draft.views.contains_key(&relation) {
                true => "the model has no triggers on views".to_owned(),
                false => unknown("table", &relation),
            });
        };
        table.triggers.retain(|trigger| trigger.name != name);
        table.triggers.push(Trigger::new(name, definition));
        Ok(())
    }

    fn trigger(&self, node: &Node, name: &str, table: &QualifiedName) -> String {
        let own = |kind| node.children_with_tokens().any(|item| item.kind() == kind);
        let constraint = own(Kind::CONSTRAINT_KW);
        let mut text = String::from(if constraint { "CREATE CONSTRAINT " } else { "CREATE " });
        text.push_str(&format!("TRIGGER {} ", self.dialect.quote(name)));
        let mut moment = "AFTER";
        let mut events = Vec::new();
        let (mut each, mut transition, mut condition) = ("STATEMENT", Vec::new(), None);
        let mut from = None;
        let mut call = String::new();
        for child in node.children() {
            match child.kind() {
                Kind::TIMING_BEFORE => moment = "BEFORE",
                Kind::TIMING_INSTEAD_OF => moment = "INSTEAD OF",
                Kind::TRIGGER_EVENT_LIST => events = self.events(&child),
                Kind::FROM_TABLE => from = child.children().last().map(|name| self.relation(&name)),
                Kind::REFERENCING => {
                    for relation in child.children() {
                        let new = relation.kind() == Kind::NEW_TABLE;
                        let name = tree::names(&relation).pop().unwrap_or_default();
                        let side = if new { "NEW" } else { "OLD" };
                        transition.push(format!("{side} TABLE AS {}", self.dialect.quote(&name)));
                    }
                }
                Kind::FOR_EACH_ROW => each = "ROW",
                Kind::WHEN_CONDITION => condition = tree::inside(&child),
                Kind::CALL_EXPR => call = self.call(&child),
                _ => {}
            }
        }
        events.sort();
        let events: Vec<String> = events.into_iter().map(|(_, event)| event).collect();
        let namespace = table.namespace.as_deref().unwrap_or(DEFAULT_NAMESPACE);
        text.push_str(&format!(
            "{moment} {} ON {}.{} ",
            events.join(" OR "),
            self.dialect.quote(namespace),
            self.dialect.quote(&table.name)
        ));
        if let Some(from) = from {
            text.push_str(&format!("FROM {} ", self.dialect.qualified(&from)));
        }
        if constraint {
            let deferral = match super::constraint::deferral(node) {
                crate::schema::Deferral::NotDeferrable => "NOT DEFERRABLE INITIALLY IMMEDIATE ",
                crate::schema::Deferral::InitiallyImmediate => "DEFERRABLE INITIALLY IMMEDIATE ",
                crate::schema::Deferral::InitiallyDeferred => "DEFERRABLE INITIALLY DEFERRED ",
            };
            text.push_str(deferral);
        }
        if !transition.is_empty() {
            transition.sort_by(|a, b| b.cmp(a));
            text.push_str(&format!("REFERENCING {} ", transition.join(" ")));
        }
        text.push_str(&format!("FOR EACH {each} "));
        if let Some(condition) = condition {
            text.push_str(&format!("WHEN (({})) ", written(&condition)));
        }
        text.push_str(&format!("EXECUTE FUNCTION {call}"));
        text
    }

    /// The function of a trigger, with its arguments as the strings that they are.
    fn call(&self, node: &Node) -> String {
        let name = node.children().find(|child| child.kind() != Kind::ARG_LIST);
        let name = self.created(name.map(|name| tree::names(&name)).unwrap_or_default());
        let arguments = node.descendants().filter(|child| child.kind() == Kind::ARG);
        let arguments: Vec<String> = arguments
            .map(|argument| tree::string(&argument).unwrap_or_else(|| tree::text(&argument)))
            .map(|value| format!("'{}'", value.replace('\'', "''")))
            .collect();
        format!("{}({})", self.dialect.qualified(&name), arguments.join(", "))
    }

    /// The events with their place in the order that the server keeps.
    fn events(&self, list: &Node) -> Vec<(u8, String)> {
        let event = |node: Node| match node.kind() {
            Kind::TRIGGER_EVENT_INSERT => (0, "INSERT".to_owned()),
            Kind::TRIGGER_EVENT_DELETE => (1, "DELETE".to_owned()),
            Kind::TRIGGER_EVENT_UPDATE => {
                let columns = tree::children(&node, Kind::COLUMN_NAME_REF);
                let columns: Vec<String> = columns
                    .filter_map(|column| tree::names(&column).pop())
                    .map(|column| self.dialect.quote(&column))
                    .collect();
                let of = if columns.is_empty() { "" } else { " OF " };
                (2, format!("UPDATE{of}{}", columns.join(", ")))
            }
            _ => (3, "TRUNCATE".to_owned()),
        };
        list.children().map(event).collect()
    }
}

/// `search_path TO 'a', 'b'`.
fn setting(option: &Node) -> Option<String> {
    let name = tree::find(option, Kind::CONFIG_PARAMETER_REF)?;
    let value = tree::find(option, Kind::TO_CONFIG_VALUE)?;
    let values: Vec<String> = value
        .children()
        .map(|part| match tree::string(&part) {
            Some(text) => format!("'{}'", text.replace('\'', "''")),
            None => format!("'{}'", tree::names(&part).join(".")),
        })
        .collect();
    Some(format!("{} TO {}", tree::names(&name).join("."), values.join(", ")))
}
