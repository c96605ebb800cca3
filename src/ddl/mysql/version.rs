//! `/*!50001 … */`: code for servers from a version on, a comment for all others.

use crate::dialect::Version;

/// The text in which code for this server is bare and code for others is blank, byte for byte in place;
/// plain comments stay, for they are part of the bodies of routines.
pub(super) fn for_server(text: &str, version: Version, is_mariadb: bool) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    // Whether each comment that is open is code here.
    let mut open: Vec<bool> = Vec::new();
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        let hidden = open.contains(&false);
        match rest {
            [quote @ (b'\'' | b'"' | b'`'), ..] => {
                let end = quoted_end(text.as_bytes(), at, *quote);
                if hidden {
                    blank(&mut bytes, at, end);
                }
                at = end;
            }
            [b'/', b'*', b'!', ..] | [b'/', b'*', b'M', b'!', ..] => {
                let only_mariadb = rest[2] == b'M';
                let start = at + if only_mariadb { 4 } else { 3 };
                let digits = text[start..].bytes().take(6).take_while(u8::is_ascii_digit).count();
                let digits = if digits < 5 { 0 } else { digits };
                let wanted = text[start..start + digits].parse::<u32>().unwrap_or(0);
                let applies = wanted <= number(version) && (is_mariadb || !only_mariadb);
                // MariaDB passes over what is for MySQL 5.7 and later.
                let foreign = is_mariadb && !only_mariadb && (50700..=99999).contains(&wanted);
                open.push(applies && !foreign);
                blank(&mut bytes, at, start + digits);
                at = start + digits;
            }
            [b'/', b'*', ..] => {
                let end = text[at + 2..].find("*/").map_or(text.len(), |end| at + 2 + end + 2);
                if hidden {
                    blank(&mut bytes, at, end);
                }
                at = end;
            }
            [b'*', b'/', ..] if !open.is_empty() => {
                blank(&mut bytes, at, at + 2);
                open.pop();
                at += 2;
            }
            [b'#', ..] | [b'-', b'-', b' ' | b'\t' | b'\n', ..] => {
                let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
                if hidden {
                    blank(&mut bytes, at, end);
                }
                at = end;
            }
            [..] => {
                if hidden {
                    blank(&mut bytes, at, at + 1);
                }
                at += 1;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// `8.0.36` → 80036.
fn number(version: Version) -> u32 {
    u32::from(version.major) * 10_000 + u32::from(version.minor) * 100 + u32::from(version.patch)
}

fn blank(bytes: &mut [u8], from: usize, to: usize) {
    let to = to.min(bytes.len());
    for byte in bytes.get_mut(from..to).into_iter().flatten() {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}

fn quoted_end(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote != b'`' => at += 2,
            byte if byte != quote => at += 1,
            _ if bytes.get(at + 1) == Some(&quote) => at += 2,
            _ => return at + 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::for_server;
    use crate::dialect::Version;

    #[test]
    fn version_comments_are_code_where_they_apply() {
        let mysql = |text| for_server(text, Version::new(8, 4), false);
        let mariadb = |text| for_server(text, Version::new(10, 11), true);
        let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = "a /*!50001 b 'x*/' */ /*!90100 c `*/` */ /*M!100301 d */ /* e */ '/*!1*/' -- f";
        assert_eq!(words(mysql(text)), "a b 'x*/' /* e */ '/*!1*/' -- f");
        assert_eq!(words(mariadb(text)), "a b 'x*/' d /* e */ '/*!1*/' -- f");
        assert_eq!(words(mariadb("/*!50705 a */ /*! b */")), "b");
        assert_eq!(mysql(text).len(), text.len());
        assert_eq!(mysql("/*!50001 ü"), "         ü");
    }
}
