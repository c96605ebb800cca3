//! Character sets and the collations that they have when none is said.

use super::Reader;

/// The charset that a collation belongs to: the first word of its name.
pub(super) fn charset_of(collation: &str) -> &str {
    collation.split('_').next().unwrap_or(collation)
}

/// The name by which the servers' catalogs know a charset or collation.
pub(super) fn usual(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    match name.strip_prefix("utf8_") {
        Some(rest) => format!("utf8mb3_{rest}"),
        None if name == "utf8" => "utf8mb3".to_owned(),
        None => name,
    }
}

impl Reader<'_> {
    /// The collation of a charset that says none.
    pub fn collation_of(&self, charset: &str) -> String {
        let own = charset_of(&self.collation);
        if charset == own && !self.collation.is_empty() && self.is_default(charset) {
            return self.collation.clone();
        }
        match charset {
            "utf8mb4" if self.is_mariadb() => "utf8mb4_general_ci".to_owned(),
            "utf8mb4" => "utf8mb4_0900_ai_ci".to_owned(),
            "latin1" => "latin1_swedish_ci".to_owned(),
            "latin7" => "latin7_general_ci".to_owned(),
            "binary" => "binary".to_owned(),
            "big5" => "big5_chinese_ci".to_owned(),
            "gbk" => "gbk_chinese_ci".to_owned(),
            "gb2312" => "gb2312_chinese_ci".to_owned(),
            "gb18030" => "gb18030_chinese_ci".to_owned(),
            "sjis" => "sjis_japanese_ci".to_owned(),
            "cp932" => "cp932_japanese_ci".to_owned(),
            "ujis" => "ujis_japanese_ci".to_owned(),
            "euckr" => "euckr_korean_ci".to_owned(),
            "swe7" => "swe7_swedish_ci".to_owned(),
            "tis620" => "tis620_thai_ci".to_owned(),
            other => format!("{other}_general_ci"),
        }
    }

    /// Whether the server's own default collation of the charset is that of the database.
    fn is_default(&self, charset: &str) -> bool {
        charset == "utf8mb4" && !self.is_mariadb()
    }
}
