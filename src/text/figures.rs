//! Numbers as people read them.

/// `50M`, `1.2k`, `380`: three figures at most.
pub fn count(number: f64) -> String {
    for (unit, factor) in [("B", 1e9), ("M", 1e6), ("k", 1e3)] {
        if number >= factor {
            return format!("{}{unit}", short(number / factor));
        }
    }
    short(number)
}

fn short(number: f64) -> String {
    let digits = if number >= 100.0 { 0 } else { 1 };
    let text = format!("{number:.digits$}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    #[test]
    fn counts_are_short() {
        assert_eq!(super::count(50_000_000.0), "50M");
        assert_eq!(super::count(1_230.0), "1.2k");
        assert_eq!(super::count(380.0), "380");
        assert_eq!(super::count(209_600.0), "210k");
    }
}
