//! The token of a request.

use std::borrow::Cow;

use crate::http::authorization;
use crate::http::csrf;
use crate::http::fault::Fault;
use crate::http::head::RequestHead;
use crate::http::transports::{Place, Transports};

/// The token of the request, and the only place that has one.
///
/// Two tokens are refused, even if they are equal (RFC 6750 §2): a proxy in front of the
/// service might use the other one. A token from a cookie is refused if the page that
/// made the browser send it may be of another origin.
pub(super) fn find<'r>(
    transports: &Transports,
    accepts_dpop: bool,
    request: &'r impl RequestHead,
) -> Result<Option<(Cow<'r, str>, Place)>, Fault> {
    let mut found = Found(None);
    let mut headers = request.header("authorization");
    if let Some(header) = headers.next() {
        if headers.next().is_some() {
            return Err(Fault::Repeated);
        }
        if let Some((place, token)) = authorization::token(header, accepts_dpop)? {
            found.add_all(place, [Cow::Borrowed(token)])?;
        }
    }
    if let Some(name) = &transports.query {
        found.add_all(Place::Query, parameters(request.query().unwrap_or_default().as_bytes(), name))?;
    }
    if let Some(name) = &transports.form
        && let Some(form) = request.form()
    {
        found.add_all(Place::Form, parameters(form.as_bytes(), name))?;
    }
    if let Some(name) = &transports.cookie {
        let has_other = found.0.is_some();
        found.add_all(Place::Cookie, cookies(request, name))?;
        if found.0.is_some() && !has_other {
            csrf::check(&transports.origins, request)?;
        }
    }
    Ok(found.0)
}

/// The only token so far.
struct Found<'r>(Option<(Cow<'r, str>, Place)>);

impl<'r> Found<'r> {
    fn add_all(&mut self, place: Place, tokens: impl IntoIterator<Item = Cow<'r, str>>) -> Result<(), Fault> {
        for token in tokens {
            if self.0.replace((token, place)).is_some() {
                return Err(Fault::Repeated);
            }
        }
        Ok(())
    }
}

/// The parameters of that name in a query or a form (RFC 6750 §2.2, §2.3).
fn parameters<'r>(text: &'r [u8], name: &str) -> impl Iterator<Item = Cow<'r, str>> {
    form_urlencoded::parse(text).filter(move |(key, _)| key == name).map(|(_, token)| token)
}

/// The cookies of that name (RFC 6265 §4.2.1). An empty one, as some logouts leave it,
/// counts as absent.
fn cookies<'r>(request: &'r impl RequestHead, name: &str) -> impl Iterator<Item = Cow<'r, str>> {
    let pairs = request.header("cookie").flat_map(|value| value.split(|byte| *byte == b';'));
    let tokens = pairs.filter_map(move |pair| {
        let pair = pair.trim_ascii();
        pair.strip_prefix(name.as_bytes()).and_then(|rest| rest.strip_prefix(b"="))
    });
    // bytes that are not text are no part of a valid token
    tokens.filter(|token| !token.is_empty()).map(String::from_utf8_lossy)
}
