//! The example of the language's first draft.

use super::*;

const SHOP: &str = r#"
schema shop targets postgres >= 15, mysql >= 8.4, sqlite

/// A person or company that buys.
entity customer tags pii {
  id: uuid primary key default uuid_v7()
  email: varchar(254) unique
  name: varchar(200)
  zip: varchar(10)
  city: varchar(100)
  phone: varchar(32)?                          // ? = nullable
  include timestamps, soft_delete              // mixins

  fd zip -> city                               // functional dependency: so this is not in 3NF
  allow SG1203 "addresses are copied from the carrier as they are"
  check email_has_at (email like '%_@_%')

  rows 2M grows 3k/day                         // statistics for the advisors
  distinct city 9000
}

mixin timestamps {
  created_at: timestamptz default now()
  updated_at: timestamptz default now() on update now()
}

mixin soft_delete {
  deleted_at: timestamptz?
}

enum order_status { pending, paid, shipped, delivered }
domain money_amount decimal(12,2) check (value >= 0)

entity product {
  id: bigint identity primary key
  name: text
}

entity order was purchase {                    // `was`: a rename, not a drop and a create
  id: bigint identity
  customer_id: ref customer on delete restrict // the column takes the type of the referred key
  status: order_status default 'pending'
  placed_at: timestamptz default now()
  total: money_amount

  primary key (id, placed_at)
  index (customer_id, placed_at desc) include (total) where (status = 'paid')
  partition by range (placed_at) every 1 month ahead 3 keep 24 months
  rows 50M grows 200k/day
}

entity order_line {
  order_id: bigint
  order_placed_at: timestamptz
  line_no: smallint
  product_id: ref product
  quantity: int check (quantity > 0)

  primary key (order_id, order_placed_at, line_no)
  ref (order_id, order_placed_at) to order (id, placed_at) on delete cascade
  shard by (order_id) with order
}

query recent_orders 1200/s within 10ms {       // plain SQL; :name is a parameter
  select id, total from "order"
   where customer_id = :customer and status = 'paid'
   order by placed_at desc limit 20
}

view active_customer {
  select * from customer where deleted_at is null
}
"#;

#[test]
fn the_draft_lowers_without_findings() {
    let design = design(SHOP);
    let atoms = design.schema.atoms();
    for key in atoms.keys() {
        assert!(design.spans.contains(key), "{key} was said nowhere");
    }
    for key in design.spans.iter().map(|(key, _)| key) {
        assert!(atoms.contains_key(&key), "{key} is no atom");
    }
}
