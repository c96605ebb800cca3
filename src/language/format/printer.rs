//! Puts tokens and comments on lines.

use crate::language::kind::{SyntaxKind, SyntaxToken};

/// How the next token stands to what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Break {
    /// On the same line, unless a comment or a kept break says otherwise.
    Inline,
    /// On a line of its own.
    Line(Blank),
    /// Directly behind what is printed.
    Glued,
    /// On a line of its own, as the bracket that closes a block.
    Close,
}

/// Blank lines before a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blank {
    /// None: the line is the first of its block.
    Never,
    /// One, if the source has any.
    Kept,
    Always,
}

pub(super) struct Printer {
    out: String,
    /// Levels of the block the current statement stands in.
    pub indent: usize,
    /// Levels of the line that is being printed.
    pub line_indent: usize,
    /// Parentheses open in the current statement.
    brackets: usize,
    previous: Option<SyntaxKind>,
    comments: Vec<Comment>,
    /// Line breaks since the last token or comment.
    newlines: usize,
}

struct Comment {
    text: String,
    /// Ends with its line.
    line: bool,
    newlines_before: usize,
}

impl Printer {
    pub fn new() -> Printer {
        Printer {
            out: String::new(),
            indent: 0,
            line_indent: 0,
            brackets: 0,
            previous: None,
            comments: Vec::new(),
            newlines: 0,
        }
    }

    /// The whole text, comments at its end included.
    pub fn finish(mut self) -> String {
        self.print_comments(Blank::Kept, 0);
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
    }

    /// Notes white space and comments for the next token.
    pub fn trivia(&mut self, token: &SyntaxToken) {
        match token.kind() {
            SyntaxKind::Newline => self.newlines += token.text().matches('\n').count(),
            SyntaxKind::Whitespace => {}
            kind => {
                let text = token.text().trim_end().to_owned();
                let line = kind != SyntaxKind::BlockComment;
                self.comments.push(Comment { text, line, newlines_before: self.newlines });
                self.newlines = 0;
            }
        }
    }

    /// Prints a token; `glued` where no space belongs between it and the one before.
    pub fn token(&mut self, token: &SyntaxToken, position: Break, glued: bool) {
        let kind = token.kind();
        if kind == SyntaxKind::RightParen {
            self.brackets = self.brackets.saturating_sub(1);
        }
        match position {
            Break::Glued => {}
            Break::Inline => self.inline_gap(kind, glued),
            _ => self.own_line_gap(position),
        }
        match kind {
            SyntaxKind::Keyword => self.out.push_str(&token.text().to_ascii_lowercase()),
            _ => self.out.push_str(token.text()),
        }
        if kind == SyntaxKind::LeftParen {
            self.brackets += 1;
        }
        self.previous = Some(kind);
        self.newlines = 0;
    }

    /// Prints text as it is, behind what is printed.
    pub fn raw(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Takes note of a closing bracket that was printed with [`raw`](Self::raw).
    pub fn closed(&mut self, kind: SyntaxKind) {
        if kind == SyntaxKind::RightParen {
            self.brackets = self.brackets.saturating_sub(1);
        }
        self.previous = Some(kind);
        self.newlines = 0;
    }

    /// The last token printed.
    pub fn previous(&self) -> Option<SyntaxKind> {
        self.previous
    }

    pub fn space(&mut self) {
        self.out.push(' ');
    }

    pub fn newline(&mut self, indent: usize) {
        self.out.push('\n');
        self.line_indent = indent;
        for _ in 0..indent {
            self.out.push_str("  ");
        }
    }

    pub fn blank_line(&mut self) {
        self.out.push('\n');
    }

    /// Whether comments wait for the next token.
    pub fn has_comments(&self) -> bool {
        !self.comments.is_empty()
    }

    /// Prints the comments before a token that goes on with its line, and the space or break before it.
    fn inline_gap(&mut self, kind: SyntaxKind, glued: bool) {
        let level = if kind == SyntaxKind::RightParen {
            self.indent + self.brackets
        } else {
            self.indent + self.brackets.max(1)
        };
        let mut must_break = false;
        let mut after_comment = false;
        for comment in std::mem::take(&mut self.comments) {
            if must_break || comment.newlines_before > 0 {
                self.newline(level);
            } else {
                self.space();
            }
            self.out.push_str(&comment.text);
            must_break = comment.line;
            after_comment = true;
        }
        if must_break || (self.newlines > 0 && self.keeps_break(kind)) {
            self.newline(level);
        } else if after_comment || !glued {
            self.space();
        }
    }

    /// Whether a break of the source stays: outside of parentheses before a clause, inside of them
    /// behind `(` and `,` and before `)`.
    fn keeps_break(&self, next: SyntaxKind) -> bool {
        let opens = matches!(self.previous, Some(SyntaxKind::LeftParen | SyntaxKind::Comma));
        match next {
            SyntaxKind::LeftBrace => false,
            SyntaxKind::RightParen => self.previous != Some(SyntaxKind::LeftParen),
            _ => self.brackets == 0 || opens,
        }
    }

    /// Prints the comments before a token on a line of its own, and the line break before it.
    fn own_line_gap(&mut self, position: Break) {
        self.brackets = 0;
        let Break::Line(blank) = position else {
            let first = if self.previous == Some(SyntaxKind::LeftBrace) {
                Blank::Never
            } else {
                Blank::Kept
            };
            self.print_comments(first, self.indent + 1);
            return self.newline(self.indent);
        };
        let blank = self.print_comments(blank, self.indent);
        self.begin_line(blank, self.newlines, self.indent);
    }

    /// Prints comments: behind the last token, or on lines of their own. Returns what then holds for the
    /// line that follows.
    fn print_comments(&mut self, mut blank: Blank, indent: usize) -> Blank {
        for comment in std::mem::take(&mut self.comments) {
            if comment.newlines_before == 0 && !self.out.is_empty() {
                self.space();
            } else {
                self.begin_line(blank, comment.newlines_before, indent);
                blank = Blank::Kept;
            }
            self.out.push_str(&comment.text);
        }
        blank
    }

    fn begin_line(&mut self, blank: Blank, newlines: usize, indent: usize) {
        if self.out.is_empty() {
            self.line_indent = indent;
            return;
        }
        if blank == Blank::Always || (blank == Blank::Kept && newlines > 1) {
            self.out.push('\n');
        }
        self.newline(indent);
    }
}
