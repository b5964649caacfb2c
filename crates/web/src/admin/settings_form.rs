//! The settings as their form holds them: text as typed.

use commerce::{Country, Currency, DeliveryDays, Money, PricesInclude, Rate};
use l10n::Locale;
use serde::Serialize;
use shop::Settings;
use shop::settings::{BankTransfer, CountryRules, ReviewRules, SettingsProblem, Versioned};

use super::Fields;
use super::conflict::Labelled;
use super::list::told;
use crate::kit::forms::{FormErrors, Message};

#[derive(Debug, Clone, Default, Serialize)]
pub struct SettingsForm {
    pub version: i64,
    pub shop_name: String,
    pub contact_email: String,
    pub time_zone: String,
    pub home_country: String,
    pub locales: Vec<String>,
    pub default_locale: String,
    pub currency: String,
    /// Codes with commas in between.
    pub more_currencies: String,
    pub prices_include: String,
    pub countries: Vec<CountryRow>,
    pub account_holder: String,
    pub iban: String,
    pub bic: String,
    pub bank_name: String,
    pub transfer_hold_days: String,
    pub online_hold_minutes: String,
    pub cut_off_hour: String,
    pub sandbox_payments: bool,
    pub invite_after_days: String,
    pub publish_at_once: bool,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct CountryRow {
    pub country: String,
    pub tax_name: String,
    pub tax_rate: String,
    pub reduced_rate: String,
    pub shipping_name: String,
    pub shipping_price: String,
    /// Working days; all three, or none.
    pub handling: String,
    pub transit_min: String,
    pub transit_max: String,
}

impl SettingsForm {
    pub fn saved(versioned: &Versioned) -> Self {
        let settings = &versioned.settings;
        let bank = settings.bank_transfer.clone();
        let of_bank = |part: fn(BankTransfer) -> String| bank.clone().map(part).unwrap_or_default();
        Self {
            version: versioned.version,
            shop_name: settings.shop_name.clone(),
            contact_email: settings.contact_email.clone(),
            time_zone: settings.time_zone.name().to_owned(),
            home_country: settings.home_country.as_str().to_owned(),
            locales: settings
                .locales
                .iter()
                .map(|locale| locale.code().to_owned())
                .collect(),
            default_locale: settings.default_locale.code().to_owned(),
            currency: settings.currency.code().to_owned(),
            more_currencies: settings
                .more_currencies
                .iter()
                .map(|currency| currency.code())
                .collect::<Vec<_>>()
                .join(", "),
            prices_include: settings.prices_include.as_str().to_owned(),
            countries: settings
                .countries
                .iter()
                .map(|rules| CountryRow::saved(rules, settings.currency))
                .collect(),
            account_holder: of_bank(|bank| bank.account_holder),
            iban: of_bank(|bank| bank.iban),
            bic: of_bank(|bank| bank.bic),
            bank_name: of_bank(|bank| bank.bank_name),
            transfer_hold_days: settings.transfer_hold_days.to_string(),
            online_hold_minutes: settings.online_hold_minutes.to_string(),
            cut_off_hour: settings.cut_off_hour.to_string(),
            sandbox_payments: settings.sandbox_payments,
            invite_after_days: settings.reviews.invite_after_days.to_string(),
            publish_at_once: settings.reviews.publish_at_once,
        }
    }

    pub fn sent(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name);
        Self {
            version: fields.version(),
            shop_name: text("shop_name"),
            contact_email: text("contact_email"),
            time_zone: text("time_zone"),
            home_country: text("home_country"),
            locales: fields.all("locales"),
            default_locale: text("default_locale"),
            currency: text("currency"),
            more_currencies: text("more_currencies"),
            prices_include: text("prices_include"),
            countries: fields
                .rows("countries")
                .into_iter()
                .map(|row| CountryRow::sent(fields, row))
                .collect(),
            account_holder: text("account_holder"),
            iban: text("iban"),
            bic: text("bic"),
            bank_name: text("bank_name"),
            transfer_hold_days: text("transfer_hold_days"),
            online_hold_minutes: text("online_hold_minutes"),
            cut_off_hour: text("cut_off_hour"),
            sandbox_payments: fields.has("sandbox_payments"),
            invite_after_days: text("invite_after_days"),
            publish_at_once: fields.has("publish_at_once"),
        }
    }

