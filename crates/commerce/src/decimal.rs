//! Decimal text to integers, without a float in between.

/// Why a text is no decimal number of the wanted kind.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum DecimalError {
    NotANumber,
    TooManyDecimals,
    Overflow,
}

/// Reads `text` as a number of units of 10^-`decimals`: "19.9" with 2 decimals is 1990.
///
/// One form only: digits, perhaps a point and digits, perhaps a sign in front, perhaps blanks around.
/// Grouping and comma are refused, and so are more decimals than allowed even when they are zeros:
/// "1.000" is a thousand to half of Europe, and a guess would be wrong by a factor of 1,000.
pub(crate) fn parse(text: &str, decimals: usize) -> Result<i64, DecimalError> {
    let text = text.trim();
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((_, "")) => return Err(DecimalError::NotANumber),
        Some((whole, fraction)) => (whole, fraction),
        None => (unsigned, ""),
    };
    if whole.is_empty() || !(is_digits(whole) && is_digits(fraction)) {
        return Err(DecimalError::NotANumber);
    }
    if fraction.len() > decimals {
        return Err(DecimalError::TooManyDecimals);
    }
    // Only digits are left, so the one way to fail is a number too large.
    format!("{sign}{whole}{fraction:0<decimals$}")
        .parse()
        .map_err(|_| DecimalError::Overflow)
}

/// The reverse of [`parse`], with exactly `decimals` decimals: 1990 is "19.90".
pub(crate) fn write(value: i64, decimals: usize) -> String {
    let sign = if value < 0 { "-" } else { "" };
    // One digit more than there are decimals, so that 5 cents are "0.05".
    let width = decimals.saturating_add(1);
    let digits = format!("{:0>width$}", value.unsigned_abs());
    let (whole, fraction) = digits.split_at(digits.len().saturating_sub(decimals));
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
