//! `either(...)`: rules of fields as alternatives.

use proc_macro2::TokenStream;
use quote::quote;

use super::{policy, rules};
use crate::either::Either;
use crate::model::{Field, Model};

/// The fields of which one must hold, in their order in the struct.
fn alternatives<'m>(model: &'m Model<'_>, either: &'m Either) -> impl Iterator<Item = &'m Field<'m>> {
    model.fields.iter().filter(|field| either.names(field.ident))
}

/// What the policy says of each.
pub(super) fn specs(model: &Model<'_>) -> Vec<TokenStream> {
    let p = model.private();
    let specs = model.claims.either.iter().map(|either| {
        let rules = alternatives(model, either).map(|field| policy::of_field(model, field));
        quote! {
            #p::RuleSpec {
                claim: "",
                rule: #p::Rule::Either(&[#(#rules)*]),
                values: #p::RuleValues(&[]),
                if_present: false,
                when: #p::None,
                set: #p::None,
                answer: #p::None,
                scopes: false,
            },
        }
    });
    specs.collect()
}

/// The checks, the first of which has that number among the rules: each
/// alternative is looked at until one holds, with findings of its own.
pub(super) fn check(model: &Model<'_>, first: usize) -> TokenStream {
    let p = model.private();
    let checks = model.claims.either.iter().enumerate().map(|(number, either)| {
        let nth = first + number;
        let mut place = 0;
        let alternatives = alternatives(model, either).map(|field| {
            let check = rules::of_field(model, field, place);
            place += field.claim.rules.len();
            quote! {
                if !__holds {
                    let __found = &mut <#p::Findings as #p::Default>::default();
                    { #check }
                    __holds = __all.tried(__found);
                }
            }
        });
        quote! {{
            let (mut __holds, mut __all) = (false, <#p::Alternatives as #p::Default>::default());
            {
                // the alternatives' rules are counted by themselves
                let __RULES = __RULES[#nth].alternatives();
                #(#alternatives)*
            }
            if !__holds {
                __found.neither(&__RULES[#nth], __all);
            }
        }}
    });
    checks.collect()
}
