use super::Context;
use crate::advise::access::{Operand, Relation, Target, Test};
use crate::schema::DataType;

use crate::diagnostics::{Diagnostic, Level, Rule};

pub static TYPE_MISMATCH: Rule = Rule {
    code: "SG4109",
    name: "compared-types",
    level: Level::Warning,
    summary: "values of different types are compared",
    page: "\
# What it says
A text column is compared with a number, or two columns of different kinds are joined.

    entity parcel { code: varchar(20) unique }
    query parcel_by_code { select id from parcel where code = 4711 }

# Why it matters
PostgreSQL refuses the query. MySQL converts the column of every row and cannot use its index; `'4711 '`, `'04711'`
and `'4711x'` all match.

# What to do
Write the value in the column's type (`'4711'`), and give joined columns one type.
",
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Text,
    Uuid,
}

pub(super) fn find(context: &Context<'_>, findings: &mut Vec<Diagnostic>) {
    for block in &context.access.blocks {
        for used in &block.uses {
            let Relation::Table(table) = used.relation else { continue };
            for tested in &used.tests {
                let (Target::Column(column), Test::Equal(Operand::Literal(text))) =
                    (&tested.target, &tested.test)
                else {
                    continue;
                };
                let own = &context.catalog.table(table).columns[*column];
                if kind(&own.data_type) == Some(Kind::Text) && text.parse::<f64>().is_ok() {
                    findings.push(
                        Diagnostic::new(
                            &TYPE_MISMATCH,
                            format!(
                                "query `{}` compares `{}`, which is {}, with a number",
                                context.name(),
                                own.name,
                                own.data_type
                            ),
                        )
                        .at(tested.span, "a number")
                        .help(format!("write `'{text}'`")),
                    );
                }
            }
        }
        for edge in &block.edges {
            let column = |side: (usize, Option<usize>)| match block.uses[side.0].relation {
                Relation::Table(table) => Some(&context.catalog.table(table).columns[side.1?]),
                _ => None,
            };
            let (Some(left), Some(right)) = (column(edge.left), column(edge.right)) else {
                continue;
            };
            if let (Some(a), Some(b)) = (kind(&left.data_type), kind(&right.data_type))
                && a != b
            {
                findings.push(
                    Diagnostic::new(
                        &TYPE_MISMATCH,
                        format!(
                            "query `{}` joins `{}`, which is {}, with `{}`, which is {}",
                            context.name(),
                            left.name,
                            left.data_type,
                            right.name,
                            right.data_type
                        ),
                    )
                    .at(edge.span, "different types")
                    .help("give both columns one type"),
                );
            }
        }
    }
}

fn kind(data_type: &DataType) -> Option<Kind> {
    match data_type {
        DataType::SmallInt | DataType::Int | DataType::BigInt | DataType::Decimal { .. } => {
            Some(Kind::Number)
        }
        DataType::Text | DataType::Varchar { .. } | DataType::Char { .. } => Some(Kind::Text),
        DataType::Uuid => Some(Kind::Uuid),
        _ => None,
    }
}
