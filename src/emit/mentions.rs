//! Which tables and views a query reads.

use std::ops::ControlFlow;

use sqlparser::ast::{ObjectName, ObjectNamePart, visit_relations};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;

use crate::schema::QualifiedName;

/// The relations a query reads, as its syntax tree names them; none where it cannot be parsed.
pub(super) fn relations(query: &str) -> Option<Vec<QualifiedName>> {
    let statements = Parser::parse_sql(&GenericDialect {}, query).ok()?;
    let mut found = Vec::new();
    let _ = visit_relations(&statements, |name: &ObjectName| {
        found.extend(qualified(name));
        ControlFlow::<()>::Continue(())
    });
    Some(found)
}

fn qualified(name: &ObjectName) -> Option<QualifiedName> {
    let mut parts = name.0.iter().rev().map(|part| match part {
        ObjectNamePart::Identifier(identifier) => Some(identifier.value.as_str()),
        _ => None,
    });
    let last = parts.next()??;
    Some(QualifiedName::new(parts.next().flatten(), last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_are_those_a_query_reads() {
        let names =
            relations("select a.x from a join s.b on true where exists (select 1 from \"C\")")
                .unwrap();
        let shown: Vec<_> = names.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["a", "s.b", "C"]);
        assert!(relations("this is no query").is_none());
    }
}
