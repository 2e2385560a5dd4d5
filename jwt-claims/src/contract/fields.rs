//! The fields of a claims type, for types that extend it.

use crate::base::const_str::{is_among, same};

/// The fields of a type and their claims.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    /// The fields that have the name of their claim and need no further facts.
    pub plain: &'static [&'static str],
    /// The others.
    pub special: &'static [FieldSpec],
    /// The objects in paths.
    pub objects: &'static [&'static str],
    /// The names of forbidden claims.
    pub forbidden: &'static [&'static str],
    /// The number of members whose presence the parts before it note.
    pub behind: u32,
    /// The fields of the extended type.
    pub base: Option<&'static Fields>,
}

/// A field, for types that extend this one.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct FieldSpec {
    /// The field's name.
    pub field: &'static str,
    /// The claim's name in the token; empty if the field is not a claim, for example if
    /// it is flattened.
    pub claim: &'static str,
    /// True if that is a path into an object.
    pub in_object: bool,
    /// Other names that are read.
    pub aliases: &'static [&'static str],
    /// True if the field has a default.
    pub default: bool,
    /// The index at which its part notes that the claim is present.
    pub noted: Option<u32>,
    /// Whether its type is `Scopes`.
    pub scopes: bool,
}

impl Fields {
    /// No fields.
    pub const NONE: Self =
        Self { plain: &[], special: &[], objects: &[], forbidden: &[], behind: 0, base: None };

    /// The field of that name. One that does not exist is an error of the compiler
    /// where it is used.
    #[must_use]
    pub const fn get(&self, field: &str) -> FieldSpec {
        let mut nth = 0;
        while nth < self.special.len() {
            if same(self.special[nth].field, field) {
                return self.special[nth].behind(self.behind);
            }
            nth += 1;
        }
        nth = 0;
        while nth < self.plain.len() {
            if same(self.plain[nth], field) {
                return FieldSpec::new(self.plain[nth]);
            }
            nth += 1;
        }
        match self.base {
            Some(base) => base.get(field),
            None => FieldSpec::new("?"),
        }
    }

    /// True if a claim with that name is read into a field.
    #[must_use]
    pub const fn read(&self, claim: &str) -> bool {
        let mut nth = 0;
        while nth < self.special.len() {
            if self.special[nth].is_read_from(claim) {
                return true;
            }
            nth += 1;
        }
        match self.base {
            _ if is_among(claim, self.plain) || is_among(claim, self.objects) => true,
            Some(base) => base.read(claim),
            None => false,
        }
    }

    /// True if a claim with that name is forbidden.
    #[must_use]
    pub const fn forbid(&self, claim: &str) -> bool {
        match self.base {
            _ if is_among(claim, self.forbidden) => true,
            Some(base) => base.forbid(claim),
            None => false,
        }
    }

    /// True if a claim is forbidden.
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

    /// True if the field is read from a claim with that name.
    #[must_use]
    pub const fn is_read_from(&self, claim: &str) -> bool {
        !self.in_object && (same(self.claim, claim) || is_among(claim, self.aliases))
    }

    /// True if it is known whether the claim was present.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        !self.default || self.noted.is_some()
    }

    /// The field with its index moved by this number.
    const fn behind(self, numbers: u32) -> Self {
        match self.noted {
            Some(number) => Self { noted: Some(numbers + number), ..self },
            None => self,
        }
    }
}
