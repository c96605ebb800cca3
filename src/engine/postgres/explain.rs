use serde_json::Value;

use super::session::Session;
use crate::dialect::Dialect;
use crate::engine::{
    EngineError, ExplainRequest, Explanation, PlanNode, ResultColumn, StatementError,
};

/// The prepared statement's name: one at a time.
const NAME: &str = "schemagen_query";

/// Domains of domains end somewhere; this deep nobody nests them.
const DOMAIN_DEPTH: usize = 8;

/// Prepares the query and asks for its generic plan: the same way on every version, and without
/// values for its parameters. Nothing is run.
pub(super) fn explain(
    session: &mut dyn Session,
    dialect: Dialect<'_>,
    request: &ExplainRequest,
    server: &str,
) -> Result<Explanation, EngineError> {
    session.run("begin")?;
    let outcome = Question { session, dialect, request, server }.ask();
    // Also undoes what a query that is none (`…; commit; …`) could have begun: it is refused above.
    session.run("rollback")?;
    // Not `deallocate all`: the client keeps statements of its own. There is nothing to remove where
    // the query was refused, and the server says so.
    let _ = session.run(&format!("deallocate {NAME}"));
    outcome
}

struct Question<'a, 'd> {
    session: &'a mut dyn Session,
    dialect: Dialect<'d>,
    request: &'a ExplainRequest,
    server: &'a str,
}

/// A parameter's type, and the type below it where it is a domain.
struct ParameterType {
    name: String,
    base: Option<String>,
}

impl Question<'_, '_> {
    fn ask(&mut self) -> Result<Explanation, EngineError> {
        if let Some(namespace) = &self.request.namespace {
            let path = self.dialect.quote(namespace);
            self.session.run(&format!("set local search_path = {path}, public"))?;
        }
        let declared: Vec<Option<String>> =
            self.request.parameters.iter().map(|parameter| parameter.sql_type.clone()).collect();
        self.prepare(&declared)?;
        let types = self.parameter_types()?;
        let call = self.callable(&types)?;

        let columns = self.session.describe(&call)?;
        let result_columns = self.named(columns)?;
        let plan = self.session.rows(&format!(
            "set local plan_cache_mode = force_generic_plan; explain (format json, verbose) {call}"
        ))?;
        let text: String = plan.into_iter().flatten().flatten().collect();
        let raw: Value = serde_json::from_str(&text).map_err(|error| self.unreadable(&error))?;
        let plan = raw.get(0).and_then(|first| first.get("Plan")).map(node).unwrap_or_default();
        Ok(Explanation {
            total_cost: plan.cost,
            estimated_rows: plan.rows,
            plan,
            parameter_types: types.into_iter().map(|parameter| parameter.name).collect(),
            result_columns,
            raw,
        })
    }

    fn prepare(&mut self, types: &[Option<String>]) -> Result<(), EngineError> {
        let declared = if types.iter().any(Option::is_some) {
            let words: Vec<_> =
                types.iter().map(|name| name.as_deref().unwrap_or("unknown")).collect();
            format!(" ({})", words.join(", "))
        } else {
            String::new()
        };
        let start = format!("prepare {NAME}{declared} as ");
        let text = format!("{start}{}", self.request.sql);
        // The extended protocol takes one statement and no more, so nothing can follow the query.
        let checked = self.session.describe(&text).and_then(|_| self.session.run(&text));
        checked.map_err(|error| match error {
            EngineError::Statement(refusal) => EngineError::from(StatementError {
                position: refusal.position.and_then(|at| at.checked_sub(start.len() as u32)),
                sql: self.request.sql.clone(),
                ..*refusal
            }),
            other => other,
        })
    }

    fn parameter_types(&mut self) -> Result<Vec<ParameterType>, EngineError> {
        let rows = self.session.rows(&format!(
            "select format_type(t.oid, null),
                    case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end
               from pg_prepared_statements p
              cross join unnest(p.parameter_types::oid[]) with ordinality u (id, position)
               join pg_type t on t.oid = u.id
              where p.name = '{NAME}'
              order by u.position"
        ))?;
        let parameter = |row: Vec<Option<String>>| {
            let mut fields = row.into_iter();
            ParameterType {
                name: fields.next().flatten().unwrap_or_default(),
                base: fields.next().flatten(),
            }
        };
        Ok(rows.into_iter().map(parameter).collect())
    }

