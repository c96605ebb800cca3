//! The list by which Atlas sees that a file was changed: every line stands on all before it.

use sha2::{Digest, Sha256};

/// The list's file.
pub const SUMS: &str = "atlas.sum";

/// The list for files, given as names and texts.
pub fn sums(files: &[(String, String)]) -> String {
    let mut all = Sha256::new();
    let mut lines = String::new();
    for (name, sum) in chain(files) {
        all.update(name.as_bytes());
        all.update(sum.as_bytes());
        lines.push_str(&format!("{name} h1:{sum}\n"));
    }
    format!("h1:{}\n{lines}", base64(&all.finalize()))
}

/// What a list says otherwise than the files do, in words; none where they agree.
pub fn mismatch(list: &str, files: &[(String, String)]) -> Option<String> {
    let listed: Vec<(&str, &str)> =
        list.lines().skip(1).filter_map(|line| line.trim().rsplit_once(" h1:")).collect();
    let found = chain(files);
    if let Some((name, _)) = listed.iter().find(|(name, _)| !found.iter().any(|(n, _)| n == name)) {
        return Some(format!("`{name}` is in the list and not in the folder"));
    }
    if let Some((name, _)) = found.iter().find(|(name, _)| !listed.iter().any(|(n, _)| n == name)) {
        return Some(format!("`{name}` is in the folder and not in the list"));
    }
    let changed = found
        .iter()
        .find(|(name, sum)| !listed.iter().any(|(listed, known)| listed == name && known == sum));
    if let Some((name, _)) = changed {
        return Some(format!("`{name}` is not what it was when the list was written"));
    }
    let first = |text: &str| text.lines().next().unwrap_or_default().trim().to_owned();
    (first(list) != first(&sums(files)))
        .then(|| "its first line is not that of the others".to_owned())
}

/// By file, what it and all before it come to. A file may ask to be left out.
fn chain(files: &[(String, String)]) -> Vec<(String, String)> {
    let mut chain = Sha256::new();
    let mut sorted: Vec<&(String, String)> = files.iter().collect();
    sorted.sort();
    let mut sums = Vec::with_capacity(sorted.len());
    for (name, text) in sorted {
        chain.update(name.as_bytes());
        let ignored = text.lines().take_while(|line| line.starts_with("--"));
        if ignored.into_iter().any(|line| line.trim() == "-- atlas:sum ignore") {
            continue;
        }
        chain.update(text.as_bytes());
        sums.push((name.clone(), base64(&chain.clone().finalize())));
    }
    sums
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let number =
            (0..3).fold(0u32, |sum, at| sum << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for place in 0..4 {
            match place <= chunk.len() {
                true => text.push(char::from(DIGITS[(number >> (18 - 6 * place) & 63) as usize])),
                false => text.push('='),
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{base64, mismatch, sums};

    #[test]
    fn base64_pads() {
        let pairs =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")];
        for (plain, encoded) in pairs {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn a_list_tells_what_was_changed() {
        let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let files = vec![file("1_a.sql", "create table a (id int);"), file("2_b.sql", "select 1;")];
        let list = sums(&files);
        assert_eq!(mismatch(&list, &files), None);
        let mut changed = files.clone();
        changed[1].1.push('\n');
        assert!(mismatch(&list, &changed).is_some_and(|words| words.contains("`2_b.sql` is not")));
        assert!(
            mismatch(&list, &files[..1]).is_some_and(|words| words.contains("not in the folder"))
        );
        changed.push(file("3_c.sql", ""));
        assert!(
            mismatch(&list, &changed)
                .is_some_and(|words| words.contains("`3_c.sql` is in the folder"))
        );
        let broken = list.replacen("h1:", "h1:x", 1);
        assert!(mismatch(&broken, &files).is_some_and(|words| words.contains("first line")));
    }
}
