//! The deserializer for a part of a claims type. It notes the registered claims, passes
//! each to the field with its name, and refuses repeated names.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;

use super::replay::{NameReplay, Replay};
use super::text::{Text, TextSeed};
use crate::base::names::Names;
use crate::base::numeric_date::NumericDate;
use crate::base::registered::{Audiences, CONFIRMATION, ClaimSet, Registered, RegisteredClaim};
use crate::contract::part::{Member, Part};
use crate::rules::seen::Seen;
use crate::value::time_claim::TimeClaim;

/// The claims that were read.
pub(crate) struct Captured<'t> {
    pub(crate) registered: Registered<'t>,
    pub(crate) seen: Seen,
    unknown: Names<'t>,
    /// Passed on unchanged, with any type.
    unchecked: ClaimSet,
    /// Skipped: members that are known to have a wrong type.
    left_out: Option<LeftOut>,
}

/// The members that the slow path has reported already.
#[derive(Clone, Debug, Default)]
pub(super) struct LeftOut {
    pub(super) names: Vec<String>,
    /// All members without a field.
    pub(super) unknown: bool,
}

impl LeftOut {
    /// Compiled once, and not for every claims type.
    #[cold]
    fn has(&self, name: &str, member: fn(&str) -> Member) -> bool {
        self.names.iter().any(|one| one == name) || self.unknown && nothing_takes(name, member)
    }
}

/// True if no field reads a member with that name.
pub(super) fn is_unknown<'t, P: Part<'t>>(name: &str) -> bool {
    nothing_takes(name, P::member)
}

fn nothing_takes(name: &str, member: fn(&str) -> Member) -> bool {
    RegisteredClaim::from_name(name).is_none() && member(name) == Member::Unknown
}

impl<'t> Captured<'t> {
    pub(crate) fn new(unchecked: ClaimSet) -> Self {
        let (registered, seen, unknown) = (Registered::default(), Seen::default(), Names::new());
        Self { registered, seen, unknown, unchecked, left_out: None }
    }

    pub(super) fn without(unchecked: ClaimSet, left_out: LeftOut) -> Self {
        Self { left_out: Some(left_out), ..Self::new(unchecked) }
    }
}

/// Reads a part of a claims type in one pass. The error names no claim: `diagnose` finds it on the slow path.
#[inline]
pub(crate) fn decode<'t, P: Part<'t>>(
    payload: &'t str,
    captured: &mut Captured<'t>,
) -> Result<P, serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(payload);
    let part = P::decode(Capture::<_, P>::new(&mut json, captured))?;
    json.end()?;
    Ok(part)
}

/// The JSON deserializer for `P`. It is always a map.
pub(crate) struct Capture<'c, 't, D, P> {
    inner: D,
    captured: &'c mut Captured<'t>,
    part: PhantomData<P>,
}

impl<'c, 't, D, P> Capture<'c, 't, D, P> {
    pub(crate) fn new(inner: D, captured: &'c mut Captured<'t>) -> Self {
        Self { inner, captured, part: PhantomData }
    }
}

macro_rules! as_map {
    ($($method:ident($($argument:ident: $type:ty),*);)*) => {$(
        #[inline]
        fn $method<V: Visitor<'t>>(self, $($argument: $type,)* visitor: V) -> Result<V::Value, D::Error> {
            $(let _ = $argument;)*
            self.map(visitor)
        }
    )*};
}

impl<'t, D: Deserializer<'t>, P: Part<'t>> Capture<'_, 't, D, P> {
    #[inline]
    fn map<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_map(MapVisitor { visitor, captured: self.captured, part: self.part })
    }
}

impl<'t, D: Deserializer<'t>, P: Part<'t>> Deserializer<'t> for Capture<'_, 't, D, P> {
    type Error = D::Error;

