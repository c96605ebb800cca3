//! Prints an entity file in its one spelling.
//!
//! Two spaces a level, one space between words, keywords in lower case, a line a statement, at most
//! one blank line between lines, one between items. Comments, the order of things, names and SQL stay
//! as written; SQL is only trimmed at its ends and indented with what is around it. Breaks a person
//! put into a statement before a clause or after a comma are kept.
//!
//! Formatting twice changes nothing, and the formatted text is [`equivalent`] to the first. A text
//! with mistakes is not formatted: what the parser skipped could not be printed safely.

mod layout;
mod printer;
mod sql;

use super::kind::{SyntaxKind, SyntaxNode};
use super::parser::{Parse, SyntaxError, parse};

/// The text in its one spelling, or the mistakes that stand in the way.
pub fn format(text: &str) -> Result<String, Vec<SyntaxError>> {
    let parse = parse(text);
    if !parse.errors.is_empty() {
        return Err(parse.errors);
    }
    Ok(layout::file(&parse.syntax()))
}

/// Whether two parsed texts say the same: the same tokens but for white space, comments, the case of
/// keywords, and commas where a line break does as well.
pub fn equivalent(left: &Parse, right: &Parse) -> bool {
    significant(&left.syntax()).eq(significant(&right.syntax()))
}

fn significant(root: &SyntaxNode) -> impl Iterator<Item = (SyntaxKind, String)> + use<> {
    root.descendants_with_tokens().filter_map(|element| element.into_token()).filter_map(|token| {
        let kind = token.kind();
        let list = token.parent().is_some_and(|parent| {
            matches!(parent.kind(), SyntaxKind::Enum | SyntaxKind::PartitionList)
        });
        if kind.is_trivia() || (kind == SyntaxKind::Comma && list) {
            return None;
        }
        let text = match kind {
            SyntaxKind::Keyword => token.text().to_ascii_lowercase(),
            _ => token.text().to_owned(),
        };
        Some((kind, text))
    })
}
