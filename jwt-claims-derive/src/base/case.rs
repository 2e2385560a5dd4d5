//! serde's `rename_all`, for the names that the policy needs. Held against
//! serde itself in the tests.

/// The spellings that serde knows.
pub(crate) const RULES: [&str; 8] = [
    "lowercase",
    "UPPERCASE",
    "PascalCase",
    "camelCase",
    "snake_case",
    "SCREAMING_SNAKE_CASE",
    "kebab-case",
    "SCREAMING-KEBAB-CASE",
];

/// A field's name under a rule of [`RULES`].
pub(crate) fn rename(field: &str, rule: &str) -> String {
    match rule {
        "UPPERCASE" | "SCREAMING_SNAKE_CASE" => field.to_ascii_uppercase(),
        "PascalCase" => pascal(field),
        "camelCase" => with_first(&pascal(field), str::to_ascii_lowercase),
        "kebab-case" => field.replace('_', "-"),
        "SCREAMING-KEBAB-CASE" => field.to_ascii_uppercase().replace('_', "-"),
        _ => field.to_owned(),
    }
}

/// An enum variant's name under a rule of [`RULES`].
pub(crate) fn rename_variant(variant: &str, rule: &str) -> String {
    match rule {
        "lowercase" => variant.to_ascii_lowercase(),
        "UPPERCASE" => variant.to_ascii_uppercase(),
        "PascalCase" => variant.to_owned(),
        "camelCase" => with_first(variant, str::to_ascii_lowercase),
        other => rename(&snake(variant), other),
    }
}

fn snake(variant: &str) -> String {
    let mut name = String::new();
    for (place, letter) in variant.char_indices() {
        if place > 0 && letter.is_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

fn pascal(field: &str) -> String {
    field.split('_').map(|word| with_first(word, str::to_ascii_uppercase)).collect()
}

/// The word with its first letter changed.
fn with_first(word: &str, change: fn(&str) -> String) -> String {
    let first = word.chars().next().map_or(0, char::len_utf8);
    change(&word[..first]) + &word[first..]
}
