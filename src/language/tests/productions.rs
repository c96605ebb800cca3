//! A production a test line: the text, and the tree it gives.

use super::*;

/// An item alone in a file.
fn check(item: &str, expected: &str) {
    let parse = check_invariants(item);
    assert_eq!(parse.errors, [], "{item}");
    assert_eq!(
        parse.syntax().first_child().map(|node| dump(&node)).as_deref(),
        Some(expected),
        "{item}"
    );
}

/// A line alone in an entity.
fn check_line(line: &str, expected: &str) {
    let parse = check_invariants(&format!("entity e {{\n  {line}\n}}\n"));
    assert_eq!(parse.errors, [], "{line}");
    let lines = parse.syntax().descendants().find(|node| node.kind() == SyntaxKind::Body);
    let first = lines.and_then(|body| body.first_child());
    assert_eq!(first.map(|node| dump(&node)).as_deref(), Some(expected), "{line}");
}

#[test]
fn heads_and_access() {
    check(
        "schema shop targets postgres >= 15, mysql >= 8.4, sqlite",
        "Schema[schema Name[shop] targets Target[Name[postgres] >= 15] , Target[Name[mysql] >= 8.4] , Target[Name[sqlite]]]",
    );
    check("SCHEMA shop", "Schema[SCHEMA Name[shop]]");
    check(r#"import "../auth""#, r#"Import[import "../auth"]"#);
    check(
        "extension pgcrypto schema ext version '1.3'",
        "Extension[extension Name[pgcrypto] ExtensionSchema[schema Name[ext]] ExtensionVersion[version '1.3']]",
    );
    check(
        "role app login in readers, writers",
        "Role[role Name[app] RoleOption[login] RoleGroups[in NameList[Name[readers] , Name[writers]]]]",
    );
    check(
        "grant select, insert (a, b) on billing.customer to app, readers with grant option",
        "Grant[grant Privilege[select] , Privilege[insert NameList[( Name[a] , Name[b] )]] on GrantObject[Path[billing . customer]] to NameList[Name[app] , Name[readers]] GrantOption[with grant option]]",
    );
    check(
        "grant usage on sequence s to app",
        "Grant[grant Privilege[usage] on GrantObject[sequence Path[s]] to NameList[Name[app]]]",
    );
    check(
        "grant usage on schema billing to app",
        "Grant[grant Privilege[usage] on GrantObject[schema Path[billing]] to NameList[Name[app]]]",
    );
    check(
        "grant select on all tables in schema billing to app",
        "Grant[grant Privilege[select] on GrantObject[all tables in schema Path[billing]] to NameList[Name[app]]]",
    );
    check(
        "grant all privileges on sequence to app",
        "Grant[grant Privilege[all privileges] on GrantObject[Path[sequence]] to NameList[Name[app]]]",
    );
    check(
        "grant execute on function f(int, text) to app",
        "Grant[grant Privilege[execute] on GrantObject[function Path[f] SqlParen[( int, text )]] to NameList[Name[app]]]",
    );
}

#[test]
fn definitions() {
    check(
        "context billing was old { enum a { x } }",
        "Context[context Name[billing] Was[was Name[old]] { Enum[enum Name[a] { EnumValue[x] }] }]",
    );
    check(
        "entity invoice was bill tags pii, money owner app {}",
        "Entity[entity Name[invoice] Was[was Name[bill]] Tags[tags NameList[Name[pii] , Name[money]]] Owner[owner Name[app]] Body[{ }]]",
    );
    check(
        "mixin m { a: int }",
        "Mixin[mixin Name[m] Body[{ Attribute[Name[a] : Type[Path[int]]] }]]",
    );
    check(
        r#"enum e was f { a, b was c 'quoted value', "x" }"#,
        r#"Enum[enum Name[e] Was[was Name[f]] { EnumValue[a] , EnumValue[b Was[was c]] EnumValue['quoted value'] , EnumValue["x"] }]"#,
    );
    check(
        r#"domain money was cash decimal(12,2) default 0 not null collate "C" check (value >= 0) check max (value < 10)"#,
        r#"Domain[domain Name[money] Was[was Name[cash]] Type[Path[decimal] TypeArguments[( 12 , 2 )]] DefaultClause[default SqlBare[0]] NotNull[not null] CollateClause[collate Path["C"]] CheckClause[check SqlParen[( value >= 0 )]] CheckClause[check Name[max] SqlParen[( value < 10 )]]]"#,
    );
    check(
        "sequence s was t as bigint start 1 increment -1 min -10 max 10 cache 5 cycle",
        "Sequence[sequence Name[s] Was[was Name[t]] as Type[Path[bigint]] SequenceOption[start 1] SequenceOption[increment - 1] SequenceOption[min - 10] SequenceOption[max 10] SequenceOption[cache 5] SequenceOption[cycle]]",
    );
}

#[test]
fn programs() {
    check(
        "view v was w (a, b) with (security_barrier, check_option = local) { select '}' from t }",
        "View[view Name[v] Was[was Name[w]] ViewColumns[NameList[( Name[a] , Name[b] )]] ViewOptions[with ( ViewOption[Name[security_barrier]] , ViewOption[Name[check_option] = local] )] SqlBody[{ select '}' from t }]]",
    );
    check(
        "materialized view mv { select 1 } indexes { index (a) unique }",
        "View[materialized view Name[mv] SqlBody[{ select 1 }] ViewIndexes[indexes { IndexLine[index IndexColumns[( IndexColumn[Name[a]] )] IndexUnique[unique]] }]]",
    );
    check(
        r#"query q (a: int, b: text[]) 1.5k/min within 10ms only mysql { select # don't }
 1 }"#,
        "Query[query Name[q] ( Parameter[Name[a] : Type[Path[int]]] , Parameter[Name[b] : Type[Path[text] ArraySuffix[[ ]]]] ) Rate[1.5k / min] within Duration[10ms] only Name[mysql] SqlBody[{ select # don't } 1 }]]",
    );
    check(
        "native postgres fn after a, billing.b before c { create function f() returns int as $$ begin } end $$ language plpgsql; }",
        "Native[native Name[postgres] Name[fn] After[after NameList[Path[a] , Path[billing . b]]] Before[before NameList[Path[c]]] SqlBody[{ create function f() returns int as $$ begin } end $$ language plpgsql; }]]",
    );
    check(
        r#"native mariadb { select 'it\'s }' }"#,
        r#"Native[native Name[mariadb] SqlBody[{ select 'it\'s }' }]]"#,
    );
}

