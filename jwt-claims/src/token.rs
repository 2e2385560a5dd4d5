//! An untrusted compact string, bound to the verifier that will judge it.

pub(crate) mod compact;
pub mod explain;
pub(crate) mod header;
pub(crate) mod issuer;
pub mod jws;
mod read_back;
pub mod unverified;
pub(crate) mod verified;
pub(crate) mod verifier;

use std::borrow::Cow;
use std::fmt;
use std::mem::MaybeUninit;

use self::compact::{Segments, not_base64};
use crate::base::base64;
use crate::claims::{Claims, Conditions, Signed};
use crate::contract::declared::ContextFree;
use crate::decode::Beginnings;
use crate::error::{Code, Error};
use crate::key::{KeyName, Scope};
use crate::token::header::Outline;
use crate::token::verified::{Evidence, Verified};
use crate::token::verifier::{KnownHeader, Verifier};

/// An untrusted token (RFC 7515 §3.1, compact form). Nothing in it can be
/// read but by [`verify`](Token::verify), which may be asked for several
/// claims types: the signature is checked once.
pub struct Token<'a> {
    verifier: &'a Verifier,
    /// Its length.
    bytes: usize,
    authentic: Result<Authentic<'a>, Error>,
    /// For a refusal: claims that do not fit are read from it.
    beginnings: Beginnings,
}

/// What a signature has vouched for.
pub(crate) struct Authentic<'a> {
    pub(crate) evidence: Evidence,
    typ: Option<Cow<'a, str>>,
    /// The key that vouched, by its place in the verifier's set.
    key: usize,
}

impl Verifier {
    /// Binds an untrusted string to this verifier, and checks what does not
    /// depend on a claims type: size, structure, header, key and signature.
    /// Nothing can be read of the token yet; [`Token::verify`] tells how that
    /// ended, and goes on to the claims.
    #[must_use = "only `verify` tells whether the token is good"]
    pub fn token<'a>(&'a self, text: &'a str) -> Token<'a> {
        Token::new(self, text)
    }
}

impl<'a> Token<'a> {
    pub(crate) fn new(verifier: &'a Verifier, text: &'a str) -> Self {
        let authentic = authenticate(verifier, text).map_err(|error| compact::explain(error, text));
        Self { verifier, bytes: text.len(), authentic, beginnings: Beginnings::default() }
    }

    /// Verifies the token and reads its claims: the one way from an untrusted
    /// string to a value that can be trusted.
    ///
    /// In this order, each step only if the one before held: size, structure,
    /// header, key, signature (RFC 7515 §5.2); then the claims (RFC 7519
    /// §7.2), where every violation is collected: registered claims and
    /// `typ`, rules on fields, checks over the whole.
    ///
    /// Claims may borrow from the token: `struct Access<'a> { sub: &'a str }`.
    ///
    /// # Errors
    /// Of every [`ErrorKind`](crate::ErrorKind) that is about tokens; of kind
    /// `Claims` with all [violations](Error::violations).
    pub fn verify<'t, C: Claims<'t> + ContextFree>(&'t self) -> Result<Verified<C>, Error> {
        self.verify_with::<C>(&())
    }

