use crate::schema::{AtomKey, AtomKind, QualifiedName};
use crate::text::Span;

/// Where the atoms of a design were said, looked up by their keys.
///
/// Most atoms belong to a table with many others, so the name of an object is kept once for all of
/// its atoms.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spans {
    /// In the order of their names; so are the atoms of each.
    objects: Vec<(QualifiedName, Vec<Said>)>,
}

#[derive(Debug, Clone, PartialEq)]
struct Said {
    kind: AtomKind,
    part: String,
    span: Span,
}

impl Said {
    fn key(&self) -> (AtomKind, &str) {
        (self.kind, &self.part)
    }
}

impl Spans {
    pub fn get(&self, key: &AtomKey) -> Option<Span> {
        let at = self.objects.binary_search_by(|(object, _)| object.cmp(&key.object)).ok()?;
        let (_, atoms) = self.objects.get(at)?;
        let at = atoms.binary_search_by(|said| said.key().cmp(&(key.kind, &key.part))).ok()?;
        atoms.get(at).map(|said| said.span)
    }

    pub fn contains(&self, key: &AtomKey) -> bool {
        self.get(key).is_some()
    }

    /// All atoms in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (AtomKey, Span)> + '_ {
        self.objects.iter().flat_map(|(object, atoms)| {
            atoms
                .iter()
                .map(|said| (AtomKey::new(object, said.kind, said.part.as_str()), said.span))
        })
    }

    /// The place of the first atom of a kind.
    pub fn first(&self, kind: AtomKind) -> Option<Span> {
        let mut atoms = self.objects.iter().flat_map(|(_, atoms)| atoms);
        atoms.find(|said| said.kind == kind).map(|said| said.span)
    }
}

/// Gathers places in any order; cheapest where the atoms of one object come together.
#[derive(Debug, Default)]
pub struct SpansBuilder {
    objects: Vec<(QualifiedName, Vec<Said>)>,
}

impl SpansBuilder {
    /// Of two places for one atom the later one counts.
    pub fn add(&mut self, object: &QualifiedName, kind: AtomKind, part: String, span: Span) {
        let said = Said { kind, part, span };
        match self.objects.last_mut() {
            Some((last, atoms)) if last == object => atoms.push(said),
            _ => self.objects.push((object.clone(), vec![said])),
        }
    }

    pub fn build(self) -> Spans {
        let mut objects = self.objects;
        objects.sort_by(|(a, _), (b, _)| a.cmp(b));
        objects.dedup_by(|(later, more), (object, atoms)| {
            let same = later == object;
            if same {
                atoms.append(more);
            }
            same
        });
        for (_, atoms) in &mut objects {
            atoms.sort_by(|a, b| a.key().cmp(&b.key()));
            // What is removed is the second of the two: the first takes its place over.
            atoms.dedup_by(|later, said| {
                let same = later.key() == said.key();
                if same {
                    said.span = later.span;
                }
                same
            });
            atoms.shrink_to_fit();
        }
        Spans { objects }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::FileId;

    #[test]
    fn places_are_found_by_their_keys_and_the_last_one_counts() {
        let span = |start| Span::new(FileId(0), start, start + 1);
        let (a, b) = (QualifiedName::bare("a"), QualifiedName::bare("b"));
        let mut builder = SpansBuilder::default();
        builder.add(&b, AtomKind::Column, "x".into(), span(1));
        builder.add(&a, AtomKind::Column, "y".into(), span(2));
        builder.add(&b, AtomKind::Column, "x".into(), span(3));
        builder.add(&b, AtomKind::Table, String::new(), span(4));
        let spans = builder.build();
        let keys: Vec<_> = spans.iter().collect();
        assert_eq!(
            keys,
            [
                (AtomKey::new(&a, AtomKind::Column, "y"), span(2)),
                (AtomKey::new(&b, AtomKind::Table, ""), span(4)),
                (AtomKey::new(&b, AtomKind::Column, "x"), span(3)),
            ]
        );
        assert!(keys.iter().all(|(key, place)| spans.get(key) == Some(*place)));
        assert!(!spans.contains(&AtomKey::new(&a, AtomKind::Column, "x")));
        assert_eq!(spans.first(AtomKind::Column), Some(span(2)));
    }
}
