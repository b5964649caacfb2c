//! Passwords: which are good enough, and how they are kept.

use std::{
    num::NonZero,
    sync::{Arc, LazyLock},
    thread::available_parallelism,
};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use commerce::Email;
use db::DbError;
use tokio::sync::Semaphore;

/// What is wrong with a field of a form about staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StaffProblem {
    #[error("a name is needed")]
    NameMissing,
    #[error("the name is longer than 100 characters")]
    NameTooLong,
    #[error("this is not a mail address")]
    EmailInvalid,
    #[error("somebody else signs in with this mail address")]
    EmailTaken,
    #[error("the password needs at least 10 characters")]
    PasswordTooShort,
    #[error("the password is longer than 128 characters")]
    PasswordTooLong,
    #[error("this password is one of those that are tried first")]
    PasswordCommon,
    #[error("the password must not be the mail address")]
    PasswordIsEmail,
}

/// Checks a new password as NIST SP 800-63B, section 3.1.1.2, asks: length matters, composition
/// rules are not imposed, and what an attacker tries first is refused.
pub(super) fn problem_with(password: &str, email: Option<&Email>) -> Option<StaffProblem> {
    let characters = password.chars().count();
    if characters < 10 {
        return Some(StaffProblem::PasswordTooShort);
    }
    if characters > 128 {
        return Some(StaffProblem::PasswordTooLong);
    }
    let folded = password.to_lowercase();
    if is_common(&folded) {
        return Some(StaffProblem::PasswordCommon);
    }
    let address = email.map(Email::normalised).unwrap_or_default();
    let local_part = address.split('@').next().unwrap_or_default();
    let is_address = folded == address || folded == local_part;
    is_address.then_some(StaffProblem::PasswordIsEmail)
}

/// Those of the lists of leaked passwords that ten characters do not rule out, and what people
/// make of them.
const COMMON: &[&str] = &[
    "0123456789",
    "0987654321",
    "1029384756",
    "1122334455",
    "12345678910",
    "123456789a",
    "123456789q",
    "1234567890",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "9876543210",
    "abcd123456",
    "abcdefghij",
    "adminadmin",
    "admin12345",
    "administrator",
    "changeme12",
    "changeme123",
    "charlie123",
    "football123",
    "iloveyou12",
    "iloveyou123",
    "letmein123",
    "letmein1234",
    "liverpool1",
    "mypassword",
    "passw0rd123",
    "password01",
    "password12",
    "password123",
    "password1234",
    "password12345",
    "password123456",
    "princess123",
    "q1w2e3r4t5",
    "qazwsxedcrfv",
    "qwerty1234",
    "qwerty12345",
    "qwerty123456",
    "qwertyuiop",
    "qwertyuiop123",
    "qwertzuiop",
    "shopwright",
    "shopwright1",
    "shopwright123",
    "sunshine123",
    "superman123",
    "warehouse1",
    "warehouse123",
    "welcome123",
    "welcome1234",
    "zaq12wsxcde3",
];

fn is_common(folded: &str) -> bool {
    let mut characters = folded.chars();
    let first = characters.next();
    let one_character_repeated = characters.all(|other| Some(other) == first);
    one_character_repeated || COMMON.contains(&folded)
}

/// Argon2 takes 19 MiB and a core for a while: as many at once as leave one core to the shop.
static AT_ONCE: LazyLock<Arc<Semaphore>> = LazyLock::new(|| {
    let cores = available_parallelism().map_or(1, NonZero::get);
    Arc::new(Semaphore::new((cores - 1).max(1)))
});

/// What an unknown address is checked against, so that it takes as long as a known one.
static NOBODY: LazyLock<Option<String>> =
    LazyLock::new(|| hash_now("no member of staff has this password").ok());

/// Argon2id with the crate's parameters (OWASP's: 19 MiB, 2 passes), as a PHC string.
pub(super) async fn hash(password: &str) -> Result<String, DbError> {
    let password = password.to_owned();
    let outcome = on_a_thread(move || hash_now(&password)).await?;
    outcome.map_err(|error| DbError::row("staff", "a new password", error))
}

/// Whether `password` belongs to `stored`; nobody's when `stored` is `None`, after the same work.
pub(super) async fn verify(password: &str, stored: Option<&str>) -> Result<bool, DbError> {
    let password = password.to_owned();
    let stored = stored.map(ToOwned::to_owned);
    on_a_thread(move || {
        let is_somebody = stored.is_some();
        let stored = stored.as_deref().or(NOBODY.as_deref());
        let matches = stored.is_some_and(|stored| verify_now(&password, stored));
        is_somebody && matches
    })
    .await
}

async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, DbError> {
    let failed = |error: &dyn std::fmt::Display| DbError::row("staff", "password hashing", error);
    // Moved into the thread: a request that is given up must not let one more start.
    let permit = Arc::clone(&AT_ONCE)
        .acquire_owned()
        .await
        .map_err(|error| failed(&error))?;
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        work()
    })
    .await
    .map_err(|error| failed(&error))
}

fn hash_now(password: &str) -> Result<String, argon2::password_hash::Error> {
    let hash = Argon2::default().hash_password(password.as_bytes())?;
    Ok(hash.to_string())
}

fn verify_now(password: &str, stored: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|stored| {
        Argon2::default()
            .verify_password(password.as_bytes(), &stored)
            .is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_that_are_guessed_first_are_refused() {
        let email = Email::parse("Ada.Lovelace@example.com").unwrap();
        let long = "x y".repeat(43);
        let cases = [
            ("nine char", Some(StaffProblem::PasswordTooShort)),
            ("äöüäöüäöü", Some(StaffProblem::PasswordTooShort)),
            (&long, Some(StaffProblem::PasswordTooLong)),
            ("Password123", Some(StaffProblem::PasswordCommon)),
            ("aaaaaaaaaaaa", Some(StaffProblem::PasswordCommon)),
            (
                "ada.lovelace@EXAMPLE.com",
                Some(StaffProblem::PasswordIsEmail),
            ),
            ("ada.lovelace", Some(StaffProblem::PasswordIsEmail)),
            ("ten chars!", None),
            ("correct horse battery staple", None),
            (&long[..128], None),
        ];
        for (password, expected) in cases {
            assert_eq!(problem_with(password, Some(&email)), expected, "{password}");
        }
    }

    #[test]
    fn the_common_passwords_are_those_that_length_lets_through() {
        for password in COMMON {
            assert!(password.len() >= 10, "{password} is refused by its length");
            assert_eq!(*password, password.to_lowercase());
        }
    }

    #[tokio::test]
    async fn a_password_is_known_again_and_nobody_has_the_dummy_one() {
        let stored = hash("correct horse battery staple").await.unwrap();

        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert!(
            verify("correct horse battery staple", Some(&stored))
                .await
                .unwrap()
        );
        assert!(
            !verify("correct horse battery stapl", Some(&stored))
                .await
                .unwrap()
        );
        assert!(
            !verify("no member of staff has this password", None)
                .await
                .unwrap()
        );
    }
}
