//! Names for relations that are split off, from what determines them: `product_no` gives
//! `product`, `zip` with places beside it gives `zip_area`.

use std::collections::BTreeSet;

/// Endings of attributes that identify something; what stands before them is its name.
const IDENTIFYING: [&str; 11] =
    ["_id", "_no", "_nr", "_num", "_number", "_code", "_key", "_uuid", "_ref", "_sku", "id"];

/// Attributes that describe a place.
const PLACES: [&str; 16] = [
    "city",
    "town",
    "region",
    "state",
    "province",
    "county",
    "country",
    "district",
    "canton",
    "municipality",
    "place",
    "area",
    "latitude",
    "longitude",
    "timezone",
    "time_zone",
];

/// Attributes that are a code of an area.
const AREA_CODES: [&str; 8] =
    ["zip", "zip_code", "zipcode", "postal_code", "postcode", "post_code", "plz", "area_code"];

/// Names that are taken, and names to be found.
#[derive(Debug, Clone, Default)]
pub struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    pub fn new<S: Into<String>>(taken: impl IntoIterator<Item = S>) -> Names {
        Names { taken: taken.into_iter().map(Into::into).collect() }
    }

    /// A name for what `left` identifies and `right` describes; it is taken from now on.
    pub fn find(&mut self, entity: &str, left: &[&str], right: &[&str]) -> String {
        let name = self.candidates(entity, left, right);
        self.taken.insert(name.clone());
        name
    }

    fn candidates(&self, entity: &str, left: &[&str], right: &[&str]) -> String {
        let mut wishes = Vec::new();
        if let Some(code) = left.iter().find(|name| is_area_code(name))
            && right.iter().any(|name| is_place(name))
        {
            let stem = code.split('_').next().unwrap_or(code);
            let stem = if stem.starts_with("post") { "post" } else { stem };
            wishes.push(format!("{stem}_area"));
        }
        // What names the thing itself comes last: `country_code, product_no` is about a product.
        if let Some(stem) = left.last().and_then(|name| identified(name)) {
            wishes.push(stem.to_owned());
            wishes.extend(right.first().map(|first| format!("{stem}_{}", described(stem, first))));
        }
        let stems: Vec<&str> =
            left.iter().map(|name| identified(name).unwrap_or(name)).take(2).collect();
        let all = stems.join("_");
        if right.is_empty() {
            wishes.push(format!("{entity}_{all}"));
        }
        wishes.push(all.clone());
        wishes.extend(right.first().map(|first| format!("{all}_{}", described(&all, first))));
        wishes.push(format!("{entity}_{all}"));
        if let Some(name) = wishes.iter().find(|name| !name.is_empty() && !self.is_taken(name)) {
            return name.clone();
        }
        (2..)
            .map(|number| format!("{entity}_{all}_{number}"))
            .find(|name| !self.is_taken(name))
            .unwrap_or_default()
    }

    fn is_taken(&self, name: &str) -> bool {
        self.taken.iter().any(|taken| taken.eq_ignore_ascii_case(name))
    }
}

/// What an attribute identifies, by its name.
fn identified(name: &str) -> Option<&str> {
    let lower = name.to_ascii_lowercase();
    IDENTIFYING
        .iter()
        .find(|ending| lower.ends_with(*ending) && lower.len() > ending.len())
        .and_then(|ending| name.get(..name.len() - ending.len()))
        .map(|stem| stem.trim_end_matches('_'))
        .filter(|stem| stem.len() > 1)
}

/// `product_name` beside `product` is its `name`; `customer_id` is about a `customer`.
fn described<'n>(stem: &str, name: &'n str) -> &'n str {
    let rest = name.strip_prefix(stem).map(|rest| rest.trim_start_matches('_'));
    let name = rest.filter(|rest| !rest.is_empty()).unwrap_or(name);
    identified(name).unwrap_or(name)
}

fn is_area_code(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    AREA_CODES.iter().any(|code| lower == *code || lower.ends_with(&format!("_{code}")))
}

fn is_place(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    PLACES.iter().any(|place| {
        lower == *place
            || lower.starts_with(&format!("{place}_"))
            || lower.ends_with(&format!("_{place}"))
    })
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn names_come_from_what_determines() {
        let mut names = Names::new(["order", "thread"]);
        let mut find = |left: &[&str], right: &[&str]| names.find("order", left, right);
        assert_eq!(find(&["zip"], &["city", "region"]), "zip_area");
        assert_eq!(find(&["country_code", "zip"], &["city"]), "country_zip");
        assert_eq!(find(&["product_no"], &["product_name"]), "product");
        assert_eq!(find(&["thread_id"], &["post_id"]), "thread_post");
        assert_eq!(find(&["model"], &["vendor"]), "model");
        assert_eq!(find(&["a", "b"], &[]), "order_a_b");
        assert_eq!(find(&["a", "b"], &["c"]), "a_b");
        assert_eq!(find(&["a", "b"], &["c"]), "a_b_c");
    }
}