    as_map! {
        deserialize_any();
        deserialize_map();
        deserialize_struct(name: &'static str, fields: &'static [&'static str]);
        deserialize_unit();
        deserialize_unit_struct(name: &'static str);
        deserialize_newtype_struct(name: &'static str);
        deserialize_option();
        deserialize_ignored_any();
    }

    forward_to_deserialize_any! {
        <W: Visitor<'t>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        seq tuple tuple_struct enum identifier
    }
}

struct MapVisitor<'c, 't, V, P> {
    visitor: V,
    captured: &'c mut Captured<'t>,
    part: PhantomData<P>,
}

impl<'t, V: Visitor<'t>, P: Part<'t>> Visitor<'t> for MapVisitor<'_, 't, V, P> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    #[inline]
    fn visit_map<A: MapAccess<'t>>(self, map: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(Members::<_, P> { map, captured: self.captured, next: None, part: self.part })
    }
}

struct Members<'c, 't, A, P> {
    map: A,
    captured: &'c mut Captured<'t>,
    /// The registered claim whose name was passed on, and whose value comes next.
    next: Option<RegisteredClaim>,
    part: PhantomData<P>,
}

impl<'t, A: MapAccess<'t>, P: Part<'t>> MapAccess<'t> for Members<'_, 't, A, P> {
    type Error = A::Error;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'t>>(&mut self, mut seed: K) -> Result<Option<K::Value>, A::Error> {
        loop {
            let name = Name::<_, P> { seed, captured: &mut *self.captured, part: PhantomData };
            match self.map.next_key_seed(name)? {
                None => return Ok(None),
                Some(Step::Field(field, claim)) => {
                    self.next = claim;
                    return Ok(Some(field));
                }
                Some(Step::Fieldless(claim, unused)) => {
                    self.map.next_value_seed(self.captured.watch(claim, PhantomData::<IgnoredAny>))?;
                    seed = unused;
                }
                Some(Step::LeftOut(unused)) => {
                    self.map.next_value::<IgnoredAny>()?;
                    seed = unused;
                }
            }
        }
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'t>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        match self.next.take() {
            None => self.map.next_value_seed(seed),
            Some(claim) => self.map.next_value_seed(self.captured.watch(claim, seed)),
        }
    }
}

impl<'t> Captured<'t> {
    #[inline(always)]
    fn watch<S>(&mut self, claim: RegisteredClaim, seed: S) -> Watch<'_, 't, S> {
        let unchecked = self.unchecked.contains(claim);
        Watch { seed, claim, unchecked, registered: &mut self.registered }
    }
}

/// What to do with a member.
enum Step<F, S> {
    /// Pass it to the field; its value may be a registered claim.
    Field(F, Option<RegisteredClaim>),
    /// Read a registered claim without a field.
    Fieldless(RegisteredClaim, S),
    /// Skip it.
    LeftOut(S),
}

/// Reads a name, and passes it to serde if the type has a field for it.
struct Name<'c, 't, S, P> {
    seed: S,
    captured: &'c mut Captured<'t>,
    part: PhantomData<P>,
}

impl<'t, S: DeserializeSeed<'t>, P: Part<'t>> Name<'_, 't, S, P> {
    #[inline(always)]
    fn step<E: Error>(self, name: Text<'_, 't>) -> Result<Step<S::Value, S>, E> {
        let Self { seed, captured, .. } = self;
        if captured.left_out.as_ref().is_some_and(|left_out| left_out.has(name.as_str(), P::member)) {
            return Ok(Step::LeftOut(seed));
        }
        let claim = RegisteredClaim::from_name(name.as_str());
        let known = match claim {
            Some(claim) if !captured.registered.present.insert(claim) => return Err(repeated(name.as_str())),
            Some(claim) if !P::TAKES.contains(claim) => return Ok(Step::Fieldless(claim, seed)),
            // it has a default, so its rules must know that it was present
            Some(_) if P::NOTES_REGISTERED => {
                if let Member::Noted(number) = P::member(name.as_str()) {
                    captured.seen.note(number);
                }
                true
            }
            Some(_) => true,
            None => {
                // with or without a field, an alias, a path or a flattened map
                if name.as_str() == CONFIRMATION {
                    captured.registered.present = captured.registered.present.and_confirmation();
                }
                match P::member(name.as_str()) {
                    Member::Field => true,
                    Member::Noted(number) => {
                        captured.seen.note(number);
                        true
                    }
                    Member::Forbidden(number) => {
                        captured.seen.note(number);
                        captured.unknown.insert(name.to_cow())
                    }
                    Member::Unknown => captured.unknown.insert(name.to_cow()),
                }
            }
        };
        if !known {
            return Err(repeated(name.as_str()));
        }
        seed.deserialize(NameReplay::new(name)).map(|field| Step::Field(field, claim))
    }
}

#[cold]
fn repeated<E: Error>(name: &str) -> E {
    E::custom(format_args!("duplicate field `{name}`"))
}

