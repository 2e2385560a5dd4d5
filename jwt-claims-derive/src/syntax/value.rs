//! PARSE: the values of attributes: literals, constants, and fields of the
//! context.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Ident, Lit, LitStr, Path, Token, token};

use super::attributes::example;
use super::context;
use super::items::in_brackets;
use crate::base::errors::bail;
use crate::base::tokens::text;

/// A value as the user wrote it.
#[derive(Clone)]
pub(crate) struct Value {
    tokens: TokenStream,
    pub(crate) span: Span,
    form: Form,
    /// Whether it is, or may be, a list: `one_of = cx.tenants`, `any_of = ADMINS`.
    is_list: bool,
    /// The bound that it is: `len(min = 1, max = 3)`.
    pub(crate) bound: Option<Bound>,
}

#[derive(Clone)]
enum Form {
    Literal(Lit),
    Constant,
    Context,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Bound {
    Min,
    Max,
}

impl Bound {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Min => "min",
            Self::Max => "max",
        }
    }
}

impl Value {
    pub(crate) fn into_bound(self, bound: Bound) -> Self {
        Self { bound: Some(bound), ..self }
    }

    /// Whether the value is known only at run time.
    pub(crate) fn is_context(&self) -> bool {
        matches!(self.form, Form::Context)
    }

    /// Whether the value is a list of the context's.
    pub(crate) fn is_context_list(&self) -> bool {
        self.is_list && self.is_context()
    }

    /// Whether the value is a constant, perhaps a list of values.
    pub(crate) fn may_be_list(&self) -> bool {
        self.is_list && !self.is_context()
    }

    pub(crate) fn literal(&self) -> Option<&Lit> {
        match &self.form {
            Form::Literal(literal) => Some(literal),
            Form::Constant | Form::Context => None,
        }
    }

    /// The text of a string literal.
    pub(crate) fn as_str(&self) -> Option<String> {
        match self.literal()? {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        }
    }

    /// Whether it is a literal of another type than a string.
    pub(crate) fn is_other_literal(&self) -> bool {
        self.literal().is_some() && self.as_str().is_none()
    }

    /// Whether it is the bare word `absent`, which stands for no `typ`.
    pub(crate) fn is_absent(&self) -> bool {
        matches!(self.form, Form::Constant) && self.tokens.to_string() == "absent"
    }

    /// The number that a literal is, with its sign.
    pub(crate) fn as_number(&self) -> Option<f64> {
        let digits = match self.literal()? {
            Lit::Int(number) => number.base10_digits(),
            Lit::Float(number) => number.base10_digits(),
            _ => return None,
        };
        let number: f64 = digits.parse().ok()?;
        Some(if self.is_negative() { -number } else { number })
    }

    pub(crate) fn is_negative(&self) -> bool {
        self.tokens.to_string().starts_with('-')
    }

    /// As a declaration spells it: `"admin"`, `Role::Admin`, `-1`.
    pub(crate) fn spelling(&self) -> String {
        match &self.form {
            Form::Literal(_) => self.tokens.to_string().replace("- ", "-"),
            Form::Constant => text(&self.tokens),
            Form::Context => text(&self.tokens).replacen(context::NAME, "cx", 1),
        }
    }
}

impl Parse for Value {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let value = |tokens, span, form| Ok(Self { tokens, span, form, is_list: false, bound: None });
        let minus: Option<Token![-]> = input.parse()?;
        if minus.is_some() || input.peek(Lit) {
            let literal: Lit = input.parse()?;
            if minus.is_some() && !matches!(literal, Lit::Int(_) | Lit::Float(_)) {
                bail!(&literal => "only a number can be negative");
            }
            return value(quote!(#minus #literal), literal.span(), Form::Literal(literal));
        }
        if !(input.peek(Ident::peek_any) || input.peek(Token![::])) {
            return Err(input.error(
                "expected a string, a number, a boolean, or the path of a constant or an enum's variant",
            ));
        }
        if context::is_next(input) {
            let (tokens, span) = context::field(input)?;
            return value(tokens, span, Form::Context);
        }
        let path: Path = input.parse()?;
        let span = path.span();
        value(path.into_token_stream(), span, Form::Constant)
    }
}

impl From<LitStr> for Value {
    fn from(text: LitStr) -> Self {
        let (tokens, span) = (text.to_token_stream(), text.span());
        Self { tokens, span, form: Form::Literal(Lit::Str(text)), is_list: false, bound: None }
    }
}

impl ToTokens for Value {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.tokens.to_tokens(tokens);
    }
}

