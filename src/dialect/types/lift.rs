use super::super::Dialect;
use super::form::{Argument, Arguments, TypeName};
use crate::schema::DataType;

impl Dialect<'_> {
    /// Reads a type as a server's catalog (or a person) spells it.
    ///
    /// It is neutral exactly where [`render_type`](Self::render_type) would spell that neutral type
    /// so (or by a synonym); everything else stays native, in a normal spelling. Types of the
    /// schema's own are native here too: only their reader knows which names are such types.
    pub fn lift_type(&self, sql: &str) -> DataType {
        let text = self.without_display_width(normal(sql));
        if let Some(element) = text.strip_suffix("[]")
            && self
                .data
                .types
                .get(&TypeName::Array)
                .is_some_and(|forms| forms.0.iter().any(|form| form.sql.is_some()))
        {
            let element = element.trim_end_matches("[]");
            return DataType::array_of(self.lift_type(element));
        }
        for (name, forms) in &self.data.types {
            for form in forms.0.iter().filter(|form| form.is_at(self.version)) {
                for pattern in &form.patterns {
                    let Some(mut arguments) = matches(&pattern.sql, &text) else { continue };
                    arguments.extend(pattern.implies.clone());
                    let Some(data_type) = name.with(&arguments) else { continue };
                    // The type must come back in this very form: `longtext` is no `varchar`.
                    if self.type_form(&data_type).is_ok_and(|(chosen, _)| chosen == form) {
                        return data_type;
                    }
                }
            }
        }
        DataType::native(text)
    }

    /// The form in which designed and introspected types compare: spelled, then read back.
    ///
    /// Types of the schema's own stay as they are, and so does what the server has no form for.
    pub fn canonical_type(&self, data_type: &DataType) -> DataType {
        match data_type {
            DataType::Named { .. } => data_type.clone(),
            DataType::Array { element } => match self.canonical_type(element) {
                nested @ DataType::Array { .. } => nested,
                element => DataType::array_of(element),
            },
            _ => match self.render_type(data_type) {
                Ok(rendered) => self.lift_type(&rendered.sql),
                Err(_) => data_type.clone(),
            },
        }
    }

    /// `int(11)` → `int`, where the server adds such widths.
    fn without_display_width(&self, text: String) -> String {
        for word in &self.data.display_widths {
            let Some(rest) =
                text.strip_prefix(word.as_str()).and_then(|rest| rest.strip_prefix('('))
            else {
                continue;
            };
            let Some((width, rest)) = rest.split_once(')') else { continue };
            // `tinyint(1)` is how these servers say boolean, and `zerofill` needs its width.
            if width.bytes().all(|b| b.is_ascii_digit())
                && width != "1"
                && !rest.contains("zerofill")
            {
                return format!("{word}{rest}");
            }
        }
        text
    }
}

/// Lower case outside quotes, single spaces, none around brackets and commas.
pub(super) fn normal(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut quote = None;
    let mut space = false;
    for character in sql.trim().chars() {
        if let Some(open) = quote {
            text.push(character);
            if character == open {
                quote = None;
            }
            continue;
        }
        if character.is_whitespace() {
            space = true;
            continue;
        }
        let touches = |c: char| matches!(c, '(' | ')' | ',' | '[' | ']');
        // A word after a bracket keeps its distance: `timestamp(3) without time zone`.
        let glued =
            matches!(character, '(' | ')' | ',' | '[' | ']') || text.ends_with(['(', ',', '[']);
        let parted = space && !glued && !text.is_empty();
        if parted || !space && text.ends_with(')') && !touches(character) {
            text.push(' ');
        }
        space = false;
        if matches!(character, '\'' | '"' | '`') {
            quote = Some(character);
        }
        if quote.is_some() { text.push(character) } else { text.extend(character.to_lowercase()) }
    }
    text
}

/// Reads `text` by a pattern whose placeholders stand for whole numbers.
fn matches(pattern: &str, text: &str) -> Option<Arguments> {
    let mut arguments = Arguments::new();
    let mut pattern = pattern;
    let mut text = text;
    while let Some(open) = pattern.find('{') {
        let (literal, rest) = pattern.split_at_checked(open)?;
        text = text.strip_prefix(literal)?;
        let digits = text.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(text.len());
        let (number, behind) = text.split_at_checked(digits)?;
        let argument = [Argument::Length, Argument::Precision, Argument::Scale]
            .into_iter()
            .find(|argument| rest.starts_with(argument.placeholder()))?;
        arguments.insert(argument, number.parse().ok()?);
        pattern = rest.strip_prefix(argument.placeholder())?;
        text = behind;
    }
    (pattern == text).then_some(arguments)
}

/// As [`matches`], for the size of native types.
pub(super) fn read_native(pattern: &str, text: &str) -> Option<Arguments> {
    matches(&normal(pattern), &normal(text))
}
