//! Findings about rows that lie on many machines.

use crate::diagnostics::{Level, Rule};

pub static SHARD_KEY_NOT_IN_UNIQUE: Rule = Rule {
    code: "SG3070",
    name: "shard-key-not-in-unique",
    level: Level::Error,
    summary: "a unique key of a spread table does not hold the shard key",
    page: "\
# What it says

A primary key, a unique key or an exclusion of a table with `shard by` does not hold the column that
places its rows, and the engine refuses such a key: Citus does.

    entity invoice { id: bigint primary key  tenant_id: ref tenant  shard by (tenant_id) }

# Why it matters

Each shard knows its own rows. Whether another one has the same value would have to be asked of all
of them at every write.

# What to do

Make the shard key the first column of the key. What must be unique everywhere (an e-mail address)
goes into a table of its own, spread by that value, or copied to every node.
",
};

pub static FOREIGN_KEY_ACROSS_SHARDS: Rule = Rule {
    code: "SG3071",
    name: "foreign-key-across-shards",
    level: Level::Error,
    summary: "a foreign key leads from one machine to another",
    page: "\
# What it says

A foreign key leads to rows that may lie on another machine than the row that refers to them: to a
table that is spread by another key, not along the shard key, from a copy to spread rows, or between
one machine and many. The engine refuses it, or would not hold it.

# Why it matters

A reference is checked where the row is written. A row on another machine is not seen there.

# What to do

Refer along the shard key: `ref (tenant_id, project_id) to project (tenant_id, id)`. Make small tables
that all refer to a `reference table`. Or leave the reference out on that engine: put it into an
`only DIALECT { … }` block of the dialects that hold it.
",
};

pub static TRIGGER_ON_SHARDS: Rule = Rule {
    code: "SG3072",
    name: "trigger-on-shards",
    level: Level::Error,
    summary: "a trigger on a table whose rows lie on many machines",
    page: "\
# What it says

A table that is spread or copied has a trigger, which the engine does not run.

# Why it matters

A trigger runs where the row lies. What it reads or writes elsewhere it would not find, or would
change on one copy alone. On Citus `on update` needs no word: it looks at its own row alone, and
is made under the setting that allows that.

# What to do

Do it in the statement that writes the row. On Citus, a trigger that looks at its own row alone can
stand in a `native citus` block, behind `set citus.enable_unsafe_triggers = on`.
",
};

pub static SHARD_KEY_UNSUPPORTED: Rule = Rule {
    code: "SG3073",
    name: "shard-key-unsupported",
    level: Level::Error,
    summary: "a column cannot place rows on this engine",
    page: "\
# What it says

`shard by` names several columns where the engine takes one, a column that may be NULL or is computed,
or a column whose type differs from that of the table it is to lie beside; or `set shard_count` is no
number, or stands on a table that lies beside another.

# Why it matters

A row without a key has no shard; equal values of different types lie on different ones.

# What to do

Spread by one column that is not null, and give it the same type in all tables that lie side by side.
",
};

pub static SHARD_NUMBERS: Rule = Rule {
    code: "SG3074",
    name: "shard-numbers",
    level: Level::Error,
    summary: "numbers of a spread table do not have 64 bits",
    page: "\
# What it says

A table with `shard by` numbers its rows by an `identity` column that is no `bigint`.

# Why it matters

Every node gives numbers from a range of its own, so that none has to ask the others. The ranges
begin far apart, beyond what 32 bits hold.

# What to do

Declare the column `bigint identity`, and the columns that refer to it follow.
",
};

pub static ORDERED_KEY: Rule = Rule {
    code: "SG3075",
    name: "ordered-key",
    level: Level::Warning,
    summary: "all new rows come to one machine",
    page: "\
# What it says

The engine keeps rows in the order of their primary key and cuts that order into ranges, each on one
machine; and the key begins with a number that the server gives, or with a time.

# Why it matters

New rows always belong to the last range: one machine takes all writes, however many there are.

# What to do

Begin the key with what spreads rows (a tenant, a `uuid`), or have the engine spread it. CockroachDB:
`only cockroachdb { primary key (id) with (bucket_count = 16) }`. TiDB: `set auto_random = 5` on the
column, or a key that is not clustered with `set shard_row_id_bits = 4`, in `only tidb { … }`.
",
};

pub static RANDOM_NUMBERS: Rule = Rule {
    code: "SG3076",
    name: "random-numbers",
    level: Level::Error,
    summary: "a column cannot have random numbers",
    page: "\
# What it says

`set auto_random` stands on a column that is no `bigint`, or does not come first in the primary key.

# Why it matters

TiDB refuses the table: the random bits are part of where a row lies.

# What to do

Make it a `bigint identity` and the first column of the primary key.
",
};

