//! Numbers as people read them.

/// The sign of negative numbers in print, a true minus.
const MINUS: char = '\u{2212}';

/// A number with a fixed count of decimals and a comma between thousands: `12,345.6`.
///
/// A value that rounds to nothing carries no sign. Values of 10^15 and more, and those that are not
/// numbers, fall back to the shortest form.
pub fn format_number(value: f64, decimals: usize) -> String {
    if !value.is_finite() || value.abs() >= 1e15 {
        return format!("{value:e}").replace('-', &MINUS.to_string());
    }
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = String::new();
    if value < 0.0 && plain.bytes().any(|b| b.is_ascii_digit() && b != b'0') {
        text.push(MINUS);
    }
    text.push_str(&grouped(whole));
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// A number with its sign, also a plus; one that rounds to nothing has none.
pub fn signed_number(value: f64, decimals: usize) -> String {
    let text = format_number(value, decimals);
    let nothing = !text.bytes().any(|b| b.is_ascii_digit() && b != b'0');
    if value > 0.0 && !nothing { format!("+{text}") } else { text }
}

/// The word that goes with a count in English: the first with one, the other with none and with several.
pub fn plural<'w>(count: usize, one: &'w str, several: &'w str) -> &'w str {
    if count == 1 { one } else { several }
}

/// A printed number without zeros at the end of its decimals: `5.000` as `5`.
pub fn trimmed(number: String) -> String {
    match number.contains('.') && !number.contains('e') {
        true => number.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => number,
    }
}

fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Decimals that show about `figures` significant figures of the largest of the values.
pub fn decimals_for(values: impl IntoIterator<Item = f64>, figures: usize) -> usize {
    let largest = values.into_iter().filter(|v| v.is_finite()).fold(0.0_f64, |a, v| a.max(v.abs()));
    if largest == 0.0 {
        return 0;
    }
    let before_point = largest.log10().floor() as i64 + 1;
    (figures as i64 - before_point).clamp(0, 9) as usize
}

/// A number for a data table: at most ten significant figures, no separators, empty for undefined.
pub fn table_number(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    let rounded: f64 = format!("{value:.9e}").parse().unwrap_or(value);
    if rounded == 0.0 { "0".to_owned() } else { format!("{rounded}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_thousands() {
        assert_eq!(format_number(1234567.891, 1), "1,234,567.9");
        assert_eq!(format_number(999.0, 0), "999");
        assert_eq!(format_number(-1500.0, 0), "\u{2212}1,500");
        assert_eq!(format_number(-0.04, 1), "0.0");
        assert_eq!(format_number(0.125, 3), "0.125");
    }

    #[test]
    fn changes_carry_their_sign() {
        let of = |value: f64| signed_number(value, 1);
        assert_eq!([of(1234.56), of(-2.0), of(0.04), of(-0.04)], ["+1,234.6", "\u{2212}2.0", "0.0", "0.0"]);
    }

    #[test]
    fn zeros_at_the_end_say_nothing() {
        let of = |number: &str| trimmed(number.to_owned());
        assert_eq!([of("5.000"), of("5.050"), of("1,200"), of("0.0")], ["5", "5.05", "1,200", "0"]);
    }

    #[test]
    fn one_is_singular() {
        assert_eq!([0, 1, 2].map(|count| plural(count, "is", "are")), ["are", "is", "are"]);
    }

    #[test]
    fn decimals_follow_the_magnitude() {
        assert_eq!(decimals_for([1234.0], 3), 0);
        assert_eq!(decimals_for([12.0, 3.0], 3), 1);
        assert_eq!(decimals_for([0.042], 3), 4);
        assert_eq!(decimals_for([], 3), 0);
    }

    #[test]
    fn tables_hide_rounding_noise() {
        assert_eq!(table_number(0.1 + 0.2), "0.3");
        assert_eq!(table_number(f64::NAN), "");
        assert_eq!(table_number(-0.0), "0");
        assert_eq!(table_number(123456.75), "123456.75");
    }
}
