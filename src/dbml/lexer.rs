//! Cuts DBML into tokens.

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    Word(String),
    /// In double quotes.
    Quoted(String),
    /// In single quotes, or in three of them over several lines.
    Text(String),
    /// In backticks.
    Expression(String),
    Sign(char),
    /// `<>`
    Both,
}

/// Tokens with their lines, from 1; a text that never ends is an error in the line where it begins.
pub fn tokens(text: &str) -> Result<Vec<(Token, u32)>, (u32, &'static str)> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let begun = line;
        let length = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => {
                rest.find("*/").ok_or((line, "a comment is never closed"))? + 2
            }
            '\'' if rest.starts_with("'''") => {
                let (value, length) =
                    delimited(rest, "'''").ok_or((line, "a text is never closed"))?;
                tokens.push((Token::Text(dedent(&value)), begun));
                length
            }
            '\'' | '"' | '`' => {
                let quote = first.to_string();
                let (value, length) =
                    delimited(rest, &quote).ok_or((line, "a text is never closed"))?;
                let token = match first {
                    '\'' => Token::Text(value),
                    '"' => Token::Quoted(value),
                    _ => Token::Expression(value),
                };
                tokens.push((token, begun));
                length
            }
            '<' if rest.starts_with("<>") => {
                tokens.push((Token::Both, begun));
                2
            }
            _ if first.is_whitespace() => first.len_utf8(),
            _ if first.is_alphanumeric() || first == '_' || first == '#' => {
                let end = rest
                    .char_indices()
                    .skip(1)
                    .find(|(_, letter)| !(letter.is_alphanumeric() || *letter == '_'))
                    .map_or(rest.len(), |(at, _)| at);
                // Numbers go on behind their point.
                let number = first.is_ascii_digit() && rest[end..].starts_with('.');
                let more = if number {
                    let digits = &rest[end + 1..];
                    digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len())
                } else {
                    0
                };
                let end = if more > 0 { end + 1 + more } else { end };
                tokens.push((Token::Word(rest[..end].to_owned()), begun));
                end
            }
            sign => {
                tokens.push((Token::Sign(sign), begun));
                sign.len_utf8()
            }
        };
        line += rest[..length].matches('\n').count() as u32;
        rest = &rest[length..];
    }
    Ok(tokens)
}

/// The value between two delimiters, backslash escapes taken out (not in expressions), and the length of all.
fn delimited(rest: &str, delimiter: &str) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut at = delimiter.len();
    while at < rest.len() {
        let here = &rest[at..];
        if here.starts_with(delimiter) {
            return Some((value, at + delimiter.len()));
        }
        let letter = here.chars().next()?;
        at += letter.len_utf8();
        if letter == '\\' && delimiter != "`" {
            let next = rest[at..].chars().next()?;
            at += next.len_utf8();
            match next {
                'n' => value.push('\n'),
                't' => value.push('\t'),
                // A line break that is escaped joins the lines.
                '\n' => {}
                other => value.push(other),
            }
        } else {
            value.push(letter);
        }
    }
    None
}

/// Texts over several lines are indented with their block.
fn dedent(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let depth = |line: &&str| line.len() - line.trim_start().len();
    let least = lines.iter().filter(|line| !line.trim().is_empty()).map(depth).min().unwrap_or(0);
    let lines: Vec<&str> = lines.iter().map(|line| line.get(least..).unwrap_or("")).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}
