//! Configuration: defaults, then `shopwright.toml`, then the environment, then flags.
//!
//! Each key of the file is also `SHOPWRIGHT_…` in the environment; `DATABASE_URL` works as everyone
//! expects. A wrong value stops the start with the key, the value and what would be right.

use std::{
    net::SocketAddr,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    str::FromStr,
};

use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
    value::{Dict, Value},
};
use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;
use url::Url;
use web::kit::{cache::BYTES as PAGE_CACHE, client::Network};

/// The file beside which the shop is started.
const FILE: &str = "shopwright.toml";

const MEBIBYTE: u64 = 1024 * 1024;

/// In mebibytes: from a few hundred pages to every page of ten million products.
const PAGE_CACHES: RangeInclusive<u64> = 8..=65_536;

/// Everything the binary has to know before the database is open. What a merchant changes while the
/// shop runs is in the database.
#[derive(Debug, Clone)]
pub struct Config {
    pub listen: SocketAddr,
    pub data_dir: PathBuf,
    pub public_url: Url,
    pub database_url: String,
    pub database_replica_url: Option<String>,
    pub database_connections: u32,
    pub rate_limits: bool,
    /// Proxies on other machines that say whom they speak for.
    pub trusted_proxies: Vec<Network>,
    /// Rendered pages may take so many bytes of memory.
    pub page_cache: u64,
    pub smtp_url: Option<String>,
    pub log: String,
    pub log_format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("configuration: {key} = {value:?} cannot be used: {remedy}")]
pub struct ConfigError {
    key: String,
    value: String,
    remedy: String,
}

impl ConfigError {
    fn new(key: &str, value: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            key: key.to_owned(),
            value: value.into(),
            remedy: remedy.into(),
        }
    }
}

/// The keys as they are written; every value is text until it is checked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(deserialize_with = "scalar")]
    listen: String,
    data_dir: String,
    public_url: String,
    database_url: String,
    database_replica_url: String,
    #[serde(deserialize_with = "scalar")]
    database_connections: String,
    #[serde(deserialize_with = "scalar")]
    rate_limits: String,
    trusted_proxies: String,
    #[serde(deserialize_with = "scalar")]
    page_cache_mb: String,
    smtp_url: String,
    log: String,
    log_format: String,
}

/// Numbers and switches may be written with or without quotes.
fn scalar<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match <Value as Deserialize>::deserialize(deserializer)? {
        Value::String(_, text) => text,
        Value::Num(_, number) => match (number.to_i128(), number.to_u128()) {
            (Some(whole), _) => whole.to_string(),
            (None, Some(whole)) => whole.to_string(),
            (None, None) => format!("{:?}", number.to_f64()),
        },
        Value::Bool(_, true) => "on".to_owned(),
        Value::Bool(_, false) => "off".to_owned(),
        other => format!("{other:?}"),
    })
}

const KEYS: [&str; 12] = [
    "listen",
    "data_dir",
    "public_url",
    "database_url",
    "database_replica_url",
    "database_connections",
    "rate_limits",
    "trusted_proxies",
    "page_cache_mb",
    "smtp_url",
    "log",
    "log_format",
];

impl Raw {
    fn defaults() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            data_dir: "./data".to_owned(),
            public_url: String::new(),
            database_url: String::new(),
            database_replica_url: String::new(),
            database_connections: "8".to_owned(),
            rate_limits: "on".to_owned(),
            trusted_proxies: String::new(),
            page_cache_mb: (PAGE_CACHE / MEBIBYTE).to_string(),
            smtp_url: String::new(),
            log: "info,sqlx=warn,sea_orm_migration=warn".to_owned(),
            log_format: "text".to_owned(),
        }
    }
}

/// What was given on the command line; the strongest.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Flags {
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Folder of the database, the pictures and the mails [default: ./data]
    #[arg(long, global = true, value_name = "FOLDER")]
    data_dir: Option<String>,
    /// Where customers reach the shop [default: http://ADDRESS:PORT]
    #[arg(long, global = true, value_name = "URL")]
    public_url: Option<String>,
    /// postgres://… or sqlite:FILE [default: shop.db in the data folder]
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
}

impl Flags {
    /// Whether the data folder was named, here or in the file or the environment.
    pub fn names_data_dir(&self) -> bool {
        given(self).find_value("data_dir").is_ok()
    }

    /// The same flags with another data folder.
    #[must_use]
    pub fn with_data_dir(self, folder: &Path) -> Self {
        Self {
            data_dir: Some(folder.display().to_string()),
            ..self
        }
    }

