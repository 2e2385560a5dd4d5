//! EXPAND: from the model to tokens, which name only the library's hidden half,
//! as `__p`, and the user's own tokens.

mod bounds;
mod calls;
mod codec;
pub(crate) mod context;
pub(crate) mod declared;
mod extends;
mod field_types;
pub(crate) mod issue;
mod part;
mod rules;
mod scopes;
mod texts;
mod values;
mod wire;

use proc_macro2::TokenStream;
use quote::quote;

use crate::base::emit::enclosed;
use crate::model::{Kind, Model};

pub(crate) fn expand(model: &Model<'_>) -> TokenStream {
    let (writes, is_direct) = (!model.claims.verify_only, model.is_direct());
    let (declared, read, write) = match model.kind {
        Kind::Token => (declared::claims(model), part::claims(model), writes.then(|| issue::claims(model))),
        Kind::Nested => (declared::nested(model), part::nested(model), writes.then(|| issue::nested(model))),
    };
    let wire = (!is_direct).then(|| wire::read(model));
    let (own, of_base, scopes) = (extends::own(model), extends::to_base(model), scopes::constants(model));
    let (types, field_types) = (bounds::assertions(model), field_types::assertions(model));
    let all = quote!(#declared #scopes #field_types #types #wire #own #read #write #of_base);
    enclosed(model.claims.krate.as_ref(), &quote!(use __p::traits::*; #all))
}
