//! Entity files of any size, the same bytes every time.

// Each bench takes what it needs.
#![allow(dead_code)]

use std::fmt::Write;

/// A design of `count` entities: ten attributes each, a mixin, references to earlier entities, two
/// indexes, a check and an enum for every hundred.
pub fn design(count: usize) -> String {
    linked(count, false)
}

/// The same; with `more`, every second entity has a second reference: three for two entities.
pub fn linked(count: usize, more: bool) -> String {
    let mut text = String::with_capacity(count * 700);
    text.push_str("schema generated targets postgres >= 15\n\n");
    text.push_str("mixin timestamps {\n  created_at: timestamptz default now()\n  updated_at: timestamptz default now()\n}\n");
    for number in 0..count.div_ceil(100) {
        let _ = write!(text, "\nenum state_{number} {{ draft, active, closed }}\n");
    }
    for number in 0..count {
        let state = number / 100;
        let _ = write!(
            text,
            "\n/// Entity number {number}.\nentity thing_{number} {{\n  id: bigint identity primary key\n"
        );
        // A reference to a pseudo-random earlier entity, so that the graph has depth.
        if number > 0 {
            let parent = (number * 7_919 + 13) % number;
            let _ = writeln!(text, "  parent_id: ref thing_{parent} on delete cascade");
            if more && number % 2 == 1 {
                let other = (number * 104_729 + 7) % number;
                let _ = writeln!(text, "  other_id: ref thing_{other}?");
            }
        }
        let _ = write!(
            text,
            "  code: varchar(40) unique\n  name: text\n  note: text?\n  amount: decimal(12,2) default 0\n  \
             state: state_{state} default 'draft'\n  active: boolean default true\n  day: date?\n  \
             include timestamps\n\n  check amount_positive (amount >= 0)\n  index (state, created_at desc)\n  \
             index (day) where (active)\n  fd code -> name\n  rows {}\n}}\n",
            1_000 + number
        );
    }
    text
}
