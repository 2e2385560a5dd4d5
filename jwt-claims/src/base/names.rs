//! The member names of a JSON object that were seen so far.

use std::borrow::Cow;
use std::collections::HashSet;

/// Up to this number, names are compared one by one without an allocation.
const FEW: usize = 12;

/// A set of names that allocates only for an object with many members.
pub(crate) struct Names<'t> {
    few: [&'t str; FEW],
    len: usize,
    more: Option<HashSet<Cow<'t, str>>>,
}

impl<'t> Names<'t> {
    #[inline]
    pub(crate) fn new() -> Self {
        Self { few: [""; FEW], len: 0, more: None }
    }

    /// Adds a name; `false` if it was in the set already.
    pub(crate) fn insert(&mut self, name: Cow<'t, str>) -> bool {
        if self.few[..self.len].contains(&name.as_ref()) {
            return false;
        }
        match name {
            Cow::Borrowed(name) if self.len < FEW => {
                if self.more.as_ref().is_some_and(|more| more.contains(name)) {
                    return false;
                }
                self.few[self.len] = name;
                self.len += 1;
                true
            }
            name => self.more.get_or_insert_default().insert(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_names_are_found_among_few_and_many() {
        let many: Vec<String> = (0..100).map(|n| format!("claim{n}")).collect();
        let mut names = Names::new();
        assert!(many.iter().all(|name| names.insert(Cow::Borrowed(name))));
        assert!(many.iter().all(|name| !names.insert(Cow::Borrowed(name))));
    }

    #[test]
    fn an_escaped_name_is_the_same_name() {
        let mut names = Names::new();
        assert!(names.insert(Cow::Owned("role".to_owned())));
        assert!(!names.insert(Cow::Borrowed("role")));
        let mut names = Names::new();
        assert!(names.insert(Cow::Borrowed("role")));
        assert!(!names.insert(Cow::Owned("role".to_owned())));
    }
}
