//! A column that is renamed in three migrations, while programs of before and programs of afterwards write rows.

use libtest_mimic::{Failed, Trial};

use super::files::expect;
use super::server::{Kind, Server};
use crate::tool;

pub fn trials() -> Vec<Trial> {
    vec![Trial::test("phases: postgres, both names are written until the old one goes", renamed)]
}

const BEFORE: &str = "schema s targets postgres >= 15
entity customer {
  id: bigint identity primary key
  mail: varchar(200) unique
  fon: varchar(30)?
  index (fon)
}
view mails { select id, mail from customer }
";

const AFTER: &str = "schema s targets postgres >= 15
entity customer {
  id: bigint identity primary key
  email: varchar(200) unique was mail
  phone: varchar(30)? was fon
  index (phone)
}
view mails { select id, email from customer }
";

fn renamed() -> Result<(), Failed> {
    let server = Server::start(Kind::Postgres, None)?;
    server.renew()?;
    let place = tempfile::tempdir()?;
    std::fs::write(place.path().join("before.sgen"), BEFORE)?;
    std::fs::write(place.path().join("after.sgen"), AFTER)?;
    let url = server.url("shop");
    let run = |words: &[&str]| {
        let mut command = tool::schemagen(place.path());
        command.env("SCHEMAGEN_DATABASE", &url).args(words).output()
    };
    let new = ["migrate", "new"];
    expect(&run(&[&new[..], &["first", "--number", "10", "--to", "before.sgen"]].concat())?, 0)?;
    let words = ["contact", "--number", "20", "--to", "after.sgen", "--phases"];
    expect(&run(&[&new[..], &words].concat())?, 0)?;
    expect(&run(&["migrate", "verify", "--design", "after.sgen", "--on", "embedded"])?, 0)?;

    let mut live = server.live()?;
    let mut write =
        |sql: &str| live.run(sql).map_err(|error| Failed::from(format!("{sql}: {error}")));
    let up = |to: &str| expect(&run(&["migrate", "up", "--to", to])?, 0);
    up("10")?;
    write(
        "insert into customer (mail, fon) select 'm' || n, 'f' || n from generate_series(1, 2500) as n",
    )?;
    up("20")?;
    // Programs of before, and such as know the new names.
    write("insert into customer (mail, fon) values ('old', '1')")?;
    write("insert into customer (email, phone) values ('new', '2')")?;
    write("update customer set mail = 'older' where mail = 'old'")?;
    write("update customer set email = 'newer', phone = null where email = 'new'")?;
    let apart = "select count(*) from customer where email is not null and (mail is distinct from email or fon is distinct from phone)";
    let is = |sql: &str, wanted: &str| -> Result<(), Failed> {
        let found = server.value(sql)?;
        if found == wanted { Ok(()) } else { Err(format!("{sql}: {found}, not {wanted}").into()) }
    };
    is(apart, "0")?;
    is("select count(*) from customer where email in ('older', 'newer')", "2")?;
    up("21")?;
    write("insert into customer (mail) values ('late')")?;
    is(apart, "0")?;
    is("select count(*) from customer where email is null", "0")?;
    is("select count(*) from customer where phone is not null", "2501")?;
    up("22")?;
    write("insert into customer (email, phone) values ('last', '3')")?;
    expect(&run(&["diff", &url, "after.sgen", "--on", &url])?, 0)?;
    // And back: the old names hold what the new ones held.
    expect(&run(&["migrate", "down", "--to", "10"])?, 0)?;
    is(
        "select count(*) || ' ' || count(mail) || ' ' || count(fon) from customer",
        "2504 2504 2502",
    )?;
    expect(&run(&["diff", &url, "before.sgen", "--on", &url])?, 0)
}
