use std::collections::VecDeque;
use std::io::{self, Read};

use super::body::Body;
use super::lexer::{Kind, Lexed, Lexer, line_end};
use super::{
    Command, Encoding, Ending, Item, NotText, Rows, Statement, Unclosed, Unfinished, head,
};
use crate::dialect::{Commands, DialectData, Script};

/// How many words of a statement are told apart.
pub(super) const WORDS: usize = 24;
/// How much is read at once, at least.
const CHUNK: usize = 64 << 10;
/// Of rows that are longer, only the beginning is kept.
const LONGEST_ROWS: usize = 64 << 10;
const KEPT: usize = 400;

/// Reads a script item by item.
pub struct Splitter<R> {
    input: R,
    script: Script,
    lexer: Lexer,
    encoding: Encoding,
    buffer: Vec<u8>,
    /// Where the next token begins in the buffer.
    at: usize,
    /// Bytes of the stream before the buffer.
    before: u64,
    last: bool,
    line: u32,
    /// Only blanks stand between the beginning of this line and `at`.
    line_begins: bool,
    current: Current,
    ready: VecDeque<Item>,
    /// The `copy` whose rows come next: its first line, and where it begins.
    rows_of: Option<(String, u32)>,
    /// The comment lines of a dump program that were seen.
    dump: Dump,
    ended: bool,
}

/// Whether a dump program wrote the script, and whether it came to its end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dump {
    /// The words by which it was known.
    pub started: Option<String>,
    pub ended: bool,
}

/// The statement that is being read.
#[derive(Debug, Default)]
struct Current {
    /// In the buffer; none between statements.
    start: Option<usize>,
    /// In the stream.
    offset: u64,
    line: u32,
    words: Vec<String>,
    body: Body,
    versions: u32,
    versions_line: u32,
    /// The beginning, where the rest was thrown away.
    cut: Option<Vec<u8>>,
    from_stdin: FromStdin,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum FromStdin {
    #[default]
    No,
    From,
    Yes,
}

impl<R: Read> Splitter<R> {
    pub fn new(input: R, dialect: &DialectData) -> Splitter<R> {
        let lexer = Lexer::new(&dialect.script, dialect.strings.backslash_escapes);
        Splitter {
            input,
            script: dialect.script.clone(),
            lexer,
            encoding: Encoding::default(),
            buffer: Vec::new(),
            at: 0,
            before: 0,
            last: false,
            line: 1,
            line_begins: true,
            current: Current::default(),
            ready: VecDeque::new(),
            rows_of: None,
            dump: Dump::default(),
            ended: false,
        }
    }

    /// How the statements from here on are to be read; a script may say so itself.
    pub fn set_encoding(&mut self, encoding: Encoding) {
        self.encoding = encoding;
    }

    /// Whether `\` escapes in plain strings from here on; a script may say so itself.
    pub fn set_backslash_escapes(&mut self, escapes: bool) {
        self.lexer.backslash_escapes = escapes;
    }

    /// As far as it has been read.
    pub fn dump(&self) -> &Dump {
        &self.dump
    }