    fn to_dict(&self) -> Dict {
        [
            ("listen", &self.listen),
            ("data_dir", &self.data_dir),
            ("public_url", &self.public_url),
            ("database_url", &self.database_url),
        ]
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), Value::from(value.clone()?))))
        .collect()
    }
}

impl Config {
    /// Reads and checks everything.
    pub fn load(flags: &Flags) -> Result<Self, ConfigError> {
        let defaults = Figment::from(Serialized::defaults(Raw::defaults()));
        Self::from_figment(&defaults.merge(given(flags)))
    }

    fn from_figment(figment: &Figment) -> Result<Self, ConfigError> {
        let raw: Raw = figment.extract().map_err(|error| unreadable(&error))?;
        let listen = SocketAddr::from_str(&raw.listen).map_err(|_| {
            ConfigError::new(
                "listen",
                &raw.listen,
                "write an address and a port, such as 127.0.0.1:8080",
            )
        })?;
        let data_dir = PathBuf::from(&raw.data_dir);
        let connections = parse(
            "database_connections",
            &raw.database_connections,
            |text| text.parse().ok().filter(|count| (1..=200).contains(count)),
            "write a number from 1 to 200",
        )?;
        let rate_limits = parse(
            "rate_limits",
            &raw.rate_limits,
            |text| match text {
                "on" | "true" => Some(true),
                "off" | "false" => Some(false),
                _ => None,
            },
            "write on or off",
        )?;
        let trusted_proxies = parse(
            "trusted_proxies",
            &raw.trusted_proxies,
            networks,
            "write addresses or networks with commas between them, such as 10.0.0.7, 192.168.0.0/16",
        )?;
        let page_cache = parse(
            "page_cache_mb",
            &raw.page_cache_mb,
            |text| text.parse().ok().filter(|size| PAGE_CACHES.contains(size)),
            "write a number of megabytes from 8 to 65536",
        )?;
        let log_format = parse(
            "log_format",
            &raw.log_format,
            |text| match text {
                "text" => Some(LogFormat::Text),
                "json" => Some(LogFormat::Json),
                _ => None,
            },
            "write text or json",
        )?;
        EnvFilter::builder().parse(&raw.log).map_err(|error| {
            ConfigError::new(
                "log",
                &raw.log,
                format!("write levels such as info or info,shop=debug ({error})"),
            )
        })?;
        Ok(Self {
            public_url: public_url(&raw.public_url, listen)?,
            database_url: database_url("database_url", &raw.database_url, &data_dir)?,
            database_replica_url: replica_url(&raw, &data_dir)?,
            database_connections: connections,
            smtp_url: smtp_url(&raw.smtp_url)?,
            listen,
            data_dir,
            rate_limits,
            trusted_proxies,
            page_cache: page_cache * MEBIBYTE,
            log: raw.log,
            log_format,
        })
    }
}

/// Everything that was said, weakest first, without the defaults.
fn given(flags: &Flags) -> Figment {
    Figment::from(Toml::file(FILE))
        .merge(Env::raw().only(&["DATABASE_URL", "DATABASE_REPLICA_URL"]))
        // The two ignored ones are for the tests, which may run in the same environment.
        .merge(Env::prefixed("SHOPWRIGHT_").ignore(&["test_sqlite_only", "shared_data"]))
        .merge(Serialized::defaults(flags.to_dict()))
}

fn unreadable(error: &figment::Error) -> ConfigError {
    let key = error.path.last().cloned().unwrap_or_default();
    match &error.kind {
        figment::error::Kind::UnknownField(field, _) => ConfigError::new(
            field,
            "",
            format!("there is no such key; the keys are {}", KEYS.join(", ")),
        ),
        kind => ConfigError::new(&key, "", kind.to_string()),
    }
}

fn parse<T>(
    key: &str,
    text: &str,
    read: impl FnOnce(&str) -> Option<T>,
    remedy: &str,
) -> Result<T, ConfigError> {
    read(text).ok_or_else(|| ConfigError::new(key, text, remedy))
}

fn networks(text: &str) -> Option<Vec<Network>> {
    let named = text
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    named.map(|name| name.parse().ok()).collect()
}

fn public_url(text: &str, listen: SocketAddr) -> Result<Url, ConfigError> {
    let text = if text.is_empty() {
        format!("http://{listen}/")
    } else {
        text.to_owned()
    };
    Url::parse(&text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.path() == "/")
        .ok_or_else(|| {
            ConfigError::new(
                "public_url",
                text,
                "write the address that customers type, without a path, such as https://shop.example",
            )
        })
}