    /// The work of the buttons that add and take away rows; `false` for the one that saves.
    pub fn press(&mut self, button: &str) -> bool {
        if button == "add-country" {
            let shipping_name = self
                .countries
                .first()
                .map(|row| row.shipping_name.clone())
                .unwrap_or_default();
            self.countries.push(CountryRow {
                shipping_name,
                ..CountryRow::default()
            });
            return true;
        }
        let row = button
            .strip_prefix("remove-country.")
            .and_then(|row| row.parse::<usize>().ok());
        match row {
            Some(row) if row < self.countries.len() => {
                self.countries.remove(row);
                true
            }
            Some(_) => true,
            None => false,
        }
    }

    /// What is to be saved, or the messages at the fields.
    pub fn settings(&self, errors: &mut FormErrors) -> Option<Settings> {
        let currency = errors.check("currency", Currency::parse(self.currency.trim()), |error| {
            told(&error)
        });
        let more = self
            .more_currencies
            .split([',', ' '])
            .map(str::trim)
            .filter(|code| !code.is_empty())
            .map(Currency::parse)
            .collect::<Result<Vec<_>, _>>();
        let more = errors.check("more_currencies", more, |error| told(&error));
        let prices = errors.check(
            "prices_include",
            self.prices_include.parse::<PricesInclude>(),
            |error| told(&error),
        );
        let home = errors.check("home_country", Country::parse(&self.home_country), |_| {
            Message::text("Choose the country the shop is in.")
        });
        let zone = errors.check("time_zone", self.time_zone.parse(), |_| {
            Message::text("Choose one of the list.")
        });
        let locales: Vec<_> = self
            .locales
            .iter()
            .filter_map(|code| Locale::parse(code))
            .collect();
        if locales.is_empty() {
            errors.add("locales", Message::text("Choose at least one language."));
        }
        let default_locale = errors.check(
            "default_locale",
            Locale::parse(&self.default_locale).ok_or(()),
            |()| Message::text("Choose one of the list."),
        );
        let minutes = whole(errors, "online_hold_minutes", &self.online_hold_minutes);
        let days = whole(errors, "transfer_hold_days", &self.transfer_hold_days);
        let invite_after = whole(errors, "invite_after_days", &self.invite_after_days);
        let cut_off = whole(errors, "cut_off_hour", &self.cut_off_hour);
        let bank_transfer = self.bank_transfer(errors);
        let countries = self.countries(errors, currency);
        let settings = Settings {
            shop_name: self.shop_name.trim().to_owned(),
            contact_email: self.contact_email.trim().to_owned(),
            currency: currency?,
            more_currencies: more?,
            prices_include: prices?,
            home_country: home?,
            time_zone: zone?,
            locales,
            default_locale: default_locale?,
            countries,
            bank_transfer,
            sandbox_payments: self.sandbox_payments,
            online_hold_minutes: minutes?,
            transfer_hold_days: days?,
            reviews: ReviewRules {
                invite_after_days: invite_after?,
                publish_at_once: self.publish_at_once,
            },
            cut_off_hour: cut_off?,
        };
        errors.is_empty().then_some(settings)
    }

    /// All four are needed, or none.
    fn bank_transfer(&self, errors: &mut FormErrors) -> Option<BankTransfer> {
        let fields = [
            ("account_holder", &self.account_holder),
            ("iban", &self.iban),
            ("bic", &self.bic),
            ("bank_name", &self.bank_name),
        ];
        if fields.iter().all(|(_, text)| text.trim().is_empty()) {
            return None;
        }
        let mut parts = fields.map(|(name, text)| {
            errors.required(name, text, || {
                Message::text("Fill in all four, or none to offer no bank transfer.")
            })
        });
        Some(BankTransfer {
            account_holder: parts[0].take()?,
            iban: parts[1].take()?,
            bic: parts[2].take()?,
            bank_name: parts[3].take()?,
        })
    }

    fn countries(&self, errors: &mut FormErrors, currency: Option<Currency>) -> Vec<CountryRules> {
        let rows = self.countries.iter().enumerate();
        rows.filter_map(|(at, row)| row.rules(at, errors, currency))
            .collect()
    }

