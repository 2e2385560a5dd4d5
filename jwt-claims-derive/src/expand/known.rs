//! Types that need no condition: they can be read and written, whoever says
//! so. serde_derive copies each condition into every item that it writes for
//! the hidden structs; for the types that most fields have, those copies would
//! cost a build more than all the rest of the expansion.

use syn::{GenericArgument, Path, PathArguments, Type};

/// What a type must be good for.
#[derive(Clone, Copy)]
pub(super) enum Use {
    /// To be read and written by serde.
    Value,
    /// To be the key of a map, or to be in a set.
    Key,
    /// To hold `aud`.
    Audience,
    /// To hold `exp`, `nbf` or `iat`.
    Time,
}

/// Whether a type is certainly good for it. A type of the user's own with the
/// name of a standard one is still refused by serde, in more words.
pub(super) fn is_good(ty: &Type, what: Use) -> bool {
    match ty {
        Type::Group(group) => is_good(&group.elem, what),
        Type::Paren(paren) => is_good(&paren.elem, what),
        Type::Path(ty) if ty.qself.is_none() => is_good_path(&ty.path, what),
        _ => false,
    }
}

fn is_good_path(path: &Path, what: Use) -> bool {
    let Some((name, arguments)) = standard(path) else { return false };
    match (name.as_str(), arguments.as_slice(), what) {
        ("String", [], Use::Value | Use::Key | Use::Audience) => true,
        ("i64" | "u64", [], Use::Value | Use::Key | Use::Time) => true,
        ("f64", [], Use::Value | Use::Time) | ("f32", [], Use::Value) => true,
        ("bool" | "char" | "i8" | "i16" | "i32" | "isize", [], Use::Value | Use::Key) => true,
        ("u8" | "u16" | "u32" | "usize", [], Use::Value | Use::Key) => true,
        ("Option", [one], what) => is_good(one, what),
        ("Box", [one], Use::Value) => is_good(one, Use::Value),
        ("Vec", [one], Use::Value | Use::Audience) => is_good(one, Use::Value),
        ("BTreeSet" | "HashSet", [one], Use::Value | Use::Audience) => is_good(one, Use::Key),
        ("BTreeMap" | "HashMap", [key, value], Use::Value) => {
            is_good(key, Use::Key) && is_good(value, Use::Value)
        }
        _ => false,
    }
}

/// Whether a type is spelled as an `Option`, also behind a `Box`.
pub(crate) fn is_option(ty: &Type) -> bool {
    match ty {
        Type::Group(group) => is_option(&group.elem),
        Type::Paren(paren) => is_option(&paren.elem),
        Type::Path(ty) => match standard(&ty.path).filter(|_| ty.qself.is_none()) {
            Some((name, arguments)) => match (name.as_str(), arguments.as_slice()) {
                ("Option", [_]) => true,
                ("Box", [one]) => is_option(one),
                _ => false,
            },
            None => false,
        },
        _ => false,
    }
}

/// Whether a type certainly reads one string, or nothing.
pub(super) fn is_text(ty: &Type) -> bool {
    holds(ty, &["Option", "Box"])
}

/// Whether a type certainly reads strings only.
pub(super) fn is_texts(ty: &Type) -> bool {
    holds(ty, &["Option", "Box", "Vec", "BTreeSet", "HashSet"])
}

/// Whether it is `String` in any of these.
fn holds(ty: &Type, holders: &[&str]) -> bool {
    let Type::Path(ty) = ty else { return false };
    match standard(&ty.path).filter(|_| ty.qself.is_none()) {
        Some((name, arguments)) => match arguments.as_slice() {
            [] => name == "String",
            [one] => holders.contains(&name.as_str()) && holds(one, holders),
            _ => false,
        },
        None => false,
    }
}

/// The name and the arguments of a type that may be the standard library's.
fn standard(path: &Path) -> Option<(String, Vec<&Type>)> {
    let last = path.segments.last()?;
    let is_short = path.segments.len() == 1 && path.leading_colon.is_none();
    let is_full = || ["std", "core", "alloc"].iter().any(|krate| path.segments[0].ident == krate);
    if !is_short && !is_full() {
        return None;
    }
    let arguments = match &last.arguments {
        PathArguments::None => Vec::new(),
        PathArguments::AngleBracketed(given) => {
            let types = given.args.iter().map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            types.collect::<Option<_>>()?
        }
        PathArguments::Parenthesized(_) => return None,
    };
    Some((last.ident.to_string(), arguments))
}
