//! Did you mean …?

/// `; did you mean `x`?` for the nearest candidate, or what is expected.
pub(crate) fn suggest(wrong: &str, candidates: &[&str]) -> String {
    let nearest = candidates
        .iter()
        .map(|candidate| (distance(wrong, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4)
        .min();
    match nearest {
        Some((_, candidate)) => format!("; did you mean `{candidate}`?"),
        None => {
            let list: Vec<_> = candidates.iter().map(|candidate| format!("`{candidate}`")).collect();
            format!(", expected one of {}", list.join(", "))
        }
    }
}

/// The same for names that are made up on the way.
pub(crate) fn suggest_of(wrong: &str, candidates: &[String]) -> String {
    suggest(wrong, &candidates.iter().map(String::as_str).collect::<Vec<_>>())
}

/// What to say about a wrong word: in a table of words that others use, or the nearest.
pub(crate) fn hint(wrong: &str, table: &[(&str, &str)], candidates: &[&str]) -> String {
    instead(wrong, table).map_or_else(|| suggest(wrong, candidates), str::to_owned)
}

/// What to say about a word that others use. A row of the table may have several words.
pub(crate) fn instead<'t>(wrong: &str, table: &[(&str, &'t str)]) -> Option<&'t str> {
    table.iter().find(|(words, _)| words.split(' ').any(|word| word == wrong)).map(|(_, hint)| *hint)
}

/// How many letters must be changed, added, left out or swapped with their
/// neighbour to get from one word to the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let changed = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut best = changed.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(rows[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_suggested_and_far_ones_listed() {
        assert_eq!(suggest("requried", &["optional", "required"]), "; did you mean `required`?");
        assert_eq!(suggest("foo", &["issuer", "leeway"]), ", expected one of `issuer`, `leeway`");
        assert_eq!(suggest("aduience", &["audience", "issuer"]), "; did you mean `audience`?");
    }
}
