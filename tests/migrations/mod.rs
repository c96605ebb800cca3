//! Migrations run on real databases: there and back, cut off at any point, raced, refused.

mod calendar;
mod faults;
mod files;
mod large;
mod locks;
mod meanwhile;
mod parted;
mod lookups;
mod parts;
mod moves;
mod phases;
mod secrets;
mod server;
mod values;

use libtest_mimic::Trial;

pub fn trials() -> Vec<Trial> {
    let mut trials = files::trials();
    trials.extend(faults::trials());
    trials.extend(large::trials());
    trials.extend(locks::trials());
    trials.extend(moves::trials());
    trials.extend(phases::trials());
    trials.extend(parted::trials());
    trials.extend(lookups::trials());
    trials.extend(parts::trials());
    trials.extend(meanwhile::trials());
    trials.extend(secrets::trials());
    trials.extend(calendar::trials());
    trials.extend(values::trials());
    trials
}
