//! The headers of an issuer's tokens.

use std::borrow::Cow;
use std::sync::OnceLock;

use serde::Serialize;

use crate::base::base64;
use crate::base::shown::shown;
use crate::error::{Code, Error};
use crate::key::SigningKey;
use crate::token::header::Header;
use crate::token::header::added::{Added, checked};
use crate::token::read_back;

/// What a header says about the key.
pub(super) trait HeaderKey {
    fn alg(&self) -> &'static str;
    fn kid(&self) -> Option<&str>;
}

impl HeaderKey for SigningKey {
    fn alg(&self) -> &'static str {
        self.header_alg()
    }

    fn kid(&self) -> Option<&str> {
        self.kid()
    }
}

/// For how many different `typ`s an issuer keeps the encoded header.
const KNOWN_TYPS: usize = 4;

/// The encoded headers of an issuer: one for each `typ`, encoded when the first token
/// needs it.
#[derive(Default)]
pub(super) struct Headers {
    added: Added,
    known: [OnceLock<(Option<&'static str>, String)>; KNOWN_TYPS],
}

impl Headers {
    /// The headers with these parameters, none encoded yet.
    pub(super) fn with(added: Added) -> Self {
        Self { added, ..Self::default() }
    }

    /// The parameters that the issuer adds.
    pub(super) fn added(&self) -> &Added {
        &self.added
    }

    #[inline]
    pub(super) fn segment(
        &self,
        key: &impl HeaderKey,
        typ: Option<&'static str>,
    ) -> Result<Cow<'_, str>, Error> {
        let known = self.known.iter().map_while(OnceLock::get).find(|(known, _)| *known == typ);
        if let Some((_, segment)) = known {
            return Ok(Cow::Borrowed(segment));
        }
        let segment = header_segment(key, typ, &self.added)?;
        // another thread may take the slot first; a header without a slot is encoded
        // for each token
        let free = self.known.iter().find(|slot| slot.get().is_none());
        if let Some(slot) = free {
            let _ = slot.set((typ, segment.clone()));
        }
        Ok(Cow::Owned(segment))
    }
}

/// The parameters with another one. The header must be one that verifiers accept.
pub(super) fn with_parameter(
    added: &Added,
    name: &str,
    value: &impl Serialize,
    key: &impl HeaderKey,
) -> Result<Added, Error> {
    with_json(added, name, checked(name, value)?, key)
}

/// The same with a value that was checked.
pub(super) fn with_json(
    added: &Added,
    name: &str,
    json: String,
    key: &impl HeaderKey,
) -> Result<Added, Error> {
    let mut added = added.clone();
    added.set(name, json);
    header_segment(key, Some("JWT"), &added).map_err(|_| {
        Error::new(
            Code::Config,
            format!(
                "expected a header that verifiers accept, found one that `{}` makes too large (at most 6 KiB \
                 and 28 names and values), or that has too many escapes or a repeated name; add less",
                shown(name)
            ),
        )
    })?;
    Ok(added)
}

/// The segment of a header with the dot after it.
pub(super) fn header_segment(
    key: &impl HeaderKey,
    typ: Option<&str>,
    added: &Added,
) -> Result<String, Error> {
    let header = Header {
        alg: key.alg().into(),
        typ: typ.map(Into::into),
        kid: key.kid().map(Into::into),
        ..Header::default()
    };
    let mut header = serde_json::to_vec(&header)
        .map_err(|_| Error::new(Code::Issue, "the header cannot be written as JSON"))?;
    added.append_to(&mut header);
    let mut segment = String::with_capacity(base64::encoded_len(header.len()) + 1);
    base64::append(&header, &mut segment);
    read_back::header(&header, &segment, !added.is_empty())?;
    segment.push('.');
    Ok(segment)
}
