//! Domains, put into their columns where a server has none.

use std::collections::HashMap;

use super::rules::types::TYPE_INLINED;
use super::work::Work;
use crate::diagnostics::Diagnostic;
use crate::dialect::Capability;
use crate::physical::names::Named;
use crate::schema::{AtomKey, AtomKind, Check, DataType, Domain, Expression, QualifiedName, Table};
use crate::sql::replace_identifier;

pub(super) fn inline(work: &mut Work<'_>) {
    if work.has(Capability::Domains) || work.schema.domains.is_empty() {
        return;
    }
    let domains: HashMap<QualifiedName, Domain> = std::mem::take(&mut work.schema.domains)
        .into_iter()
        .map(|domain| (domain.name.clone(), domain))
        .collect();
    let mut used: Vec<QualifiedName> = Vec::new();
    work.each_table(|work, table| into_table(work, table, &domains, &mut used));
    used.sort();
    used.dedup();
    for name in used {
        let message = format!("domain `{name}` is written into its columns on {}", work.title());
        let finding =
            Diagnostic::new(&TYPE_INLINED, message).note(work.dialect.lacks(Capability::Domains));
        work.report_at(&AtomKey::new(&name, AtomKind::Domain, ""), finding, "");
    }
}

fn into_table(
    work: &mut Work<'_>,
    table: &mut Table,
    domains: &HashMap<QualifiedName, Domain>,
    used: &mut Vec<QualifiedName>,
) {
    let name = table.name.clone();
    let mut checks: Vec<(Check, AtomKey, String)> = Vec::new();
    for column in &mut table.columns {
        // A domain may be over a domain; a chain longer than there are domains is a cycle.
        for _ in 0..=domains.len() {
            let DataType::Named { name: type_name } = &column.data_type else { break };
            let Some(domain) = domains.get(type_name) else { break };
            used.push(domain.name.clone());
            column.data_type = domain.data_type.clone();
            column.nullable &= !domain.not_null;
            if column.default.is_none() && column.generated.is_none() {
                column.default = domain.default.clone();
            }
            if column.collation.is_none() {
                column.collation = domain.collation.clone();
            }
            for check in &domain.checks {
                let from = AtomKey::new(
                    &domain.name,
                    AtomKind::DomainCheck,
                    check.name.clone().unwrap_or_else(|| format!("({})", check.expression)),
                );
                let text = replace_identifier(check.expression.text(), "value", &column.name);
                let check = Check::new(None, Expression::new(text));
                checks.push((check, from, column.name.clone()));
            }
        }
    }
    for (mut check, from, column) in checks {
        check.name = Some(work.invent(Named::Check, &name, &[&column], "check", Some(from)));
        table.checks.push(check);
    }
}
