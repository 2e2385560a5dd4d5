//! What the spelling of a type says about it.

use syn::{GenericArgument, Path, PathArguments, Type};

/// Whether it is spelled as an `Option`, also in a `Box`.
pub(crate) fn is_option(ty: &Type) -> bool {
    standard(ty).is_some_and(|(name, arguments)| match arguments.as_slice() {
        [one] => name == "Option" || (name == "Box" && is_option(one)),
        _ => false,
    })
}

/// Whether it reads one string, or nothing.
pub(crate) fn is_text(ty: &Type) -> bool {
    is_made_of(ty, &["String"], &["Option", "Box"])
}

/// Whether it reads strings only.
pub(crate) fn is_texts(ty: &Type) -> bool {
    is_made_of(ty, &["String"], &["Option", "Box", "Vec", "BTreeSet", "HashSet"])
}

/// Whether it reads one date, or nothing.
pub(crate) fn is_date(ty: &Type) -> bool {
    is_made_of(ty, &["f64", "i64", "u64"], &["Option"])
}

/// Whether it is made of the standard library's most common types: these can
/// be read and written, and have no policy. A type of the user's with such a
/// name is still refused by serde.
pub(crate) fn is_common(ty: &Type) -> bool {
    let leaves = ["String", "bool", "char", "f64", "i32", "i64", "u8", "u16", "u32", "u64", "usize"];
    is_made_of(ty, &leaves, &["Option", "Box", "Vec", "BTreeSet", "HashSet", "BTreeMap", "HashMap"])
}

/// Whether the last segment of its path, or of the path in an `Option`, is this name: a type of
/// the library, if the user has none of that name.
pub(crate) fn is_called(ty: &Type, name: &str) -> bool {
    match (ty, standard(ty)) {
        (_, Some((holder, arguments))) if holder == "Option" && arguments.len() == 1 => {
            is_called(arguments[0], name)
        }
        (Type::Path(path), _) => path.path.segments.last().is_some_and(|last| last.ident == name),
        _ => false,
    }
}

fn is_made_of(ty: &Type, leaves: &[&str], holders: &[&str]) -> bool {
    standard(ty).is_some_and(|(name, arguments)| match arguments.as_slice() {
        [] => leaves.contains(&name.as_str()),
        held => holders.contains(&name.as_str()) && held.iter().all(|ty| is_made_of(ty, leaves, holders)),
    })
}

/// The name and the arguments of a type that may be the standard library's.
fn standard(ty: &Type) -> Option<(String, Vec<&Type>)> {
    let path = match ty {
        Type::Group(group) => return standard(&group.elem),
        Type::Paren(paren) => return standard(&paren.elem),
        Type::Path(ty) if ty.qself.is_none() && may_be_standard(&ty.path) => &ty.path,
        _ => return None,
    };
    let last = path.segments.last()?;
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

fn may_be_standard(path: &Path) -> bool {
    let is_short = path.segments.len() == 1 && path.leading_colon.is_none();
    is_short || ["std", "core", "alloc"].iter().any(|krate| path.segments[0].ident == krate)
}
