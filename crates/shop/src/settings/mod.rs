//! What a merchant changes while the shop runs.

mod delivery;
mod queries;
mod tables;

use std::collections::BTreeSet;

use chrono_tz::Tz;
use commerce::{Country, Currency, DeliveryDays, Money, PricesInclude, Rate, TaxRules};
use db::{DbError, Read, Tx};
use l10n::Locale;
use serde::{Deserialize, Serialize};

use crate::{
    Failure, FailureKind, Shop,
    changes::{self, Change},
    staff::{Actor, Forbidden, Permission},
};

pub use delivery::Estimate;

/// The shop's own rules and texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub shop_name: String,
    /// Shown to customers and used as the sender of mails.
    pub contact_email: String,
    /// What the storefront sells in.
    pub currency: Currency,
    /// Other currencies in which products may have prices, too.
    #[serde(default)]
    pub more_currencies: Vec<Currency>,
    pub prices_include: PricesInclude,
    pub home_country: Country,
    pub time_zone: Tz,
    pub locales: Vec<Locale>,
    pub default_locale: Locale,
    /// Where the shop sells to, the home country among them.
    pub countries: Vec<CountryRules>,
    /// Payment by bank transfer is offered when these are filled in.
    pub bank_transfer: Option<BankTransfer>,
    /// The pretend payment provider, for trying the shop out. Never in a real shop.
    pub sandbox_payments: bool,
    /// Minutes for which the stock of an order is kept while the customer pays online.
    pub online_hold_minutes: u32,
    /// Days for which the stock of an order is kept while a bank transfer is awaited.
    pub transfer_hold_days: u32,
    /// Orders placed before this hour of a working day, on the shop's clock, are begun that day.
    #[serde(default = "usual_cut_off")]
    pub cut_off_hour: u32,
    /// What is done with reviews.
    #[serde(default)]
    pub reviews: ReviewRules,
}

fn usual_cut_off() -> u32 {
    14
}

/// When customers are asked for a review, and when it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewRules {
    /// Days after the delivery of an order; 0 asks nobody.
    pub invite_after_days: u32,
    /// Shown at once, without anybody having looked at it.
    pub publish_at_once: bool,
}

impl Default for ReviewRules {
    fn default() -> Self {
        Self {
            invite_after_days: 7,
            publish_at_once: false,
        }
    }
}

/// Tax and shipping of one country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountryRules {
    pub country: Country,
    pub tax_name: String,
    /// The standard rate, also of the shipping.
    pub tax_rate: Rate,
    /// `None` where there is none: the standard one is charged then.
    #[serde(default)]
    pub reduced_rate: Option<Rate>,
    pub shipping_name: String,
    /// As shown: with tax when the shop's prices include it.
    pub shipping_price_minor: i64,
    /// How long a parcel takes there; without it pages promise no day.
    #[serde(default)]
    pub delivery: Option<DeliveryDays>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankTransfer {
    pub account_holder: String,
    pub iban: String,
    pub bic: String,
    pub bank_name: String,
}

/// Settings together with the version a form shows and sends back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned {
    pub settings: Settings,
    /// 0 until they are saved for the first time.
    pub version: i64,
}

impl Settings {
    /// What an empty shop starts with, until its administrator decides otherwise: euros, prices
    /// with tax, Germany and its neighbours.
    ///
    /// Standard and reduced VAT rates as the European Commission's Taxes in Europe database gives them for
    /// 2026; to be checked by the merchant.
    pub fn initial() -> Self {
        let country = |code: &str, tax_name: &str, ppm: [u32; 2], shipping_price_minor: i64| {
            let [standard, reduced] = ppm;
            Some(CountryRules {
                country: code.parse().ok()?,
                tax_name: tax_name.to_owned(),
                tax_rate: Rate::from_ppm(standard).ok()?,
                reduced_rate: Some(Rate::from_ppm(reduced).ok()?),
                shipping_name: "Standard".to_owned(),
                shipping_price_minor,
                delivery: None,
            })
        };
        let home = Country::parse("DE").unwrap_or_else(|_| unreachable!("DE is a country code"));
        Self {
            shop_name: "My shop".to_owned(),
            contact_email: "shop@example.com".to_owned(),
            currency: Currency::EUR,
            more_currencies: Vec::new(),
            prices_include: PricesInclude::Tax,
            home_country: home,
            time_zone: Tz::Europe__Berlin,
            locales: Locale::ALL.to_vec(),
            default_locale: Locale::EN,
            countries: [
                country("DE", "MwSt.", [190_000, 70_000], 490),
                country("AT", "USt.", [200_000, 100_000], 990),
                country("NL", "btw", [210_000, 90_000], 990),
                country("FR", "TVA", [200_000, 55_000], 1290),
                country("CZ", "DPH", [210_000, 120_000], 1290),
            ]
            .into_iter()
            .flatten()
            .collect(),
            bank_transfer: None,
            sandbox_payments: false,
            online_hold_minutes: 30,
            transfer_hold_days: 7,
            reviews: ReviewRules::default(),
            cut_off_hour: usual_cut_off(),
        }
    }

    /// Tax and shipping of a country, if the shop sells there.
    pub fn rules_for(&self, country: Country) -> Option<&CountryRules> {
        self.countries.iter().find(|rules| rules.country == country)
    }

