//! A dump as pieces that can be compared, whatever their order.

use std::collections::BTreeMap;

/// How often each piece occurs.
pub type Pieces = BTreeMap<String, usize>;

/// What a server's own tool wrote, taken apart.
pub fn pieces(dialect: &str, dump: &str) -> Pieces {
    let texts = match dialect {
        "postgres" => postgres(dump),
        _ => mysql(dump),
    };
    let mut pieces = Pieces::new();
    for text in texts {
        *pieces.entry(text).or_default() += 1;
    }
    pieces
}

/// What differs, as one text; none where nothing does.
pub fn difference(before: &Pieces, after: &Pieces) -> Option<String> {
    let missing = |a: &Pieces, b: &Pieces| -> Vec<String> {
        let lost = a.iter().filter(|(text, count)| b.get(*text).copied().unwrap_or(0) < **count);
        lost.map(|(text, _)| text.clone()).collect()
    };
    let (lost, gained) = (missing(before, after), missing(after, before));
    if lost.is_empty() && gained.is_empty() {
        return None;
    }
    let mut text = String::new();
    let mut gained: Vec<Option<String>> = gained.into_iter().map(Some).collect();
    for piece in lost {
        let twin = gained
            .iter_mut()
            .find(|other| other.as_deref().is_some_and(|other| heading(other) == heading(&piece)));
        match twin.and_then(Option::take) {
            Some(twin) => text.push_str(&changed(&piece, &twin)),
            None => text.push_str(&format!("lost: {}\n", piece.replace('\n', "\n  "))),
        }
    }
    for piece in gained.into_iter().flatten() {
        text.push_str(&format!("added: {}\n", piece.replace('\n', "\n  ")));
    }
    Some(text)
}

/// The first line, by which two versions of one object are brought together.
fn heading(piece: &str) -> &str {
    piece.lines().next().unwrap_or_default()
}

fn changed(before: &str, after: &str) -> String {
    let mut text = format!("changed: {}\n", heading(before));
    let diff = similar::TextDiff::from_lines(before, after);
    for change in diff.iter_all_changes() {
        let sign = match change.tag() {
            similar::ChangeTag::Delete => '-',
            similar::ChangeTag::Insert => '+',
            similar::ChangeTag::Equal => continue,
        };
        text.push_str(&format!("  {sign} {}\n", change.value().trim_end()));
    }
    text
}

/// `pg_dump` writes a heading above each object, so that no SQL has to be understood.
fn postgres(dump: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut current: Option<String> = None;
    for line in dump.lines() {
        if let Some(heading) = line.strip_prefix("-- Name: ") {
            pieces.extend(current.take());
            current = Some(heading.to_owned());
        } else if line.starts_with("SET ") || line == "--" || line.is_empty() {
            // Settings of the session: which table access method comes next, say, does not matter
            // where the objects are the same.
        } else if let Some(text) = &mut current {
            text.push('\n');
            text.push_str(line);
        }
    }
    pieces.extend(current);
    for piece in &mut pieces {
        // The last piece is followed by a line about the dump itself, and a random key.
        if let Some(end) = piece.find("\n-- PostgreSQL database dump complete") {
            piece.truncate(end);
        }
        if heading(piece).contains("; Type: ACL;") {
            *piece = grants_in_order(piece);
        }
    }
    pieces
}

/// Rights in an order of their own: the one in which they were given means nothing. What is revoked
/// stays in front.
fn grants_in_order(piece: &str) -> String {
    let mut lines: Vec<&str> = piece.lines().collect();
    if let Some(first) = lines.iter().position(|line| line.starts_with("GRANT ")) {
        lines[first..].sort_unstable();
    }
    lines.join("\n")
}

/// Statements end with their line; inside of `DELIMITER ;;` with a line that ends so.
fn mysql(dump: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut current = String::new();
    let mut delimiter = ";";
    for line in dump.lines() {
        if let Some(word) = line.strip_prefix("DELIMITER ") {
            delimiter = if word == ";" { ";" } else { ";;" };
            continue;
        }
        if !current.is_empty() {
            current.push('\n');
        }
        current.push_str(line);
        if line.ends_with(delimiter) || line.ends_with(";;") {
            pieces.push(table(&without_counter(current.trim())));
            current.clear();
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// The next number of a table is data.
fn without_counter(statement: &str) -> String {
    const WORD: &str = " AUTO_INCREMENT=";
    let Some(start) = statement.rfind(WORD) else { return statement.to_owned() };
    let rest = &statement[start + WORD.len()..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    format!("{}{}", &statement[..start], &rest[digits..])
}

/// A table without what no catalog keeps, for it means nothing: that a key is a B-tree, that a column has the
/// charset of its collation or the collation of its table, and where among others a key of MyISAM stands.
fn table(statement: &str) -> String {
    let Some((_, options)) = statement.rsplit_once("\n) ENGINE=") else {
        return statement.to_owned();
    };
    let word = |name: &str| {
        let rest = options.split_once(name)?.1;
        rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()
    };
    let charset = word(" DEFAULT CHARSET=").unwrap_or_default();
    let collation = word(" COLLATE=").map_or_else(|| usual_collation(charset), str::to_owned);
    let mut lines: Vec<String> = statement.lines().map(|line| column(line, &collation)).collect();
    if options.starts_with("MyISAM") {
        let is_key = |line: &String| line.contains(" KEY `") && !line.starts_with("  PRIMARY");
        let bare = |line: &String| line.trim_end_matches(',').to_owned();
        let mut keys: Vec<String> = lines.iter().filter(|line| is_key(line)).map(bare).collect();
        keys.sort();
        let others = lines.iter().filter(|line| !is_key(line)).map(bare);
        lines = others.chain(keys).collect();
    }
    lines.join("\n")
}

fn column(line: &str, table_collation: &str) -> String {
    let mut line = line.replace(" USING BTREE", "");
    if !line.starts_with("  `") {
        return line;
    }
    if let (Some(start), Some(end)) = (line.find(" CHARACTER SET "), line.find(" COLLATE ")) {
        line.replace_range(start..end, "");
    }
    line.replace(&format!(" COLLATE {table_collation} "), " ")
        .replace(&format!(" COLLATE {table_collation},"), ",")
}

fn usual_collation(charset: &str) -> String {
    match charset {
        "utf8mb4" => "utf8mb4_general_ci".to_owned(),
        "latin1" => "latin1_swedish_ci".to_owned(),
        charset => format!("{charset}_general_ci"),
    }
}