    /// Verifies the token of a claims type whose rules compare with what is
    /// known only at run time: `#[claims(context = RequestCx)]`.
    ///
    /// ```
    /// # use jwt_claims::{Claims, Issuer, SigningKey, Verifier};
    /// struct RequestCx { tenant: String }
    ///
    /// #[derive(Claims)]
    /// #[claims(ttl = "15m", context = RequestCx)]
    /// struct Access {
    ///     #[claim(equals = cx.tenant)]
    ///     tenant: String,
    /// }
    ///
    /// # fn main() -> Result<(), jwt_claims::Error> {
    /// # let key = SigningKey::hs256([7; 32])?;
    /// # let verifier = Verifier::new(key.verifying_key());
    /// # let here = RequestCx { tenant: "acme".into() };
    /// # let access = Access { tenant: "acme".into() };
    /// let issued = Issuer::new(key).issue_with(&access, &here)?;
    /// let token = verifier.token(issued.as_str());
    /// assert!(token.verify_with::<Access>(&here).is_ok());
    /// assert!(token.verify_with::<Access>(&RequestCx { tenant: "other".into() }).is_err());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`verify`](Token::verify).
    pub fn verify_with<'t, C: Claims<'t>>(&'t self, cx: &C::Context<'_>) -> Result<Verified<C>, Error> {
        let (claims, unchecked) = C::accept(cx, &self.signed()?)?;
        Ok(Verified::new(claims, self.evidence()?, unchecked))
    }

    /// Payload and header once the signature has held, whatever they say.
    pub(crate) fn evidence(&self) -> Result<Evidence, Error> {
        self.authentic().map(|authentic| authentic.evidence.clone())
    }

    /// The header's `typ`, once the signature has held.
    pub(crate) fn typ(&self) -> Option<&str> {
        self.authentic.as_ref().ok()?.typ.as_deref()
    }

    fn authentic(&self) -> Result<&Authentic<'a>, Error> {
        self.authentic.as_ref().map_err(Error::clone)
    }

    /// What the signature has vouched for.
    pub(crate) fn signed(&self) -> Result<Signed<'_>, Error> {
        let (authentic, verifier) = (self.authentic()?, self.verifier);
        let conditions = Conditions {
            issuers: verifier.issuers(),
            audiences: verifier.audiences(),
            key_issuer: verifier.key(authentic.key).issuer(),
            leeway: verifier.leeway(),
            now: verifier.clock().now(),
        };
        Ok(Signed {
            payload: authentic.evidence.payload(),
            beginnings: &self.beginnings,
            typ: authentic.typ.as_deref(),
            conditions,
        })
    }
}

/// A token is a credential: it does not print itself.
impl fmt::Debug for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

/// Everything up to the signature.
fn authenticate<'a>(verifier: &'a Verifier, text: &str) -> Result<Authentic<'a>, Error> {
    compact::check_size(text.len(), verifier.max_token_bytes())?;
    if verifier.keys().is_scoped() {
        return authenticate_by_issuer(verifier, &compact::split(text)?);
    }
    if let Some((known, segments)) = verifier.known().find(text) {
        // what has other segments than three is told so and nothing else
        return authenticate_under(known, verifier, &segments)
            .map_err(|error| compact::split(text).err().unwrap_or(error));
    }
    let segments = compact::split(text)?;
    authenticate_new(verifier, &segments, None)
}

/// The same for a token whose header was met before. The payload is decoded
/// after the signature.
#[inline]
fn authenticate_under<'a>(
    header: &'a KnownHeader,
    verifier: &Verifier,
    segments: &Segments<'_>,
) -> Result<Authentic<'a>, Error> {
    check_signature(verifier, &[header.key], segments)?;
    let evidence = gather(segments, &header.json)?;
    Ok(Authentic { evidence, typ: header.typ.as_deref().map(Cow::Borrowed), key: header.key })
}

/// The same where keys of several issuers are trusted: the payload is decoded
/// before the signature, and its `iss` selects whose keys are looked at.
fn authenticate_by_issuer<'a>(
    verifier: &'a Verifier,
    segments: &Segments<'_>,
) -> Result<Authentic<'a>, Error> {
    let known = verifier.known();
    let Some(met) = known.of_any(segments.header) else {
        return authenticate_new(verifier, segments, None);
    };
    let evidence = gather(segments, &met.json)?;
    let Some(header) = known.of(segments.header, verifier.keys().scope(evidence.payload())) else {
        return authenticate_new(verifier, segments, Some(evidence));
    };
    check_signature(verifier, &[header.key], segments)?;
    Ok(Authentic { evidence, typ: header.typ.as_deref().map(Cow::Borrowed), key: header.key })
}

