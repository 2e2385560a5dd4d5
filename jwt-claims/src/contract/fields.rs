//! The fields of a claims type, as a type that extends it must know them.

use crate::base::const_str::{is_among, same};

/// The claims that a type has fields for.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    /// Its own.
    pub own: &'static [FieldSpec],
    /// The objects that paths lead into.
    pub objects: &'static [&'static str],
    /// Names that must not be in a token.
    pub forbidden: &'static [&'static str],
    /// How many members the parts before its own note.
    pub behind: u32,
    /// Those of the type that it extends.
    pub base: Option<&'static Fields>,
}

/// A field, as a type that extends this one must know it.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct FieldSpec {
    /// The field's name.
    pub field: &'static str,
    /// The claim's name in the token; empty if it is no claim of its own.
    pub claim: &'static str,
    /// Whether that is a path into an object.
    pub in_object: bool,
    /// Other names that are read.
    pub aliases: &'static [&'static str],
    /// Whether it may be given a value that the token did not say.
    pub default: bool,
    /// The number under which its part notes that the claim was there.
    pub noted: Option<u32>,
    /// Whether its type is `Scopes`.
    pub scopes: bool,
}

impl Fields {
    /// No fields.
    pub const NONE: Self = Self { own: &[], objects: &[], forbidden: &[], behind: 0, base: None };

    /// The field of that name. One that does not exist is an error of the compiler
    /// where it is used.
    #[must_use]
    pub const fn get(&self, field: &str) -> FieldSpec {
        let mut nth = 0;
        while nth < self.own.len() {
            if same(self.own[nth].field, field) {
                return self.own[nth].behind(self.behind);
            }
            nth += 1;
        }
        match self.base {
            Some(base) => base.get(field),
            None => FieldSpec::new("?"),
        }
    }

    /// Whether a claim of that name is read into one of the fields, or several.
    #[must_use]
    pub const fn read(&self, claim: &str) -> bool {
        let mut nth = 0;
        while nth < self.own.len() {
            if self.own[nth].is_read_from(claim) {
                return true;
            }
            nth += 1;
        }
        match self.base {
            _ if is_among(claim, self.objects) => true,
            Some(base) => base.read(claim),
            None => false,
        }
    }

    /// Whether a claim of that name must not be in a token.
    #[must_use]
    pub const fn forbid(&self, claim: &str) -> bool {
        match self.base {
            _ if is_among(claim, self.forbidden) => true,
            Some(base) => base.forbid(claim),
            None => false,
        }
    }

    /// Whether there is such a name.
    #[must_use]
    pub const fn forbid_any(&self) -> bool {
        match self.base {
            _ if !self.forbidden.is_empty() => true,
            Some(base) => base.forbid_any(),
            None => false,
        }
    }
}

impl FieldSpec {
    /// A field with the name of its claim, and nothing else to be known.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            field: name,
            claim: name,
            in_object: false,
            aliases: &[],
            default: false,
            noted: None,
            scopes: false,
        }
    }

    /// Whether the field is read from a claim of that name.
    #[must_use]
    pub const fn is_read_from(&self, claim: &str) -> bool {
        !self.in_object && (same(self.claim, claim) || is_among(claim, self.aliases))
    }

    /// Whether it can be known that the claim was there.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        !self.default || self.noted.is_some()
    }

    /// The field as it is known where that many numbers come first.
    const fn behind(self, numbers: u32) -> Self {
        match self.noted {
            Some(number) => Self { noted: Some(numbers + number), ..self },
            None => self,
        }
    }
}
