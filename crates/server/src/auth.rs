//! Who asks, and what they may do.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use verbale_ledger::{Role, Signature};

use crate::problem::Problem;
use crate::state::now;

/// The one who asks.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    /// The name of the token's holder; none on the machine's own address, where anyone may ask.
    pub(crate) name: Option<String>,
    pub(crate) role: Role,
}

/// The cookie that a browser is known by.
pub(crate) const COOKIE: &str = "verbale";

/// How long a browser stays let in.
const SESSION: Duration = Duration::from_secs(12 * 60 * 60);
/// More sessions than this push out the oldest.
const MOST_SESSIONS: usize = 10_000;

/// A new secret and its hash.
///
/// # Errors
///
/// When the system gives no random bytes.
pub fn new_token() -> io::Result<(String, String)> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| io::Error::other(format!("no random bytes: {error}")))?;
    let token = BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let hash = hash(&token);
    Ok((token, hash))
}

/// The hash under which a secret is kept. The secret has 256 random bits, so that no slow hash is
/// needed and the time of a look-up tells nothing.
pub(crate) fn hash(secret: &str) -> String {
    Sha256::digest(secret)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Browsers that were let in: hashes of their cookies to hashes of the tokens that they showed.
#[derive(Clone, Default)]
pub(crate) struct Sessions(Arc<Mutex<HashMap<String, (String, Instant)>>>);

impl Sessions {
    /// A new cookie for the bearer of a token.
    pub(crate) fn begin(&self, token_hash: String) -> io::Result<String> {
        let (cookie, own) = new_token()?;
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, (_, begun)| begun.elapsed() < SESSION);
        if sessions.len() >= MOST_SESSIONS
            && let Some(oldest) = sessions.iter().min_by_key(|(_, (_, begun))| *begun)
        {
            let oldest = oldest.0.clone();
            sessions.remove(&oldest);
        }
        sessions.insert(own, (token_hash, Instant::now()));
        Ok(cookie)
    }

    /// The hash of the token that the browser with this cookie showed.
    pub(crate) fn token_hash(&self, cookie: &str) -> Option<String> {
        let sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (token, begun) = sessions.get(&hash(cookie))?;
        (begun.elapsed() < SESSION).then(|| token.clone())
    }

    pub(crate) fn end(&self, cookie: &str) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&hash(cookie));
    }
}

/// The token that a request shows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// As it is.
    Bearer(String),
    /// As the password of whatever name: readers of feeds know nothing else.
    Password(String),
}

impl Shown {
    pub(crate) fn by(headers: &HeaderMap) -> Option<Self> {
        let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        let (scheme, rest) = value.trim().split_once(' ').unwrap_or((value, ""));
        if scheme.eq_ignore_ascii_case("bearer") {
            return Some(Self::Bearer(rest.trim().to_owned()));
        }
        let pair = BASE64_STANDARD.decode(rest.trim()).ok()?;
        let pair = String::from_utf8(pair).ok()?;
        let (_, password) = pair.split_once(':')?;
        scheme
            .eq_ignore_ascii_case("basic")
            .then(|| Self::Password(password.to_owned()))
    }
}

/// A cookie's value among those that a request brings.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The longest name and reason, in bytes.
const LONGEST: usize = 2000;

/// The signature of a change: the holder of the token, or whoever the client says it is.
pub(crate) fn signature(
    who: &Who,
    by: Option<String>,
    why: Option<String>,
) -> Result<Signature, Problem> {
    let given = |text: Option<String>| {
        text.map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    let by =
        who.name.clone().or(given(by)).ok_or_else(|| {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "say who corrects: by")
        })?;
    let why = given(why);
    if by.len() > LONGEST || why.as_ref().is_some_and(|why| why.len() > LONGEST) {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "the name or the reason is too long",
        ));
    }
    Ok(Signature { by, at: now(), why })
}
