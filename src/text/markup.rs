//! User text inside markup: nothing of it may become markup.
//!
//! One spelling for every report, page and picture, so that a hole is mended once.

use std::fmt::Write;

/// Content and quoted attributes of XML and HTML. What XML cannot hold at all, control characters, becomes the
/// character that stands for what cannot be shown.
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(letter),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            // Marks that turn the direction of writing could make a text look like another one.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push('\u{fffd}'),
            letter if letter.is_control() => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    out
}

/// Markdown on one line, also inside a cell of a table.
pub fn markdown(text: &str) -> String {
    written(text, false)
}

/// As [`markdown`], but names in backticks stay code. It is written as HTML: code of Markdown would show our
/// character numbers as they are.
pub fn markdown_with_code(text: &str) -> String {
    written(text, text.matches('`').count().is_multiple_of(2))
}

fn written(text: &str, backticks_are_code: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut code = false;
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let inside =
            before.is_alphanumeric() && letters.peek().is_some_and(|next| next.is_alphanumeric());
        before = letter;
        match letter {
            '`' if backticks_are_code => {
                code = !code;
                out.push_str(if code { "<code>" } else { "</code>" });
            }
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // Within a word it marks nothing, and most names have some.
            '_' if inside => out.push('_'),
            // `@` would call people on a host, and `#` link to issues.
            '|' | '[' | ']' | '*' | '_' | '#' | '\\' | '~' | '`' | '@' => {
                let _ = write!(out, "&#{};", u32::from(letter));
            }
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push('\u{fffd}'),
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

/// A block of code in Markdown whose fence the text cannot close.
pub fn fenced(text: &str, language: &str) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

/// On one line: for names and comments that could hold line breaks.
pub fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_name_is_markup() {
        assert_eq!(
            xml("<b title=\"x\" onclick='y'>&\u{7}\u{202e}"),
            "&lt;b title=&quot;x&quot; onclick=&#39;y&#39;&gt;&amp;\u{fffd}\u{fffd}"
        );
        assert_eq!(markdown("a|b <i>\n`x` @all"), "a&#124;b &lt;i&gt; &#96;x&#96; &#64;all");
        assert_eq!(markdown("order_item and _this_"), "order_item and &#95;this&#95;");
        assert_eq!(line("a\n\tb  c"), "a b c");
    }

    #[test]
    fn names_in_backticks_are_code() {
        assert_eq!(markdown_with_code("the `a|b` of"), "the <code>a&#124;b</code> of");
        assert_eq!(markdown_with_code("an odd ` one"), "an odd &#96; one");
    }

    #[test]
    fn no_text_closes_its_fence() {
        assert_eq!(fenced("select 1\n", "sql"), "```sql\nselect 1\n```\n");
        assert_eq!(fenced("a ```` b", ""), "`````\na ```` b\n`````\n");
    }
}