#[test]
fn attributes() {
    check_line(
        "id: bigint identity always (start 10 increment 2) primary key",
        "Attribute[Name[id] : Type[Path[bigint]] IdentityModifier[identity IdentityAlways[always] ( SequenceOption[start 10] SequenceOption[increment 2] )] PrimaryKeyModifier[primary key]]",
    );
    check_line(
        r#""Any thing": text? default 'it''s'"#,
        r#"Attribute[Name["Any thing"] : Type[Path[text]] NullableMark[?] DefaultClause[default SqlBare['it''s']]]"#,
    );
    check_line("index: int", "Attribute[Name[index] : Type[Path[int]]]");
    check_line(
        "check: boolean default true",
        "Attribute[Name[check] : Type[Path[boolean]] DefaultClause[default SqlBare[true]]]",
    );
    check_line(
        "rows: bigint default -5",
        "Attribute[Name[rows] : Type[Path[bigint]] DefaultClause[default SqlBare[- 5]]]",
    );
    check_line(
        "größe: text[] default (array['a','b']::text[])",
        "Attribute[Name[größe] : Type[Path[text] ArraySuffix[[ ]]] DefaultClause[default SqlParen[( array[ 'a' , 'b' ]::text[] )]]]",
    );
    check_line(r#"v: native("tsvector")"#, r#"Attribute[Name[v] : Type[native ( "tsvector" )]]"#);
    check_line("m: double precision", "Attribute[Name[m] : Type[Path[double precision]]]");
    check_line(
        "t: timestamp(3) with time zone",
        "Attribute[Name[t] : Type[Path[timestamp] TypeArguments[( 3 )] with time zone]]",
    );
    check_line(
        r#"c: character varying(20) collate "de_DE" was d tags pii, x"#,
        r#"Attribute[Name[c] : Type[Path[character varying] TypeArguments[( 20 )]] CollateClause[collate Path["de_DE"]] Was[was Path[d]] Tags[tags NameList[Name[pii] , Name[x]]]]"#,
    );
    check_line(
        "s: billing.status? unique check (s <> 'x') check named (s is not null)",
        "Attribute[Name[s] : Type[Path[billing . status]] NullableMark[?] UniqueModifier[unique] CheckClause[check SqlParen[( s <> 'x' )]] CheckClause[check Name[named] SqlParen[( s is not null )]]]",
    );
    check_line(
        "r: ref customer? on delete set null (a, b) on update cascade deferrable initially deferred",
        "Attribute[Name[r] : RefTarget[ref Path[customer]] NullableMark[?] OnDelete[on delete set null NameList[( Name[a] , Name[b] )]] OnUpdate[on update cascade] Deferrable[deferrable initially deferred]]",
    );
    check_line(
        "r2: bigint ref auth.user.id match full on delete no action",
        "Attribute[Name[r2] : Type[Path[bigint]] RefTarget[ref Path[auth . user . id]] MatchFull[match full] OnDelete[on delete no action]]",
    );
    check_line(
        "g: decimal(12,-2) generated (a * b) stored",
        "Attribute[Name[g] : Type[Path[decimal] TypeArguments[( 12 , - 2 )]] GeneratedModifier[generated SqlParen[( a * b )] stored]]",
    );
    check_line(
        "u: timestamptz default now() on update now()",
        "Attribute[Name[u] : Type[Path[timestamptz]] DefaultClause[default SqlBare[now SqlParen[( )]]] OnUpdateExpression[on update SqlBare[now SqlParen[( )]]]]",
    );
    check_line(
        "d: uuid default ext.gen()",
        "Attribute[Name[d] : Type[Path[uuid]] DefaultClause[default SqlBare[ext . gen SqlParen[( )]]]]",
    );
}

#[test]
fn keys_and_indexes() {
    check_line(
        "primary key pk (id, d) include (v) deferrable",
        "PrimaryKeyLine[primary key Name[pk] IndexColumns[( IndexColumn[Name[id]] , IndexColumn[Name[d]] )] IncludeColumns[include NameList[( Name[v] )]] Deferrable[deferrable]]",
    );
    check_line(
        "unique (a, b) nulls not distinct where (a > 0)",
        "UniqueLine[unique IndexColumns[( IndexColumn[Name[a]] , IndexColumn[Name[b]] )] NullsNotDistinct[nulls not distinct] WhereClause[where SqlParen[( a > 0 )]]]",
    );
    check_line(
        "unique u_name (a) deferrable initially deferred",
        "UniqueLine[unique Name[u_name] IndexColumns[( IndexColumn[Name[a]] )] Deferrable[deferrable initially deferred]]",
    );
    check_line(
        "index (c, placed_at desc nulls last, lower(email) text_ops, (a || b) asc, name(20)) include (total) where (b = '')",
        "IndexLine[index IndexColumns[( IndexColumn[Name[c]] , IndexColumn[Name[placed_at] IndexOrder[desc] IndexNulls[nulls last]] , IndexColumn[SqlBare[lower SqlParen[( email )]] OperatorClass[Path[text_ops]]] , IndexColumn[SqlParen[( a || b )] IndexOrder[asc]] , IndexColumn[Name[name] IndexPrefix[( 20 )]] )] IncludeColumns[include NameList[( Name[total] )]] WhereClause[where SqlParen[( b = '' )]]]",
    );
    check_line(
        r#"index by_x using gin (x collate "C" trgm_ops(siglen=32)) unique with (fillfactor = 70) nulls not distinct invisible"#,
        r#"IndexLine[index Name[by_x] IndexMethod[using Name[gin]] IndexColumns[( IndexColumn[Name[x] CollateClause[collate Path["C"]] OperatorClass[Path[trgm_ops] SqlParen[( siglen=32 )]]] )] IndexUnique[unique] IndexOptions[with SqlParen[( fillfactor = 70 )]] NullsNotDistinct[nulls not distinct] IndexInvisible[invisible]]"#,
    );
    check_line(
        "fulltext index (title, content)",
        "IndexLine[fulltext index IndexColumns[( IndexColumn[Name[title]] , IndexColumn[Name[content]] )]]",
    );
    check_line(
        "spatial index place_idx (place)",
        "IndexLine[spatial index Name[place_idx] IndexColumns[( IndexColumn[Name[place]] )]]",
    );
    check_line(
        "exclude no_overlap using gist (room with =, during with &&) where (not cancelled)",
        "ExcludeLine[exclude Name[no_overlap] IndexMethod[using Name[gist]] ExcludeElements[( ExcludeElement[IndexColumn[Name[room]] with =] , ExcludeElement[IndexColumn[Name[during]] with &&] )] WhereClause[where SqlParen[( not cancelled )]]]",
    );
    check_line(
        "ref (a, b) to order (c, d) on delete cascade",
        "RefLine[ref NameList[( Name[a] , Name[b] )] to Path[order] NameList[( Name[c] , Name[d] )] OnDelete[on delete cascade]]",
    );
    check_line(
        "ref fk_name (a) to billing.order match full",
        "RefLine[ref Name[fk_name] NameList[( Name[a] )] to Path[billing . order] MatchFull[match full]]",
    );
    check_line(
        "check positive (a > 0 and (b) < 3)",
        "CheckClause[check Name[positive] SqlParen[( a > 0 and (b) < 3 )]]",
    );
}

#[test]
fn facts_and_partitions() {
    check_line(
        "fd a, b -> c, d",
        "DependencyLine[fd NameList[Name[a] , Name[b]] -> NameList[Name[c] , Name[d]]]",
    );
    check_line("mvd a ->> b", "MultivaluedLine[mvd NameList[Name[a]] ->> NameList[Name[b]]]");
    check_line(
        "partition by range (placed_at) every 1 month starting '2026-01-01' ahead 3 keep 24 months default rest",
        "PartitionLine[partition by range PartitionKeys[IndexColumns[( IndexColumn[Name[placed_at]] )]] PartitionEvery[every Interval[1 month]] PartitionStarting[starting '2026-01-01'] PartitionAhead[ahead 3] PartitionKeep[keep Interval[24 months]] PartitionDefault[default Name[rest]]]",
    );
    check_line(
        "partition by range (placed_at) every 1 month ahead 3 default",
        "PartitionLine[partition by range PartitionKeys[IndexColumns[( IndexColumn[Name[placed_at]] )]] PartitionEvery[every Interval[1 month]] PartitionAhead[ahead 3] PartitionDefault[default]]",
    );
    check_line(
        "partition by list (region) { eu: ('de', 'fr') us: ('us'), other: default }",
        "PartitionLine[partition by list PartitionKeys[IndexColumns[( IndexColumn[Name[region]] )]] PartitionList[{ PartitionEntry[Name[eu] : PartitionValues[SqlParen[( 'de' , 'fr' )]]] PartitionEntry[Name[us] : PartitionValues[SqlParen[( 'us' )]]] , PartitionEntry[Name[other] : PartitionRest[default]] }]]",
    );
    check_line(
        "partition by range (id) { p0: below (1000), p1: from (1000) to (maxvalue) }",
        "PartitionLine[partition by range PartitionKeys[IndexColumns[( IndexColumn[Name[id]] )]] PartitionList[{ PartitionEntry[Name[p0] : PartitionBelow[below SqlParen[( 1000 )]]] , PartitionEntry[Name[p1] : PartitionFrom[from SqlParen[( 1000 )]] PartitionTo[to SqlParen[( maxvalue )]]] }]]",
    );
    check_line(
        "partition by hash (id) partitions 8 subpartition by list ((lower(x))) { a: (1) }",
        "PartitionLine[partition by hash PartitionKeys[IndexColumns[( IndexColumn[Name[id]] )]] PartitionCount[partitions 8] Subpartition[subpartition by list PartitionKeys[IndexColumns[( IndexColumn[SqlParen[( lower(x) )]] )]] PartitionList[{ PartitionEntry[Name[a] : PartitionValues[SqlParen[( 1 )]]] }]]]",
    );
    check_line(
        "partition by key (id) partitions 4",
        "PartitionLine[partition by key PartitionKeys[IndexColumns[( IndexColumn[Name[id]] )]] PartitionCount[partitions 4]]",
    );
    check_line(
        "shard by (id) with order",
        "ShardLine[shard by NameList[( Name[id] )] with Path[order]]",
    );
    check_line("reference table", "ReferenceTableLine[reference table]");
}

#[test]
fn other_lines() {
    check_line("row security forced", "RowSecurityLine[row security forced]");
    check_line(
        "policy p restrictive for select to app, readers using (a = current_setting('x')::uuid) check (true)",
        "PolicyLine[policy Name[p] restrictive PolicyCommand[for select] PolicyRoles[to NameList[Name[app] , Name[readers]]] PolicyUsing[using SqlParen[( a = current_setting( 'x' )::uuid )]] PolicyCheck[check SqlParen[( true )]]]",
    );
    check_line("rows 2M grows 3k/day", "RowsLine[rows 2M GrowsLine[grows Rate[3k / day]]]");
    check_line("grows 1.5k/week", "GrowsLine[grows Rate[1.5k / week]]");
    check_line("keep 24 months", "KeepLine[keep Interval[24 months]]");
    check_line("distinct city 9000", "DistinctLine[distinct Name[city] 9000]");
    check_line("distinct (a, b) 9k", "DistinctLine[distinct NameList[( Name[a] , Name[b] )] 9k]");
    check_line("owner app", "Owner[owner Name[app]]");
    check_line("tags a, b", "Tags[tags NameList[Name[a] , Name[b]]]");
    check_line("include x, audit.y", "IncludeLine[include NameList[Path[x] , Path[audit . y]]]");
    check_line(r#"allow SG1203 "reason""#, r#"AllowLine[allow Name[SG1203] "reason"]"#);
    check_line("set fillfactor = 70", "SetLine[set Path[fillfactor] = 70]");
    check_line("set autovacuum.enabled = off", "SetLine[set Path[autovacuum . enabled] = off]");
    check_line(
        "only mysql { set engine = InnoDB }",
        "OnlyLine[only Name[mysql] Body[{ SetLine[set Path[engine] = InnoDB] }]]",
    );
}
