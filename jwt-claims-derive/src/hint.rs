//! HINT: a field that looks like a registered claim, and is none.
//!
//! `expires_at: Option<i64>` reads a claim `expires_at`, which nobody writes,
//! and is `None` for ever. A derive cannot warn by itself on a stable compiler;
//! the use of a deprecated constant warns for it, at the field's own name.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;

use crate::base::registered::Registered;
use crate::model::{Field, Model};

/// What the claims are called in full: as RFC 7519 §4.1 heads its sections, and
/// as other libraries name their fields.
const IN_FULL: [(&str, Registered); 11] = [
    ("audience", Registered::Aud),
    ("expiration", Registered::Exp),
    ("expires", Registered::Exp),
    ("expires_at", Registered::Exp),
    ("expiry", Registered::Exp),
    ("issued_at", Registered::Iat),
    ("issuer", Registered::Iss),
    ("jwt_id", Registered::Jti),
    ("not_before", Registered::Nbf),
    ("subject", Registered::Sub),
    ("token_id", Registered::Jti),
];

/// A warning for each such field.
pub(crate) fn hints(model: &Model<'_>) -> TokenStream {
    let mistaken = model.fields.iter().filter_map(|field| Some((field, mistaken_for(model, field)?)));
    mistaken.map(|(field, claim)| hint(field, claim, &note(model, field, claim))).collect()
}

/// The claim that the field was meant for, unless somebody said what it is for,
/// or that claim is read by another field.
fn mistaken_for(model: &Model<'_>, field: &Field<'_>) -> Option<Registered> {
    let name = field.ident.unraw().to_string();
    let (_, claim) = *IN_FULL.iter().find(|(in_full, _)| name == *in_full)?;
    let may_read = |other: &Field<'_>| {
        other.registered == Some(claim) || other.is_flattened() || other.claim.base.is_some()
    };
    let is_read = model.fields.iter().any(may_read);
    let is_said = field.claim.name.is_some()
        || field.claim.path.is_some()
        || field.serde.has_any(&["rename", "alias", "skip", "skip_deserializing", "flatten"]);
    let is_forbidden = model.claims.forbidden.iter().any(|(forbidden, _)| *forbidden == claim);
    (model.is_token() && !is_read && !is_said && !is_forbidden).then_some(claim)
}

/// What to do about it. Beside `ttl` no field may be `exp`.
fn note(model: &Model<'_>, field: &Field<'_>, claim: Registered) -> String {
    let (own, name) = (&field.wire_name, claim.name());
    if claim == Registered::Exp && model.claims.duration("ttl").is_some() {
        return format!(
            "`ttl` issues `exp` already, and `Verified::registered()` reads it: remove this field, \
             or write `#[claim(name = \"{own}\")]` if it is a claim of its own"
        );
    }
    format!(
        "no field reads the registered claim `{name}`; write `#[claim(name = \"{name}\")]` if this one should, \
         or `#[claim(name = \"{own}\")]` if it is a claim of its own"
    )
}

fn hint(field: &Field<'_>, claim: Registered, note: &str) -> TokenStream {
    let claim = claim.name();
    let name =
        format_ident!("{}_IS_NOT_{}", field.ident.unraw().to_string().to_uppercase(), claim.to_uppercase());
    let used = Ident::new(&name.to_string(), field.ident.span());
    quote! {
        #[doc(hidden)]
        const _: () = {
            #[deprecated(note = #note)]
            const #name: () = ();
            #used
        };
    }
}