/// `[a, b]`; one value may stand without brackets.
pub(crate) fn list(name: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Value>> {
    if !input.peek(token::Bracket) {
        let value: Value = input.parse()?;
        return Ok(vec![Value { is_list: value.literal().is_none(), ..value }]);
    }
    let (values, span) =
        in_brackets(input, Value::parse).map_err(|error| match error.to_string().as_str() {
            "expected `,`" => syn::Error::new(error.span(), NOT_AN_EXPRESSION),
            _ => error,
        })?;
    if values.is_empty() {
        bail!(span => "`{name}` needs at least one value");
    }
    Ok(values)
}

const NOT_AN_EXPRESSION: &str =
    "expected `,`; a value is a literal or the path of a constant: give an expression the name of one";

/// Strings, or constants that hold one: issuers, audiences and `typ`.
pub(crate) fn strings(name: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Value>> {
    let values = list(name, input)?;
    match values.iter().find(|value| value.is_other_literal()) {
        Some(value) => {
            let example = example(&name.to_string()).unwrap_or_default();
            bail!(value => "expected `{name}` to be a string: `{name} = {example}`")
        }
        None => Ok(values),
    }
}

/// A duration: a literal, or a constant.
#[derive(Clone)]
pub(crate) struct Seconds {
    /// Of a literal.
    pub(crate) known: Option<u64>,
    value: Value,
}

/// `"30s"`, `"15m"`, `"8h"`, `"7d"`, or the path of a constant.
pub(crate) fn seconds(name: &Ident, input: ParseStream<'_>) -> syn::Result<Seconds> {
    let example = if *name == "leeway" { "30s" } else { "15m" };
    let value: Value = input.parse()?;
    if value.is_other_literal() || value.is_context() {
        bail!(&value => "expected `{name}` to be a string or a constant: `{name} = \"{example}\"`");
    }
    let known = match value.as_str() {
        Some(text) => match whole_seconds(&text) {
            Some(seconds) => Some(seconds),
            None => bail!(&value =>
                "invalid duration `{text}`; expected a number followed by `s`, `m`, `h` or `d`"),
        },
        None => None,
    };
    Ok(Seconds { known, value })
}

fn whole_seconds(text: &str) -> Option<u64> {
    let units = [('s', 1), ('m', 60), ('h', 3_600), ('d', 86_400)];
    units.into_iter().find_map(|(unit, seconds)| {
        let digits = text.strip_suffix(unit)?;
        // `u64` would take a sign
        let is_number = digits.bytes().all(|digit| digit.is_ascii_digit());
        digits.parse::<u64>().ok().filter(|_| is_number)?.checked_mul(seconds)
    })
}

impl Seconds {
    pub(crate) fn span(&self) -> Span {
        self.value.span
    }

    /// The number, as a constant expression.
    pub(crate) fn tokens(&self) -> TokenStream {
        match (self.known, &self.value) {
            (Some(seconds), _) => quote!(#seconds),
            (None, value) => quote_spanned!(value.span=> __p::period(#value).seconds()),
        }
    }

    pub(crate) fn into_value(self) -> Value {
        self.value
    }
}

impl From<&Value> for Seconds {
    fn from(value: &Value) -> Self {
        Self { known: value.as_str().and_then(|text| whole_seconds(&text)), value: value.clone() }
    }
}
