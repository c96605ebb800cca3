//! Advice as text for people and as JSON for programs.

mod json;
mod text;

pub use json::json;
pub use text::{price, roles, text, upkeep, why};

/// `45.1 MB`, in powers of 1000 as budgets are.
pub fn size(bytes: f64) -> String {
    for (unit, factor) in [("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)] {
        if bytes >= factor {
            return format!("{} {unit}", short(bytes / factor));
        }
    }
    format!("{} B", bytes.round())
}

/// Three figures, and thousands in groups.
pub fn short(number: f64) -> String {
    if number >= 1_000.0 {
        let digits = format!("{}", number.round() as u64);
        let mut out = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place) % 3 == 0 {
                out.push(',');
            }
            out.push(digit);
        }
        return out;
    }
    let text = if number >= 100.0 {
        format!("{number:.0}")
    } else if number >= 10.0 {
        format!("{number:.1}")
    } else if number >= 0.01 || number == 0.0 {
        format!("{number:.2}")
    } else {
        format!("{number:.4}")
    };
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// `1,200/s`, `6/min`, `3/day`.
pub fn rate(per_second: f64) -> String {
    for (unit, seconds) in [("s", 1.0), ("min", 60.0), ("hour", 3_600.0)] {
        if per_second * seconds >= 0.95 {
            return format!("{}/{unit}", short(per_second * seconds));
        }
    }
    format!("{}/day", short(per_second * 86_400.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short() {
        assert_eq!(size(45_100_000.0), "45.1 MB");
        assert_eq!(short(1_234_567.0), "1,234,567");
        assert_eq!(short(12.04), "12");
        assert_eq!(rate(0.1), "6/min");
        assert_eq!(rate(1_200.0), "1,200/s");
    }
}
