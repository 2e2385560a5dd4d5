//! Where the claims are in the payload: a tree of objects.

use proc_macro2::Ident;
use quote::format_ident;

use crate::model::Field;

/// The claims at one place in the payload.
pub(crate) struct Level<'m> {
    /// The payload itself is number 0.
    pub(super) number: usize,
    /// The names that lead to it.
    pub(super) place: &'m [String],
    pub(super) fields: Vec<&'m Field<'m>>,
    pub(super) objects: Vec<Level<'m>>,
}

impl<'m> Level<'m> {
    /// That of these fields, with the objects in it.
    pub(crate) fn of(fields: impl Iterator<Item = &'m Field<'m>>) -> Self {
        Self::at(&[], fields.collect(), &mut 0)
    }

    fn at(place: &'m [String], all: Vec<&'m Field<'m>>, next: &mut usize) -> Self {
        let number = std::mem::replace(next, *next + 1);
        let objects_of = |field: &Field<'m>| field.claim.path.as_ref().map_or(0, |path| path.objects().len());
        let (fields, mut deeper): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|field| objects_of(field) == place.len());
        let mut objects = Vec::new();
        while let Some(path) = deeper.first().and_then(|field| field.claim.path.as_ref()) {
            let place = &path.segments[..=place.len()];
            let is_inside = |field: &&Field<'m>| {
                field.claim.path.as_ref().is_some_and(|path| path.segments.starts_with(place))
            };
            let (inside, rest): (Vec<_>, Vec<_>) = deeper.into_iter().partition(is_inside);
            objects.push(Self::at(place, inside, next));
            deeper = rest;
        }
        Self { number, place, fields, objects }
    }

    /// The names of the objects in it.
    pub(crate) fn object_names(&self) -> Vec<&'m String> {
        self.objects.iter().filter_map(|object| object.place.last()).collect()
    }

    /// It, and the levels below.
    pub(super) fn all(&self) -> Vec<&Level<'m>> {
        std::iter::once(self).chain(self.objects.iter().flat_map(Level::all)).collect()
    }

    /// Its claims, and those of the levels below.
    pub(super) fn claims(&self) -> Vec<&'m Field<'m>> {
        self.all().into_iter().flat_map(|level| level.fields.clone()).collect()
    }

    pub(super) fn name(&self, name: &str) -> Ident {
        format_ident!("__{name}{}", self.number)
    }

    /// The variable, or the field, that holds it.
    pub(super) fn variable(&self) -> Ident {
        self.name("object")
    }
}