    /// All in which products may have prices, the one the shop sells in first.
    pub fn currencies(&self) -> impl Iterator<Item = Currency> {
        std::iter::once(self.currency).chain(self.more_currencies.iter().copied())
    }

    /// Names every rule that the settings break.
    pub fn problems(&self) -> Vec<SettingsProblem> {
        let mut problems = Vec::new();
        if self.shop_name.trim().is_empty() {
            problems.push(SettingsProblem::NoName);
        }
        if commerce::Email::parse(&self.contact_email).is_err() {
            problems.push(SettingsProblem::ContactEmail);
        }
        if self.rules_for(self.home_country).is_none() {
            problems.push(SettingsProblem::HomeCountryNotServed);
        }
        let distinct: BTreeSet<_> = self.countries.iter().map(|rules| rules.country).collect();
        if distinct.len() != self.countries.len() {
            problems.push(SettingsProblem::CountryTwice);
        }
        if self
            .countries
            .iter()
            .any(|rules| rules.shipping_price_minor < 0)
        {
            problems.push(SettingsProblem::NegativeShipping);
        }
        let currencies = self.currencies().map(Currency::code);
        if currencies.collect::<BTreeSet<_>>().len() != self.more_currencies.len() + 1 {
            problems.push(SettingsProblem::CurrencyTwice);
        }
        if !self.locales.contains(&self.default_locale) {
            problems.push(SettingsProblem::DefaultLocaleNotEnabled);
        }
        if !(5..=1440).contains(&self.online_hold_minutes) {
            problems.push(SettingsProblem::OnlineHold);
        }
        if !(1..=60).contains(&self.transfer_hold_days) {
            problems.push(SettingsProblem::TransferHold);
        }
        if self.reviews.invite_after_days > 90 {
            problems.push(SettingsProblem::InviteAfter);
        }
        if !(1..=23).contains(&self.cut_off_hour) {
            problems.push(SettingsProblem::CutOff);
        }
        let mut days = self.countries.iter().filter_map(|rules| rules.delivery);
        if !days.all(DeliveryDays::is_sound) {
            problems.push(SettingsProblem::DeliveryDays);
        }
        problems
    }
}

impl CountryRules {
    pub fn tax(&self) -> TaxRules {
        TaxRules {
            name: self.tax_name.clone(),
            standard: self.tax_rate,
            reduced: self.reduced_rate.unwrap_or(self.tax_rate),
        }
    }

    pub fn shipping_price(&self, currency: Currency) -> Money {
        Money::new(self.shipping_price_minor, currency)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingsProblem {
    #[error("the shop needs a name")]
    NoName,
    #[error("the contact address is not a mail address")]
    ContactEmail,
    #[error("the home country must be among the countries the shop sells to")]
    HomeCountryNotServed,
    #[error("a country is listed twice")]
    CountryTwice,
    #[error("a currency is listed twice")]
    CurrencyTwice,
    #[error("a shipping price is below zero")]
    NegativeShipping,
    #[error("the default language must be one of the shop's languages")]
    DefaultLocaleNotEnabled,
    #[error("stock can be kept from 5 to 1440 minutes for an online payment")]
    OnlineHold,
    #[error("stock can be kept from 1 to 60 days for a bank transfer")]
    TransferHold,
    #[error("customers can be asked for a review up to 90 days after delivery")]
    InviteAfter,
    #[error("the cut-off is an hour from 1 to 23")]
    CutOff,
    #[error("a parcel takes from 0 to 60 days, at worst no fewer than at best")]
    DeliveryDays,
}

#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("the settings break {} rules", .0.len())]
    Invalid(Vec<SettingsProblem>),
    /// Somebody else saved since the form was opened.
    #[error("the settings were changed by somebody else meanwhile")]
    Stale,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Failure for SaveError {
    fn kind(&self) -> FailureKind {
        match self {
            Self::Forbidden(_) => FailureKind::Forbidden,
            Self::Invalid(_) => FailureKind::Invalid,
            Self::Stale => FailureKind::Conflict,
            Self::Db(error) => error.kind(),
        }
    }
}

/// The stored settings, or the initial ones.
pub async fn load(read: &impl Read) -> Result<Versioned, DbError> {
    let stored = queries::find(read).await?;
    Ok(stored.unwrap_or_else(|| Versioned {
        settings: Settings::initial(),
        version: 0,
    }))
}

/// Stores the settings that a form showed as `version`.
///
/// # Errors
/// See [`SaveError`]; after any of them nothing has changed.
pub async fn save(
    shop: &Shop,
    actor: &Actor,
    settings: &Settings,
    version: i64,
) -> Result<(), SaveError> {
    actor.require(Permission::ManageSettings)?;
    let problems = settings.problems();
    if !problems.is_empty() {
        return Err(SaveError::Invalid(problems));
    }
    let now = shop.clock.now();
    shop.db
        .transaction(|tx| async move {
            let tx = &tx;
            if !queries::save(tx, settings, version, now).await? {
                return Err(SaveError::Stale);
            }
            changes::record(tx, &[Change::Settings], now).await?;
            Ok(())
        })
        .await?;
    shop.refresh().await?;
    Ok(())
}

/// Stores `text` under `name` unless there is one already; returns what is stored.
pub(crate) async fn keep_first_text(tx: &Tx, name: &str, text: &str) -> Result<String, DbError> {
    queries::keep_first_text(tx, name, text).await
}
