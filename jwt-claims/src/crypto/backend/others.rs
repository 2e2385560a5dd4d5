//! Providers outside this crate, compared by identity.

use std::any::{Any, TypeId};
use std::ptr;

#[cfg(feature = "jsonwebtoken")]
use jsonwebtoken::crypto::CryptoProvider;

use crate::crypto::provider::Provider;

/// Two are equal if they have the same type and the same address.
#[derive(Clone, Copy)]
pub(super) struct Provided(pub(super) &'static dyn Provider);

impl Provided {
    pub(super) fn name(self) -> &'static str {
        self.0.name()
    }

    fn identity(self) -> (TypeId, *const ()) {
        let any: &dyn Any = self.0;
        (any.type_id(), ptr::from_ref(self.0).cast())
    }
}

impl PartialEq for Provided {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

impl Eq for Provided {}

/// A provider that is not one of jsonwebtoken's two.
#[cfg(feature = "jsonwebtoken")]
#[derive(Clone, Copy)]
pub(super) struct JsonwebtokenProvider(pub(super) &'static CryptoProvider);

#[cfg(feature = "jsonwebtoken")]
impl PartialEq for JsonwebtokenProvider {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self.0, other.0)
    }
}

#[cfg(feature = "jsonwebtoken")]
impl Eq for JsonwebtokenProvider {}
