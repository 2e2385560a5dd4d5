//! PARSE: the attributes of claims types.

pub(crate) mod added;
pub(crate) mod field;
pub(crate) mod whole;

use syn::Attribute;

use crate::base::errors::{Errors, refuse};

/// `#[claim]` on the struct, or `#[claims]` on a field.
fn misplaced(attrs: &[Attribute], which: &str, place: &str, here: &str, errors: &mut Errors) {
    refuse!(errors, each attrs.iter().map(Attribute::path).filter(|path| path.is_ident(which)) =>
        "`#[{which}]` belongs on {place}; write `#[{here}(...)]` here");
}