pub static COPIES_DIFFER: Rule = Rule {
    code: "SG3077",
    name: "copies-differ",
    level: Level::Warning,
    summary: "copies of a row hold times that differ by a moment",
    page: "\
# What it says

A reference table sets a time by itself, by `on update` or by a default, and every machine that has a
copy does so by its own clock.

# Why it matters

Whoever reads the row gets one moment or another, by the machine that answers. Comparing for equality,
and paging by that time, goes wrong now and then.

# What to do

Nothing, where a moment does not matter. Else give the time in the statement that writes the row.
",
};

pub static COPIES_MADE_APART: Rule = Rule {
    code: "SG3078",
    name: "copies-made-apart",
    level: Level::Error,
    summary: "every copy of a row would get a value of its own",
    page: "\
# What it says

A reference table has a default that gives another value each time (a `uuid`, a random number), and the
engine writes the table shard by shard: Vitess does, and each shard runs the default for itself.

# Why it matters

The copies of one row are different rows. What refers to it finds it on one shard and on no other.

# What to do

Leave the default out on that engine, and let whoever writes the row give the value.
",
};

pub static PARTITIONS_ON_SHARDS: Rule = Rule {
    code: "SG3079",
    name: "partitions-on-shards",
    level: Level::Error,
    summary: "a spread table is split again on its shards",
    page: "\
# What it says

A table has both `shard by` and `partition by`, and the engine would change other rows than it is told.

    entity event { at: date  partition by range (at)  shard by (tenant_id) }

# Why it matters

postgres_fdw tells the rows of another server apart by `ctid`, their place in their table. Each partition
counts its places from the beginning: an update or a delete that is not handed over as a whole also
changes the row at the same place of every other partition. No error says so.

# What to do

Leave `partition by` out for that engine (`only` blocks of the others can hold it), and make more shards
instead; or delete what is too old in batches.
",
};

pub static TRIGGER_MISSES_CASCADES: Rule = Rule {
    code: "SG3080",
    name: "trigger-misses-cascades",
    level: Level::Warning,
    summary: "a trigger does not run for what a foreign key changes on a shard",
    page: "\
# What it says

A spread table has a trigger, and a foreign key that deletes or changes its rows. The trigger runs on the
coordinator, for the rows that statements there change; the foreign key works on the shard.

# Why it matters

Rows that go with the row they refer to go without the trigger: no audit line, no time of change.

# What to do

Let the reference `restrict` and delete the rows by a statement of their own. Where the trigger need not
see them, allow the finding: `allow SG3080`.
",
};

pub static COPIES_NEED_KEY: Rule = Rule {
    code: "SG3081",
    name: "copies-need-key",
    level: Level::Error,
    summary: "a copied table has no primary key",
    page: "\
# What it says

A `reference table` has no primary key, and its copies are kept by a trigger that repeats each change.

# Why it matters

Without a key the trigger does not know which row of the copy was changed.

# What to do

Give the table a primary key.
",
};

pub static STATEMENT_ON_SHARDS: Rule = Rule {
    code: "SG3082",
    name: "statement-on-shards",
    level: Level::Error,
    summary: "a declared query does what the engine cannot do for spread rows",
    page: "\
# What it says

A declared query sets the shard key of rows that are there, or says `on conflict` of an insert into a
spread table in a way that the engine refuses.

    query move { update task set tenant_id = :to where tenant_id = :from }

# Why it matters

A row whose key changes belongs to another shard. Handed over as a whole, the statement is refused by the
shard that has the row, for it takes no others. Done row by row, as it is where a trigger looks at each,
PostgreSQL moves the row, but never to a shard that the same statement changes. `on conflict` needs a
unique key where the statement is taken, and the keys are on the shards.

# What to do

Delete the row and insert it anew, in one transaction. Insert `on conflict do nothing` without a list of
columns, or update first and insert where nothing was updated.
",
};

pub static NAME_NOT_REACHED: Rule = Rule {
    code: "SG3083",
    name: "name-not-reached",
    level: Level::Error,
    summary: "a table of a shard cannot be named",
    page: "\
# What it says

A table that is spread or copied, or its context, has a name with a space in it, and the engine cuts the
names of other servers' tables at spaces: Spider does.

    entity \"User Role\" { reference table }

# Why it matters

The engine looks for a table that is not there, at the first statement that reaches it.

# What to do

Write `user_role`.
",
};
