//! PARSE: `when(is_human, non_empty, ...)`: rules under a condition.

use proc_macro2::Ident;
use syn::Token;
use syn::ext::IdentExt;
use syn::parse::ParseStream;

use super::context;
use super::items::{comma, in_parens, is_repeated, or};
use super::rule::{Condition, Group, Rule};
use crate::base::errors::bail;

pub(crate) type Parser = fn(&Ident, ParseStream<'_>) -> syn::Result<Rule>;

pub(crate) fn when(name: &Ident, input: ParseStream<'_>, parse: Parser) -> syn::Result<Group> {
    let example = "`when` needs a condition and a rule: `when(is_human, non_empty)`";
    in_parens(name, input, example, |content| {
        if content.is_empty() {
            bail!(name => "{example}");
        }
        let condition = Some(condition(content)?);
        let (mut rules, mut seen) = (Vec::new(), Vec::new());
        if !content.is_empty() {
            or(
                content.parse::<Token![,]>(),
                || "expected `,`; a condition is the path of a function, or a boolean of the context: `cx.strict`",
            )?;
        }
        while !content.is_empty() {
            let rule = content.call(Ident::parse_any)?;
            if rule == "when" {
                bail!(&rule => "conditions do not nest; write one function for both");
            }
            if is_repeated(&mut seen, &rule) {
                bail!(&rule => "duplicate rule `{rule}` in one `when`");
            }
            rules.push(parse(&rule, content)?);
            comma(&rule, content)?;
        }
        if rules.is_empty() {
            bail!(name => "{example}");
        }
        Ok(Group { condition, rules })
    })
}

fn condition(content: ParseStream<'_>) -> syn::Result<Condition> {
    if context::is_next(content) {
        return Ok(Condition::Context(content.parse()?));
    }
    let message = "expected the path of a function: `when(is_human, non_empty)`; closures are not taken";
    or(content.parse(), || message).map(Condition::Function)
}
