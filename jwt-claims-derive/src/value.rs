//! The values of attributes: literals, and paths to constants or variants.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Ident, Lit, LitStr, Path, Token, bracketed, token};

use crate::context;
use crate::items::drain;

/// A literal or a path, as the user wrote it.
#[derive(Clone)]
pub(crate) struct Value {
    tokens: TokenStream,
    span: Span,
    literal: Option<Lit>,
    /// Whether it is a place in the context: `cx.tenant`.
    context: bool,
    /// Whether it stands for all that it holds: `one_of = cx.tenants`.
    held: bool,
    /// Whether it is a constant that may hold a list: `any_of = ADMINS`.
    alone: bool,
    bound: Option<Bound>,
}

/// Which bound a value is: `len(min = 1, max = 3)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Bound {
    Min,
    Max,
}

impl Value {
    fn new(tokens: TokenStream, span: Span, literal: Option<Lit>) -> Self {
        Self { tokens, span, literal, context: false, held: false, alone: false, bound: None }
    }

    pub(crate) fn into_bound(self, bound: Bound) -> Self {
        Self { bound: Some(bound), ..self }
    }

    pub(crate) fn bound(&self) -> Option<Bound> {
        self.bound
    }

    /// Whether the value is known only at run time.
    pub(crate) fn is_context(&self) -> bool {
        self.context
    }

    /// Whether the value is a list of the context's, not one of several.
    pub(crate) fn is_held(&self) -> bool {
        self.held
    }

    /// Whether the value is a constant, perhaps a list of values.
    pub(crate) fn may_be_list(&self) -> bool {
        self.alone
    }

    pub(crate) fn span(&self) -> Span {
        self.span
    }

    /// Has errors about it stand there.
    pub(crate) fn stands_at(&mut self, span: Span) {
        self.span = span;
    }

    /// The text of a string literal.
    pub(crate) fn as_str(&self) -> Option<String> {
        match &self.literal {
            Some(Lit::Str(text)) => Some(text.value()),
            _ => None,
        }
    }

    /// The number of an integer literal, with its sign.
    pub(crate) fn as_number(&self) -> Option<f64> {
        let digits = match &self.literal {
            Some(Lit::Int(number)) => number.base10_digits().parse::<f64>().ok()?,
            Some(Lit::Float(number)) => number.base10_digits().parse::<f64>().ok()?,
            _ => return None,
        };
        let negative = self.tokens.to_string().starts_with('-');
        Some(if negative { -digits } else { digits })
    }

    pub(crate) fn is_literal(&self) -> bool {
        self.literal.is_some()
    }

    /// What a token would have to say, of a literal.
    pub(crate) fn json(&self) -> Option<String> {
        let sign = if self.tokens.to_string().starts_with('-') { "-" } else { "" };
        Some(match self.literal.as_ref()? {
            Lit::Str(text) => json_string(&text.value()),
            Lit::Char(character) => json_string(&character.value().to_string()),
            Lit::Int(number) => format!("{sign}{}", number.base10_digits()),
            // as Rust's and as serde_json's shortest form
            Lit::Float(number) => format!("{sign}{:?}", number.base10_digits().parse::<f64>().ok()?),
            Lit::Bool(truth) => truth.value.to_string(),
            _ => return None,
        })
    }

    /// As a declaration spells it: `"admin"`, `Role::Admin`, `-1`.
    pub(crate) fn spelling(&self) -> String {
        if self.context {
            return self.tokens.to_string().replace(' ', "").replacen(context::NAME, "cx", 1);
        }
        // in a rule set `crate` has a sign of its own
        self.tokens.to_string().replace(" :: ", "::").replace("- ", "-").replace("$crate", "crate")
    }
}

/// A string as JSON has it.
pub(crate) fn json_string(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// What stands between the quotes (RFC 8259 §7).
pub(crate) fn escaped(text: &str) -> String {
    let escape = |character| match character {
        '"' | '\\' => format!("\\{character}"),
        '\u{8}' => "\\b".to_owned(),
        '\u{c}' => "\\f".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        '\0'..'\x20' => format!("\\u{:04x}", u32::from(character)),
        other => other.to_string(),
    };
    text.chars().map(escape).collect()
}

impl Parse for Value {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let minus: Option<Token![-]> = input.parse()?;
        if minus.is_some() || input.peek(Lit) {
            let literal: Lit = input.parse()?;
            if minus.is_some() && !matches!(literal, Lit::Int(_) | Lit::Float(_)) {
                return Err(syn::Error::new_spanned(literal, "only a number can be negative"));
            }
            let span = literal.span();
            let tokens = quote::quote!(#minus #literal);
            return Ok(Self::new(tokens, span, Some(literal)));
        }
        if !(input.peek(Ident::peek_any) || input.peek(Token![::])) {
            return Err(input.error(
                "expected a string, a number, a boolean, or the path of a constant or an enum's variant",
            ));
        }
        if context::is_next(input) {
            let (tokens, span) = context::place(input)?;
            return Ok(Self { context: true, ..Self::new(tokens, span, None) });
        }
        let path: Path = input.parse()?;
        let span = path.span();
        Ok(Self::new(path.into_token_stream(), span, None))
    }
}

impl From<LitStr> for Value {
    fn from(text: LitStr) -> Self {
        Self::new(text.to_token_stream(), text.span(), Some(Lit::Str(text)))
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
        let mut value: Value = input.parse()?;
        value.held = value.context;
        value.alone = !value.context && !value.is_literal();
        return Ok(vec![value]);
    }
    let content;
    let bracket = bracketed!(content in input);
    let values = Punctuated::<Value, Token![,]>::parse_terminated(&content);
    let values =
        values.inspect_err(|_| drain(&content)).map_err(|error| match error.to_string().as_str() {
            "expected `,`" => syn::Error::new(error.span(), NO_EXPRESSION),
            _ => error,
        })?;
    if values.is_empty() {
        return Err(syn::Error::new(bracket.span.join(), format!("`{name}` needs at least one value")));
    }
    Ok(values.into_iter().collect())
}

const NO_EXPRESSION: &str =
    "expected `,`; a value is a literal or the path of a constant: give an expression the name of one";

/// A duration in seconds, with the span of its literal.
#[derive(Clone, Copy)]
pub(crate) struct Seconds {
    pub(crate) seconds: u64,
    pub(crate) span: Span,
}

/// `"30s"`, `"15m"`, `"8h"`, `"7d"`.
pub(crate) fn seconds(name: &Ident, input: ParseStream<'_>) -> syn::Result<Seconds> {
    let example = if *name == "leeway" { "30s" } else { "15m" };
    let text: LitStr = match input.parse()? {
        Lit::Str(text) => text,
        other => {
            let message = format!("expected `{name}` to be a string: `{name} = \"{example}\"`");
            return Err(syn::Error::new_spanned(other, message));
        }
    };
    let value = text.value();
    let parsed = value.strip_suffix(['s', 'm', 'h', 'd']).and_then(|digits| {
        let unit = match value.as_bytes()[value.len() - 1] {
            b's' => 1,
            b'm' => 60,
            b'h' => 3_600,
            _ => 86_400,
        };
        // `u64` would take a sign
        let digits = Some(digits).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))?;
        digits.parse::<u64>().ok()?.checked_mul(unit)
    });
    let invalid = || {
        let message =
            format!("invalid duration `{value}`; expected a number followed by `s`, `m`, `h` or `d`");
        syn::Error::new_spanned(&text, message)
    };
    Ok(Seconds { seconds: parsed.ok_or_else(invalid)?, span: text.span() })
}