/// The same for a token whose header was not met before. `evidence` is what
/// was decoded already.
fn authenticate_new<'a>(
    verifier: &'a Verifier,
    segments: &Segments<'_>,
    evidence: Option<Evidence>,
) -> Result<Authentic<'a>, Error> {
    let keys = verifier.keys();
    let mut room = [MaybeUninit::uninit(); compact::MAX_HEADER / 4 * 3];
    let json = base64::decode_into(segments.header, &mut room).ok_or_else(|| not_base64("header"))?;
    let outline = Outline::read(json)?;
    let mut evidence = evidence;
    let mut scope = Scope::Any;
    if keys.is_scoped() {
        let gathered = evidence.take().map_or_else(|| gather(segments, json), Ok)?;
        scope = keys.scope(gathered.payload());
        evidence = Some(gathered);
    }
    let name = KeyName::of(outline.header.kid(), outline.x5t, outline.x5t_s256);
    let candidates = keys.select(outline.header.alg(), &name, scope)?;
    let key = check_signature(verifier, candidates.places(), segments)?;
    outline.confirm(json)?;
    let evidence = evidence.map_or_else(|| gather(segments, json), Ok)?;
    let typ = outline.header.typ().map(str::to_owned);
    // Where several keys were tried, the next token with this header may mean another.
    if candidates.is_one() && verifier.known().has_room() {
        verifier.known().remember(KnownHeader {
            segment: segments.header.into(),
            json: json.into(),
            typ: typ.as_deref().map(Into::into),
            scope,
            key,
        });
    }
    Ok(Authentic { evidence, typ: typ.map(Cow::Owned), key })
}

/// The first of the keys at these places under which the signature holds.
#[inline]
fn check_signature(verifier: &Verifier, places: &[usize], segments: &Segments<'_>) -> Result<usize, Error> {
    if base64::decoded_len(segments.signature) > base64::SHORT_SIGNATURE {
        return check_long_signature(verifier, places, segments);
    }
    let mut buffer = [MaybeUninit::uninit(); base64::SHORT_SIGNATURE];
    let signature =
        base64::decode_into(segments.signature, &mut buffer).ok_or_else(|| not_base64("signature"))?;
    find_key(verifier, places, segments, signature)
}

/// The same for a signature that is not decoded on the stack, and not at all where
/// no key has signatures of that length.
#[cold]
fn check_long_signature(
    verifier: &Verifier,
    places: &[usize],
    segments: &Segments<'_>,
) -> Result<usize, Error> {
    let length = base64::decoded_len(segments.signature);
    let fits = places.iter().any(|&place| verifier.key(place).signature_len() == length);
    let signature = if fits { base64::decode(segments.signature) } else { None };
    let signature = signature.ok_or_else(|| not_base64("signature"))?;
    find_key(verifier, places, segments, &signature)
}

#[inline]
fn find_key(
    verifier: &Verifier,
    places: &[usize],
    segments: &Segments<'_>,
    signature: &[u8],
) -> Result<usize, Error> {
    let holds = |&place: &usize| verifier.key(place).verify(segments.signing_input, signature);
    places.iter().copied().find(holds).ok_or_else(|| bad_signature(places.len()))
}

/// Puts payload and header into the one buffer that verified claims keep.
fn gather(segments: &Segments<'_>, header: &[u8]) -> Result<Evidence, Error> {
    Evidence::new(segments.payload, header).ok_or_else(|| not_base64("payload"))
}

#[cold]
fn bad_signature(tried: usize) -> Error {
    Error::new(
        Code::Signature,
        if tried == 1 {
            "the signature is not that of this header and payload under the key; the token was changed, or signed with another key"
        } else {
            "the signature is not that of this header and payload under one of the keys that were tried; \
             the token was changed, or signed with another key"
        },
    )
}
