use super::scan::{Piece, scan};

/// How a server writes parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placeholder {
    /// `$1`, `$2`: one number a name, reused where the name is.
    Numbered,
    /// `?`: one a place.
    Positional,
}

/// A query with the server's own placeholders, and the way back to the text it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundQuery {
    pub sql: String,
    /// The name behind each placeholder: by number, or by place.
    pub parameters: Vec<String>,
    /// Where each copied piece starts: offset in `sql`, offset in the original.
    pieces: Vec<(u32, u32)>,
}

impl BoundQuery {
    /// Replaces `:name` parameters; strings, comments, quoted names and `::` casts are left alone.
    pub fn new(sql: &str, placeholder: Placeholder) -> BoundQuery {
        let mut bound = BoundQuery {
            sql: String::with_capacity(sql.len()),
            parameters: Vec::new(),
            pieces: Vec::new(),
        };
        for (piece, range) in scan(sql) {
            bound.pieces.push((bound.sql.len() as u32, range.start as u32));
            match piece {
                Piece::Parameter(name) => bound.placeholder(name, placeholder),
                _ => bound.sql.push_str(&sql[range]),
            }
        }
        bound
    }

    fn placeholder(&mut self, name: &str, placeholder: Placeholder) {
        match placeholder {
            Placeholder::Positional => {
                self.parameters.push(name.to_owned());
                self.sql.push('?');
            }
            Placeholder::Numbered => {
                let known = self.parameters.iter().position(|parameter| parameter == name);
                let number = known.unwrap_or_else(|| {
                    self.parameters.push(name.to_owned());
                    self.parameters.len() - 1
                });
                self.sql.push_str(&format!("${}", number + 1));
            }
        }
    }

    /// The offset in the original text that an offset in `sql` came from.
    pub fn original_offset(&self, offset: u32) -> u32 {
        let piece = self.pieces.partition_point(|(start, _)| *start <= offset);
        let Some((start, original)) = piece.checked_sub(1).and_then(|index| self.pieces.get(index))
        else {
            return offset;
        };
        // Inside a placeholder the whole name is meant; past a copied piece offsets run alike.
        let next = self.pieces.get(piece).map_or(u32::MAX, |(_, next)| *next);
        (original + (offset - start)).min(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_numbers_and_offsets_lead_back() {
        let sql = "select ':x', a::int from t -- :y\n where b = :lim and c = :b2 and d = :lim";
        let bound = BoundQuery::new(sql, Placeholder::Numbered);
        assert_eq!(
            bound.sql,
            "select ':x', a::int from t -- :y\n where b = $1 and c = $2 and d = $1"
        );
        assert_eq!(bound.parameters, ["lim", "b2"]);
        let at = bound.sql.find("c =").unwrap() as u32;
        assert_eq!(bound.original_offset(at), sql.find("c =").unwrap() as u32);
        let bound = BoundQuery::new("select :a + :a", Placeholder::Positional);
        assert_eq!((bound.sql.as_str(), bound.parameters.len()), ("select ? + ?", 2));
    }

    #[test]
    fn array_slices_and_assignments_are_no_parameters() {
        let bound =
            BoundQuery::new("select a[1:2], b[1:n], c := 1, $$ :z $$", Placeholder::Numbered);
        assert!(bound.parameters.is_empty() || bound.parameters == ["n"], "{bound:?}");
        assert!(bound.sql.contains("$$ :z $$") && bound.sql.contains("[1:2]"));
    }
}
