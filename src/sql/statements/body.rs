use crate::dialect::Bodies;

/// Whether a semicolon ends the statement, or one inside of its body.
#[derive(Debug, Clone, Default)]
pub(super) struct Body {
    /// What the statement makes, once its words have said so.
    object: Option<Object>,
    /// Blocks that are open.
    depth: u32,
    parentheses: u32,
    /// The word before this one, in lower case, or a symbol.
    previous: String,
    /// Where the outermost block was opened.
    pub opened_line: u32,
    pub parenthesis_line: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Object {
    /// It has a body in which blocks are counted.
    Blocks,
    /// Its blocks begin with `begin atomic`.
    Atomic,
    /// Statements in parentheses.
    Rule,
    Other,
}

/// Words that open a block at the beginning of a statement.
const OPENERS: [&str; 6] = ["if", "loop", "while", "repeat", "for", "begin"];

/// What a block's end may repeat.
const CLOSERS: [&str; 6] = ["if", "case", "loop", "while", "repeat", "for"];

/// After these words another statement begins.
const BEFORE_STATEMENTS: [&str; 9] =
    [";", "begin", "then", "else", "do", "loop", "repeat", ":", "row"];

impl Body {
    /// Takes the next word, in lower case, or symbol; `words` are the statement's first ones so far.
    pub fn take(&mut self, word: &str, words: &[String], bodies: Bodies, line: u32) {
        let object = match self.object {
            Some(object) => object,
            None => {
                self.object = object(words, bodies);
                self.object.unwrap_or(Object::Other)
            }
        };
        match object {
            Object::Blocks => self.block(word, line),
            Object::Atomic => match word {
                "atomic" if self.previous == "begin" => self.open(line),
                "case" if self.depth > 0 => self.open(line),
                "end" if self.previous != "." => self.depth = self.depth.saturating_sub(1),
                _ => {}
            },
            Object::Rule => match word {
                "(" => {
                    self.parentheses += 1;
                    if self.parentheses == 1 {
                        self.parenthesis_line = line;
                    }
                }
                ")" => self.parentheses = self.parentheses.saturating_sub(1),
                _ => {}
            },
            Object::Other => {}
        }
        self.previous.clear();
        self.previous.push_str(word);
    }

    fn block(&mut self, word: &str, line: u32) {
        let previous = self.previous.as_str();
        if previous == "." {
            return;
        }
        // `end if`, `end case`: the second word only repeats what is closed.
        if previous == "end" && CLOSERS.contains(&word) {
            return;
        }
        match word {
            "end" => self.depth = self.depth.saturating_sub(1),
            "case" => self.open(line),
            "begin" if self.depth == 0 => self.open(line),
            _ if OPENERS.contains(&word)
                && BEFORE_STATEMENTS.contains(&previous)
                && (self.depth > 0 || matches!(previous, "row" | "do")) =>
            {
                self.open(line);
            }
            _ => {}
        }
    }

    fn open(&mut self, line: u32) {
        if self.depth == 0 {
            self.opened_line = line;
        }
        self.depth += 1;
    }

    pub fn in_block(&self) -> bool {
        self.depth > 0
    }

    pub fn in_parentheses(&self) -> bool {
        self.parentheses > 0
    }
}

/// What a statement makes, as far as its body goes; none while its words do not tell.
fn object(words: &[String], bodies: Bodies) -> Option<Object> {
    const KNOWN: [&str; 14] = [
        "table",
        "view",
        "index",
        "trigger",
        "procedure",
        "function",
        "event",
        "rule",
        "package",
        "database",
        "schema",
        "user",
        "role",
        "sequence",
    ];
    let first = words.first()?.as_str();
    if first != "create" || bodies == Bodies::None {
        return Some(Object::Other);
    }
    let made = words.iter().skip(1).find(|word| KNOWN.contains(&word.as_str()));
    let Some(made) = made else {
        return (words.len() >= super::splitter::WORDS).then_some(Object::Other);
    };
    Some(match (bodies, made.as_str()) {
        (Bodies::Triggers, "trigger")
        | (Bodies::Routines, "trigger" | "procedure" | "function" | "event" | "package") => {
            Object::Blocks
        }
        (Bodies::Atomic, "function" | "procedure") => Object::Atomic,
        (Bodies::Atomic, "rule") => Object::Rule,
        _ => Object::Other,
    })
}