    /// In words, for showing what differs from what somebody else saved.
    pub fn labelled(&self) -> Vec<Labelled> {
        let yes = |is: bool| if is { "yes" } else { "no" };
        let mut all = vec![
            Labelled::plain("Name", &self.shop_name),
            Labelled::plain("Contact address", &self.contact_email),
            Labelled::plain("Time zone", &self.time_zone),
            Labelled::plain("Home country", &self.home_country),
            Labelled::plain("Languages", self.locales.join(", ")),
            Labelled::plain("Language otherwise", &self.default_locale),
            Labelled::plain("Currency", &self.currency),
            Labelled::plain("Other currencies", &self.more_currencies),
            Labelled::plain("Prices are", &self.prices_include),
            Labelled::plain("Account holder", &self.account_holder),
            Labelled::plain("IBAN", &self.iban),
            Labelled::plain("BIC", &self.bic),
            Labelled::plain("Bank", &self.bank_name),
            Labelled::plain("Days for a bank transfer", &self.transfer_hold_days),
            Labelled::plain("Minutes for an online payment", &self.online_hold_minutes),
            Labelled::plain("Hour of the cut-off", &self.cut_off_hour),
            Labelled::plain("Pretend payments", yes(self.sandbox_payments)),
            Labelled::plain("Days until a review is asked for", &self.invite_after_days),
            Labelled::plain("Reviews are shown at once", yes(self.publish_at_once)),
        ];
        all.extend(self.countries.iter().map(CountryRow::labelled));
        all
    }
}

fn whole(errors: &mut FormErrors, field: &str, text: &str) -> Option<u32> {
    errors.check(field, text.trim().parse(), |_| {
        Message::text("A whole number, such as 7.")
    })
}

/// What the settings refuse, at its field.
pub fn add_problems(errors: &mut FormErrors, problems: &[SettingsProblem]) {
    for problem in problems {
        let field = match problem {
            SettingsProblem::NoName => "shop_name",
            SettingsProblem::CurrencyTwice => "more_currencies",
            SettingsProblem::ContactEmail => "contact_email",
            SettingsProblem::HomeCountryNotServed => "home_country",
            SettingsProblem::CountryTwice
            | SettingsProblem::NegativeShipping
            | SettingsProblem::DeliveryDays => "countries",
            SettingsProblem::DefaultLocaleNotEnabled => "default_locale",
            SettingsProblem::OnlineHold => "online_hold_minutes",
            SettingsProblem::TransferHold => "transfer_hold_days",
            SettingsProblem::InviteAfter => "invite_after_days",
            SettingsProblem::CutOff => "cut_off_hour",
        };
        errors.add(field, told(&problem));
    }
}

impl CountryRow {
    fn saved(rules: &CountryRules, currency: Currency) -> Self {
        Self {
            country: rules.country.as_str().to_owned(),
            tax_name: rules.tax_name.clone(),
            tax_rate: rules.tax_rate.to_percent_string(),
            reduced_rate: rules
                .reduced_rate
                .map(Rate::to_percent_string)
                .unwrap_or_default(),
            shipping_name: rules.shipping_name.clone(),
            shipping_price: rules.shipping_price(currency).to_decimal_string(),
            handling: days(rules, |days| days.handling),
            transit_min: days(rules, |days| days.transit_min),
            transit_max: days(rules, |days| days.transit_max),
        }
    }

    fn sent(fields: &Fields, row: usize) -> Self {
        let text = |name: &str| fields.text(&format!("countries.{row}.{name}"));
        Self {
            country: text("country"),
            tax_name: text("tax_name"),
            tax_rate: text("tax_rate"),
            reduced_rate: text("reduced_rate"),
            shipping_name: text("shipping_name"),
            shipping_price: text("shipping_price"),
            handling: text("handling"),
            transit_min: text("transit_min"),
            transit_max: text("transit_max"),
        }
    }

    fn rules(
        &self,
        at: usize,
        errors: &mut FormErrors,
        currency: Option<Currency>,
    ) -> Option<CountryRules> {
        let field = |name: &str| format!("countries.{at}.{name}");
        let country = errors.check(&field("country"), Country::parse(&self.country), |_| {
            Message::text("Choose a country, or take the row away.")
        });
        let tax_name = errors.required(&field("tax_name"), &self.tax_name, || {
            Message::text("What is the tax called there, such as VAT?")
        });
        let tax_rate = errors.check(
            &field("tax_rate"),
            Rate::parse_percent(self.tax_rate.trim()),
            |_| Message::text("A percentage such as 19 or 8.875."),
        );
        let reduced_rate = errors.optional(
            &field("reduced_rate"),
            &self.reduced_rate,
            Rate::parse_percent,
            |_| Message::text("A percentage such as 7, or nothing."),
        );
        let shipping_name = errors.required(&field("shipping_name"), &self.shipping_name, || {
            Message::text("What customers read, such as Standard.")
        });
        let price = Money::parse_decimal(&self.shipping_price, currency?);
        let price = errors.check(&field("shipping_price"), price, |_| {
            Message::text("An amount such as 4.90, or 0.")
        });
        let delivery = self.delivery(at, errors);
        Some(CountryRules {
            country: country?,
            tax_name: tax_name?,
            tax_rate: tax_rate?,
            reduced_rate: reduced_rate?,
            shipping_name: shipping_name?,
            shipping_price_minor: price?.minor(),
            delivery,
        })
    }

