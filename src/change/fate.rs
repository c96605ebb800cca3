//! What a difference in one piece means for it.

use serde_json::Value;

use super::needs::head_and_body;
use super::{Changes, Id};
use crate::dialect::{Capability, Dialect};
use crate::schema::{AtomKind, GeneratedStorage, Routine, View};

/// What becomes of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Keep,
    Create,
    Drop,
    /// Changes where it stands. `shakes`: what is built on it may not stand meanwhile.
    Alter {
        shakes: bool,
    },
    /// Is dropped, and made again.
    Replace,
    /// Is put aside, made again, and dropped when what used it has moved over.
    Swap,
}

impl Fate {
    pub const ALTER: Fate = Fate::Alter { shakes: false };
    pub const SHAKE: Fate = Fate::Alter { shakes: true };

    /// Whether the piece as the first schema has it comes to an end.
    pub fn goes(self) -> bool {
        matches!(self, Fate::Drop | Fate::Replace | Fate::Swap)
    }

    /// Whether the piece as the second schema has it is made.
    pub fn comes(self) -> bool {
        matches!(self, Fate::Create | Fate::Replace | Fate::Swap)
    }
}

type Fields = [(String, Value, Value)];

/// What becomes of a piece that both schemas have and that differs in these fields.
pub(super) fn of_change(
    changes: &Changes<'_>,
    id: Id,
    fields: &Fields,
    dialect: Dialect<'_>,
) -> Fate {
    use AtomKind as K;
    let key = &changes.keys[id];
    let only = |names: &[&str]| fields.iter().all(|(name, ..)| names.contains(&name.as_str()));
    match key.kind {
        K::Enum => enumeration(fields, dialect),
        K::Domain if only(&["not null"]) => Fate::ALTER,
        K::Domain | K::Composite | K::Range => Fate::Swap,
        K::DomainCheck | K::Check if only(&["not valid"]) && becomes_valid(fields) => Fate::ALTER,
        K::ForeignKey if only(&["not valid"]) && becomes_valid(fields) => Fate::ALTER,
        K::ForeignKey if only(&["deferral"]) => Fate::ALTER,
        K::PrimaryKey if only(&["name"]) && dialect.has(Capability::RenameConstraint) => {
            Fate::ALTER
        }
        K::PrimaryKey
        | K::Unique
        | K::Check
        | K::DomainCheck
        | K::Exclusion
        | K::ForeignKey
        | K::Index => Fate::Replace,
        K::Other => super::others::of_change(changes, key),
        K::PartitionKey => Fate::Replace,
        K::Trigger if only(&["firing"]) => Fate::ALTER,
        K::Trigger => Fate::Replace,
        K::Policy if only(&["roles", "using", "check"]) => policy(changes, id),
        K::Policy => Fate::Replace,
        K::Column if dialect.has(Capability::AlterColumnParts) => Fate::SHAKE,
        K::Column if fields.iter().any(|(name, ..)| name == "type") => Fate::SHAKE,
        K::Column => Fate::ALTER,
        K::Generated => generated(changes, id, fields, dialect),
        K::View if !dialect.has(Capability::ReplaceViews) => Fate::Replace,
        K::View if !dialect.has(Capability::AlterColumnParts) => Fate::ALTER,
        K::View => {
            let (from, to) = (changes.from.view(&key.object), changes.to.view(&key.object));
            match (from, to) {
                (Some(from), Some(to)) if is_replaceable(from, to) => Fate::ALTER,
                _ => Fate::Replace,
            }
        }
        K::Routine => {
            let from = changes.from.routine(&key.object, &key.part);
            let to = changes.to.routine(&key.object, &key.part);
            match (from, to) {
                (Some(from), Some(to)) if same_head(from, to, dialect) => Fate::ALTER,
                _ => Fate::Replace,
            }
        }
        // Extensions are brought forward by their own scripts, and never back.
        K::Extension if goes_back(fields) => Fate::Replace,
        _ => Fate::ALTER,
    }
}

fn goes_back(fields: &Fields) -> bool {
    let numbers = |value: &Value| -> Vec<u32> {
        let text = value.as_str().unwrap_or_default();
        text.split('.').filter_map(|part| part.parse().ok()).collect()
    };
    fields
        .iter()
        .any(|(name, from, to)| name == "version" && to.is_string() && numbers(to) < numbers(from))
}

fn becomes_valid(fields: &Fields) -> bool {
    fields.iter().all(|(_, from, to)| *from == Value::Bool(true) && to.is_null())
}

/// Values can be added anywhere; what is taken away or moved needs a new type.
fn enumeration(fields: &Fields, dialect: Dialect<'_>) -> Fate {
    let values = |value: &Value| -> Vec<String> {
        let items = value.as_array().into_iter().flatten();
        items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
    };
    let Some((_, from, to)) = fields.iter().find(|(name, ..)| name == "values") else {
        return Fate::ALTER;
    };
    let (from, to) = (values(from), values(to));
    let mut left = to.iter();
    let kept = from.iter().all(|value| left.any(|other| other == value));
    if kept && dialect.has(Capability::AddEnumValue) { Fate::ALTER } else { Fate::Swap }
}

