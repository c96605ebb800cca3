use super::super::Dialect;
use super::form::{Argument, Arguments, Bytes, BytesBy};
use super::lift::read_native;
use crate::schema::DataType;

/// Bytes a character may take where the character set is not known.
const WIDEST_CHARACTER: u32 = 4;

impl Dialect<'_> {
    /// The most bytes a column of this type takes in an index key; none where it is unbounded or not known.
    ///
    /// `charset` is the column's character set; none means the dialect's default one.
    pub fn storage_bytes(&self, data_type: &DataType, charset: Option<&str>) -> Option<u32> {
        if let DataType::Native { sql } = data_type {
            return self.data.native_types.iter().find_map(|native| {
                let arguments = read_native(&native.sql, sql)?;
                self.count(native.bytes, &arguments, charset)
            });
        }
        let (form, arguments) = self.type_form(data_type).ok()?;
        self.count(form.bytes?, &arguments, charset)
    }

    fn count(&self, bytes: Bytes, arguments: &Arguments, charset: Option<&str>) -> Option<u32> {
        let argument =
            |name: Argument| arguments.get(&name).and_then(|value| u32::try_from(*value).ok());
        match bytes {
            Bytes::Fixed(bytes) => Some(bytes),
            Bytes::By(BytesBy::Length) => argument(Argument::Length),
            Bytes::By(BytesBy::Characters) => {
                let charset = charset.or(self.data.defaults.charset.as_deref());
                let width = charset.and_then(|charset| self.data.charsets.get(charset)).copied();
                argument(Argument::Length)?.checked_mul(width.unwrap_or(WIDEST_CHARACTER))
            }
            Bytes::By(BytesBy::Digits) => {
                let scale = argument(Argument::Scale).unwrap_or(0);
                let whole = argument(Argument::Precision)?.saturating_sub(scale);
                Some(packed(whole) + packed(scale))
            }
        }
    }
}

/// Bytes of so many decimal digits, packed nine to four bytes.
fn packed(digits: u32) -> u32 {
    const REST: [u32; 9] = [0, 1, 1, 2, 2, 3, 3, 4, 4];
    let rest = REST.get((digits % 9) as usize).copied().unwrap_or(4);
    digits / 9 * 4 + rest
}
