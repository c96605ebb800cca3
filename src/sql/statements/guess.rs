use std::collections::BTreeMap;

use crate::dialect::{DialectData, Dialects};

/// Which dialect a script is most likely written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    pub dialect: String,
    /// The texts that say so, those that say most first.
    pub signs: Vec<String>,
}

/// What one sign is worth at most, however often it occurs.
const ENOUGH: u32 = 3;

/// The dialect that the beginning of a script speaks; none where nothing tells, or too little tells
/// two dialects apart.
pub fn guess(beginning: &[u8], dialects: &Dialects) -> Option<Guess> {
    let text = String::from_utf8_lossy(beginning).to_lowercase();
    let mut found: BTreeMap<&str, Found> = BTreeMap::new();
    // What lies over a server without being tried is told by nothing but a word of the user.
    let known =
        || dialects.names().filter_map(|name| dialects.get(name)).filter(|data| !data.overlay);
    for data in known() {
        found.insert(&data.name, Found::of(data, &text));
    }
    // A dialect that lies over another is meant where its own signs stand beside the other's.
    let mut ranked: Vec<(u32, &DialectData)> = known()
        .filter_map(|data| {
            let own = found.get(data.name.as_str())?.points;
            let base = data.base.as_deref().and_then(|base| found.get(base));
            let points = own + base.filter(|_| own > 0).map_or(0, |base| base.points);
            (own > 0).then_some((points, data))
        })
        .collect();
    ranked.sort_by(|(a, one), (b, other)| b.cmp(a).then(one.name.cmp(&other.name)));
    let (points, best) = *ranked.first()?;
    let related = |data: &DialectData| {
        best.base.as_deref() == Some(&data.name) || data.base.as_deref() == Some(&best.name)
    };
    let rival = ranked.iter().skip(1).find(|(_, data)| !related(data)).map_or(0, |(p, _)| *p);
    // Twice as much must speak for it as for any other, and more than a single common word.
    if points < 3 || points < rival * 2 {
        return None;
    }
    let mut signs = found.remove(best.name.as_str()).map(|found| found.signs).unwrap_or_default();
    if let Some(base) = best.base.as_deref().and_then(|base| found.remove(base)) {
        signs.extend(base.signs);
    }
    signs.sort_by(|(a, one), (b, other)| b.cmp(a).then(one.cmp(other)));
    let signs = signs.into_iter().take(3).map(|(_, text)| text).collect();
    Some(Guess { dialect: best.name.clone(), signs })
}

#[derive(Default)]
struct Found {
    points: u32,
    signs: Vec<(u32, String)>,
}

impl Found {
    fn of(data: &DialectData, text: &str) -> Found {
        let mut found = Found::default();
        for sign in &data.script.signs {
            let count = occurrences(text, &sign.text);
            if count > 0 {
                found.points += sign.weight * if sign.weight >= 10 { 100 } else { count };
                found.signs.push((sign.weight, sign.text.trim().to_owned()));
            }
        }
        found
    }
}

/// How often a text occurs outside of longer words, as far as that counts.
fn occurrences(text: &str, sign: &str) -> u32 {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let edges = (sign.starts_with(word), sign.ends_with(word));
    let mut count = 0;
    for (at, found) in text.match_indices(sign) {
        let before = text[..at].chars().next_back().is_some_and(word);
        let after = text[at + found.len()..].chars().next().is_some_and(word);
        if !(edges.0 && before || edges.1 && after) {
            count += 1;
            if count == ENOUGH {
                break;
            }
        }
    }
    count
}
