//! The words of SQL inside a design, and the tables that a statement speaks of.

use crate::language::{SyntaxKind, SyntaxNode, unquote};

/// A name or a keyword of SQL.
#[derive(Debug, Clone)]
pub struct Word {
    pub text: String,
    pub start: u32,
    pub end: u32,
    /// What stands before it: a blank if nothing, `.`, `,`, `:`, …
    pub before: char,
    pub quoted: bool,
}

/// A table as a statement uses it.
#[derive(Debug, Clone)]
pub struct Use {
    /// Places in the words: the table's name, with its context before it if there is one.
    pub path: Vec<usize>,
    pub alias: Option<String>,
}

/// All words of an island, in order; comments and strings have none.
pub fn words(island: &SyntaxNode) -> Vec<Word> {
    let mut words = Vec::new();
    let mut before = ' ';
    for token in island.descendants_with_tokens().filter_map(|element| element.into_token()) {
        let start = u32::from(token.text_range().start());
        let text = token.text();
        match token.kind() {
            SyntaxKind::SqlLiteral if text.starts_with('"') || text.starts_with('`') => {
                let inside =
                    if text.starts_with('`') { text.replace('`', "") } else { unquote(text) };
                words.push(Word {
                    text: inside,
                    start,
                    end: start + text.len() as u32,
                    before,
                    quoted: true,
                });
                before = ' ';
            }
            SyntaxKind::SqlLiteral => before = '\'',
            kind if kind.is_trivia() || kind == SyntaxKind::SqlComment => {
                // Behind `a.` and a blank begins something else: what follows the point is being written.
                if before == '.' {
                    before = ' ';
                }
            }
            _ => {
                let mut from = None;
                for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
                    let part = at < text.len() && (letter.is_alphanumeric() || letter == '_');
                    match (part, from) {
                        (true, None) => from = Some(at),
                        (false, Some(begun)) => {
                            let word = &text[begun..at];
                            if !word.starts_with(|first: char| first.is_ascii_digit()) {
                                words.push(Word {
                                    text: word.to_owned(),
                                    start: start + begun as u32,
                                    end: start + at as u32,
                                    before,
                                    quoted: false,
                                });
                            }
                            before = ' ';
                            from = None;
                        }
                        _ => {}
                    }
                    if !part && at < text.len() && (!letter.is_whitespace() || before == '.') {
                        before = if letter.is_whitespace() { ' ' } else { letter };
                    }
                }
            }
        }
    }
    words
}

/// Words that end a list of tables, or can stand behind one without being its alias.
const CLAUSES: [&str; 26] = [
    "where",
    "group",
    "order",
    "limit",
    "offset",
    "having",
    "union",
    "intersect",
    "except",
    "on",
    "set",
    "values",
    "returning",
    "using",
    "select",
    "join",
    "left",
    "right",
    "inner",
    "full",
    "cross",
    "natural",
    "for",
    "window",
    "fetch",
    "lateral",
];

/// The tables behind `from`, `join`, `into` and `update`.
pub fn uses(words: &[Word]) -> Vec<Use> {
    let mut uses = Vec::new();
    let mut at = 0;
    let mut in_list = false;
    while at < words.len() {
        let word = words[at].text.to_ascii_lowercase();
        let plain = !words[at].quoted && words[at].before != '.';
        let opens = plain && ["from", "join", "into", "update"].contains(&word.as_str());
        let next = in_list && words[at].before == ',';
        if opens {
            in_list = word == "from";
            at += 1;
            if words.get(at).is_none_or(|next| next.before == '(') {
                continue;
            }
        } else if !next {
            if plain && CLAUSES.contains(&word.as_str()) && word != "on" {
                in_list = false;
            }
            at += 1;
            continue;
        }
        if words.get(at).is_some_and(|word| {
            !word.quoted
                && ["only", "lateral", "select"].contains(&word.text.to_ascii_lowercase().as_str())
        }) {
            at += 1;
            continue;
        }
        let Some(_) = words.get(at) else { break };
        let mut path = vec![at];
        at += 1;
        while words.get(at).is_some_and(|word| word.before == '.') {
            path.push(at);
            at += 1;
        }
        let is = |word: &Word, what: &str| !word.quoted && word.text.eq_ignore_ascii_case(what);
        if words.get(at).is_some_and(|word| is(word, "as")) {
            at += 1;
        }
        let alias = words.get(at).filter(|word| {
            word.before == ' '
                && (word.quoted || !CLAUSES.contains(&word.text.to_ascii_lowercase().as_str()))
        });
        let alias = alias.map(|word| word.text.clone());
        at += usize::from(alias.is_some());
        uses.push(Use { path, alias });
    }
    uses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::parse;

    #[test]
    fn tables_and_their_aliases_are_found() {
        let text = "query q { select l.id from \"order\" o join billing.line as l on l.o = o.id, item where 'from x' = o.y }";
        let tree = parse(text).syntax();
        let island = tree.descendants().find(|node| node.kind() == SyntaxKind::SqlBody).unwrap();
        let words = words(&island);
        let found: Vec<String> = uses(&words)
            .iter()
            .map(|found| {
                let path: Vec<&str> =
                    found.path.iter().map(|at| words[*at].text.as_str()).collect();
                format!("{} {}", path.join("."), found.alias.as_deref().unwrap_or("-"))
            })
            .collect();
        assert_eq!(found[..2], ["order o", "billing.line l"]);
        assert!(words.iter().all(|word| &text[word.start as usize..word.end as usize] != "x"));
    }
}
