//! All the mistakes of one build, and how they are reported.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            none => *none = Some(error),
        }
    }

    pub(crate) fn at(&mut self, place: impl Place, message: impl Display) {
        self.push(place.error(message));
    }

    /// The same error at each of some places.
    pub(crate) fn each(&mut self, places: impl IntoIterator<Item: Place>, message: impl Display) {
        places.into_iter().for_each(|place| self.at(place, &message));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    pub(crate) fn into_tokens(self) -> Option<TokenStream> {
        self.0.map(syn::Error::into_compile_error)
    }
}

/// What an error points at: a span, or tokens of the user's.
pub(crate) trait Place {
    fn error(self, message: impl Display) -> syn::Error;
}

impl Place for Span {
    fn error(self, message: impl Display) -> syn::Error {
        syn::Error::new(self, message)
    }
}

impl<T: ToTokens + ?Sized> Place for &T {
    fn error(self, message: impl Display) -> syn::Error {
        syn::Error::new_spanned(self, message)
    }
}

/// Adds an error: `refuse!(errors, place => "unknown rule `{name}`")`. With `each`
/// it is for any number of places: `refuse!(errors, each list.if_present => "…")`.
macro_rules! refuse {
    ($errors:expr, each $places:expr => $($message:tt)+) => {
        $errors.each($places, format_args!($($message)+))
    };
    ($errors:expr, $place:expr => $($message:tt)+) => {
        $errors.at($place, format_args!($($message)+))
    };
}

/// Returns an error: `bail!(place => "unknown rule `{name}`")`.
macro_rules! bail {
    ($place:expr => $($message:tt)+) => {
        return Err($crate::base::errors::Place::error($place, format_args!($($message)+)))
    };
}

pub(crate) use {bail, refuse};
