//! Finds names that differ from the expected one in a small detail.

/// The maximum number of a token's names that are compared.
const MOST: usize = 16;

/// The details in which a name of the token differs from an expected name, if there are
/// no other differences. The name is not repeated.
pub(super) fn difference<'a>(
    expected: &(impl Iterator<Item = &'a str> + Clone),
    found: impl Iterator<Item = &'a str>,
) -> Option<String> {
    found.take(MOST).find_map(|found| expected.clone().find_map(|expected| details(expected, found)))
}

fn details(expected: &str, found: &str) -> Option<String> {
    let (wanted, name) = (Parts::of(expected), Parts::of(found));
    if !wanted.rest.eq_ignore_ascii_case(name.rest) {
        return None;
    }
    let details = [
        (name.slash && !wanted.slash).then_some("a trailing slash that is not expected"),
        (wanted.slash && !name.slash).then_some("a missing trailing slash"),
        (wanted.rest != name.rest).then_some("upper and lower case"),
        (wanted.scheme != name.scheme).then_some(match name.scheme {
            Scheme::Http => "the scheme, `http`",
            Scheme::Https => "the scheme, `https`",
            Scheme::None => "the scheme, which is missing",
        }),
    ];
    let details: Vec<&str> = details.into_iter().flatten().collect();
    (!details.is_empty()).then(|| details.join(" and "))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
    None,
}

/// A name taken apart.
struct Parts<'n> {
    scheme: Scheme,
    rest: &'n str,
    slash: bool,
}

impl<'n> Parts<'n> {
    fn of(name: &'n str) -> Self {
        let schemes = [("https://", Scheme::Https), ("http://", Scheme::Http)];
        let behind = |prefix: &str| {
            let start = name.get(..prefix.len())?;
            start.eq_ignore_ascii_case(prefix).then(|| &name[prefix.len()..])
        };
        let named = schemes.into_iter().find_map(|(prefix, scheme)| Some((scheme, behind(prefix)?)));
        let (scheme, rest) = named.unwrap_or((Scheme::None, name));
        let bare = rest.strip_suffix('/');
        Self { scheme, rest: bare.unwrap_or(rest), slash: bare.is_some() }
    }
}
