//! From an untrusted compact string to a payload with a valid signature.

use std::mem::MaybeUninit;

use crate::base::base64;
use crate::error::{Code, Error};
use crate::key::{KeyName, Scope};
use crate::token::authenticated::Authentic;
use crate::token::compact::{self, Segments, not_base64};
use crate::token::evidence::Evidence;
use crate::token::header::Outline;
use crate::token::settings::Settings;
use crate::token::trusted::{KnownHeader, Trusted};

/// Everything up to the signature.
pub(crate) fn authenticate(trusted: &Trusted, settings: &Settings, text: &str) -> Result<Authentic, Error> {
    compact::check_size(text.len(), settings.max_token_bytes)?;
    #[cfg(feature = "cache")]
    if let Some(cache) = &trusted.cache {
        return cache.recall(text, settings.clock.now(), || authenticate_text(trusted, text));
    }
    authenticate_text(trusted, text)
}

/// The same for a token of allowed size that is not in a cache.
#[inline]
fn authenticate_text(trusted: &Trusted, text: &str) -> Result<Authentic, Error> {
    if trusted.keys.is_scoped() {
        return authenticate_by_issuer(trusted, &compact::split(text)?);
    }
    if let Some((known, segments)) = trusted.known.find(text) {
        // if the token does not have three segments, report only that
        return authenticate_under(known, trusted, &segments)
            .map_err(|error| compact::split(text).err().unwrap_or(error));
    }
    let segments = compact::split(text)?;
    authenticate_new(trusted, &segments, None)
}

/// The same for a token with a known header. The payload is decoded after the signature
/// is checked.
#[inline]
fn authenticate_under(
    header: &KnownHeader,
    trusted: &Trusted,
    segments: &Segments<'_>,
) -> Result<Authentic, Error> {
    check_signature(trusted, &[header.key], segments)?;
    let evidence = gather(segments, &header.json, header.typ.as_deref())?;
    Ok(Authentic::new(evidence, trusted.keys.get(header.key)))
}

/// The same with keys of several issuers: the payload is decoded before the signature
/// is checked, and its `iss` selects the keys.
fn authenticate_by_issuer(trusted: &Trusted, segments: &Segments<'_>) -> Result<Authentic, Error> {
    let known = &trusted.known;
    let Some(met) = known.of_any(segments.header) else {
        return authenticate_new(trusted, segments, None);
    };
    let evidence = gather(segments, &met.json, met.typ.as_deref())?;
    let Some(header) = known.of(segments.header, trusted.keys.scope(evidence.payload())) else {
        return authenticate_new(trusted, segments, Some(evidence));
    };
    check_signature(trusted, &[header.key], segments)?;
    Ok(Authentic::new(evidence, trusted.keys.get(header.key)))
}

/// The same for a token with a new header. `evidence` is what was decoded already.
fn authenticate_new(
    trusted: &Trusted,
    segments: &Segments<'_>,
    evidence: Option<Evidence>,
) -> Result<Authentic, Error> {
    let keys = &trusted.keys;
    let mut room = [MaybeUninit::uninit(); compact::MAX_HEADER / 4 * 3];
    let json = base64::decode_into(segments.header, &mut room).ok_or_else(|| not_base64("header"))?;
    let outline = Outline::read(json)?;
    let typ = outline.header.typ();
    let mut evidence = evidence;
    let mut scope = Scope::Any;
    if keys.is_scoped() {
        let gathered = evidence.take().map_or_else(|| gather(segments, json, typ), Ok)?;
        scope = keys.scope(gathered.payload());
        evidence = Some(gathered);
    }
    let name = KeyName::of(outline.header.kid(), outline.x5t, outline.x5t_s256);
    let candidates = keys.select(outline.header.alg(), &name, scope)?;
    let key = check_signature(trusted, candidates.places(), segments)?;
    outline.confirm(json)?;
    let evidence = evidence.map_or_else(|| gather(segments, json, typ), Ok)?;
    // If several keys were tried, the next token with this header may have another key.
    if candidates.is_one() && trusted.known.has_room() {
        trusted.known.remember(KnownHeader {
            segment: segments.header.into(),
            json: json.into(),
            typ: typ.map(Into::into),
            scope,
            key,
        });
    }
    Ok(Authentic::new(evidence, keys.get(key)))
}

/// The first of these keys that verifies the signature.
#[inline]
fn check_signature(trusted: &Trusted, places: &[usize], segments: &Segments<'_>) -> Result<usize, Error> {
    if base64::decoded_len(segments.signature) > base64::SHORT_SIGNATURE {
        return check_long_signature(trusted, places, segments);
    }
    let mut buffer = [MaybeUninit::uninit(); base64::SHORT_SIGNATURE];
    let signature =
        base64::decode_into(segments.signature, &mut buffer).ok_or_else(|| not_base64("signature"))?;
    find_key(trusted, places, segments, signature)
}

/// The same for a long signature: it is decoded on the heap, and only if a key has
/// signatures of that length.
#[cold]
fn check_long_signature(
    trusted: &Trusted,
    places: &[usize],
    segments: &Segments<'_>,
) -> Result<usize, Error> {
    let length = base64::decoded_len(segments.signature);
    let fits = places.iter().any(|&place| trusted.keys.get(place).signature_len() == length);
    let signature = if fits { base64::decode(segments.signature) } else { None };
    let signature = signature.ok_or_else(|| not_base64("signature"))?;
    find_key(trusted, places, segments, &signature)
}

#[inline]
fn find_key(
    trusted: &Trusted,
    places: &[usize],
    segments: &Segments<'_>,
    signature: &[u8],
) -> Result<usize, Error> {
    let holds = |&place: &usize| trusted.keys.get(place).verify(segments.signing_input, signature);
    places.iter().copied().find(holds).ok_or_else(|| bad_signature(places.len()))
}

/// Decodes payload and header into one buffer, which the verified claims keep.
fn gather(segments: &Segments<'_>, header: &[u8], typ: Option<&str>) -> Result<Evidence, Error> {
    Evidence::new(segments.payload, header, typ).ok_or_else(|| not_base64("payload"))
}

#[cold]
fn bad_signature(tried: usize) -> Error {
    Error::new(
        Code::Signature,
        if tried == 1 {
            "the key does not verify the signature of this header and payload; the token was changed, or \
             signed with another key"
        } else {
            "none of the tried keys verifies the signature of this header and payload; the token was \
             changed, or signed with another key"
        },
    )
}
