//! PARSE: `answer = 403`: what a service answers if a rule of the field is
//! broken.

use proc_macro2::{Ident, Span};
use syn::LitInt;
use syn::parse::ParseStream;

use super::items::{assigned, or};
use crate::base::errors::bail;

/// One of the two answers, and where it is declared.
#[derive(Clone, Copy)]
pub(crate) struct Answer {
    /// Whether it is 403.
    pub(crate) is_forbidden: bool,
    pub(crate) span: Span,
}

const EXPECTED: &str =
    "expected `answer = 401` (the token is not valid here) or `answer = 403` (the token does not grant this)";

impl Answer {
    pub(crate) fn parse(name: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        let status: LitInt = or(assigned(name, input)?.parse(), || EXPECTED)?;
        match status.to_string().as_str() {
            "401" => Ok(Self { is_forbidden: false, span: name.span() }),
            "403" => Ok(Self { is_forbidden: true, span: name.span() }),
            _ => bail!(status.span() => "{EXPECTED}"),
        }
    }
}