    /// The line of what comes next; at the end, the number of lines.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The next item; none at the end of the stream.
    pub fn next_item(&mut self) -> io::Result<Option<Item>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Ok(Some(item));
            }
            if self.ended {
                return Ok(None);
            }
            if let Some(statement) = self.rows_of.take() {
                self.rows(statement)?;
            } else if !self.client_line()? {
                self.token()?;
            }
        }
    }

    /// Takes the line that begins here, if it is one for the client.
    fn client_line(&mut self) -> io::Result<bool> {
        if !self.line_begins {
            return Ok(false);
        }
        let empty = self.current.start.is_none();
        let wanted = match self.peek()? {
            Some(b'd' | b'D' | b's' | b'S' | b'u' | b'U') => self.script.delimiter_lines && empty,
            Some(b'g' | b'G') => true,
            Some(b'/') => empty,
            Some(b'.') => empty && self.script.commands == Some(Commands::Dot),
            _ => false,
        };
        if !wanted {
            return Ok(false);
        }
        let line = self.whole_line()?;
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [first, delimiter, ..] if first.eq_ignore_ascii_case("delimiter") => {
                let delimiter = delimiter.trim_matches(|quote| matches!(quote, '\'' | '"' | '`'));
                if !delimiter.is_empty() {
                    self.lexer.delimiter = delimiter.as_bytes().to_vec();
                }
            }
            [first, rest @ ..]
                if first.eq_ignore_ascii_case("go")
                    && rest.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
                    && !self.current.body.in_block() =>
            {
                self.finish(self.at, Ending::ForeignLine);
                self.command(&line);
            }
            // The client takes the whole line, with a semicolon or without one.
            [first, _, ..]
                if self.script.delimiter_lines && first.eq_ignore_ascii_case("source") =>
            {
                self.command(&line);
            }
            [first, _]
                if self.script.delimiter_lines
                    && first.eq_ignore_ascii_case("use")
                    && !line.contains(';') =>
            {
                self.command(&line);
            }
            ["/"] => self.command(&line),
            [first, ..]
                if first.starts_with('.')
                    && first[1..].starts_with(|c: char| c.is_ascii_alphabetic()) =>
            {
                self.command(&line);
            }
            _ => {
                self.line_begins = false;
                return Ok(false);
            }
        }
        self.advance(line_end(&self.buffer, self.at), Kind::Blank);
        Ok(true)
    }

    fn command(&mut self, line: &str) {
        self.ready
            .push_back(Item::Command(Command { text: line.trim().to_owned(), line: self.line }));
    }

    fn token(&mut self) -> io::Result<()> {
        if self.at == self.buffer.len() {
            if self.last {
                self.end();
            } else {
                self.fill()?;
            }
            return Ok(());
        }
        let (kind, end) = match self.lexer.lex(&self.buffer, self.at, self.last) {
            Lexed::More => return self.fill(),
            Lexed::Unclosed(what) => {
                self.unfinished(what, self.line);
                self.ended = true;
                return Ok(());
            }
            Lexed::Token(kind, end) => (kind, end),
        };
        match kind {
            Kind::Blank => {}
            Kind::Comment => self.notice(end),
            Kind::Delimiter if self.stays_open() => self.take(";"),
            Kind::Delimiter => {
                self.finish(self.at, Ending::Delimiter);
            }
            Kind::Backslash if self.script.commands == Some(Commands::Backslash) => {
                return self.backslash();
            }
            Kind::Backslash if self.script.delimiter_lines => match self.buffer.get(end) {
                Some(b'g' | b'G') => {
                    self.finish(self.at, Ending::Delimiter);
                    self.advance(end + 1, kind);
                    return Ok(());
                }
                // The client drops one at the end of a line.
                None | Some(b'\r' | b'\n') => {
                    self.buffer.remove(self.at);
                    self.before += 1;
                    return Ok(());
                }
                _ => {}
            },
            Kind::VersionOpen => {
                self.begin();
                if self.current.versions == 0 {
                    self.current.versions_line = self.line;
                }
                self.current.versions += 1;
            }
            Kind::VersionClose if self.current.versions > 0 => self.current.versions -= 1,
            Kind::Word => {
                self.begin();
                let word = String::from_utf8_lossy(&self.buffer[self.at..end]).to_lowercase();
                self.take(&word);
            }
            Kind::QuotedName => {
                self.begin();
                let name = String::from_utf8_lossy(&self.buffer[self.at..end]).into_owned();
                self.take(&name);
            }
            Kind::Text => {
                self.begin();
                self.take("'");
            }
            Kind::Symbol | Kind::VersionClose | Kind::Backslash => {
                self.begin();
                let symbol = char::from(self.buffer[self.at]).to_string();
                self.take(&symbol);
            }
        }
        self.advance(end, kind);
        self.shorten();
        Ok(())
    }

    /// Whether the statement goes on behind this delimiter.
    fn stays_open(&self) -> bool {
        self.lexer.delimiter == b";"
            && (self.current.body.in_block() || self.current.body.in_parentheses())
    }

    fn begin(&mut self) {
        if self.current.start.is_none() {
            self.current = Current {
                start: Some(self.at),
                offset: self.before + self.at as u64,
                line: self.line,
                ..Current::default()
            };
        }
    }

    fn take(&mut self, word: &str) {
        let current = &mut self.current;
        if current.words.len() < WORDS {
            current.words.push(word.to_owned());
        }
        current.from_stdin = match (current.from_stdin, word) {
            (FromStdin::Yes, _) | (FromStdin::From, "stdin") => FromStdin::Yes,
            (_, "from") => FromStdin::From,
            _ => FromStdin::No,
        };
        // With a delimiter of its own, nothing inside of the statement can end it.
        if self.lexer.delimiter == b";" {
            current.body.take(word, &current.words, self.script.bodies, self.line);
        }
    }

    /// Moves behind a token.
    fn advance(&mut self, end: usize, kind: Kind) {
        let token = &self.buffer[self.at..end];
        let lines = token.iter().filter(|byte| **byte == b'\n').count();
        self.line += u32::try_from(lines).unwrap_or(u32::MAX);
        self.line_begins = match kind {
            Kind::Blank => lines > 0 || self.line_begins,
            _ => false,
        };
        self.at = end;
    }

    /// Of rows, throws away what has been read, but for the beginning.
    fn shorten(&mut self) {
        let Some(start) = self.current.start else { return };
        let rows =
            matches!(self.current.words.first().map(String::as_str), Some("insert" | "replace"));
        if !rows || self.at - start < LONGEST_ROWS {
            return;
        }
        if self.current.cut.is_none() {
            self.current.cut = Some(self.buffer[start..start + KEPT].to_vec());
        }
        self.current.start = Some(self.at);
    }

    /// Ends the statement, if there is one, before `end`.
    fn finish(&mut self, end: usize, ending: Ending) {
        let current = std::mem::take(&mut self.current);
        let Some(start) = current.start else { return };
        if current.words.is_empty() {
            return;
        }
        let rows_follow = self.script.copy_rows
            && current.words[0] == "copy"
            && current.from_stdin == FromStdin::Yes
            && ending == Ending::Delimiter;
        if rows_follow {
            let text = String::from_utf8_lossy(&self.buffer[start..end]);
            self.rows_of = Some((head(&text), current.line));
        }
        let whole = current.cut.is_none();
        let text = match &current.cut {
            Some(cut) => Ok(String::from_utf8_lossy(cut).into_owned()),
            None => self.encoding.decode(&self.buffer[start..end]),
        };
        let item = match text {
            Ok(text) => Item::Statement(Statement {
                text: text.trim_end().to_owned(),
                line: current.line,
                start: current.offset,
                end: self.before + end as u64,
                words: current.words,
                ending,
                whole,
            }),
            Err(at) => {
                let lines = self.buffer[start..start + at].iter().filter(|b| **b == b'\n').count();
                Item::NotText(NotText {
                    byte: self.buffer[start + at],
                    line: current.line + u32::try_from(lines).unwrap_or(u32::MAX),
                    offset: self.before + (start + at) as u64,
                })
            }
        };
        self.ready.push_back(item);
    }

    /// A comment may be the mark of a dump program.
    fn notice(&mut self, end: usize) {
        const LONGEST: usize = 200;
        let comment = &self.buffer[self.at..end];
        if self.current.start.is_some() || comment.len() > LONGEST {
            return;
        }
        let comment = String::from_utf8_lossy(comment);
        let text = comment.trim_start_matches(['-', '#', '/', '*', '!', ' ']);
        if self.script.dump_ends.iter().any(|mark| text.starts_with(mark.as_str())) {
            self.dump.ended = true;
        } else if let Some(mark) =
            self.script.dump_starts.iter().find(|mark| text.starts_with(mark.as_str()))
        {
            self.dump.started.get_or_insert_with(|| mark.trim().to_owned());
            self.dump.ended = false;
        }
    }

    /// `\command …` to the end of the line. `\g` and its like end the statement before them.
    fn backslash(&mut self) -> io::Result<()> {
        let line = self.whole_line()?;
        if line.starts_with("\\g") || line.starts_with("\\;") {
            self.finish(self.at, Ending::Delimiter);
        }
        if let Some(rest) = line.strip_prefix("\\;") {
            let length = line.len() - rest.len();
            self.advance(self.at + length, Kind::Symbol);
            return Ok(());
        }
        self.command(&line);
        self.advance(line_end(&self.buffer, self.at), Kind::Blank);
        Ok(())
    }

    /// Counts rows up to the line that ends them.
    fn rows(&mut self, statement: (String, u32)) -> io::Result<()> {
        // The rest of the line of the statement itself.
        self.skip_line()?;
        let mut rows = Rows { count: 0, line: self.line };
        loop {
            let line = self.line_bytes()?;
            match line {
                None => {
                    let unfinished = Unfinished {
                        what: Unclosed::Rows,
                        line: rows.line,
                        statement: Some(statement),
                        end: self.line,
                    };
                    self.ready.push_back(Item::Rows(rows));
                    self.ready.push_back(Item::Unfinished(unfinished));
                    self.ended = true;
                    return Ok(());
                }
                Some(length) => {
                    let end = self.at + length;
                    let text = self.buffer[self.at..end].trim_ascii_end();
                    let ends = text == b"\\.";
                    self.skip_line()?;
                    if ends {
                        self.ready.push_back(Item::Rows(rows));
                        return Ok(());
                    }
                    rows.count += 1;
                }
            }
        }
    }

    fn end(&mut self) {
        self.ended = true;
        let body = &self.current.body;
        let (what, line) = if self.current.versions > 0 {
            (Unclosed::Comment, self.current.versions_line)
        } else if self.current.start.is_some() && body.in_block() {
            (Unclosed::Body, body.opened_line)
        } else if self.current.start.is_some() && body.in_parentheses() {
            (Unclosed::Parenthesis, body.parenthesis_line)
        } else {
            self.finish(self.at, Ending::EndOfFile);
            return;
        };
        self.unfinished(what, line);
    }

    fn unfinished(&mut self, what: Unclosed, line: u32) {
        let current = std::mem::take(&mut self.current);
        let statement = current.start.map(|start| {
            let bytes = current.cut.as_deref().unwrap_or(&self.buffer[start..]);
            (head(&String::from_utf8_lossy(bytes)), current.line)
        });
        let rest = self.buffer[self.at..].iter().filter(|byte| **byte == b'\n').count();
        let end = self.line + u32::try_from(rest).unwrap_or(u32::MAX);
        self.ready.push_back(Item::Unfinished(Unfinished { what, line, statement, end }));
    }

    /// Reads at least one byte more, or learns that there is none. Moves what is still needed to the
    /// beginning of the buffer.
    fn fill(&mut self) -> io::Result<()> {
        let needed = self.current.start.unwrap_or(self.at).min(self.at);
        self.buffer.drain(..needed);
        self.before += needed as u64;
        self.at -= needed;
        self.current.start = self.current.start.map(|start| start - needed);
        // A token that is longer than the buffer is read anew: doubling keeps that linear.
        let more = CHUNK.max(self.buffer.len());
        let read = (&mut self.input).take(more as u64).read_to_end(&mut self.buffer)?;
        self.last = read < more;
        const MARK: &[u8] = b"\xef\xbb\xbf";
        if self.before == 0 && self.at == 0 && self.buffer.starts_with(MARK) {
            self.at = MARK.len();
        }
        Ok(())
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        while self.at == self.buffer.len() && !self.last {
            self.fill()?;
        }
        Ok(self.buffer.get(self.at).copied())
    }

    /// The length of the line from here, without its break; none at the end of the stream.
    fn line_bytes(&mut self) -> io::Result<Option<usize>> {
        loop {
            let end = line_end(&self.buffer, self.at);
            if end < self.buffer.len() || (self.last && end > self.at) {
                return Ok(Some(end - self.at));
            }
            if self.last {
                return Ok(None);
            }
            self.fill()?;
        }
    }

    fn whole_line(&mut self) -> io::Result<String> {
        let length = self.line_bytes()?.unwrap_or(0);
        Ok(String::from_utf8_lossy(&self.buffer[self.at..self.at + length]).into_owned())
    }

    /// Moves behind the end of this line.
    fn skip_line(&mut self) -> io::Result<()> {
        if let Some(length) = self.line_bytes()? {
            let end = (self.at + length + 1).min(self.buffer.len());
            self.advance(end, Kind::Blank);
        }
        self.line_begins = true;
        Ok(())
    }
}
