//! PARSE: `path`: the place of a claim inside objects that the struct does not
//! model.

use proc_macro2::{Ident, Span};
use syn::parse::{Parse, ParseStream};
use syn::{LitStr, token};

use super::items::{assigned, in_brackets, or};
use crate::base::errors::bail;

/// `path = "realm_access.roles"`, or `path = ["resource_access", "my.client", "roles"]`.
pub(crate) struct ClaimPath {
    /// From the outermost object to the claim; at least two.
    pub(crate) segments: Vec<String>,
    pub(crate) span: Span,
}

const EXPECTED: &str = "expected `path` to be a string, `path = \"realm_access.roles\"`, or a list of \
                        strings for names with dots, `path = [\"resource_access\", \"my.client\", \"roles\"]`";

impl ClaimPath {
    pub(crate) fn parse(name: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        let input = assigned(name, input)?;
        let (segments, span) = if input.peek(token::Bracket) {
            let (segments, span) = or(in_brackets(input, <LitStr as Parse>::parse), || EXPECTED)?;
            (segments.iter().map(LitStr::value).collect::<Vec<_>>(), span)
        } else {
            let text: LitStr = or(input.parse(), || EXPECTED)?;
            (text.value().split('.').map(str::to_owned).collect(), text.span())
        };
        match segments.as_slice() {
            [] => bail!(span => "{EXPECTED}"),
            segments if segments.iter().any(String::is_empty) => {
                bail!(span => "a segment of the path is empty; write the name of an object or a claim")
            }
            [only] => bail!(span =>
                "a path leads into an object; for a claim of the token itself write `name = {only:?}`"),
            _ => Ok(Self { segments, span }),
        }
    }

    /// The claim's own name.
    pub(crate) fn leaf(&self) -> &str {
        self.segments.last().map_or("", String::as_str)
    }

    /// The names of the objects around it.
    pub(crate) fn objects(&self) -> &[String] {
        &self.segments[..self.segments.len() - 1]
    }

    /// As violations and policies name it.
    pub(crate) fn spelling(&self) -> String {
        self.segments.join(".")
    }
}
