use std::collections::BTreeMap;

/// What `\set` has set in a script.
#[derive(Debug, Default)]
pub(super) struct Variables(BTreeMap<String, String>);

impl Variables {
    /// `\set name value …`: the values are joined, quotes around each are taken off.
    pub fn set(&mut self, arguments: &str) {
        let (name, value) = match arguments.trim().split_once(char::is_whitespace) {
            Some((name, value)) => (name, value.trim()),
            None => (arguments.trim(), ""),
        };
        if !name.is_empty() {
            self.0.insert(name.to_owned(), self.replace(&unquoted(value)));
        }
    }

    pub fn unset(&mut self, name: &str) {
        self.0.remove(name.trim());
    }

    /// A statement with `:name`, `:'name'` and `:"name"` replaced, where they are set.
    pub fn replace(&self, text: &str) -> String {
        if self.0.is_empty() || !text.contains(':') {
            return text.to_owned();
        }
        let mut result = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(':') {
            let (before, after) = rest.split_at(at);
            result.push_str(before);
            let after = &after[1..];
            if let Some(cast) = after.strip_prefix(':') {
                result.push_str("::");
                rest = cast;
                continue;
            }
            match self.value(after) {
                Some((value, length)) => {
                    result.push_str(&value);
                    rest = &after[length..];
                }
                None => {
                    result.push(':');
                    rest = after;
                }
            }
        }
        result.push_str(rest);
        result
    }

    /// The text for the variable whose name, or quoted name, stands at the start.
    fn value(&self, text: &str) -> Option<(String, usize)> {
        let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let name = &text[quote.map_or(0, char::len_utf8)..];
        let end = name.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(name.len());
        let value = self.0.get(&name[..end])?;
        match quote {
            None => Some((value.clone(), end)),
            Some(quote) if name[end..].starts_with(quote) => {
                let doubled = value.replace(quote, &format!("{quote}{quote}"));
                Some((format!("{quote}{doubled}{quote}"), end + 2))
            }
            Some(_) => None,
        }
    }
}

fn unquoted(value: &str) -> String {
    let mut result = String::new();
    let mut quoted = false;
    for character in value.chars() {
        match character {
            '\'' => quoted = !quoted,
            _ if character.is_whitespace() && !quoted => {}
            _ => result.push(character),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::Variables;

    #[test]
    fn variables_are_replaced_where_they_are_set() {
        let mut variables = Variables::default();
        variables.set("owner 'the owner'");
        variables.set("n 5");
        assert_eq!(
            variables.replace("a ::int, :n, :'owner', :\"owner\", :x, 'b:c'"),
            "a ::int, 5, 'the owner', \"the owner\", :x, 'b:c'"
        );
        variables.unset("n");
        assert_eq!(variables.replace(":n"), ":n");
    }
}
