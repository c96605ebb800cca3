//! Zip, city, region, country: each determines the next.

use super::names::{is_text, words};
use super::suspicion::{Confidence, Suspicion};
use super::world::{World, refers};
use crate::diagnostics::{Level, Rule};
use crate::normal::words::listed;
use crate::schema::Table;

pub static RULE: Rule = Rule {
    code: "SG1110",
    name: "place-chain",
    level: Level::Info,
    summary: "zip, city, region and country stand in one row: each may determine the next",
    page: "\
# What it says
An entity that is no address has a zip code, a city, and a region or a country as texts.

# Why it matters
Within one country a zip code mostly determines the city, and the city the region. Stored in every row, they can contradict
each other. Hardly anybody splits an address for that, and zip codes do cross the borders of cities; this finding is a
reminder, never a verdict.

# What to do
Declare it if it holds for your data: `fd country, zip -> city`. Or make the address an entity of its own, if it has to be
right. Otherwise: `allow SG1110 \"reason\"`.
",
};

const CODES: [&str; 6] = ["zip", "zip_code", "zipcode", "postal_code", "postcode", "plz"];
const CITIES: [&str; 2] = ["city", "town"];
const REGIONS: [&str; 4] = ["region", "state", "province", "county"];
const COUNTRIES: [&str; 2] = ["country", "country_name"];

/// Words of tables that are about places.
const PLACES: [&str; 16] = [
    "address",
    "addresses",
    "location",
    "locations",
    "place",
    "places",
    "contact",
    "contacts",
    "zip",
    "city",
    "shipping",
    "billing",
    "venue",
    "venues",
    "geo",
    "postal",
];

pub fn look(world: &World<'_>, table: &Table) -> Vec<Suspicion> {
    if words(&table.name.name).iter().any(|word| PLACES.contains(&word.as_str())) {
        return Vec::new();
    }
    let find = |names: &[&str]| {
        table.columns.iter().find(|column| {
            names.contains(&words(&column.name).join("_").as_str())
                && is_text(column)
                && !refers(table, &column.name)
        })
    };
    let (Some(code), Some(city)) = (find(&CODES), find(&CITIES)) else { return Vec::new() };
    // Two more links make it a chain that is worth a word.
    let (Some(region), Some(country)) = (find(&REGIONS), find(&COUNTRIES)) else {
        return Vec::new();
    };
    if world.is_declared(table, &city.name) || world.is_declared(table, &region.name) {
        return Vec::new();
    }
    let chain = [code, city, region, country].map(|column| column.name.clone());
    vec![Suspicion {
        rule: &RULE,
        confidence: Confidence::Possible,
        table: table.name.clone(),
        message: format!(
            "{} of `{}` may each determine the next",
            listed(chain.iter().map(String::as_str)),
            table.name
        ),
        because: "the chain stands in one row, and none of it refers to anything".to_owned(),
        confirm: format!("declare `fd {}, {} -> {}` if it holds", chain[3], chain[0], chain[1]),
        attributes: chain.to_vec(),
    }]
}