/// A condition can be changed, not taken away.
fn policy(changes: &Changes<'_>, id: Id) -> Fate {
    let key = &changes.keys[id];
    let find = |side: &super::Side<'_>| {
        let table = side.table(&key.object)?;
        let policy = table.policies.iter().find(|policy| policy.name == key.part)?;
        Some((policy.using.is_some(), policy.check.is_some()))
    };
    match (find(&changes.from), find(&changes.to)) {
        (Some((using, check)), Some((needs_using, needs_check)))
            if (needs_using || !using) && (needs_check || !check) =>
        {
            Fate::ALTER
        }
        _ => Fate::Replace,
    }
}

fn generated(changes: &Changes<'_>, id: Id, fields: &Fields, dialect: Dialect<'_>) -> Fate {
    let key = &changes.keys[id];
    let storage = |side: &super::Side<'_>| {
        side.table(&key.object)?.column(&key.part)?.generated.as_ref().map(|g| g.storage)
    };
    let same_storage = fields.iter().all(|(name, ..)| name == "expression");
    let capability = match storage(&changes.to) {
        Some(GeneratedStorage::Virtual) => Capability::SetVirtualExpression,
        _ => Capability::SetStoredExpression,
    };
    if same_storage && dialect.has(capability) { Fate::SHAKE } else { Fate::Replace }
}

/// Whether a view can take the other's place: its columns stay, with more behind them at most.
fn is_replaceable(from: &View, to: &View) -> bool {
    if from.materialized || to.materialized {
        return false;
    }
    let (Some(from), Some(to)) = (outputs(from), outputs(to)) else { return false };
    to.starts_with(&from)
}

/// What a view gives, as it is written: names, and the expressions on which their types depend.
fn outputs(view: &View) -> Option<Vec<String>> {
    use sqlparser::ast::{SelectItem, SetExpr, Statement};
    let dialect = sqlparser::dialect::PostgreSqlDialect {};
    let statements = sqlparser::parser::Parser::parse_sql(&dialect, view.query.text()).ok()?;
    let [Statement::Query(query)] = statements.as_slice() else { return None };
    let mut body = query.body.as_ref();
    while let SetExpr::Query(inner) = body {
        body = inner.body.as_ref();
    }
    let SetExpr::Select(select) = body else { return None };
    // What an alias stands for decides the types as much as the expressions over it.
    let tables: Vec<String> = select.from.iter().map(ToString::to_string).collect();
    let items = select.projection.iter().map(|item| match item {
        SelectItem::UnnamedExpr(_) | SelectItem::ExprWithAlias { .. } => Some(item.to_string()),
        _ => None,
    });
    let mut items: Vec<String> = items.collect::<Option<_>>()?;
    let from = tables.join(", ");
    if query.with.is_some() || from.contains('(') && from.to_ascii_uppercase().contains("SELECT") {
        items.insert(0, query.with.as_ref().map(ToString::to_string).unwrap_or_default());
        items.insert(0, from);
    }
    Some(items)
}

/// Whether a routine can be replaced by another: what its callers see stays.
fn same_head(from: &Routine, to: &Routine, dialect: Dialect<'_>) -> bool {
    if from.kind != to.kind || !dialect.has(Capability::ReplaceRoutines) {
        return false;
    }
    let returns = |routine: &Routine| -> Option<(String, String)> {
        let (head, ..) = head_and_body(routine);
        let start = head.find('(')?;
        let end = closing(head, start)?;
        let arguments = head.get(start..=end)?.to_owned();
        let rest = head.get(end..)?;
        let line = rest.lines().find(|line| line.trim_start().starts_with("RETURNS"));
        Some((arguments, line.unwrap_or_default().to_owned()))
    };
    match (returns(from), returns(to)) {
        (Some((from_arguments, from)), Some((to_arguments, to))) => {
            from == to && goes_over(&from_arguments, &to_arguments)
        }
        _ => false,
    }
}

/// Whether a list of parameters can become another: equal but for defaults, of which none is lost.
fn goes_over(from: &str, to: &str) -> bool {
    let bare = |text: &str| -> Vec<String> {
        let parameters = text.split(',');
        let bare = parameters.map(|one| one.split(" DEFAULT ").next().unwrap_or_default().trim());
        bare.map(|one| one.trim_matches(['(', ')']).to_owned()).collect()
    };
    let defaults = |text: &str| text.matches(" DEFAULT ").count();
    from == to || bare(from) == bare(to) && defaults(from) <= defaults(to)
}

fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, character) in text.char_indices().skip_while(|(at, _)| *at < open) {
        match character {
            '(' => depth += 1,
            ')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}
