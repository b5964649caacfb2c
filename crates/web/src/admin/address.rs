//! Addresses on the pages of staff.

use l10n::Locale;
use shop::address::Address;

/// As written on a parcel, one line each.
pub fn lines(address: &Address) -> Vec<String> {
    let mut town = format!("{} {}", address.postal_code, address.city);
    if !address.region.is_empty() {
        town = format!("{town}, {}", address.region);
    }
    let country = l10n::country_name(Locale::EN, address.country.as_str());
    let lines = [
        address.full_name(),
        address.company.clone(),
        address.line1.clone(),
        address.line2.clone(),
        town,
        country,
    ];
    lines
        .iter()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}
