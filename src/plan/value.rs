//! Steps that fail on rows, or change them unasked, unless somebody says which values rows get.

use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::transition::{Needed, Why};

pub static VALUE_NEEDED: Rule = Rule {
    code: "SG6902",
    name: "value-needed",
    level: Level::Warning,
    summary: "rows of before have no value for what the plan asks of them",
    page: "\
# What it says
A column becomes `not null`, comes as `not null` without a default, or its enum loses a value, and nobody said
what rows of before get.

# Why it matters
On the first row that does not fit the step fails, in the middle of the plan; MySQL may put an empty text or a
zero there instead. Which value is right only people know.

# What to do
Give the value: `--fill customer.city=\"'unknown'\"`, an expression over the row; `--map order_status:paused=pending`
for a value of an enum, or `--map order.status:paused=pending` for one column alone. The plan then fills rows first,
in batches by their key where the table is in use. A database that is asked (`--from URL`) and has no such row needs
none.
",
};

/// What a missing value asks for. `back` is the way back.
pub fn value_needed(needed: &Needed, back: bool) -> Diagnostic {
    let place = format!("{}.{}", needed.table, needed.column);
    let (message, help) = match &needed.why {
        Why::BecomesRequired => (
            format!("`{place}` becomes not null, and rows may be without it"),
            format!("say what they get: `--fill {place}=EXPRESSION`"),
        ),
        Why::ComesRequired => (
            format!("`{place}` comes as not null without a default, and rows have no value for it"),
            format!("say what they get: `--fill {place}=EXPRESSION`"),
        ),
        Why::CarriedInPart(carried) => (
            match carried.reads() {
                Some((table, column)) => format!(
                    "`{place}` comes as not null and takes what `{table}.{column}` holds, and not every row may find something there"
                ),
                None => format!("`{place}` comes as not null, and rows may find no value for it"),
            },
            format!("say what rows without it get: `--fill {place}=EXPRESSION`"),
        ),
        Why::Goes { value, by } => (
            format!("`{place}` can hold `{value}` no more, and rows may have it"),
            format!("say what it becomes: `--map {by}:{value}=VALUE`"),
        ),
    };
    match back {
        false => Diagnostic::new(&VALUE_NEEDED, message).help(help),
        true => {
            let message = format!("on the way back {message}");
            Diagnostic { level: Level::Info, ..Diagnostic::new(&VALUE_NEEDED, message).help(help) }
        }
    }
}
