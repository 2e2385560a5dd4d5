//! ECDSA signatures in DER (RFC 3279 §2.2.3), as key services return them.

use ::der::asn1::UintRef;
use ::der::{Decode, Reader, SliceReader};

use crate::crypto::algorithm::Curve;

/// `r` and `s` of a DER signature, one after the other with the length of the curve's field
/// (RFC 7518 §3.4). `None` for anything but the one DER encoding of two positive numbers of
/// that length.
pub(crate) fn to_jws(curve: Curve, signature: &[u8]) -> Option<Vec<u8>> {
    let mut reader = SliceReader::new(signature).ok()?;
    let length = curve.field_len();
    let read = reader.sequence(|inner| Ok((UintRef::decode(inner)?, UintRef::decode(inner)?)));
    let (r, s) = read.and_then(|numbers| reader.finish(numbers)).ok()?;
    let mut jws = vec![0; 2 * length];
    let (left, right) = jws.split_at_mut(length);
    for (number, room) in [(r.as_bytes(), left), (s.as_bytes(), right)] {
        let start = length.checked_sub(number.len())?;
        // zero is `[0]`, or empty
        if number.iter().all(|octet| *octet == 0) {
            return None;
        }
        room[start..].copy_from_slice(number);
    }
    Some(jws)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn der(r: &[u8], s: &[u8]) -> Vec<u8> {
        let integer = |number: &[u8]| [&[2, u8::try_from(number.len()).unwrap()], number].concat();
        let body = [integer(r), integer(s)].concat();
        let length = u8::try_from(body.len()).unwrap();
        let head = if length < 128 { vec![0x30, length] } else { vec![0x30, 0x81, length] };
        [head, body].concat()
    }

    #[test]
    fn numbers_are_padded_to_the_length_of_the_field() {
        for curve in Curve::ALL {
            let length = curve.field_len();
            let jws = to_jws(curve, &der(&[1], &[0, 0xff])).unwrap();
            assert_eq!(jws.len(), 2 * length);
            assert_eq!((jws[length - 1], jws[2 * length - 1]), (1, 0xff));
            assert_eq!(jws.iter().filter(|octet| **octet == 0).count(), 2 * length - 2);
        }
        let full = [&[0][..], &[0xff; 32]].concat();
        assert_eq!(to_jws(Curve::P256, &der(&full, &full)).unwrap(), [0xff; 64]);
        let long = [&[1][..], &[0xff; 65]].concat();
        assert_eq!(to_jws(Curve::P521, &der(&long, &long)).unwrap().len(), 132);
    }

    #[test]
    fn only_one_encoding_is_read() {
        let good = der(&[1], &[2]);
        assert!(to_jws(Curve::P256, &good).is_some());
        let mut refused: Vec<Vec<u8>> = vec![
            vec![],
            vec![0x30, 0],
            vec![0; 64],
            der(&[0, 1], &[2]),
            der(&[1], &[0, 2]),
            der(&[0xff], &[2]),
            der(&[0], &[2]),
            der(&[1], &[0]),
            der(&[], &[2]),
            der(&[1; 33], &[2]),
            der(&[1], &[1; 33]),
            [good.as_slice(), &[0]].concat(),
            vec![0x30, 0x81, 6, 2, 1, 1, 2, 1, 2],
            vec![0x30, 9, 2, 1, 1, 2, 1, 2, 2, 1, 3],
            vec![0x30, 3, 2, 1, 1],
            vec![0x31, 6, 2, 1, 1, 2, 1, 2],
            vec![0x30, 0x80, 2, 1, 1, 2, 1, 2, 0, 0],
        ];
        refused.extend((0..good.len()).map(|end| good[..end].to_vec()));
        for signature in refused {
            assert_eq!(to_jws(Curve::P256, &signature), None, "{signature:?}");
        }
    }
}