impl<'t, S: DeserializeSeed<'t>, P: Part<'t>> DeserializeSeed<'t> for Name<'_, 't, S, P> {
    type Value = Step<S::Value, S>;

    #[inline]
    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'t, S: DeserializeSeed<'t>, P: Part<'t>> Visitor<'t> for Name<'_, 't, S, P> {
    type Value = Step<S::Value, S>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a claim's name")
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, name: &'t str) -> Result<Self::Value, E> {
        self.step(Text::Borrowed(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        self.step(Text::Escaped(name))
    }
}

/// Reads the value of a registered claim, notes it, and passes it to its field. An
/// unchecked claim is only passed on.
struct Watch<'r, 't, S> {
    seed: S,
    claim: RegisteredClaim,
    unchecked: bool,
    registered: &'r mut Registered<'t>,
}

impl<'t, S: DeserializeSeed<'t>> DeserializeSeed<'t> for Watch<'_, 't, S> {
    type Value = S::Value;

    #[inline]
    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        if self.unchecked {
            return self.seed.deserialize(deserializer);
        }
        match self.claim {
            RegisteredClaim::Iss | RegisteredClaim::Sub | RegisteredClaim::Jti => {
                deserializer.deserialize_str(self)
            }
            RegisteredClaim::Exp | RegisteredClaim::Nbf | RegisteredClaim::Iat => {
                deserializer.deserialize_f64(self)
            }
            RegisteredClaim::Aud => {
                let audiences = deserializer.deserialize_any(AudienceVisitor)?;
                let replayed = self.seed.deserialize(Replay::audiences(&audiences));
                self.registered.aud = Some(audiences);
                replayed
            }
        }
    }
}

impl<'t, S: DeserializeSeed<'t>> Watch<'_, 't, S> {
    #[inline(always)]
    fn text<E: Error>(self, text: Text<'_, 't>) -> Result<S::Value, E> {
        match self.claim {
            RegisteredClaim::Iss => self.registered.iss = Some(text.to_cow()),
            RegisteredClaim::Sub => self.registered.sub = Some(text.to_cow()),
            RegisteredClaim::Jti => self.registered.jti = Some(text.to_cow()),
            _ => return Err(E::invalid_type(Unexpected::Other("string"), &self)),
        }
        self.seed.deserialize(Replay::text(text))
    }

    #[inline(always)]
    fn date<E: Error>(self, date: Option<NumericDate>, replay: Replay<'_, 't, E>) -> Result<S::Value, E> {
        match self.claim {
            RegisteredClaim::Exp if date.is_some() => self.registered.exp = date,
            RegisteredClaim::Nbf if date.is_some() => self.registered.nbf = date,
            RegisteredClaim::Iat if date.is_some() => self.registered.iat = date,
            _ => return Err(E::invalid_type(Unexpected::Other("number"), &self)),
        }
        self.seed.deserialize(replay)
    }
}

impl<'t, S: DeserializeSeed<'t>> Visitor<'t> for Watch<'_, 't, S> {
    type Value = S::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.claim.expected())
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, text: &'t str) -> Result<S::Value, E> {
        self.text(Text::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<S::Value, E> {
        self.text(Text::Escaped(text))
    }

    #[inline]
    fn visit_u64<E: Error>(self, seconds: u64) -> Result<S::Value, E> {
        self.date(seconds.to_numeric_date(), Replay::u64(seconds))
    }

    fn visit_i64<E: Error>(self, seconds: i64) -> Result<S::Value, E> {
        self.date(seconds.to_numeric_date(), Replay::i64(seconds))
    }

    fn visit_f64<E: Error>(self, seconds: f64) -> Result<S::Value, E> {
        self.date(seconds.to_numeric_date(), Replay::f64(seconds))
    }
}

/// Reads `aud`, for all types of the field.
struct AudienceVisitor;

impl<'t> Visitor<'t> for AudienceVisitor {
    type Value = Audiences<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(RegisteredClaim::Aud.expected())
    }

    fn visit_borrowed_str<E: Error>(self, name: &'t str) -> Result<Audiences<'t>, E> {
        Ok(Audiences::One(Cow::Borrowed(name)))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Audiences<'t>, E> {
        Ok(Audiences::One(Cow::Owned(name.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut names: A) -> Result<Audiences<'t>, A::Error> {
        let mut audiences = Vec::new();
        while let Some(name) = names.next_element_seed(TextSeed)? {
            audiences.push(name);
        }
        Ok(Audiences::Many(audiences))
    }
}