    /// None when no day is to be promised, or when something was wrong, which `errors` tells.
    fn delivery(&self, at: usize, errors: &mut FormErrors) -> Option<DeliveryDays> {
        let fields = [
            ("handling", &self.handling),
            ("transit_min", &self.transit_min),
            ("transit_max", &self.transit_max),
        ];
        if fields.iter().all(|(_, text)| text.trim().is_empty()) {
            return None;
        }
        let [handling, transit_min, transit_max] = fields.map(|(name, text)| {
            errors.check(
                &format!("countries.{at}.{name}"),
                text.trim().parse::<u8>(),
                |_| Message::text("A number of days such as 2; all three, or none."),
            )
        });
        Some(DeliveryDays {
            handling: handling?,
            transit_min: transit_min?,
            transit_max: transit_max?,
        })
    }

    fn labelled(&self) -> Labelled {
        let name = l10n::country_name(Locale::EN, &self.country);
        let value = format!(
            "{} {} % ({} %), {} {}, days {}+{}–{}",
            self.tax_name.trim(),
            self.tax_rate.trim(),
            self.reduced_rate.trim(),
            self.shipping_name.trim(),
            self.shipping_price.trim(),
            self.handling.trim(),
            self.transit_min.trim(),
            self.transit_max.trim()
        );
        Labelled::new(format!("country-{}", self.country), name, value)
    }
}

fn days(rules: &CountryRules, part: fn(DeliveryDays) -> u8) -> String {
    rules
        .delivery
        .map(|days| part(days).to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn initial() -> SettingsForm {
        let settings = Settings::initial();
        SettingsForm::saved(&Versioned {
            settings,
            version: 3,
        })
    }

    #[test]
    fn settings_survive_the_way_through_the_form() {
        let mut errors = FormErrors::new();

        let settings = initial().settings(&mut errors);

        assert_eq!(settings, Some(Settings::initial()), "{errors:?}");
    }

    #[test]
    fn everything_that_cannot_be_read_is_said_at_its_field() {
        let mut form = initial();
        form.currency = "XYZ1".to_owned();
        form.time_zone = "Mars/Olympus".to_owned();
        form.locales.clear();
        form.iban = "DE02".to_owned();
        form.online_hold_minutes = "long".to_owned();
        form.countries[1].tax_rate = "a lot".to_owned();
        form.countries[1].country.clear();
        let mut errors = FormErrors::new();

        assert_eq!(form.settings(&mut errors), None);

        for field in [
            "currency",
            "time_zone",
            "locales",
            "bic",
            "online_hold_minutes",
            "countries.1.tax_rate",
            "countries.1.country",
        ] {
            assert!(errors.at(field).is_some(), "{field}");
        }
        assert!(errors.at("iban").is_none() && errors.at("countries.0.country").is_none());
    }

    #[test]
    fn the_days_of_a_delivery_are_all_there_or_none() {
        let read = |handling: &str, min: &str, max: &str| {
            let mut form = initial();
            let row = &mut form.countries[0];
            (row.handling, row.transit_min, row.transit_max) =
                (handling.to_owned(), min.to_owned(), max.to_owned());
            let mut errors = FormErrors::new();
            let settings = form.settings(&mut errors);
            let field = errors.at("countries.0.transit_max").is_some();
            (
                settings.map(|settings| settings.countries[0].delivery),
                field,
            )
        };
        let days = DeliveryDays {
            handling: 0,
            transit_min: 1,
            transit_max: 3,
        };
        assert_eq!(read("0", " 1", "3"), (Some(Some(days)), false));
        assert_eq!(read("", "", ""), (Some(None), false));
        assert_eq!(read("1", "1", ""), (None, true));
        assert_eq!(read("1", "1", "300"), (None, true));
    }

    #[test]
    fn buttons_add_and_take_away_countries() {
        let mut form = initial();
        let before = form.countries.len();

        assert!(form.press("add-country"));
        assert_eq!(form.countries.len(), before + 1);
        assert!(form.press("remove-country.0"));
        assert_eq!(form.countries[0].country, "AT");
        assert!(form.press("remove-country.99"));
        assert!(!form.press("save"));
        assert_eq!(form.countries.len(), before);
    }
}