fn database_url(key: &str, text: &str, data_dir: &Path) -> Result<String, ConfigError> {
    if text.is_empty() {
        return Ok(format!("sqlite:{}", data_dir.join("shop.db").display()));
    }
    let known = ["postgres://", "postgresql://", "sqlite:"];
    if known.iter().any(|scheme| text.starts_with(scheme)) {
        return Ok(text.to_owned());
    }
    // An address may hold a password, so it is not repeated.
    let scheme = text.split(':').next().unwrap_or_default();
    Err(ConfigError::new(
        key,
        format!("{scheme}:…"),
        "write postgres://user:password@host/database, or sqlite:FILE, or leave it out",
    ))
}

fn replica_url(raw: &Raw, data_dir: &Path) -> Result<Option<String>, ConfigError> {
    if raw.database_replica_url.is_empty() {
        return Ok(None);
    }
    let url = database_url("database_replica_url", &raw.database_replica_url, data_dir)?;
    if url.starts_with("sqlite:") || !raw.database_url.starts_with("postgres") {
        return Err(ConfigError::new(
            "database_replica_url",
            "sqlite:…",
            "a replica needs PostgreSQL on both sides; leave it out",
        ));
    }
    Ok(Some(url))
}

fn smtp_url(text: &str) -> Result<Option<String>, ConfigError> {
    let is_known = text.is_empty() || text.starts_with("smtp://") || text.starts_with("smtps://");
    if !is_known {
        let scheme = text.split(':').next().unwrap_or_default();
        return Err(ConfigError::new(
            "smtp_url",
            format!("{scheme}:…"),
            "write smtp://user:password@host:587?tls=required or smtps://user:password@host, or leave it out to write mails into the outbox folder",
        ));
    }
    Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(toml: &str) -> Result<Config, ConfigError> {
        Config::from_figment(
            &Figment::from(Serialized::defaults(Raw::defaults())).merge(Toml::string(toml)),
        )
    }

    #[test]
    fn an_empty_file_serves_the_folder_data_on_this_machine() {
        let config = load("").unwrap();

        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.public_url.as_str(), "http://127.0.0.1:8080/");
        assert_eq!(config.database_url, "sqlite:./data/shop.db");
        assert!(config.rate_limits);
        assert_eq!(config.page_cache, 64 * 1024 * 1024);
    }

    #[test]
    fn a_wrong_value_names_key_value_and_remedy() {
        let cases = [
            ("listen = 'here'", "listen", "here", "127.0.0.1:8080"),
            ("rate_limits = 'maybe'", "rate_limits", "maybe", "on or off"),
            (
                "public_url = 'shop.example'",
                "public_url",
                "shop.example",
                "https://shop.example",
            ),
            (
                "database_url = 'mysql://root:secret@x/y'",
                "database_url",
                "mysql",
                "postgres://",
            ),
            (
                "database_connections = 0",
                "database_connections",
                "0",
                "1 to 200",
            ),
            (
                "trusted_proxies = '10.0.0.1, proxy.example'",
                "trusted_proxies",
                "proxy.example",
                "10.0.0.7",
            ),
            ("page_cache_mb = 7", "page_cache_mb", "7", "8 to 65536"),
            (
                "page_cache_mb = '1 GB'",
                "page_cache_mb",
                "1 GB",
                "megabytes",
            ),
            ("log = 'shop=loud'", "log", "loud", "info"),
            ("log_format = 'xml'", "log_format", "xml", "text or json"),
            (
                "smtp_url = 'mail.example'",
                "smtp_url",
                "mail.example",
                "smtp://",
            ),
            ("listn = '127.0.0.1:1'", "listn", "", "listen"),
        ];
        for (toml, key, value, remedy) in cases {
            let message = load(toml).unwrap_err().to_string();
            for part in [key, value, remedy] {
                assert!(message.contains(part), "{toml}: {message}");
            }
            assert!(!message.contains("secret"), "{message}");
        }
    }

    #[test]
    fn proxies_are_named_by_addresses_and_networks() {
        assert_eq!(load("").unwrap().trusted_proxies, []);
        let config = load("trusted_proxies = '10.0.0.7, 192.168.0.0/16,2001:db8::/32'").unwrap();

        let expected = ["10.0.0.7", "192.168.0.0/16", "2001:db8::/32"];
        let expected: Vec<Network> = expected.map(|name| name.parse().unwrap()).into();
        assert_eq!(config.trusted_proxies, expected);
    }

    #[test]
    fn switches_and_numbers_are_read_with_and_without_quotes() {
        assert!(!load("rate_limits = false").unwrap().rate_limits);
        assert!(!load("rate_limits = 'off'").unwrap().rate_limits);
        assert_eq!(
            load("database_connections = 3")
                .unwrap()
                .database_connections,
            3
        );
        let config = load("page_cache_mb = 512").unwrap();
        assert_eq!(config.page_cache, 512 * 1024 * 1024);
    }
}
