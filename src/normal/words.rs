//! Attribute lists as people read them.

/// `a`, `b` and `c`, each in backticks.
pub fn listed<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => "nothing".to_owned(),
    }
}

/// `a, b`; `nothing` where there is none; cut to a number of them.
pub fn joined(words: &[&str], most: usize) -> String {
    match words {
        [] => "nothing".to_owned(),
        _ if words.len() <= most => words.join(", "),
        _ => {
            let (shown, rest) = words.split_at(most.saturating_sub(1));
            format!("{}, … {} more", shown.join(", "), rest.len())
        }
    }
}

/// `1 join`, `2 joins`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
