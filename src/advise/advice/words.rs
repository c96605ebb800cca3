use crate::advise::study::Study;
use crate::dialect::Capability;
use crate::schema::{Index, IndexTarget, SortOrder};

/// An index as a line of the language: `(customer_id, placed_at desc) include (total) where (…)`.
pub fn described(index: &Index) -> String {
    let parts: Vec<String> = index
        .parts
        .iter()
        .map(|part| {
            let mut text = match &part.target {
                IndexTarget::Column(name) => name.clone(),
                IndexTarget::Expression(text)
                    if text.text().ends_with(')') && !text.text().contains(' ') =>
                {
                    text.text().to_owned()
                }
                IndexTarget::Expression(text) => format!("({text})"),
            };
            if part.order == SortOrder::Descending {
                text.push_str(" desc");
            }
            if let Some(class) = &part.operator_class {
                text.push(' ');
                text.push_str(class);
            }
            text
        })
        .collect();
    let mut line = format!("({})", parts.join(", "));
    if let Some(method) = &index.method {
        line.push_str(&format!(" using {method}"));
    }
    if !index.include.is_empty() {
        line.push_str(&format!(" include ({})", index.include.join(", ")));
    }
    if let Some(condition) = &index.predicate {
        line.push_str(&format!(" where ({condition})"));
    }
    line
}

/// How an index is taken away without risk, where the server has a way to try it first.
pub fn safe_removal(study: &Study<'_>) -> Option<&'static str> {
    study
        .input
        .dialect
        .has(Capability::InvisibleIndexes)
        .then_some("make it invisible first, and drop it when nothing got slower")
}
