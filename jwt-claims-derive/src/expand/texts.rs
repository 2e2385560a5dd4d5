//! The texts that the policy lists: issuers, audiences, and the accepted values of `typ`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::base::emit::option;
use crate::syntax::value::Value;

/// A list of them. One with constants is a constant itself, because some may be statics.
pub(super) fn list(values: &[Value], is_typ: bool) -> TokenStream {
    let has_constants = values.iter().any(|value| value.literal().is_none() && !value.is_absent());
    let values = values.iter().map(|value| if is_typ { typ(value) } else { quote!(#value) });
    let list = quote!(&[#(#values),*]);
    if has_constants { quote!(const { #list }) } else { list }
}

/// One of the accepted values of `typ`; `None` is an absent one.
pub(super) fn typ(value: &Value) -> TokenStream {
    option((!value.is_absent()).then_some(value))
}
