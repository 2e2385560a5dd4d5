//! Each pair of a word on the struct and one on the field, as a whole struct.

use proc_macro2::TokenStream;
use quote::quote;

use super::{OnField, OnStruct, TABLE};
use crate::base::errors::Errors;
use crate::check;
use crate::model::{Kind, Model};

/// What is said of the struct.
fn refusals(attribute: &TokenStream, field: &TokenStream) -> String {
    let input = syn::parse2(quote!(#[claims(#attribute)] struct Access { #field })).expect("a struct");
    let mut errors = Errors::default();
    let model = Model::parse(Kind::Token, &input, &mut errors).expect("a model");
    check::check(&model, &mut errors);
    errors.into_tokens().map(|tokens| tokens.to_string()).unwrap_or_default()
}

/// A claim of which the struct may say the word, and the attribute that says it.
fn of_struct(word: OnStruct) -> Vec<(TokenStream, TokenStream)> {
    match word {
        OnStruct::Required => {
            vec![(quote!(sub), quote!(required(sub))), (quote!(nbf), quote!(required(nbf)))]
        }
        OnStruct::Optional => {
            vec![(quote!(sub), quote!(optional(sub))), (quote!(nbf), quote!(optional(nbf)))]
        }
        OnStruct::Unchecked => {
            vec![(quote!(sub), quote!(unchecked(sub))), (quote!(nbf), quote!(unchecked(nbf)))]
        }
        OnStruct::Declared => vec![
            (quote!(iss), quote!(issuer = "https://a.example")),
            (quote!(aud), quote!(audience = "orders")),
            (quote!(iat), quote!(max_age = "1h")),
            (quote!(iat), quote!(max_lifetime = "1h")),
            (quote!(exp), quote!(max_lifetime = "1h")),
        ],
        OnStruct::Expires => vec![(quote!(exp), quote!(leeway = "5s"))],
    }
}

fn on_field(word: OnField) -> TokenStream {
    match word {
        OnField::Forbidden => quote!(#[claim(forbidden)]),
        OnField::ForbiddenWhen => quote!(#[claim(when(is_odd, forbidden))]),
        OnField::IfPresent => quote!(#[claim(check = is_odd, if_present)]),
        OnField::Rule => quote!(#[claim(check = is_odd)]),
        OnField::Codec => quote!(#[serde(with = "own")]),
        OnField::Default => quote!(#[serde(default)]),
        OnField::SkipSerializingIf => quote!(#[serde(skip_serializing_if = "Option::is_none")]),
    }
}

const ON_STRUCT: [OnStruct; 5] =
    [OnStruct::Required, OnStruct::Optional, OnStruct::Unchecked, OnStruct::Declared, OnStruct::Expires];
const ON_FIELD: [OnField; 7] = [
    OnField::Forbidden,
    OnField::ForbiddenWhen,
    OnField::IfPresent,
    OnField::Rule,
    OnField::Codec,
    OnField::Default,
    OnField::SkipSerializingIf,
];

#[test]
fn each_pair_is_refused_or_not_as_the_table_has_it() {
    for word in ON_STRUCT {
        for ((claim, attribute), on) in of_struct(word).iter().flat_map(|one| ON_FIELD.map(|on| (one, on))) {
            let on_the_field = self::on_field(on);
            let refusals = refusals(attribute, &quote!(#on_the_field #claim: Option<u64>));
            let forbids = matches!(on, OnField::Forbidden | OnField::ForbiddenWhen);
            // the issuer fills in all but `sub` and `nbf`, and says so itself
            let is_filled_in = forbids && !["sub", "nbf"].contains(&claim.to_string().as_str());
            match TABLE.iter().find(|row| (row.0, row.1) == (word, on)) {
                Some((.., why)) => assert!(refusals.contains(why), "{word:?}, {on:?}: {refusals}"),
                None if is_filled_in => {
                    assert!(refusals.contains("the issuer fills in"), "{word:?}, {on:?}: {refusals}");
                }
                // a rule must hold on what is written, too
                None if on == OnField::SkipSerializingIf => {}
                None => assert_eq!(refusals, "", "{word:?}, {on:?}"),
            }
        }
    }
}

/// What the struct forbids has no field, whatever that says.
#[test]
fn a_claim_that_the_struct_forbids_has_no_field() {
    for claim in ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "act"] {
        let ident = quote::format_ident!("{claim}");
        for on in ON_FIELD.map(on_field) {
            let refusals = refusals(&quote!(forbidden(#ident)), &quote!(#on #ident: Option<u64>));
            assert!(
                refusals.contains("keep one") || refusals.contains("remove the field"),
                "{claim}, {on}: {refusals}"
            );
        }
    }
}

/// Two words on the struct about one claim.
#[test]
fn a_claim_has_one_word_on_the_struct() {
    let words = ["required", "optional", "unchecked", "forbidden"].map(|word| quote::format_ident!("{word}"));
    for (nth, one) in words.iter().enumerate() {
        for other in &words[nth + 1..] {
            let refusals = refusals(&quote!(#one(nbf), #other(nbf)), &quote!());
            assert!(refusals.contains("keep one"), "{one}, {other}: {refusals}");
        }
    }
    let needs = [
        (quote!(issuer = "https://a.example"), vec![quote!(iss)]),
        (quote!(audience = "orders"), vec![quote!(aud)]),
        (quote!(max_age = "1h"), vec![quote!(iat)]),
        (quote!(max_lifetime = "1h"), vec![quote!(iat), quote!(exp)]),
    ];
    for (declared, claims) in &needs {
        for (claim, waiver) in
            claims.iter().flat_map(|claim| words[1..].iter().map(move |waiver| (claim, waiver)))
        {
            let refusals = refusals(&quote!(#declared, #waiver(#claim)), &quote!());
            assert!(refusals.contains("needs the claim"), "{declared}, {waiver}({claim}): {refusals}");
        }
    }
}

/// Words on one field that leave nothing of each other.
#[test]
fn words_on_a_field_that_contradict_each_other() {
    for (attributes, why) in [
        (quote!(forbidden, if_present), "`if_present` conflicts with `forbidden`"),
        (quote!(forbidden, non_empty), "`forbidden` leaves nothing for `non_empty`"),
        (quote!(data, base), "`data` ignores the policy that `base` inherits"),
        (quote!(data, nested), "`data` ignores the rules that `nested` checks"),
        (quote!(if_present), "`if_present` relaxes the rules beside it"),
        (quote!(base, if_present), "the extended type has no rules"),
        (quote!(path = "a.b", forbidden), "`forbidden` cannot tell"),
    ] {
        let refusals = refusals(&quote!(ttl = "5m"), &quote!(#[claim(#attributes)] act: Option<Actor>));
        assert!(refusals.contains(why), "{attributes}: {refusals}");
    }
}
