//! PARSE: the attributes of claims types.

pub(crate) mod added;
pub(crate) mod field;
pub(crate) mod whole;

use syn::Attribute;

use crate::base::errors::{Errors, refuse};

/// `#[claim]` on the struct, or `#[claims]` on a field.
fn misplaced(attrs: &[Attribute], which: &str, place: &str, here: &str, errors: &mut Errors) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(which)) {
        refuse!(errors, attr.path() => "`#[{which}]` belongs on {place}; write `#[{here}(...)]` here");
    }
}