    /// `execute …` with NULLs for all parameters of which no value is given. A domain may forbid NULL, and parameters are
    /// converted before anything is planned; so such a parameter takes the domain's own type.
    fn callable(&mut self, types: &[ParameterType]) -> Result<String, EngineError> {
        let mut bases: Vec<Option<String>> =
            types.iter().map(|parameter| parameter.base.clone()).collect();
        let mut names: Vec<String> = types.iter().map(|parameter| parameter.name.clone()).collect();
        for _ in 0..DOMAIN_DEPTH {
            if bases.iter().all(Option::is_none) {
                break;
            }
            for (name, base) in names.iter_mut().zip(bases) {
                *name = base.unwrap_or_else(|| std::mem::take(name));
            }
            self.session.run(&format!("deallocate {NAME}"))?;
            self.prepare(&names.iter().cloned().map(Some).collect::<Vec<_>>())?;
            bases = self.parameter_types()?.into_iter().map(|parameter| parameter.base).collect();
        }
        if names.is_empty() {
            return Ok(format!("execute {NAME}"));
        }
        let given = self.request.parameters.iter().map(|parameter| parameter.value.as_deref());
        let values = given.map(Some).chain(std::iter::repeat(None)).take(names.len());
        let values: Vec<&str> = values.map(|value| value.flatten().unwrap_or("null")).collect();
        Ok(format!("execute {NAME} ({})", values.join(", ")))
    }

    fn named(&mut self, columns: Vec<(String, u32)>) -> Result<Vec<ResultColumn>, EngineError> {
        if columns.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<_> = columns.iter().map(|(_, id)| id.to_string()).collect();
        let rows = self.session.rows(&format!(
            "select format_type(u.id, null)
               from unnest(array[{}]::oid[]) with ordinality u (id, position)
              order by u.position",
            ids.join(", ")
        ))?;
        let types = rows.into_iter().flatten().map(Option::unwrap_or_default);
        let named = columns.into_iter().zip(types);
        Ok(named.map(|((name, _), sql_type)| ResultColumn { name, sql_type }).collect())
    }

    fn unreadable(&self, error: &serde_json::Error) -> EngineError {
        EngineError::Catalog { server: self.server.to_owned(), why: format!("its plan: {error}") }
    }
}

/// The tables of `((app.a x) INNER JOIN (b)) LEFT JOIN (c z)`, as other nodes name theirs.
fn joined_relations(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for part in text.split('(').skip(1) {
        let mut quoted = false;
        let end = part.find(|c: char| {
            quoted ^= c == '"';
            !quoted && (c == ' ' || c == ')')
        });
        let name = part[..end.unwrap_or(part.len())].replace('"', "");
        if !name.is_empty() {
            found.push(name.strip_prefix("public.").map_or(name.clone(), str::to_owned));
        }
    }
    found
}

fn node(plan: &Value) -> PlanNode {
    let text = |key: &str| plan.get(key).and_then(Value::as_str).map(str::to_owned);
    let number = |key: &str| plan.get(key).and_then(Value::as_f64);
    let conditions = ["Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "TID Cond"];
    let relation = text("Relation Name").map(|name| match text("Schema") {
        Some(namespace) if namespace != "public" => format!("{namespace}.{name}"),
        _ => name,
    });
    let mut children: Vec<PlanNode> = plan
        .get("Plans")
        .and_then(Value::as_array)
        .map(|plans| plans.iter().map(node).collect())
        .unwrap_or_default();
    let kind = text("Node Type").unwrap_or_default();
    // What another server joins or sums is named in one text.
    for name in text("Relations").iter().flat_map(|joined| joined_relations(joined)) {
        let relation = Some(name);
        children.push(PlanNode { kind: kind.clone(), relation, ..PlanNode::default() });
    }
    // A bitmap heap scan names the table, and the scans below it the index.
    let bitmap = (kind == "Bitmap Heap Scan")
        .then(|| children.iter().flat_map(PlanNode::walk).find_map(|below| below.index.clone()));
    PlanNode {
        kind,
        relation,
        index: text("Index Name").or_else(|| bitmap.flatten()),
        rows: number("Plan Rows"),
        cost: number("Total Cost"),
        condition: conditions.into_iter().find_map(text),
        filter: text("Filter").or_else(|| text("Join Filter")),
        partitions: Vec::new(),
        pruned: plan.get("Subplans Removed").and_then(Value::as_u64).unwrap_or_default(),
        children,
    }
}

#[cfg(test)]
mod tests {
    use super::joined_relations;

    #[test]
    fn what_another_server_joins_is_taken_apart() {
        let text = "((app.a x) INNER JOIN (public.\"b c\" y)) LEFT JOIN (d)";
        assert_eq!(joined_relations(text), ["app.a", "b c", "d"]);
        assert_eq!(joined_relations("Aggregate on (app.a_shard_0 x)"), ["app.a_shard_0"]);
    }
}
